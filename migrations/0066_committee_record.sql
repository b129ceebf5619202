-- The committees as a doubter tried them. 総意 (BR-CM-05, BR-CM-07) was found of those whose attendance was recorded, so
-- one of 26 seats could decide alone and the others be recorded as there afterwards: now nothing is adopted while it is not
-- known of every seat whether it is there, and who was not there when an item was adopted comes late, to the next item.

CREATE OR REPLACE FUNCTION consensus(item bigint)
    RETURNS TABLE (seats integer, present integer, no_objection integer, objection integer,
                   reserved integer, left_meeting integer, missing integer, refusal text)
    LANGUAGE sql STABLE AS $$
    WITH seat AS (
        SELECT is_present(a.actual) AS is_present, a.actual IS NULL AS is_unrecorded,
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
                   AS missing,
               bool_or(is_unrecorded) AS is_unrecorded
          FROM seat)
    SELECT t.seats, t.present, t.no_objection, t.objection, t.reserved, t.left_meeting, t.missing,
           CASE WHEN t.present = t.left_meeting THEN 'decision_nobody_present'
                WHEN t.objection > 0 THEN 'decision_objection'
                WHEN t.is_unrecorded THEN 'decision_attendance_missing'
                WHEN t.missing > 0 THEN 'decision_position_missing'
                WHEN setting_text('committee.strict_all_members') = 'yes'
                     AND t.no_objection < t.seats THEN 'decision_not_all' END
      FROM tally t
$$;

CREATE FUNCTION seats_unrecorded(meeting bigint) RETURNS text
    LANGUAGE sql STABLE AS $$
    SELECT string_agg(s.name, '、' ORDER BY s.no) FILTER (WHERE s.no <= 5)
           || CASE WHEN count(*) > 5 THEN ' ほか' || count(*) - 5 || '人' ELSE '' END
      FROM (SELECT a.name, row_number() OVER (ORDER BY seat_rank(a.seat_kind), a.place, a.id) AS no
              FROM attendance a
             WHERE a.meeting_id = meeting AND a.withdrawn_at IS NULL AND a.actual IS NULL
               AND takes_part(a.seat_kind)) s
$$;
COMMENT ON FUNCTION seats_unrecorded IS
    'Whose attendance keeps an item from being adopted, in words: the first five by name; NULL: nobody''s.';

CREATE OR REPLACE FUNCTION decision_check() RETURNS trigger LANGUAGE plpgsql AS $$
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
                      found.refusal),
            refuse_if(NEW.rule = 'consensus' AND NEW.outcome = 'adopted' AND meeting_roster_differs(called),
                      'meeting_roster_as_called');
    NEW.seats := found.seats;
    NEW.present := found.present;
    NEW.no_objection := found.no_objection;
    NEW.objection := found.objection;
    NEW.reserved := found.reserved;
    NEW.left_meeting := found.left_meeting;
    RETURN NEW;
END $$;

-- Decided without somebody, the item stays so: whoever comes later is late. A decision locks its item before it counts, so
-- who becomes present meanwhile waits for it.
CREATE FUNCTION attendance_decided_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM agenda_item i WHERE i.meeting_id = NEW.meeting_id ORDER BY i.id FOR KEY SHARE;
    PERFORM refuse_if(
        EXISTS (SELECT FROM agenda_item i
                  JOIN decision d ON d.item_id = i.id AND d.outcome = 'adopted' AND d.rule = 'consensus'
                  LEFT JOIN current_position p ON p.item_id = i.id AND p.attendance_id = NEW.id
                 WHERE i.meeting_id = NEW.meeting_id
                   AND (NOT is_present(OLD.actual) OR coalesce(p.value, 'not_present') = 'not_present')),
        'attendance_after_decision');
    RETURN NEW;
END $$;
CREATE TRIGGER attendance_decided_check BEFORE UPDATE OF actual ON attendance
    FOR EACH ROW
    WHEN (takes_part(NEW.seat_kind)
          AND (NEW.actual IS NULL AND OLD.actual IS NOT NULL
               OR NEW.actual IN ('present', 'left_early') AND NOT is_present(OLD.actual)
               OR NEW.actual = 'present' AND OLD.actual = 'late'))
    EXECUTE FUNCTION attendance_decided_check();

