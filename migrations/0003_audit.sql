-- The operation log. Rows are written by triggers in the transaction of the act, the actor taken
-- from the unit of work, so no code path can forget them; what is no change of a table (signing in,
-- a refusal, reading a non-public document) is inserted by name. A sealer, one at a time and at
-- most a second behind, chains the committed rows in order: chaining inside the act would make
-- every write wait for the one before.

CREATE TABLE audit_log (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL DEFAULT instant(),
    person_id bigint DEFAULT viewer(),
    login text NOT NULL DEFAULT coalesce(current_setting('mamori.login', true), ''),
    roles text NOT NULL DEFAULT coalesce(current_setting('mamori.roles', true), ''),
    acting_for bigint,
    address text NOT NULL DEFAULT coalesce(current_setting('mamori.address', true), ''),
    request_id text NOT NULL DEFAULT coalesce(current_setting('mamori.request_id', true), ''),
    action text NOT NULL,
    object_type text NOT NULL,
    object_id text NOT NULL,
    changes jsonb,
    reason text NOT NULL DEFAULT '',
    CONSTRAINT audit_log_pk PRIMARY KEY (id),
    CONSTRAINT audit_log_action_known CHECK (action IN (
        'login', 'login_failed', 'logout', 'view_restricted', 'create', 'update', 'delete',
        'transition', 'decide', 'export', 'print', 'import', 'config_change', 'denied'))
);
CREATE INDEX audit_log_object ON audit_log (object_type, object_id);
COMMENT ON TABLE audit_log IS '操作記録. Appended only.';
COMMENT ON COLUMN audit_log.changes IS
    'Changed fields: {"field": [before, after]}. A secret field is named with ["***", "***"].';
GRANT SELECT, INSERT ON audit_log TO mamori_server;

CREATE TABLE audit_pending (
    audit_id bigint NOT NULL,
    CONSTRAINT audit_pending_pk PRIMARY KEY (audit_id)
);
COMMENT ON TABLE audit_pending IS
    'Rows of audit_log the sealer has not chained yet. Ids are no order of commit, so the sealer cannot work from the highest id it saw.';
GRANT SELECT, INSERT, DELETE ON audit_pending TO mamori_server;

CREATE TABLE audit_seal (
    seq bigint NOT NULL,
    audit_id bigint NOT NULL,
    canonical text NOT NULL,
    hash text NOT NULL,
    CONSTRAINT audit_seal_pk PRIMARY KEY (seq),
    CONSTRAINT audit_seal_once UNIQUE (audit_id),
    CONSTRAINT audit_seal_seq_positive CHECK (seq > 0)
);
COMMENT ON TABLE audit_seal IS
    'The chain: hash = SHA-256(hash of seq - 1 || canonical), in lower-case hexadecimal; before the first stands the empty text. Anyone with an export can verify it.';
GRANT SELECT, INSERT ON audit_seal TO mamori_server;

CREATE FUNCTION audit_queue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_pending (audit_id) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER audit_log_queue AFTER INSERT ON audit_log
    FOR EACH ROW EXECUTE FUNCTION audit_queue();

CREATE FUNCTION audit_fields(before jsonb, after jsonb, secrets text[]) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    RETURN (SELECT jsonb_object_agg(field,
                       CASE WHEN field = ANY (secrets) THEN '["***", "***"]'::jsonb
                            ELSE jsonb_build_array(before -> field, after -> field) END)
              FROM jsonb_object_keys(coalesce(after, before)) AS field
             WHERE coalesce(before -> field, 'null') <> coalesce(after -> field, 'null')
               AND field NOT IN ('updated_at', 'updated_by', 'row_version'));
COMMENT ON FUNCTION audit_fields IS 'What differs between two rows; secret columns named, never valued.';

-- Arguments of the trigger: the column that names the object, then the secret columns.
CREATE FUNCTION audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    differences jsonb := audit_fields(before, after, TG_ARGV[1:]);
BEGIN
    IF TG_OP = 'UPDATE' AND differences IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO audit_log (action, object_type, object_id, changes)
    VALUES (CASE TG_OP WHEN 'INSERT' THEN 'create' WHEN 'UPDATE' THEN 'update' ELSE 'delete' END,
            TG_TABLE_NAME, coalesce(after, before) ->> TG_ARGV[0], differences);
    RETURN NULL;
END $$;

CREATE TABLE audit_exempt (
    table_name text NOT NULL,
    reason text NOT NULL,
    CONSTRAINT audit_exempt_pk PRIMARY KEY (table_name)
);
COMMENT ON TABLE audit_exempt IS
    'Tables without the trigger, each with its reason. Every other table must carry it; a test asks the catalogue.';
INSERT INTO audit_exempt (table_name, reason) VALUES
    ('schema_migration', 'written by the owner only, carries its own checksums'),
    ('audit_log', 'the log itself'),
    ('audit_pending', 'the sealer''s queue'),
    ('audit_seal', 'the chain itself'),
    ('audit_exempt', 'reference data of migrations'),
    ('role_definition', 'reference data of migrations'),
    ('session', 'signing in and out is logged by name; last_seen_at is no act'),
    ('sign_in_throttle', 'a counter'),
    ('idempotency_key', 'technical, one day');
GRANT SELECT ON audit_exempt TO mamori_server;

CREATE TRIGGER setting_audit AFTER INSERT OR UPDATE OR DELETE ON setting
    FOR EACH ROW EXECUTE FUNCTION audit_change('key');
CREATE TRIGGER person_audit AFTER INSERT OR UPDATE OR DELETE ON person
    FOR EACH ROW EXECUTE FUNCTION audit_change('staff_no');
CREATE TRIGGER account_audit AFTER INSERT OR UPDATE OR DELETE ON account
    FOR EACH ROW EXECUTE FUNCTION audit_change('person_id', 'password_hash');
CREATE TRIGGER portal_grant_audit AFTER INSERT OR UPDATE OR DELETE ON portal_grant
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');
