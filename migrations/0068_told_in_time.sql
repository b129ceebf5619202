-- What the portal must not forget to say: notices and tasks of exceptions that the first year showed to be missing,
-- deputies and gaps (domain 3.10), what was done in another's place and is entered afterwards (BR-AB-06), and that an
-- account which administers the portal is told of no subject.

-- Who keeps accounts -------------------------------------------------------------------------------------

CREATE FUNCTION told_person() RETURNS bigint
    LANGUAGE sql STABLE
    RETURN CASE WHEN NOT bears(viewer(), 'portal_admin', today()) THEN viewer() END;
COMMENT ON FUNCTION told_person IS
    'Whose notices the viewer may read: the own; nobody''s while the account administers the portal, since it may open none of what they lead to.';

CREATE OR REPLACE FUNCTION notify_person(recipient bigint, kind text, object_type text, object_id text,
                                         subject text, link text, dedup_key text, due date, at timestamptz)
    RETURNS void LANGUAGE sql AS $$
    INSERT INTO notification (recipient_id, kind, object_type, object_id, subject, link, dedup_key, due,
                              created_at)
    SELECT recipient, kind, object_type, object_id, left(subject, 200), link, dedup_key, due, at
     WHERE EXISTS (SELECT FROM account a WHERE a.person_id = recipient)
       AND NOT bears(recipient, 'portal_admin', today())
    ON CONFLICT ON CONSTRAINT notification_once DO NOTHING
$$;
COMMENT ON FUNCTION notify_person IS
    'Once for each key. Nobody without an account is told, and no account that administers the portal.';

-- Exceptions ---------------------------------------------------------------------------------------------

CREATE FUNCTION exception_ended_on(request exception_request) RETURNS date
    LANGUAGE sql STABLE
    RETURN CASE WHEN request.state IN ('permitted', 'permitted_with_conditions', 'extension_pending')
                THEN request.period_to
                WHEN request.state = 'revoked'
                THEN (SELECT tokyo_day(max(s.at)) FROM exception_step s
                       WHERE s.request_id = request.id AND s.event = 'revoke') END;
COMMENT ON FUNCTION exception_ended_on IS
    'The last day of what was permitted, whose end report is owed: of the period, or when it was revoked. NULL: none is.';

