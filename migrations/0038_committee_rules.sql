-- What holds of committees whoever writes: consensus of those who have a seat and no majority anywhere
-- (BR-CM-04 to 07), an extraordinary meeting on the chair's finding alone (BR-CM-02), the chair or the
-- first vice chair present presides (BR-CM-08), minutes are frozen as they were confirmed (BR-CM-12).
-- What a rule is called here is its name in constraint_errors.c. Without a viewer the owner loads what
-- was before the portal was there.

-- Who may see and write ----------------------------------------------------------------------------

CREATE FUNCTION keeps_meetings() RETURNS boolean
    LANGUAGE sql STABLE
    RETURN viewer() IS NULL OR may('meeting_maintain');
COMMENT ON FUNCTION keeps_meetings IS 'The secretariat supports the running of the committees (clause 7(2)ア(イ)表).';

CREATE FUNCTION sees_meeting(meeting meeting) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN may('meeting_read_all') OR sits_on(meeting.committee_code)
        OR EXISTS (SELECT FROM attendance a
                    WHERE a.meeting_id = meeting.id AND a.person_id = viewer()
                      AND a.withdrawn_at IS NULL AND a.source = 'invited');
COMMENT ON FUNCTION sees_meeting IS
    'Domain 3.13: who sits on the committee today, whoever was asked to attend, and who may read all. That a meeting takes place everybody may know.';

CREATE FUNCTION sees_positions(meeting meeting) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN may('meeting_read_all') OR sits_on(meeting.committee_code);
COMMENT ON FUNCTION sees_positions IS 'The 意思 of each member and non-public papers: not for those only asked to attend.';

CREATE FUNCTION sees_paper(paper meeting_paper) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN (paper.withdrawn_at IS NULL OR may('meeting_maintain'))
       AND EXISTS (SELECT FROM meeting m
                    WHERE m.id = paper.meeting_id
                      AND (sees_positions(m)
                           OR paper.publicity = 'public'
                              AND (sees_meeting(m) OR m.is_public AND m.state = 'minutes_final')));

-- What a meeting may become ------------------------------------------------------------------------

CREATE TABLE meeting_transition (
    event text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    done_by text NOT NULL,
    CONSTRAINT meeting_transition_pk PRIMARY KEY (event, from_state),
    CONSTRAINT meeting_transition_done_by_known CHECK (done_by IN ('secretariat', 'confirmer', 'either'))
);
COMMENT ON TABLE meeting_transition IS
    'The states of a meeting (domain 3.2), the only place: the trigger of the steps and the pages both ask it. Minutes become final by the second confirmation.';
GRANT SELECT ON meeting_transition TO mamori_server;
INSERT INTO audit_exempt (table_name, reason) VALUES
    ('meeting_transition', 'reference data of migrations');
INSERT INTO meeting_transition (event, from_state, to_state, done_by) VALUES
    ('notify', 'planned', 'notified', 'secretariat'),
    ('reschedule', 'notified', 'planned', 'secretariat'),
    ('cancel', 'planned', 'cancelled', 'secretariat'),
    ('cancel', 'notified', 'cancelled', 'secretariat'),
    ('hold', 'notified', 'held', 'secretariat'),
    ('draft_minutes', 'held', 'minutes_drafting', 'secretariat'),
    ('send_minutes', 'minutes_drafting', 'minutes_review', 'secretariat'),
    ('return_minutes', 'minutes_review', 'minutes_drafting', 'either'),
    ('confirm_minutes', 'minutes_review', 'minutes_review', 'confirmer'),
    ('correct', 'minutes_final', 'minutes_final', 'secretariat'),
    ('migrate', 'planned', 'minutes_final', 'secretariat');