-- As the pages say, not from the morning of the day: what is recorded before is an answer.
CREATE OR REPLACE FUNCTION attendance_check() RETURNS trigger LANGUAGE plpgsql AS $$
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
                      AND (called.state <> 'notified' OR called.starts_at > instant()),
                      'attendance_since_begin'),
            refuse_if(TG_OP = 'UPDATE'
                      AND (OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
                           OR is_present(OLD.actual) AND NOT is_present(NEW.actual))
                      AND EXISTS (SELECT FROM current_position p
                                   WHERE p.attendance_id = NEW.id AND p.value <> 'not_present'
                                     AND (NEW.withdrawn_at IS NOT NULL OR p.channel = 'at_meeting')),
                      'attendance_has_positions');
    RETURN NEW;
END $$;

-- BR-CM-01: a plan whose hour has passed without a notice is none any more.
CREATE OR REPLACE FUNCTION regular_meetings(committee text, year integer)
    RETURNS TABLE (held integer, planned integer, wanted integer, missed boolean)
    LANGUAGE sql STABLE AS $$
    SELECT count(*) FILTER (WHERE m.state IN ('held', 'minutes_drafting', 'minutes_review',
                                              'minutes_final'))::integer,
           count(*) FILTER (WHERE m.state = 'notified'
                               OR m.state = 'planned' AND m.starts_at > instant())::integer, c.regular_per_year,
           today() >= make_date(year + 1, 4, 1)
           AND count(*) FILTER (WHERE m.state IN ('held', 'minutes_drafting', 'minutes_review',
                                                  'minutes_final')) < c.regular_per_year
      FROM committee c
      LEFT JOIN meeting m ON m.committee_code = c.code AND m.fiscal_year = year AND m.kind = 'regular'
     WHERE c.code = committee
     GROUP BY c.code
$$;

-- カレンダー: a meeting has its hours and its place; the day by which its minutes are final is the secretariat's and, once they
-- are sent, that of who has not confirmed them yet.
CREATE OR REPLACE FUNCTION calendar_entry_before_custody(person bigint)
    RETURNS TABLE (uid text, kind text, day date, subject text, link text)
    LANGUAGE sql STABLE AS $$
    WITH RECURSIVE own AS (
        SELECT r.org_unit_id AS id, 0 AS step
          FROM effective_role r
         WHERE r.person_id = person
           AND r.role_code IN ('system_security_manager', 'it_promotion_leader')
           AND is_in_force(r.valid_from, r.valid_to, today())
        UNION
        SELECT u.id, o.step + 1 FROM own o JOIN org_unit u ON u.successor_id = o.id WHERE o.step < 20
    )
    SELECT e.uid, e.kind, e.day, e.subject, e.link FROM calendar_exception_entry(person) e
     UNION ALL
    SELECT 'meeting-' || m.id, 'meeting', tokyo_day(m.starts_at), meeting_title(m), '/meetings/' || m.id
      FROM attendance a
      JOIN meeting m ON m.id = a.meeting_id
     WHERE a.person_id = person AND a.withdrawn_at IS NULL AND NOT m.is_migrated
       AND m.state NOT IN ('planned', 'cancelled')
     UNION ALL
    SELECT 'minutes-' || m.id, 'minutes_due', minutes_due(m), meeting_title(m), '/meetings/' || m.id || '/minutes'
      FROM meeting m
     WHERE m.state IN ('held', 'minutes_drafting', 'minutes_review')
       AND (bears(person, 'secretariat', today())
            OR m.state = 'minutes_review' AND confirmer_part(m, person) IS NOT NULL
               AND NOT EXISTS (SELECT FROM minutes_confirmation c
                                 JOIN minutes_version v ON v.id = c.version_id
                                WHERE v.meeting_id = m.id AND c.person_id = person
                                  AND v.version_no = (SELECT max(x.version_no) FROM minutes_version x
                                                       WHERE x.meeting_id = m.id)))
     UNION ALL
    SELECT 'directive-' || d.id, 'directive_due', d.due, directive_name(d), '/directives/' || d.id
      FROM directive d
     WHERE d.state = 'issued' AND d.due IS NOT NULL
       AND (bears(person, 'secretariat', today())
            OR EXISTS (SELECT FROM directive_standing s
                        WHERE s.directive_id = d.id AND NOT s.is_done
                          AND s.org_unit_id IN (SELECT o.id FROM own o)))
$$;

CREATE FUNCTION calendar_hours(uid text) RETURNS TABLE (starts_at timestamptz, ends_at timestamptz, place text)
    LANGUAGE sql STABLE AS $$
    SELECT m.starts_at, coalesce(m.ends_at, m.starts_at + interval '1 hour'), m.place
      FROM meeting m
     WHERE m.id = substring(calendar_hours.uid FROM '^meeting-([0-9]{1,18})$')::bigint
$$;
COMMENT ON FUNCTION calendar_hours IS
    'When and where an entry of a calendar is; no row: it is a day. Of a meeting that has not ended, an hour is taken.';
