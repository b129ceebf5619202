-- How accounts begin and end. An administrator opens and closes accounts and never knows a password:
-- what is printed and handed over is a code that works once, for one person, until a day.
--
-- Sessions get a name that can be shown (the token and its hash cannot), and remember what one
-- checks after signing in: when and where from the account was used before.

ALTER TABLE session
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN previous_at timestamptz,
    ADD COLUMN previous_address text,
    ADD COLUMN failures_before integer NOT NULL DEFAULT 0,
    ADD CONSTRAINT session_id_unique UNIQUE (id);
COMMENT ON COLUMN session.id IS 'Names the session on pages; opens nothing.';
COMMENT ON COLUMN session.previous_at IS 'The sign-in before this one, NULL: there was none.';
COMMENT ON COLUMN session.failures_before IS 'Wrong passwords between that one and this.';

CREATE VIEW open_session AS
    SELECT * FROM session
     WHERE last_seen_at > instant() - interval '30 minutes' AND expires_at > instant();
COMMENT ON VIEW open_session IS 'Sessions that still open the portal, as begin_request judges them.';
GRANT SELECT ON open_session TO mamori_server;

CREATE TABLE last_sign_in (
    person_id bigint NOT NULL,
    at timestamptz,
    address text,
    failures integer NOT NULL DEFAULT 0,
    CONSTRAINT last_sign_in_pk PRIMARY KEY (person_id),
    CONSTRAINT last_sign_in_account_fk FOREIGN KEY (person_id) REFERENCES account (person_id)
);
COMMENT ON TABLE last_sign_in IS
    'The newest sign-in of an account, and wrong attempts since. The log has all of them, but is not asked at each sign-in.';
GRANT SELECT, INSERT, UPDATE ON last_sign_in TO mamori_server;
INSERT INTO audit_exempt (table_name, reason) VALUES
    ('last_sign_in', 'signing in is logged by name');

ALTER TABLE account ADD COLUMN status_reason text NOT NULL DEFAULT '',
    ADD CONSTRAINT account_status_reason_length CHECK (length(status_reason) <= 200);
COMMENT ON COLUMN account.status_reason IS 'Why it was suspended or opened again, in words.';
GRANT UPDATE (status_reason) ON account TO mamori_server;

CREATE TABLE account_code (
    id bigint GENERATED ALWAYS AS IDENTITY,
    person_id bigint NOT NULL,
    code_sha256 text NOT NULL,
    valid_to date NOT NULL,
    ended_at timestamptz,
    ended_how text,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    CONSTRAINT account_code_pk PRIMARY KEY (id),
    CONSTRAINT account_code_account_fk FOREIGN KEY (person_id) REFERENCES account (person_id),
    CONSTRAINT account_code_ended_known CHECK (ended_how IN ('used', 'replaced', 'withdrawn')),
    CONSTRAINT account_code_ended CHECK ((ended_at IS NULL) = (ended_how IS NULL))
);
CREATE UNIQUE INDEX account_code_one_open ON account_code (person_id) WHERE ended_at IS NULL;
COMMENT ON TABLE account_code IS
    'Codes that let a person choose a password, once, up to and including valid_to. At most one is open.';
COMMENT ON COLUMN account_code.code_sha256 IS
    'A fast hash is enough: the code is 80 random bits, which nobody tries through; a slow one protects what people choose.';
GRANT SELECT, INSERT, UPDATE (ended_at, ended_how) ON account_code TO mamori_server;
CREATE TRIGGER account_code_audit AFTER INSERT OR UPDATE OR DELETE ON account_code
    FOR EACH ROW EXECUTE FUNCTION audit_change('person_id', 'code_sha256');

-- A code opens an account to whoever reads it. For those whose decision nobody else can take (a vice
-- mayor as 最高情報セキュリティ責任者), no administrator prints one: whoever runs the server does, by a
-- command, without a session of the portal.
CREATE VIEW sole_bearer AS
    SELECT DISTINCT r.person_id
      FROM effective_role r
      JOIN role_definition d ON d.code = r.role_code AND d.is_single
     WHERE is_in_force(r.valid_from, r.valid_to, today());
COMMENT ON VIEW sole_bearer IS 'Who bears, today, a role that one person bears for the whole city.';
GRANT SELECT ON sole_bearer TO mamori_server;

CREATE FUNCTION keep_code_from_admin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(viewer() IS NOT NULL
                      AND EXISTS (SELECT FROM sole_bearer s WHERE s.person_id = NEW.person_id),
                      'account_code_sole_bearer');
    RETURN NEW;
END $$;
CREATE TRIGGER account_code_keep_from_admin BEFORE INSERT ON account_code
    FOR EACH ROW EXECUTE FUNCTION keep_code_from_admin();

-- A code that lies about must not outlive what it was made for.
CREATE FUNCTION withdraw_code() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE account_code SET ended_at = instant(), ended_how = 'withdrawn'
     WHERE person_id = NEW.person_id AND ended_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER account_withdraw_code AFTER UPDATE OF status, password_set_at ON account
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status
                       OR OLD.password_set_at IS DISTINCT FROM NEW.password_set_at)
    EXECUTE FUNCTION withdraw_code();

