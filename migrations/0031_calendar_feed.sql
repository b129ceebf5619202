-- カレンダー (.ics): the ends and due days that concern a person, for the calendar of the office suite. It
-- is read without signing in, by an address nobody can guess; only the hash of it is kept, it gives no
-- more than days and titles, and it ends when it is revoked or the person's account does.

CREATE TABLE calendar_feed (
    id bigint GENERATED ALWAYS AS IDENTITY,
    person_id bigint NOT NULL DEFAULT viewer(),
    secret_sha256 text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT instant(),
    revoked_at timestamptz,
    CONSTRAINT calendar_feed_pk PRIMARY KEY (id),
    CONSTRAINT calendar_feed_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT calendar_feed_secret_unique UNIQUE (secret_sha256)
);
CREATE UNIQUE INDEX calendar_feed_one ON calendar_feed (person_id) WHERE revoked_at IS NULL;
COMMENT ON TABLE calendar_feed IS 'One address a person; a new one revokes the one before.';
GRANT SELECT, INSERT (secret_sha256), UPDATE (revoked_at) ON calendar_feed TO mamori_server;
CREATE TRIGGER calendar_feed_audit AFTER INSERT OR UPDATE OR DELETE ON calendar_feed
    FOR EACH ROW EXECUTE FUNCTION audit_change('person_id', 'secret_sha256');

CREATE FUNCTION calendar_entry(person bigint)
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
    ), mine AS (
        SELECT r.* FROM exception_request r
         WHERE r.state IN ('permitted', 'permitted_with_conditions', 'extension_pending', 'acknowledged')
           AND (r.applicant_unit_id IN (SELECT o.id FROM own o) OR bears(person, 'secretariat', today()))
    )
    SELECT 'exception-end-' || m.id, 'exception_end', m.period_to, exception_subject(m),
           exception_link(m)
      FROM mine m WHERE m.period_to IS NOT NULL
     UNION ALL
    SELECT 'exception-report-' || m.id, 'exception_end_report',
           m.period_to + setting_integer('exception.end_report_days', 10), exception_subject(m),
           exception_link(m)
      FROM mine m WHERE m.period_to IS NOT NULL
     UNION ALL
    SELECT 'exception-condition-' || c.id, 'exception_condition', c.due, exception_subject(m),
           exception_link(m)
      FROM mine m
      JOIN exception_condition c ON c.request_id = m.id AND c.due IS NOT NULL
     WHERE NOT EXISTS (SELECT FROM exception_condition_met x WHERE x.condition_id = c.id)
     UNION ALL
    SELECT 'exception-follow-up-' || m.id, 'exception_follow_up', m.follow_up_due, exception_subject(m),
           exception_link(m)
      FROM mine m WHERE m.follow_up_due IS NOT NULL
$$;
COMMENT ON FUNCTION calendar_entry IS
    'The days that concern a person: of the sections headed or led today, for the secretariat of all.';