CREATE FUNCTION is_present(actual text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN coalesce(actual IN ('present', 'late', 'left_early'), false);
COMMENT ON FUNCTION is_present IS 'Was there in person, for a part at least; a proxy is not the member.';

CREATE FUNCTION presider_of(wanted bigint) RETURNS bigint
    LANGUAGE sql STABLE
    RETURN (SELECT a.id
              FROM attendance a
              JOIN meeting m ON m.id = a.meeting_id
             WHERE a.meeting_id = wanted AND a.withdrawn_at IS NULL AND is_present(a.actual)
               AND takes_part(a.seat_kind)
               AND (m.committee_code <> 'isc' OR a.seat_kind IN ('chair', 'vice_chair'))
             ORDER BY seat_rank(a.seat_kind), a.place LIMIT 1);
COMMENT ON FUNCTION presider_of IS
    'The attendance row of whoever presides: the chair, else the vice chairs in their order, of a council else the first member present; NULL: nobody may (BR-CM-08).';

CREATE FUNCTION confirmer_part(meeting meeting, who bigint) RETURNS text
    LANGUAGE sql STABLE
    RETURN CASE who
        WHEN (SELECT a.person_id FROM attendance a WHERE a.id = meeting.presider_id) THEN 'presider'
        WHEN (SELECT a.person_id FROM attendance a WHERE a.id = meeting.named_member_id)
            THEN 'named_member' END;
COMMENT ON FUNCTION confirmer_part IS 'In which part somebody confirms the minutes; NULL: in none.';

CREATE FUNCTION meeting_event_open(meeting meeting, wanted text) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN EXISTS (
        SELECT FROM meeting_transition t
         WHERE t.event = wanted AND t.from_state = meeting.state
           AND (t.event <> 'migrate' OR meeting.is_migrated)
           AND (viewer() IS NULL
                OR t.done_by IN ('secretariat', 'either') AND may('meeting_maintain')
                OR t.done_by IN ('confirmer', 'either') AND confirmer_part(meeting, viewer()) IS NOT NULL
                   AND (wanted <> 'confirm_minutes' OR NOT EXISTS (
                       SELECT FROM minutes_confirmation c
                         JOIN minutes_version v ON v.id = c.version_id
                        WHERE v.meeting_id = meeting.id AND c.person_id = viewer()
                          AND v.version_no = (SELECT max(x.version_no) FROM minutes_version x
                                               WHERE x.meeting_id = meeting.id)))));
COMMENT ON FUNCTION meeting_event_open IS 'Whether this step is open to the viewer now; the pages show no other.';

CREATE FUNCTION meeting_take_number(committee text, year integer, of_kind text) RETURNS integer
    LANGUAGE sql AS $$
    INSERT INTO meeting_counter AS c (committee_code, fiscal_year, kind, last_no)
    VALUES (committee, year, of_kind, 1)
    ON CONFLICT (committee_code, fiscal_year, kind) DO UPDATE SET last_no = c.last_no + 1
    RETURNING last_no
$$;

-- Seats that are there already keep what was recorded of them; one that left the roster is withdrawn.
CREATE FUNCTION meeting_call_roster(wanted meeting) RETURNS void LANGUAGE sql AS $$
    UPDATE attendance a
       SET withdrawn_at = instant(), row_version = row_version + 1
     WHERE a.meeting_id = wanted.id AND a.withdrawn_at IS NULL
       AND a.source IN ('ex_officio', 'designated_by_chair')
       AND NOT EXISTS (SELECT FROM committee_roster(wanted.committee_code, tokyo_day(wanted.starts_at)) r
                        WHERE r.person_id = a.person_id AND r.kind = a.seat_kind);
    INSERT INTO attendance (meeting_id, seat_kind, place, person_id, name, post_name, source)
    SELECT wanted.id, r.kind, r.place, r.person_id, person_name(p), r.post_name, r.source
      FROM committee_roster(wanted.committee_code, tokyo_day(wanted.starts_at)) r
      JOIN person p ON p.id = r.person_id
        ON CONFLICT (meeting_id, person_id) WHERE withdrawn_at IS NULL DO NOTHING
$$;

CREATE FUNCTION meeting_roster_differs(wanted meeting) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN EXISTS (SELECT FROM committee_roster(wanted.committee_code, tokyo_day(wanted.starts_at)) r
                    WHERE NOT EXISTS (SELECT FROM attendance a
                                       WHERE a.meeting_id = wanted.id AND a.withdrawn_at IS NULL
                                         AND a.person_id = r.person_id AND a.seat_kind = r.kind));
COMMENT ON FUNCTION meeting_roster_differs IS
    'Whether somebody has a seat on the day of the meeting who was not called: the roster changed after the notice.';

CREATE FUNCTION meeting_refresh_roster(wanted bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    called meeting;
BEGIN
    SELECT * INTO called FROM meeting WHERE id = wanted FOR UPDATE;
    PERFORM refuse_if(NOT keeps_meetings(), 'meeting_by_secretariat'),
            refuse_if(called.state <> 'notified', 'meeting_state_changed');
    PERFORM meeting_call_roster(called);
END $$;

CREATE FUNCTION consensus(item bigint)
    RETURNS TABLE (seats integer, present integer, no_objection integer, objection integer,
                   reserved integer, left_meeting integer, missing integer, refusal text)
    LANGUAGE sql STABLE AS $$
    WITH seat AS (
        SELECT is_present(a.actual) AS is_present,
               CASE WHEN is_present(a.actual) OR p.channel = 'written_before_close' THEN p.value END AS value
          FROM agenda_item i
          JOIN attendance a ON a.meeting_id = i.meeting_id AND a.withdrawn_at IS NULL
                           AND takes_part(a.seat_kind)
          LEFT JOIN current_position p ON p.item_id = i.id AND p.attendance_id = a.id
         WHERE i.id = item),
    tally AS (
        SELECT count(*)::integer AS seats, count(*) FILTER (WHERE is_present)::integer AS present,
               count(*) FILTER (WHERE value = 'no_objection')::integer AS no_objection,
               count(*) FILTER (WHERE value = 'objection')::integer AS objection,
               count(*) FILTER (WHERE value = 'reserved')::integer AS reserved,
               count(*) FILTER (WHERE value = 'left')::integer AS left_meeting,
               count(*) FILTER (WHERE is_present AND coalesce(value, 'not_present') = 'not_present')::integer
                   AS missing
          FROM seat)
    SELECT t.*, CASE WHEN t.present = t.left_meeting THEN 'decision_nobody_present'
                     WHEN t.objection > 0 THEN 'decision_objection'
                     WHEN t.missing > 0 THEN 'decision_position_missing'
                     WHEN setting_text('committee.strict_all_members') = 'yes'
                          AND t.no_objection < t.seats THEN 'decision_not_all' END
      FROM tally t
$$;
COMMENT ON FUNCTION consensus IS
    'BR-CM-05, BR-CM-06: what those with a seat have said about an item, and why it cannot be adopted; NULL: it can. Numbers inform; none of them decides. An absent member counts by what was received in writing before closing.';

-- 議長の代行: who presides is seen from who came, not from the table of absences alone.
ALTER TABLE acting_basis
    DROP CONSTRAINT acting_basis_vacant,
    ADD CONSTRAINT acting_basis_vacant CHECK (person_id IS NOT NULL OR absence_id IS NULL);

CREATE OR REPLACE FUNCTION acting_record_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    broken text;
BEGIN
    PERFORM lock_authority();
    IF NEW.object_type = 'meeting' AND NEW.domain = 'committee_chair' THEN
        SELECT a.person_id, m.starts_at INTO NEW.actor_id, NEW.acted_at
          FROM meeting m JOIN attendance a ON a.id = presider_of(m.id)
         WHERE m.id = NEW.object_id::bigint AND a.seat_kind = 'vice_chair';
        PERFORM refuse_if(NEW.actor_id IS NULL, 'acting_outside_chain');
        NEW.acting_role := 'vice_chair';
        NEW.step_no := 2;
        NEW.basis := 'substitute';
        NEW.principal_role := 'chair';
        NEW.principal_id := (SELECT r.person_id
                               FROM committee_roster('isc', tokyo_day(NEW.acted_at)) r
                              WHERE r.kind = 'chair');
        NEW.designation_id := NULL;
        RETURN NEW;
    END IF;
    IF viewer() IS NOT NULL THEN
        NEW.actor_id := viewer();
        NEW.acted_at := instant();
    END IF;
    broken := acting_refusal(NEW.domain, NEW.actor_id, NEW.acted_at);
    PERFORM refuse_if(broken IS NOT NULL, broken);
    SELECT a.acting_role, a.step_no, a.basis, a.principal_role, a.principal_id, a.designation_id
      INTO NEW.acting_role, NEW.step_no, NEW.basis, NEW.principal_role, NEW.principal_id,
           NEW.designation_id
      FROM authority(NEW.domain, NEW.acted_at) a;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION acting_record_basis() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.object_type = 'meeting' AND NEW.domain = 'committee_chair' THEN
        INSERT INTO acting_basis (record_id, place, role_code, person_id, absence_id)
        SELECT NEW.id, row_number() OVER (ORDER BY r.place), r.kind, r.person_id, NULL
          FROM committee_roster('isc', tokyo_day(NEW.acted_at)) r
         WHERE r.kind IN ('chair', 'vice_chair')
           AND r.place < (SELECT x.place FROM committee_roster('isc', tokyo_day(NEW.acted_at)) x
                           WHERE x.person_id = NEW.actor_id);
        RETURN NULL;
    END IF;
    INSERT INTO acting_basis (record_id, place, role_code, person_id, absence_id)
    SELECT NEW.id, c.place, c.acting_role, c.person_id, c.absence_id
      FROM authority_chain(NEW.domain, NEW.acted_at) c
     WHERE c.place < (SELECT min(f.place) FROM authority_chain(NEW.domain, NEW.acted_at) f
                       WHERE f.presence = 'present');
    RETURN NULL;
END $$;

CREATE FUNCTION meeting_title(meeting meeting) RETURNS text
    LANGUAGE sql STABLE
    RETURN (SELECT meeting.fiscal_year || '年度' || coalesce('第' || meeting.number || '回', '')
                   || CASE meeting.kind WHEN 'regular' THEN '定例会' ELSE '臨時会' END || '　' || c.name
              FROM committee c WHERE c.code = meeting.committee_code);

-- The one way a meeting moves.
CREATE FUNCTION meeting_step_apply() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    held meeting;
    presider attendance;
    chair attendance;
    last_version minutes_version;
BEGIN
    IF viewer() IS NOT NULL THEN
        NEW.actor_id := viewer();
        NEW.at := instant();
    END IF;
    SELECT * INTO held FROM meeting WHERE id = NEW.meeting_id FOR UPDATE;
    NEW.to_state := (SELECT t.to_state FROM meeting_transition t
                      WHERE t.event = NEW.event AND t.from_state = NEW.from_state);
    PERFORM refuse_if(held.state <> NEW.from_state OR NEW.to_state IS NULL, 'meeting_state_changed'),
            refuse_if(NOT meeting_event_open(held, NEW.event),
                      CASE NEW.event WHEN 'confirm_minutes' THEN 'minutes_confirmer'
                           ELSE 'meeting_by_secretariat' END);
    NEW.seq := coalesce((SELECT max(seq) FROM meeting_step WHERE meeting_id = held.id), 0) + 1;
    SELECT * INTO last_version FROM minutes_version
     WHERE meeting_id = held.id ORDER BY version_no DESC LIMIT 1;

    PERFORM refuse_if(NEW.event IN ('reschedule', 'cancel')
                      AND EXISTS (SELECT FROM agenda_item i
                                    LEFT JOIN decision d ON d.item_id = i.id
                                    LEFT JOIN current_position p ON p.item_id = i.id
                                          AND p.channel = 'at_meeting' AND p.value <> 'not_present'
                                   WHERE i.meeting_id = held.id AND i.removed_at IS NULL
                                     AND (d.id IS NOT NULL OR p.id IS NOT NULL)),
                      'meeting_is_under_way');
    IF NEW.event IN ('notify', 'migrate') THEN
        PERFORM refuse_if(held.kind = 'extraordinary'
                          AND (held.necessity = '' OR held.necessity_on IS NULL
                               OR held.necessity_on > tokyo_day(NEW.at)), 'meeting_necessity_found'),
                refuse_if(NOT EXISTS (SELECT FROM agenda_item i
                                       WHERE i.meeting_id = held.id AND i.removed_at IS NULL),
                          'meeting_needs_item');
        held.number := coalesce(held.number,
                                meeting_take_number(held.committee_code, held.fiscal_year, held.kind));
    END IF;
    IF NEW.event = 'notify' THEN
        PERFORM refuse_if(NEW.doc_number = '', 'meeting_notice_numbered'),
                refuse_if(held.place = '' AND held.format IN ('in_person', 'mixed'),
                          'meeting_place_given'),
                refuse_if(held.starts_at <= NEW.at, 'meeting_notice_before');
        PERFORM meeting_call_roster(held);
        PERFORM refuse_if(NOT EXISTS (SELECT FROM attendance a
                                       WHERE a.meeting_id = held.id AND a.withdrawn_at IS NULL
                                         AND takes_part(a.seat_kind)), 'meeting_has_members');
        held.notified_at := NEW.at;
        held.notice_no := NEW.doc_number;
    ELSIF NEW.event = 'hold' THEN
        SELECT * INTO presider FROM attendance WHERE id = presider_of(held.id);
        SELECT * INTO chair FROM attendance a
         WHERE a.meeting_id = held.id AND a.withdrawn_at IS NULL AND a.seat_kind = 'chair';
        PERFORM refuse_if(NEW.at < held.starts_at, 'meeting_begun'),
                refuse_if(held.ends_at IS NULL, 'meeting_end_given'),
                refuse_if(held.ends_at > NEW.at, 'meeting_end_not_ahead'),
                refuse_if(meeting_roster_differs(held), 'meeting_roster_as_called'),
                refuse_if(EXISTS (SELECT FROM attendance a
                                   WHERE a.meeting_id = held.id AND a.withdrawn_at IS NULL
                                     AND a.actual IS NULL), 'meeting_attendance_recorded'),
                refuse_if(presider.id IS NULL, 'meeting_presided_by_chair'),
                refuse_if(EXISTS (SELECT FROM agenda_item i
                                   WHERE i.meeting_id = held.id AND i.removed_at IS NULL
                                     AND NOT EXISTS (SELECT FROM decision d WHERE d.item_id = i.id)),
                          'meeting_items_decided'),
                refuse_if(held.committee_code = 'isc' AND presider.seat_kind = 'vice_chair'
                          AND chair.id IS NOT NULL AND chair.reason = '', 'meeting_acting_why');
        held.presider_id := presider.id;
        IF held.committee_code = 'isc' AND presider.seat_kind = 'vice_chair' THEN
            INSERT INTO acting_record (domain, object_type, object_id, subject, reason, acting_role,
                                       step_no, basis, principal_role, actor_id)
            VALUES ('committee_chair', 'meeting', held.id::text, left(meeting_title(held), 100),
                    coalesce(nullif(chair.reason, ''), '委員長の欠員'), 'vice_chair', 2, 'substitute',
                    'chair', presider.person_id)
            RETURNING id INTO held.acting_record_id;
        END IF;
    ELSIF NEW.event = 'send_minutes' THEN
        PERFORM refuse_if(NOT EXISTS (SELECT FROM attendance a
                                       WHERE a.id = held.named_member_id AND a.meeting_id = held.id
                                         AND a.id <> held.presider_id AND takes_part(a.seat_kind)
                                         AND is_present(a.actual)), 'minutes_named_member'),
                refuse_if(EXISTS (SELECT FROM agenda_item i JOIN decision d ON d.item_id = i.id
                                   WHERE i.meeting_id = held.id AND NOT decision_is_instructed(d)),
                          'minutes_instructions_given'),
                refuse_if(last_version.version_no IS DISTINCT FROM (
                              SELECT count(*) + 1 FROM meeting_step s
                               WHERE s.meeting_id = held.id AND s.event = 'send_minutes'),
                          'minutes_version_sent');
    ELSIF NEW.event = 'confirm_minutes' THEN
        INSERT INTO minutes_confirmation (version_id, part, person_id, at)
        VALUES (last_version.id, confirmer_part(held, NEW.actor_id), NEW.actor_id, NEW.at);
        IF (SELECT count(*) FROM minutes_confirmation c WHERE c.version_id = last_version.id) = 2 THEN
            NEW.to_state := 'minutes_final';
        END IF;
    END IF;

    UPDATE meeting
       SET state = NEW.to_state, number = held.number, presider_id = held.presider_id,
           acting_record_id = held.acting_record_id, notified_at = held.notified_at,
           notice_no = held.notice_no, updated_at = instant(), updated_by = viewer(),
           row_version = row_version + 1
     WHERE id = held.id;
    RETURN NEW;
END $$;
CREATE TRIGGER meeting_step_apply BEFORE INSERT ON meeting_step
    FOR EACH ROW EXECUTE FUNCTION meeting_step_apply();

-- What may be written when -------------------------------------------------------------------------

CREATE FUNCTION meeting_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rules committee;
BEGIN
    SELECT * INTO rules FROM committee WHERE code = NEW.committee_code;
    NEW.fiscal_year := fiscal_year(tokyo_day(NEW.starts_at));
    IF TG_OP = 'UPDATE' AND (OLD.fiscal_year, OLD.kind) <> (NEW.fiscal_year, NEW.kind) THEN
        NEW.number := NULL;
    END IF;
    PERFORM refuse_if(TG_OP = 'INSERT' AND NOT keeps_meetings(), 'meeting_by_secretariat'),
            refuse_if(rules.records_scope = 'reference_only', 'meeting_of_recorded_committee'),
            refuse_if(NEW.format = 'written' AND NOT rules.allows_written, 'meeting_written_allowed'),
            refuse_if(TG_OP = 'UPDATE' AND OLD.state <> 'planned'
                      AND (OLD.kind, OLD.format, OLD.starts_at, OLD.place, OLD.necessity,
                           OLD.necessity_on, OLD.is_public, OLD.nonpublic_reason, OLD.reply_by)
                          IS DISTINCT FROM
                          (NEW.kind, NEW.format, NEW.starts_at, NEW.place, NEW.necessity,
                           NEW.necessity_on, NEW.is_public, NEW.nonpublic_reason, NEW.reply_by),
                      'meeting_changed_by_notice'),
            refuse_if(TG_OP = 'UPDATE' AND OLD.state NOT IN ('planned', 'notified')
                      AND OLD.ends_at IS DISTINCT FROM NEW.ends_at, 'meeting_is_over'),
            refuse_if(TG_OP = 'UPDATE' AND OLD.state IN ('minutes_review', 'minutes_final', 'cancelled')
                      AND (OLD.visitors, OLD.named_member_id)
                          IS DISTINCT FROM (NEW.visitors, NEW.named_member_id), 'meeting_is_over');
    RETURN NEW;
END $$;
CREATE TRIGGER meeting_check BEFORE INSERT OR UPDATE ON meeting
    FOR EACH ROW EXECUTE FUNCTION meeting_check();

CREATE FUNCTION attendance_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    called meeting;
BEGIN
    SELECT * INTO called FROM meeting WHERE id = NEW.meeting_id FOR SHARE;
    PERFORM refuse_if(called.state NOT IN ('planned', 'notified') AND NOT called.is_migrated,
                      'attendance_is_closed'),
            refuse_if(TG_OP = 'UPDATE' AND NOT keeps_meetings()
                      AND (NEW.person_id IS DISTINCT FROM viewer()
                           OR (OLD.actual, OLD.proxy_name, OLD.arrived_at, OLD.left_at, OLD.withdrawn_at)
                              IS DISTINCT FROM
                              (NEW.actual, NEW.proxy_name, NEW.arrived_at, NEW.left_at, NEW.withdrawn_at)),
                      'attendance_by_secretariat'),
            refuse_if(TG_OP = 'UPDATE' AND OLD.actual IS DISTINCT FROM NEW.actual
                      AND NOT called.is_migrated
                      AND (called.state <> 'notified' OR tokyo_day(called.starts_at) > today()),
                      'attendance_on_the_day'),
            refuse_if(TG_OP = 'UPDATE'
                      AND (OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
                           OR is_present(OLD.actual) AND NOT is_present(NEW.actual))
                      AND EXISTS (SELECT FROM current_position p
                                   WHERE p.attendance_id = NEW.id AND p.value <> 'not_present'
                                     AND (NEW.withdrawn_at IS NOT NULL OR p.channel = 'at_meeting')),
                      'attendance_has_positions');
    RETURN NEW;
END $$;
CREATE TRIGGER attendance_check BEFORE INSERT OR UPDATE ON attendance
    FOR EACH ROW EXECUTE FUNCTION attendance_check();

CREATE FUNCTION agenda_item_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    called meeting;
    only_gist boolean := TG_OP = 'UPDATE'
        AND (to_jsonb(OLD) - ARRAY['gist', 'updated_at', 'updated_by', 'row_version'])
          = (to_jsonb(NEW) - ARRAY['gist', 'updated_at', 'updated_by', 'row_version']);
BEGIN
    SELECT * INTO called FROM meeting WHERE id = NEW.meeting_id FOR SHARE;
    PERFORM refuse_if(NOT keeps_meetings(), 'meeting_by_secretariat'),
            refuse_if(called.committee_code = 'isc' AND NEW.category IS NULL,
                      'agenda_item_category_given'),
            refuse_if(only_gist AND called.state NOT IN ('planned', 'notified', 'held', 'minutes_drafting'),
                      'agenda_item_is_closed'),
            refuse_if(NOT only_gist
                      AND (called.state NOT IN ('planned', 'notified')
                           OR TG_OP = 'UPDATE' AND EXISTS (SELECT FROM decision d WHERE d.item_id = NEW.id)),
                      'agenda_item_is_closed'),
            refuse_if(TG_OP = 'UPDATE' AND NOT only_gist AND NEW.type <> 'deliberation'
                      AND EXISTS (SELECT FROM item_position p WHERE p.item_id = NEW.id),
                      'agenda_item_has_positions'),
            refuse_if(TG_OP = 'UPDATE' AND OLD.removed_at IS NULL AND NEW.removed_at IS NOT NULL
                      AND EXISTS (SELECT FROM item_position p WHERE p.item_id = NEW.id),
                      'agenda_item_is_spoken_of'),
            refuse_if(NEW.carried_from_id IS NOT NULL AND NOT EXISTS (
                          SELECT FROM decision d
                            JOIN agenda_item i ON i.id = d.item_id
                            JOIN meeting m ON m.id = i.meeting_id
                           WHERE i.id = NEW.carried_from_id AND d.outcome = 'carried_over'
                             AND m.committee_code = called.committee_code), 'agenda_item_carried_over');
    RETURN NEW;
END $$;
CREATE TRIGGER agenda_item_check BEFORE INSERT OR UPDATE ON agenda_item
    FOR EACH ROW EXECUTE FUNCTION agenda_item_check();

CREATE FUNCTION meeting_paper_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NOT keeps_meetings(), 'meeting_by_secretariat'),
            refuse_if(EXISTS (SELECT FROM meeting m
                               WHERE m.id = NEW.meeting_id
                                 AND m.state IN ('cancelled', 'minutes_review', 'minutes_final')),
                      'meeting_is_over'),
            refuse_if(NEW.item_id IS NOT NULL
                      AND NOT EXISTS (SELECT FROM agenda_item i
                                       WHERE i.id = NEW.item_id AND i.meeting_id = NEW.meeting_id
                                         AND i.removed_at IS NULL), 'meeting_paper_of_item');
    RETURN NEW;
END $$;
CREATE TRIGGER meeting_paper_check BEFORE INSERT OR UPDATE ON meeting_paper
    FOR EACH ROW EXECUTE FUNCTION meeting_paper_check();

-- The item is locked, so that nobody speaks while the result is recorded.
CREATE FUNCTION item_position_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    item agenda_item;
    seat attendance;
    called meeting;
BEGIN
    SELECT * INTO item FROM agenda_item WHERE id = NEW.item_id FOR SHARE;
    SELECT * INTO called FROM meeting WHERE id = item.meeting_id;
    SELECT * INTO seat FROM attendance WHERE id = NEW.attendance_id FOR SHARE;
    IF viewer() IS NOT NULL THEN
        NEW.given_at := instant();
        NEW.given_by := viewer();
    END IF;
    PERFORM refuse_if(called.state <> 'notified'
                      OR EXISTS (SELECT FROM decision d WHERE d.item_id = item.id), 'position_is_frozen'),
            refuse_if(item.removed_at IS NOT NULL OR item.type <> 'deliberation',
                      'position_of_deliberation'),
            refuse_if((SELECT c.decision_rule FROM committee c WHERE c.code = called.committee_code)
                      <> 'consensus', 'position_by_consensus'),
            refuse_if(seat.meeting_id IS DISTINCT FROM called.id OR seat.withdrawn_at IS NOT NULL
                      OR NOT takes_part(seat.seat_kind), 'position_of_member'),
            refuse_if(NOT keeps_meetings()
                      AND (seat.person_id IS DISTINCT FROM viewer() OR NEW.channel = 'at_meeting'),
                      'position_by_member'),
            refuse_if(NEW.channel = 'written_before_close' AND is_present(seat.actual),
                      'position_written_when_absent'),
            refuse_if(NEW.channel = 'at_meeting'
                      AND (NOT is_present(seat.actual) OR instant() < called.starts_at),
                      'position_when_present'),
            refuse_if(NEW.seq <> coalesce((SELECT max(p.seq) FROM item_position p
                                            WHERE p.item_id = item.id AND p.attendance_id = seat.id), 0) + 1,
                      'position_changed_meanwhile');
    RETURN NEW;
END $$;
CREATE TRIGGER item_position_check BEFORE INSERT ON item_position
    FOR EACH ROW EXECUTE FUNCTION item_position_check();

CREATE FUNCTION outcome_fits(type text, outcome text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE type
        WHEN 'deliberation' THEN outcome IN ('adopted', 'not_adopted', 'carried_over', 'withdrawn')
        WHEN 'report' THEN outcome IN ('noted', 'withdrawn')
        ELSE outcome IN ('noted', 'carried_over', 'withdrawn') END;
COMMENT ON FUNCTION outcome_fits IS 'Which results an item of a type can have; adopted is a deliberation''s alone.';

CREATE FUNCTION decision_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    item agenda_item;
    called meeting;
    found record;
BEGIN
    SELECT * INTO item FROM agenda_item WHERE id = NEW.item_id FOR UPDATE;
    SELECT * INTO called FROM meeting WHERE id = item.meeting_id;
    PERFORM refuse_if(NOT keeps_meetings(), 'meeting_by_secretariat');
    IF TG_OP = 'UPDATE' THEN
        PERFORM refuse_if(called.state IN ('minutes_review', 'minutes_final')
                          AND OLD.instruction IS DISTINCT FROM NEW.instruction, 'decision_is_minuted');
        RETURN NEW;
    END IF;
    NEW.rule := CASE WHEN called.is_migrated THEN ''
                     ELSE (SELECT c.decision_rule FROM committee c WHERE c.code = called.committee_code) END;
    IF viewer() IS NOT NULL THEN
        NEW.decided_at := CASE WHEN called.is_migrated THEN called.starts_at ELSE instant() END;
        NEW.decided_on := tokyo_day(NEW.decided_at);
        NEW.recorded_by := viewer();
    END IF;
    PERFORM refuse_if(NOT outcome_fits(item.type, NEW.outcome), 'decision_outcome_of_type'),
            refuse_if(item.removed_at IS NOT NULL, 'agenda_item_is_closed'),
            refuse_if(called.state <> CASE WHEN called.is_migrated THEN 'planned' ELSE 'notified' END,
                      'meeting_state_changed'),
            refuse_if(NOT called.is_migrated AND instant() < called.starts_at, 'meeting_begun');
    SELECT * INTO found FROM consensus(item.id);
    IF called.is_migrated THEN
        RETURN NEW;
    END IF;
    PERFORM refuse_if(NEW.rule = 'consensus' AND NEW.outcome = 'adopted' AND found.refusal IS NOT NULL,
                      found.refusal);
    NEW.seats := found.seats;
    NEW.present := found.present;
    NEW.no_objection := found.no_objection;
    NEW.objection := found.objection;
    NEW.reserved := found.reserved;
    NEW.left_meeting := found.left_meeting;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_check BEFORE INSERT OR UPDATE ON decision
    FOR EACH ROW EXECUTE FUNCTION decision_check();

CREATE FUNCTION minutes_version_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NOT keeps_meetings(), 'meeting_by_secretariat'),
            refuse_if(NOT EXISTS (SELECT FROM meeting m
                                   WHERE m.id = NEW.meeting_id
                                     AND (m.state = 'minutes_drafting'
                                          OR m.is_migrated AND m.state = 'planned')),
                      'meeting_state_changed'),
            refuse_if(NEW.version_no <> coalesce((SELECT max(v.version_no) FROM minutes_version v
                                                   WHERE v.meeting_id = NEW.meeting_id), 0) + 1,
                      'meeting_state_changed');
    RETURN NEW;
END $$;
CREATE TRIGGER minutes_version_check BEFORE INSERT ON minutes_version
    FOR EACH ROW EXECUTE FUNCTION minutes_version_check();

CREATE FUNCTION committee_seat_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NOT keeps_meetings(), 'meeting_by_secretariat'),
            refuse_if(EXISTS (SELECT FROM post_holding h JOIN post p ON p.id = h.post_id
                               WHERE h.person_id = NEW.person_id AND p.code = 'mayor'
                                 AND daterange(h.valid_from, h.valid_to, '[]')
                                     && daterange(NEW.valid_from, NEW.valid_to, '[]')),
                      'committee_seat_never_mayor'),
            refuse_if(TG_OP = 'INSERT' AND NEW.committee_code = 'isc' AND NEW.kind = 'member'
                      AND EXISTS (SELECT FROM office_period o
                                   WHERE o.person_id = NEW.person_id
                                     AND o.role_code IN ('chair', 'vice_chair', 'member')
                                     AND is_in_force(o.valid_from, o.valid_to, NEW.valid_from)),
                      'committee_seat_one'),
            refuse_if(NEW.kind = 'member' AND NEW.person_id IS NOT NULL
                      AND NOT EXISTS (SELECT FROM scope_period s
                                       WHERE s.person_id = NEW.person_id
                                         AND is_in_force(s.valid_from, s.valid_to, NEW.valid_from)),
                      'role_person_in_scope');
    RETURN NEW;