-- What the day brings. Thresholds are told once each; of several passed at once the nearest alone.
CREATE OR REPLACE FUNCTION exception_due_today()
    RETURNS TABLE (request exception_request, kind text, key text, groups text[], due date)
    LANGUAGE sql STABLE AS $$
    SELECT r, 'exception_ends', 'ends:' || r.period_to || ':' || t.days, '{manager,drafter}'::text[],
           r.period_to
      FROM exception_request r
     CROSS JOIN LATERAL (SELECT min(x.days) AS days
                           FROM (VALUES (0), (7), (30)) x (days)
                          WHERE r.period_to - today() <= x.days) t
     WHERE r.state IN ('permitted', 'permitted_with_conditions', 'extension_pending')
       AND today() BETWEEN r.period_from AND r.period_to AND t.days IS NOT NULL
     UNION ALL
    SELECT r, 'exception_end_overdue', 'over:' || e.ended_on || ':' || (today() - e.ended_on - 1) / 7,
           CASE WHEN today() > e.ended_on + setting_integer('exception.end_report_days', 10)
                THEN '{manager,drafter,secretariat}'::text[] ELSE '{manager,drafter}'::text[] END,
           e.ended_on + setting_integer('exception.end_report_days', 10)
      FROM exception_request r
     CROSS JOIN LATERAL exception_ended_on(r) e (ended_on)
     WHERE r.state IN ('permitted', 'permitted_with_conditions', 'extension_pending', 'revoked')
       AND today() > e.ended_on
     UNION ALL
    SELECT r, 'exception_pending_long', 'pending:' || s.seq || ':' || w.days / 3,
           '{ciso,secretariat}'::text[], NULL
      FROM exception_request r
      JOIN LATERAL (SELECT x.seq, x.at FROM exception_step x
                     WHERE x.request_id = r.id AND x.event IN ('forward', 'extension_file')
                     ORDER BY x.seq DESC LIMIT 1) s ON true
     CROSS JOIN LATERAL (SELECT business_days_between(tokyo_day(s.at), today()) AS days) w
     WHERE (r.state = 'pending_ciso' OR r.state = 'extension_pending' AND today() <= r.period_to)
       AND w.days >= 3
     UNION ALL
    SELECT r, CASE WHEN c.due < today() THEN 'exception_condition_overdue' ELSE 'exception_condition_due' END,
           'condition:' || c.id || CASE WHEN c.due < today() THEN ':over' ELSE ':soon' END,
           '{manager,drafter,network_security_manager,secretariat}'::text[], c.due
      FROM exception_condition c
      JOIN exception_request r ON r.id = c.request_id
     WHERE c.due <= today() + 7
       AND r.state IN ('permitted', 'permitted_with_conditions', 'extension_pending')
       AND NOT EXISTS (SELECT FROM exception_condition_met m WHERE m.condition_id = c.id)
     UNION ALL
    SELECT r, 'exception_emergency_waits', 'waits:' || business_days_between(tokyo_day(r.filed_at), today()) / 2,
           '{ciso,information_security_officer,network_security_manager,secretariat}'::text[], NULL
      FROM exception_request r
     WHERE r.state = 'reported' AND business_days_between(tokyo_day(r.filed_at), today()) >= 2
     UNION ALL
    SELECT r, 'exception_follow_up_due', 'follow_up:' || (today() > r.follow_up_due),
           CASE WHEN today() > r.follow_up_due THEN '{manager,drafter,secretariat}'::text[]
                ELSE '{manager,drafter}'::text[] END, r.follow_up_due
      FROM exception_request r
     WHERE r.state = 'acknowledged' AND r.follow_up_due <= today() + 3
       AND NOT EXISTS (SELECT FROM exception_request f
                        WHERE f.follows_id = r.id AND f.request_no IS NOT NULL)
     UNION ALL
    SELECT r, 'exception_review_due', 'review:' || v.since, '{manager,drafter}'::text[],
           v.since + setting_integer('exception.review_days', 180)
      FROM exception_request r
     CROSS JOIN LATERAL (SELECT exception_in_effect_since(r.id) AS since) v
     WHERE r.state IN ('permitted', 'permitted_with_conditions', 'extension_pending')
       AND today() BETWEEN r.period_from AND r.period_to
       AND today() > v.since + setting_integer('exception.review_days', 180)
     UNION ALL
    SELECT r, 'exception_taken_over', 'taken_over:' || n.id, '{manager,drafter}'::text[],
           n.valid_from + 30
      FROM exception_request r
      JOIN org_unit u ON u.id = r.applicant_unit_id AND u.successor_id IS NOT NULL
      JOIN org_unit n ON n.id = unit_today(u.id) AND n.id <> u.id
     WHERE r.state NOT IN ('draft', 'discarded', 'refused', 'withdrawn', 'closed')
       AND NOT EXISTS (SELECT FROM exception_step s
                        WHERE s.request_id = r.id AND s.event = 'takeover_confirm'
                          AND tokyo_day(s.at) >= n.valid_from)
$$;
COMMENT ON FUNCTION exception_due_today IS 'Every notice about exceptions that holds today, told already or not.';

-- BR-EX-10: what is late goes to the CISO as a list, once a month. Written so that the figures' index is read alone: the
-- home page counts it, too.
CREATE INDEX exception_step_extended ON exception_step (request_id) WHERE event = 'extension_permit';
CREATE INDEX exception_step_revoked ON exception_step (at, request_id) WHERE event = 'revoke';
CREATE FUNCTION exception_overdue_count() RETURNS bigint
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    last_day date := today() - setting_integer('exception.end_report_days', 10);
BEGIN
    RETURN (SELECT count(*) FROM exception_request r
             WHERE r.request_no IS NOT NULL AND r.period_to < last_day
               AND r.state IN ('permitted', 'permitted_with_conditions', 'extension_pending'))
         + (SELECT count(*)
              FROM exception_step s
              JOIN exception_request r ON r.id = s.request_id
             WHERE s.event = 'revoke' AND s.at < last_day::timestamp AT TIME ZONE 'Asia/Tokyo'
               AND r.request_no IS NOT NULL AND r.state = 'revoked');
END $$;
COMMENT ON FUNCTION exception_overdue_count IS 'End reports that are past their day, in the whole city.';

CREATE OR REPLACE FUNCTION exception_remind() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    told bigint;
    overdue bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('mamori.remind', 0)) THEN
        RETURN 0;
    END IF;
    told := (SELECT count(*) FROM notification);
    PERFORM exception_notify(d.request, d.kind, d.key, d.groups, d.due, NULL, instant())
       FROM exception_due_today() d;
    overdue := exception_overdue_count();
    PERFORM notify_person(r.person_id, 'exception_overdue_list', 'exception_request', '',
                          to_char(today(), 'YYYY年FMMM月') || '　' || overdue || '件',
                          '/exceptions?attention=end_report_overdue',
                          'exceptions_overdue:' || to_char(today(), 'YYYY-MM'), NULL, instant())
       FROM effective_role r
      WHERE overdue > 0 AND r.role_code = 'ciso' AND is_in_force(r.valid_from, r.valid_to, today());
    RETURN (SELECT count(*) FROM notification) - told;
