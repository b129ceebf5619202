-- What happens when a correction is sent to the head of a section: it is tried, so that the head is not asked for what no rule
-- lets pass; and it is told, as what else waits for somebody. お知らせ (domain 3.10) are in the shape of 0048: a table says
-- what tells whom what, and triggers write it in the transaction of the act. The dedup key keeps the same act from being told
-- twice.

CREATE FUNCTION asset_correction_try(wanted bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    correction asset_correction;
BEGIN
    SELECT c.* INTO correction FROM asset_correction c WHERE c.id = wanted;
    PERFORM asset_correction_judge(correction);
    BEGIN
        PERFORM asset_change_give(correction.reason, correction.actual_change_on, correction.id),
                asset_correction_change(correction);
        SET CONSTRAINTS ALL IMMEDIATE;
        RAISE EXCEPTION 'taken back' USING ERRCODE = 'ZZ000';
    EXCEPTION WHEN SQLSTATE 'ZZ000' THEN
        NULL;
    END;
END $$;
COMMENT ON FUNCTION asset_correction_try IS
    'Changes what is there as applying would, and takes it back: what a rule refuses is an error of who sends it.';
REVOKE EXECUTE ON FUNCTION asset_correction_try FROM PUBLIC;
GRANT EXECUTE ON FUNCTION asset_correction_try TO mamori_server;

CREATE TABLE asset_notice_rule (
    object_type text NOT NULL,
    event text NOT NULL,
    kind text NOT NULL,
    recipient text NOT NULL,
    CONSTRAINT asset_notice_rule_pk PRIMARY KEY (object_type, event, recipient),
    CONSTRAINT asset_notice_rule_object_known CHECK (object_type IN ('asset_correction', 'asset_step')),
    CONSTRAINT asset_notice_rule_recipient_known CHECK (recipient IN ('head', 'writer', 'receiver'))
);
COMMENT ON TABLE asset_notice_rule IS
    'Which state of a correction and which step of an asset tells whom what (domain 3.10). head: of the section that has it; receiver: the head it is offered to.';
GRANT SELECT ON asset_notice_rule TO mamori_server;
INSERT INTO audit_exempt (table_name, reason) VALUES ('asset_notice_rule', 'reference data of migrations');
INSERT INTO asset_notice_rule (object_type, event, kind, recipient) VALUES
    ('asset_correction', 'awaiting_manager', 'asset_correction', 'head'),
    ('asset_correction', 'applied', 'asset_correction_applied', 'writer'),
    ('asset_correction', 'returned', 'asset_correction_returned', 'writer'),
    ('asset_step', 'transfer', 'asset_transfer_offered', 'receiver'),
    ('asset_step', 'take_back', 'asset_transfer_taken_back', 'receiver'),
    ('asset_step', 'accept', 'asset_transfer_accepted', 'writer'),
    ('asset_step', 'decline', 'asset_transfer_declined', 'writer');

CREATE FUNCTION section_heads(unit bigint) RETURNS TABLE (person_id bigint)
    LANGUAGE sql STABLE AS $$
    SELECT DISTINCT r.person_id FROM effective_role r
     WHERE r.org_unit_id = unit_today(unit) AND r.role_code = 'system_security_manager'
       AND is_in_force(r.valid_from, r.valid_to, today())
$$;
COMMENT ON FUNCTION section_heads IS 'The heads today of a section, or of what became of it.';

-- Once it is sent. Who applies what he wrote himself is told nothing.
CREATE FUNCTION asset_correction_notify() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM notify_person(p.person_id, n.kind, 'asset_correction', NEW.id::text,
                          coalesce((SELECT a.asset_no || '　' || a.name
                                      FROM asset_correction_row r JOIN asset a ON a.id = r.asset_id
                                     WHERE r.correction_id = NEW.id ORDER BY r.line LIMIT 1),
                                   (SELECT u.name FROM org_unit u WHERE u.id = NEW.org_unit_id), '')
                          || CASE WHEN NEW.decision_text <> '' THEN '　' || NEW.decision_text ELSE '　' || NEW.reason END,
                          '/assets/corrections/' || NEW.id, 'asset_correction:' || NEW.id || ':' || NEW.state, NULL, instant())
       FROM asset_notice_rule n
      CROSS JOIN LATERAL (SELECT h.person_id FROM section_heads(NEW.org_unit_id) h WHERE n.recipient = 'head'
                           UNION
                          SELECT NEW.created_by WHERE n.recipient = 'writer') p
      WHERE n.object_type = 'asset_correction' AND n.event = NEW.state AND p.person_id IS DISTINCT FROM viewer()
        AND NEW.sent_at IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER asset_correction_notify AFTER UPDATE ON asset_correction
    FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION asset_correction_notify();

-- What was entered long after it was done (the sample city) is no news. The writer is who offered it.
CREATE FUNCTION asset_step_notify() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moved asset;
    offer asset_step;
BEGIN
    IF NEW.at < instant() - interval '14 days' OR NEW.actor_id IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT a.* INTO moved FROM asset a WHERE a.id = NEW.asset_id;
    SELECT s.* INTO offer FROM asset_step s
     WHERE s.asset_id = NEW.asset_id AND s.event = 'transfer' ORDER BY s.id DESC LIMIT 1;
    PERFORM notify_person(p.person_id, n.kind, 'asset', moved.id::text,
                          moved.asset_no || '　' || moved.name || CASE WHEN NEW.text <> '' THEN '　' || NEW.text ELSE '' END,
                          '/assets/' || moved.asset_no, 'asset_step:' || NEW.id, NULL, NEW.at)
       FROM asset_notice_rule n
      CROSS JOIN LATERAL (SELECT h.person_id FROM section_heads(offer.to_unit_id) h WHERE n.recipient = 'receiver'
                           UNION
                          SELECT offer.actor_id WHERE n.recipient = 'writer') p
      WHERE n.object_type = 'asset_step' AND n.event = NEW.event AND p.person_id IS DISTINCT FROM NEW.actor_id;
    RETURN NULL;
END $$;
CREATE TRIGGER asset_step_notify AFTER INSERT ON asset_step
    FOR EACH ROW EXECUTE FUNCTION asset_step_notify();