CREATE VIEW account_state AS
    SELECT p.id AS person_id, a.login, a.password_set_at, a.password_hash IS NOT NULL AS has_password,
           a.status_reason, c.valid_to AS code_valid_to,
           CASE WHEN e.id IS NULL THEN 'left'
                WHEN a.status = 'suspended' THEN 'suspended'
                WHEN a.password_hash IS NOT NULL THEN 'active'
                WHEN c.id IS NOT NULL THEN 'invited'
                ELSE 'none' END AS account_state
      FROM person p
      LEFT JOIN account a ON a.person_id = p.id
      LEFT JOIN account_code c ON c.person_id = p.id AND c.ended_at IS NULL AND c.valid_to >= today()
      LEFT JOIN employment e ON e.person_id = p.id AND is_in_force(e.valid_from, e.valid_to, today());
COMMENT ON VIEW account_state IS
    'Where everybody''s account stands today: none, invited (a code is open, no password yet), active, suspended, left.';
GRANT SELECT ON account_state TO mamori_server;

-- Somebody must remain who can open accounts. One at a time, or two administrators could suspend
-- each other at once.
CREATE FUNCTION keep_portal_admin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('mamori.accounts', 0));
    PERFORM refuse_if(NEW.person_id = viewer(), 'account_not_oneself');
    PERFORM refuse_if(bool_or(g.person_id = NEW.person_id)
                      AND NOT bool_or(s.account_state = 'active'), 'account_last_admin')
       FROM portal_grant g JOIN account_state s ON s.person_id = g.person_id
      WHERE g.role_code = 'portal_admin' AND is_in_force(g.valid_from, g.valid_to, today());
    RETURN NULL;
END $$;
CREATE TRIGGER account_keep_portal_admin AFTER UPDATE OF status ON account
    FOR EACH ROW WHEN (OLD.status <> 'suspended' AND NEW.status = 'suspended')
    EXECUTE FUNCTION keep_portal_admin();

-- Who bears another role or belongs elsewhere since today signs in again. A change that begins on a
-- later day ends nothing now: on that day each request finds the roles of the day by itself.
CREATE FUNCTION in_force_today(fact jsonb) RETURNS jsonb
    LANGUAGE sql STABLE
    RETURN CASE WHEN is_in_force((fact ->> 'valid_from')::date, (fact ->> 'valid_to')::date, today())
                THEN fact - ARRAY['id', 'valid_from', 'valid_to', 'order_ref', 'doc_number', 'note',
                                  'designated_by', 'title', 'created_at', 'created_by', 'updated_at',
                                  'updated_by', 'row_version'] END;
COMMENT ON FUNCTION in_force_today IS 'What of a dated fact decides on rights, NULL: not in force today.';

CREATE FUNCTION end_sessions_of_bearer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN in_force_today(to_jsonb(OLD)) END;
    after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN in_force_today(to_jsonb(NEW)) END;
BEGIN
    IF before IS DISTINCT FROM after THEN
        DELETE FROM session WHERE person_id IN ((before ->> 'person_id')::bigint,
                                                (after ->> 'person_id')::bigint);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER role_assignment_end_sessions AFTER INSERT OR UPDATE OR DELETE ON role_assignment
    FOR EACH ROW EXECUTE FUNCTION end_sessions_of_bearer();
CREATE TRIGGER post_holding_end_sessions AFTER INSERT OR UPDATE OR DELETE ON post_holding
    FOR EACH ROW EXECUTE FUNCTION end_sessions_of_bearer();
CREATE TRIGGER employment_end_sessions AFTER INSERT OR UPDATE OR DELETE ON employment
    FOR EACH ROW EXECUTE FUNCTION end_sessions_of_bearer();
CREATE TRIGGER person_assignment_end_sessions AFTER INSERT OR UPDATE OR DELETE ON person_assignment
    FOR EACH ROW EXECUTE FUNCTION end_sessions_of_bearer();

CREATE FUNCTION browser_words(user_agent text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN user_agent LIKE '%Edg/%' THEN 'Microsoft Edge'
                WHEN user_agent LIKE '%Firefox/%' THEN 'Firefox'
                WHEN user_agent LIKE '%Chrome/%' THEN 'Google Chrome'
                WHEN user_agent LIKE '%Safari/%' THEN 'Safari'
                ELSE 'その他のブラウザ' END
        || CASE WHEN user_agent LIKE '%Windows%' THEN '（Windows）'
                WHEN user_agent LIKE '%Android%' THEN '（Android）'
                WHEN user_agent LIKE '%iPhone%' OR user_agent LIKE '%iPad%' THEN '（iPhone・iPad）'
                WHEN user_agent LIKE '%Mac OS X%' THEN '（Mac）'
                WHEN user_agent LIKE '%Linux%' THEN '（Linux）'
                ELSE '' END;
COMMENT ON FUNCTION browser_words IS 'The browser as its owner would name it.';