END $$;

UPDATE exception_notice_rule SET groups = '{ciso,secretariat}' WHERE event = 'forward';

CREATE FUNCTION exception_info_class(stated text, assets bigint[]) RETURNS text
    LANGUAGE sql STABLE
    RETURN (SELECT x.class
              FROM (SELECT stated AS class
                     UNION ALL
                    SELECT replace(l.code, 'MC', '')
                      FROM asset a
                      JOIN classification_level l ON l.code = a.confidentiality
                     WHERE a.id = ANY (assets)) x
             WHERE array_position('{none,1,2,3C,3B,3A}', x.class) IS NOT NULL
             ORDER BY array_position('{none,1,2,3C,3B,3A}', x.class) DESC
             LIMIT 1);
COMMENT ON FUNCTION exception_info_class IS
    'Domain 3.5: the class of what an exception handles, at least the highest among the assets it names. What is told in free text may be higher. NULL: none is known.';

-- 権限代行者 ----------------------------------------------------------------------------------------------

CREATE FUNCTION deputy_step_notify() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    deputy deputy_designation;
BEGIN
    IF NEW.done_at < instant() - interval '14 days' THEN
        RETURN NULL;
    END IF;
    SELECT * INTO deputy FROM deputy_designation WHERE id = NEW.designation_id;
    PERFORM notify_person(t.person_id, 'deputy_' || NEW.act, 'deputy_designation', deputy.id::text,
                          person_name(p), '/deputies/' || deputy.id,
                          'deputy:' || deputy.id || ':' || NEW.act, NULL, NEW.done_at)
       FROM person p
      CROSS JOIN LATERAL (
            SELECT r.person_id FROM effective_role r
             WHERE is_in_force(r.valid_from, r.valid_to, today())
               AND r.role_code = ANY (CASE NEW.act WHEN 'designated' THEN '{ciso}'::text[]
                                                   ELSE '{network_security_manager,secretariat}' END)
             UNION
            SELECT deputy.deputy_id WHERE NEW.act <> 'designated') t
      WHERE p.id = deputy.deputy_id AND t.person_id <> NEW.done_by;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION deputy_step_notify IS
    'Domain 3.10: designated, to whom recognises; whatever follows, to the manager, the deputy and the secretariat.';
CREATE TRIGGER deputy_step_notify AFTER INSERT ON deputy_step
    FOR EACH ROW EXECUTE FUNCTION deputy_step_notify();

-- Who can act at all. A gap is told once a month while it lasts, one notice for each kind.
CREATE FUNCTION authority_remind() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    told bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('mamori.remind', 0)) THEN
        RETURN 0;
    END IF;
    told := (SELECT count(*) FROM notification);
    PERFORM notify_person(r.person_id, 'role_gap_' || g.gap, 'role_gap', g.gap, g.items || '件',
                          CASE g.gap WHEN 'no_deputy' THEN '/deputies' ELSE '/admin/gaps#' || g.gap END,
                          'gap:' || g.gap || ':' || to_char(today(), 'YYYY-MM'), NULL, instant())
       FROM (SELECT x.gap, count(*) AS items FROM role_gap(today()) x GROUP BY x.gap) g
       JOIN effective_role r ON r.role_code IN ('secretariat', 'network_security_manager')
                            AND is_in_force(r.valid_from, r.valid_to, today());
    PERFORM notify_person(r.person_id, 'no_authority', 'authority', 'incident_instruction',
                          to_char(instant() AT TIME ZONE 'Asia/Tokyo', 'FMMM月FMDD日'), '/authority',
                          'no_authority:' || today(), NULL, instant())
       FROM effective_role r
      WHERE r.role_code IN ('secretariat', 'csirt_coordinator')
        AND is_in_force(r.valid_from, r.valid_to, today())
        AND NOT EXISTS (SELECT FROM authority_chain('incident_instruction', instant()) c
                         WHERE c.presence = 'present');
    RETURN (SELECT count(*) FROM notification) - told;