END $$;
CREATE TRIGGER committee_seat_check BEFORE INSERT OR UPDATE ON committee_seat
    FOR EACH ROW EXECUTE FUNCTION committee_seat_check();

-- Counters -----------------------------------------------------------------------------------------

CREATE FUNCTION regular_meetings(committee text, year integer)
    RETURNS TABLE (held integer, planned integer, wanted integer, missed boolean)
    LANGUAGE sql STABLE AS $$
    SELECT count(*) FILTER (WHERE m.state IN ('held', 'minutes_drafting', 'minutes_review',
                                              'minutes_final'))::integer,
           count(*) FILTER (WHERE m.state IN ('planned', 'notified'))::integer, c.regular_per_year,
           today() >= make_date(year + 1, 4, 1)
           AND count(*) FILTER (WHERE m.state IN ('held', 'minutes_drafting', 'minutes_review',
                                                  'minutes_final')) < c.regular_per_year
      FROM committee c
      LEFT JOIN meeting m ON m.committee_code = c.code AND m.fiscal_year = year AND m.kind = 'regular'
     WHERE c.code = committee
     GROUP BY c.code
$$;
COMMENT ON FUNCTION regular_meetings IS
    'BR-CM-01: 定例 1/2 of a fiscal year, extraordinary meetings not counted; missed (未達): the year is over and too few were held.';

