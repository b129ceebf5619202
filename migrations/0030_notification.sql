-- お知らせ (domain 3.10). A notice is a row for one person: what happened or comes due, and where it is
-- dealt with; its words are the label table's. A trigger writes those that follow from a step of an
-- exception, in the step's transaction; a timed function writes those that follow from the day. The
-- dedup key says what a notice is about, so that a second run of the same day adds nothing.

CREATE TABLE notification (
    id bigint GENERATED ALWAYS AS IDENTITY,
    recipient_id bigint NOT NULL,
    kind text NOT NULL,
    object_type text NOT NULL,
    object_id text NOT NULL,
    subject text NOT NULL,
    link text NOT NULL,
    due date,
    dedup_key text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT instant(),
    read_at timestamptz,
    CONSTRAINT notification_pk PRIMARY KEY (id),
    CONSTRAINT notification_recipient_fk FOREIGN KEY (recipient_id) REFERENCES person (id),
    CONSTRAINT notification_once UNIQUE (recipient_id, dedup_key),
    CONSTRAINT notification_kind_form CHECK (kind ~ '^[a-z_]{1,60}$'),
    CONSTRAINT notification_text_length CHECK (
        length(subject) BETWEEN 1 AND 200 AND length(dedup_key) BETWEEN 1 AND 120),
    CONSTRAINT notification_link_form CHECK (link ~ '^/[^/]' AND length(link) <= 300)
);
CREATE INDEX notification_newest ON notification (recipient_id, created_at DESC, id DESC);
CREATE INDEX notification_unread ON notification (recipient_id) WHERE read_at IS NULL;
COMMENT ON TABLE notification IS
    'お知らせ: one row for each person told. It stays as it was sent; whether what it leads to may still be opened is judged there.';
GRANT SELECT, UPDATE (read_at) ON notification TO mamori_server;
INSERT INTO audit_exempt (table_name, reason) VALUES
    ('notification', 'follows from acts that are logged; having read one is no act');

CREATE FUNCTION notify_person(recipient bigint, kind text, object_type text, object_id text,
                              subject text, link text, dedup_key text, due date, at timestamptz)
    RETURNS void LANGUAGE sql AS $$
    INSERT INTO notification (recipient_id, kind, object_type, object_id, subject, link, dedup_key, due,
                              created_at)
    SELECT recipient, kind, object_type, object_id, left(subject, 200), link, dedup_key, due, at
     WHERE EXISTS (SELECT FROM account a WHERE a.person_id = recipient)
    ON CONFLICT ON CONSTRAINT notification_once DO NOTHING
$$;
COMMENT ON FUNCTION notify_person IS 'Once for each key; nobody without an account is told.';

-- Exceptions ---------------------------------------------------------------------------------------------

CREATE FUNCTION exception_recipients(request exception_request, groups text[])
    RETURNS TABLE (person_id bigint) LANGUAGE sql STABLE AS $$
    WITH section AS (SELECT unit_today(request.applicant_unit_id) AS id)
    SELECT r.person_id
      FROM effective_role r CROSS JOIN section s
     WHERE is_in_force(r.valid_from, r.valid_to, today())
       AND ('manager' = ANY (groups)
            AND r.role_code = request.applicant_role
            AND (request.applicant_role = 'network_security_manager' OR r.org_unit_id = s.id)
            OR 'leaders' = ANY (groups) AND r.role_code = 'it_promotion_leader' AND r.org_unit_id = s.id
            OR r.role_code = ANY (groups)
               AND r.role_code IN ('secretariat', 'network_security_manager',
                                   'information_security_officer', 'ciso'))
     UNION
    SELECT request.drafter_id
      FROM section s
     WHERE 'drafter' = ANY (groups)
       AND EXISTS (SELECT FROM effective_role r
                    WHERE r.person_id = request.drafter_id
                      AND is_in_force(r.valid_from, r.valid_to, today())
                      AND (r.org_unit_id = s.id OR r.role_code = 'secretariat'))
     UNION
    SELECT r.person_id
      FROM effective_role r CROSS JOIN section s
     WHERE 'drafter' = ANY (groups) AND r.role_code = 'it_promotion_leader' AND r.org_unit_id = s.id
       AND is_in_force(r.valid_from, r.valid_to, today())
       AND NOT EXISTS (SELECT FROM effective_role d
                        WHERE d.person_id = request.drafter_id AND d.org_unit_id = s.id
                          AND is_in_force(d.valid_from, d.valid_to, today()))