END $$;
COMMENT ON FUNCTION authority_remind IS
    'As exception_remind, with the same lock. BR-AB-03: that nobody can instruct is told at once, to the secretariat and who coordinates the CSIRT.';

-- 代行の記録 ----------------------------------------------------------------------------------------------

ALTER TABLE acting_record ADD COLUMN entered_at timestamptz;
COMMENT ON COLUMN acting_record.entered_at IS
    'When it was entered, where that was after it was done; NULL: at once.';

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
        PERFORM refuse_if(NEW.acted_at > instant(), 'acting_record_not_ahead');
        IF NEW.object_type <> 'by_hand' THEN
            NEW.acted_at := instant();
        END IF;
        NEW.entered_at := CASE WHEN NEW.acted_at < instant() THEN instant() END;
    END IF;
    broken := acting_refusal(NEW.domain, NEW.actor_id, NEW.acted_at);
    PERFORM refuse_if(broken IS NOT NULL, broken);
    SELECT a.acting_role, a.step_no, a.basis, a.principal_role, a.principal_id, a.designation_id
      INTO NEW.acting_role, NEW.step_no, NEW.basis, NEW.principal_role, NEW.principal_id,
           NEW.designation_id
      FROM authority(NEW.domain, NEW.acted_at) a;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION acting_record_check IS
    'Who acts for whom follows from the absences of the moment in which it was done, whenever it is entered.';

CREATE FUNCTION act_in_place_at(wanted text, kind text, named text, what text, why text, at timestamptz)
    RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
BEGIN
    PERFORM lock_authority();
    -- Also while registered as absent: whoever bears the role needs nobody's place.
    IF bears(viewer(), (SELECT g.acting_role FROM authority_rule g
                         WHERE g.domain = wanted AND g.step_no = 1), tokyo_day(at)) THEN
        RETURN NULL;
    END IF;
    INSERT INTO acting_record (domain, object_type, object_id, subject, reason, acted_at)
    VALUES (wanted, kind, named, what, why, at) RETURNING id INTO made;
    RETURN made;
END $$;
COMMENT ON FUNCTION act_in_place_at IS
    'Records that the viewer acted in another''s place at that moment, or refuses; NULL: the viewer was the principal, and nothing is to be recorded.';
CREATE OR REPLACE FUNCTION act_in_place(wanted text, kind text, named text, what text, why text) RETURNS bigint
    LANGUAGE sql AS $$ SELECT act_in_place_at(wanted, kind, named, what, why, instant()) $$;

-- 操作記録の言葉 ------------------------------------------------------------------------------------------

CREATE TABLE audit_word (
    object_type text NOT NULL,
    field text NOT NULL,
    word text NOT NULL,
    CONSTRAINT audit_word_pk PRIMARY KEY (object_type, field)
);
COMMENT ON TABLE audit_word IS
    'The field of the label table that has the words of a column''s codes, where it is not called like the column.';