-- The operation log --------------------------------------------------------------------------------

CREATE TRIGGER committee_audit AFTER INSERT OR UPDATE OR DELETE ON committee
    FOR EACH ROW EXECUTE FUNCTION audit_change('code');
CREATE TRIGGER committee_seat_audit AFTER INSERT OR UPDATE OR DELETE ON committee_seat
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');
CREATE TRIGGER meeting_audit AFTER INSERT OR UPDATE OR DELETE ON meeting
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');
CREATE TRIGGER meeting_step_audit AFTER INSERT OR UPDATE OR DELETE ON meeting_step
    FOR EACH ROW EXECUTE FUNCTION audit_change('meeting_id');
CREATE TRIGGER attendance_audit AFTER INSERT OR UPDATE OR DELETE ON attendance
    FOR EACH ROW EXECUTE FUNCTION audit_change('meeting_id');
CREATE TRIGGER agenda_item_audit AFTER INSERT OR UPDATE OR DELETE ON agenda_item
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');
CREATE TRIGGER meeting_paper_audit AFTER INSERT OR UPDATE OR DELETE ON meeting_paper
    FOR EACH ROW EXECUTE FUNCTION audit_change('meeting_id');
CREATE TRIGGER item_position_audit AFTER INSERT OR UPDATE OR DELETE ON item_position
    FOR EACH ROW EXECUTE FUNCTION audit_change('item_id');
CREATE TRIGGER decision_audit AFTER INSERT OR UPDATE OR DELETE ON decision
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');
CREATE TRIGGER minutes_version_audit AFTER INSERT OR UPDATE OR DELETE ON minutes_version
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');
CREATE TRIGGER minutes_confirmation_audit AFTER INSERT OR UPDATE OR DELETE ON minutes_confirmation
    FOR EACH ROW EXECUTE FUNCTION audit_change('version_id');

UPDATE clause_duty SET record_word = '会議の記録', record_path = '/meetings' WHERE slug = '7.2.a.a';