$$;
COMMENT ON FUNCTION exception_recipients IS
    'Who bears these parts for a request today. drafter: whoever wrote it; once moved away, the leaders of the section.';

CREATE FUNCTION exception_link(request exception_request) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN coalesce('/exceptions/' || request.request_no, '/exceptions/drafts/' || request.id);

CREATE FUNCTION exception_subject(request exception_request) RETURNS text
    LANGUAGE sql STABLE
    RETURN (SELECT coalesce(request.request_no || '　', '') || c.title
              FROM exception_current c WHERE c.request_id = request.id);

CREATE FUNCTION exception_notify(request exception_request, kind text, key text, groups text[], due date,
                                 besides bigint, at timestamptz) RETURNS void LANGUAGE sql AS $$
    SELECT notify_person(p.person_id, kind, 'exception_request', request.id::text,
                         exception_subject(request), exception_link(request),
                         'exception:' || request.id || ':' || key, due, at)
      FROM exception_recipients(request, groups) p
     WHERE p.person_id IS DISTINCT FROM besides
$$;
COMMENT ON FUNCTION exception_notify IS 'Tells everybody in those parts, besides the one who did it.';

CREATE TABLE exception_notice_rule (
    event text NOT NULL,
    request_kind text,
    kind text NOT NULL,
    groups text[] NOT NULL,
    CONSTRAINT exception_notice_rule_once UNIQUE NULLS NOT DISTINCT (event, request_kind, kind)
);
COMMENT ON TABLE exception_notice_rule IS 'Which step tells whom what (domain 3.10).';
GRANT SELECT ON exception_notice_rule TO mamori_server;
INSERT INTO audit_exempt (table_name, reason) VALUES
    ('exception_notice_rule', 'reference data of migrations');
INSERT INTO exception_notice_rule (event, request_kind, kind, groups) VALUES
    ('leader_file', NULL, 'exception_awaiting_manager', '{manager}'),
    ('manager_return', NULL, 'exception_returned', '{drafter}'),
    ('hand_over', NULL, 'exception_handed_over', '{drafter}'),
    ('manager_file', 'prior', 'exception_filed', '{secretariat,drafter}'),
    ('manager_file', 'emergency', 'exception_emergency_reported',
     '{ciso,information_security_officer,network_security_manager,secretariat,drafter}'),
    ('secretariat_check', NULL, 'exception_opinion_wanted', '{network_security_manager}'),
    ('return', NULL, 'exception_returned', '{drafter,manager}'),
    ('ciso_return', NULL, 'exception_returned', '{drafter,manager,secretariat}'),
    ('forward', NULL, 'exception_pending', '{ciso}'),
    ('withdraw', NULL, 'exception_withdrawn', '{secretariat,drafter}'),
    ('permit', NULL, 'exception_decided', '{manager,drafter,network_security_manager,secretariat}'),
    ('permit_with_conditions', NULL, 'exception_decided',
     '{manager,drafter,network_security_manager,secretariat}'),
    ('refuse', NULL, 'exception_decided', '{manager,drafter,network_security_manager,secretariat}'),
    ('revoke', NULL, 'exception_revoked', '{manager,drafter,network_security_manager,secretariat}'),
    ('extension_file', NULL, 'exception_extension_filed', '{ciso,secretariat,drafter}'),
    ('extension_permit', NULL, 'exception_extension_decided',
     '{manager,drafter,network_security_manager,secretariat}'),
    ('extension_refuse', NULL, 'exception_extension_decided',
     '{manager,drafter,network_security_manager,secretariat}'),
    ('termination_report', 'prior', 'exception_end_reported', '{secretariat,drafter}'),
    ('termination_accept', NULL, 'exception_closed', '{manager,drafter,ciso}'),
    ('termination_reject', NULL, 'exception_end_rejected', '{manager,drafter}'),
    ('ciso_acknowledge', NULL, 'exception_acknowledged', '{manager,drafter,secretariat}');