GRANT SELECT ON audit_word TO mamori_server;
INSERT INTO audit_exempt (table_name, reason) VALUES ('audit_word', 'reference data of migrations');
INSERT INTO audit_word (object_type, field, word) VALUES
    ('exception_request', 'state', 'status'),
    ('exception_step', 'from_state', 'status'),
    ('exception_step', 'to_state', 'status'),
    ('exception_request', 'kind', 'exception_kind'),
    ('meeting', 'state', 'meeting_state'),
    ('meeting_step', 'from_state', 'meeting_state'),
    ('meeting_step', 'to_state', 'meeting_state'),
    ('meeting_step', 'event', 'meeting_event'),
    ('meeting', 'kind', 'meeting_kind'),
    ('meeting', 'format', 'meeting_format'),
    ('agenda_item', 'type', 'item_type'),
    ('agenda_item', 'category', 'item_category'),
    ('attendance', 'actual', 'attendance_actual'),
    ('attendance', 'planned', 'attendance_planned'),
    ('attendance', 'source', 'seat_source'),
    ('attendance', 'seat_kind', 'seat_kind'),
    ('committee_seat', 'source', 'seat_source'),
    ('committee_seat', 'kind', 'seat_kind'),
    ('item_position', 'channel', 'position_channel'),
    ('item_position', 'value', 'position_value'),
    ('decision', 'rule', 'decision_rule'),
    ('minutes_confirmation', 'part', 'confirmer_part'),
    ('directive', 'state', 'directive_state'),
    ('directive_step', 'from_state', 'directive_state'),
    ('directive_step', 'to_state', 'directive_state'),
    ('directive_step', 'event', 'directive_done'),
    ('directive', 'source', 'directive_source'),
    ('directive', 'audience', 'directive_audience'),
    ('directive_answer', 'kind', 'answer_kind'),
    ('asset', 'kind', 'asset_kind'),
    ('asset', 'preset', 'asset_preset'),
    ('asset_step', 'event', 'asset_event'),
    ('asset_step', 'from_state', 'asset_status'),
    ('asset_step', 'to_state', 'asset_status'),
    ('asset_correction', 'state', 'correction_state'),
    ('asset_correction', 'source', 'correction_source'),
    ('asset_relation', 'relation', 'asset_relation'),
    ('inventory_item', 'result', 'inventory_result'),
    ('inventory_section', 'state', 'inventory_state'),
    ('inventory_step', 'from_state', 'inventory_state'),
    ('inventory_step', 'to_state', 'inventory_state'),
    ('inventory_step', 'event', 'inventory_done'),
    ('disposal', 'state', 'disposal_state'),
    ('disposal_step', 'from_state', 'disposal_state'),
    ('disposal_step', 'to_state', 'disposal_state'),
    ('disposal_step', 'event', 'disposal_event'),
    ('media_movement', 'state', 'movement_state'),
    ('media_movement_step', 'from_state', 'movement_state'),
    ('media_movement_step', 'to_state', 'movement_state'),
    ('media_movement_step', 'event', 'media_event'),
    ('network_change', 'kind', 'network_change_kind'),
    ('network_change', 'state', 'network_change_state'),
    ('network_change_step', 'from_state', 'network_change_state'),
    ('network_change_step', 'to_state', 'network_change_state'),
    ('network_change_step', 'event', 'network_change_done'),
    ('incident_draft', 'source', 'asset_kind'),
    ('deputy_step', 'act', 'deputy_act'),
    ('post_holding', 'kind', 'holding'),
    ('absence', 'kind', 'absence_kind'),
    ('acting_record', 'basis', 'authority_basis');

CREATE OR REPLACE FUNCTION audit_word_of(kind text, field text, value jsonb) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(
        CASE WHEN jsonb_typeof(value) = 'boolean' THEN 'true_false'
             WHEN field IN ('role_code', 'acting_role', 'principal_role') THEN 'role'
             WHEN field = 'body_code' THEN 'body'
             WHEN field = 'domain' THEN 'authority_domain'
             WHEN kind = 'exception_step' AND field = 'result'
                  AND value #>> '{}' IN ('ended_confirmed', 'continue_needs_application', 'stop_ordered')
                 THEN 'outcome'
             WHEN field = 'status' THEN kind || '_status' END,
        (SELECT w.word FROM audit_word w WHERE w.object_type = kind AND w.field = audit_word_of.field),
        field);

-- As before, and the moments of steps, too: the reader shows them by the clock of the city.
CREATE OR REPLACE FUNCTION audit_value(field text, value jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    IF jsonb_typeof(value) = 'string' AND (field = 'at' OR field LIKE '%\_at') THEN
        RETURN to_jsonb(to_char((value #>> '{}')::timestamptz AT TIME ZONE 'UTC',
                                'YYYY-MM-DD"T"HH24:MI:SS"Z"'));
    ELSIF field = 'preset' THEN
        RETURN coalesce((SELECT to_jsonb(p.label) FROM classification_preset p WHERE p.code = value #>> '{}'), value);
    ELSIF jsonb_typeof(value) IS DISTINCT FROM 'number' OR field !~ '_(id|by)$' THEN
        RETURN value;
    ELSIF field IN ('org_unit_id', 'parent_id', 'successor_id', 'owner_unit_id', 'applicant_unit_id') THEN
        RETURN coalesce((SELECT to_jsonb(u.code || ' ' || u.name) FROM org_unit u
                          WHERE u.id = value::bigint), value);
    ELSIF field IN ('person_id', 'principal_id', 'deputy_id', 'actor_id', 'drafter_id', 'applicant_id')
          OR field LIKE '%\_by' THEN
        RETURN coalesce((SELECT to_jsonb(p.staff_no || ' ' || person_name(p)) FROM person p
                          WHERE p.id = value::bigint), value);
    ELSIF field = 'post_id' THEN
        RETURN coalesce((SELECT to_jsonb(o.name) FROM post o WHERE o.id = value::bigint), value);
    ELSIF field = 'document_id' THEN
        RETURN coalesce((SELECT to_jsonb(d.title) FROM policy_document d
                          WHERE d.id = value::bigint), value);
    END IF;
    RETURN value;
END $$;