-- What was entered long after it was done (the sample city, an import) is no news.
CREATE FUNCTION exception_step_notify() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    request exception_request;
    rule exception_notice_rule;
BEGIN
    IF NEW.at < instant() - interval '14 days' THEN
        RETURN NULL;
    END IF;
    SELECT * INTO request FROM exception_request WHERE id = NEW.request_id;
    FOR rule IN SELECT * FROM exception_notice_rule n
                 WHERE n.event = NEW.event AND coalesce(n.request_kind, request.kind) = request.kind LOOP
        PERFORM exception_notify(request, rule.kind, 'step:' || NEW.seq, rule.groups,
                                 CASE NEW.event WHEN 'ciso_acknowledge' THEN request.follow_up_due END,
                                 NEW.actor_id, NEW.at);
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER exception_step_notify AFTER INSERT ON exception_step
    FOR EACH ROW EXECUTE FUNCTION exception_step_notify();

CREATE FUNCTION exception_in_effect_since(wanted bigint) RETURNS date
    LANGUAGE sql STABLE
    RETURN (SELECT coalesce(max(tokyo_day(s.at)) FILTER (WHERE s.event = 'interim_review'),
                            min(r.period_from))
              FROM exception_request r
              LEFT JOIN exception_step s ON s.request_id = r.id
             WHERE r.id = wanted);
COMMENT ON FUNCTION exception_in_effect_since IS
    'From which day the next interim review is counted: the last one, else the beginning (BR-EX-17).';

-- What the day brings. Thresholds are told once each; of several passed at once the nearest alone.
CREATE FUNCTION exception_due_today()
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
    SELECT r, 'exception_end_overdue', 'over:' || r.period_to || ':' || (today() - r.period_to - 1) / 7,
           CASE WHEN today() > r.period_to + setting_integer('exception.end_report_days', 10)
                THEN '{manager,drafter,secretariat}'::text[] ELSE '{manager,drafter}'::text[] END,
           r.period_to + setting_integer('exception.end_report_days', 10)
      FROM exception_request r
     WHERE r.state IN ('permitted', 'permitted_with_conditions', 'extension_pending')
       AND today() > r.period_to
     UNION ALL
    SELECT r, 'exception_pending_long', 'pending:' || s.seq || ':' || w.days / 3,
           '{ciso,secretariat}'::text[], NULL
      FROM exception_request r
      JOIN LATERAL (SELECT x.seq, x.at FROM exception_step x
                     WHERE x.request_id = r.id AND x.event IN ('forward', 'extension_file')
                     ORDER BY x.seq DESC LIMIT 1) s ON true
     CROSS JOIN LATERAL (SELECT business_days_between(tokyo_day(s.at), today()) AS days) w
     WHERE r.state IN ('pending_ciso', 'extension_pending') AND w.days >= 3
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

CREATE FUNCTION exception_remind() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    told bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('mamori.remind', 0)) THEN
        RETURN 0;
    END IF;
    told := (SELECT count(*) FROM notification);
    PERFORM exception_notify(d.request, d.kind, d.key, d.groups, d.due, NULL, instant())
       FROM exception_due_today() d;
    RETURN (SELECT count(*) FROM notification) - told;
END $$;
COMMENT ON FUNCTION exception_remind IS
    'One at a time; of several servers the others have nothing to do. Returns how many were told.';
