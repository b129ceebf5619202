-- People, their accounts and sessions. A role is never a column here: roles follow posts
-- (effective_role), and this migration knows only what holds without an organization: every
-- in-scope person is 職員等 (clause 7(1)カ), and the portal's own two technical grants.

CREATE TABLE person (
    id bigint GENERATED ALWAYS AS IDENTITY,
    staff_no text NOT NULL,
    family_name text NOT NULL,
    given_name text NOT NULL,
    family_kana text NOT NULL,
    given_kana text NOT NULL,
    employment_type text NOT NULL,
    employed_from date NOT NULL,
    employed_to date,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT person_pk PRIMARY KEY (id),
    CONSTRAINT person_staff_no_unique UNIQUE (staff_no),
    CONSTRAINT person_staff_no_form CHECK (staff_no ~ '^[0-9A-Za-z-]{1,12}$'),
    CONSTRAINT person_name_length CHECK (
        length(family_name) BETWEEN 1 AND 30 AND length(given_name) <= 30
        AND length(family_kana) BETWEEN 1 AND 40 AND length(given_kana) <= 40),
    CONSTRAINT person_employment_type_known CHECK (employment_type IN (
        'regular', 'reappointed', 'fixed_term', 'fiscal_year_appointee', 'special_service',
        'part_time', 'temporary', 'dispatched', 'hospital_hired', 'prefecture_paid_teacher',
        'external_expert', 'contractor_staff')),
    CONSTRAINT person_employed_period CHECK (employed_to IS NULL OR employed_to >= employed_from)
);
COMMENT ON TABLE person IS '職員等 and others known by name. A staff number is never used again.';
GRANT SELECT, INSERT ON person TO mamori_server;

CREATE FUNCTION person_name(person) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN rtrim($1.family_name || ' ' || $1.given_name);

CREATE FUNCTION is_in_scope(person, on_day date) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN is_in_force($1.employed_from, $1.employed_to, on_day)
       AND $1.employment_type NOT IN ('hospital_hired', 'prefecture_paid_teacher',
                                      'external_expert', 'contractor_staff');
COMMENT ON FUNCTION is_in_scope IS '適用範囲: clause 4(1) with footnote 1.';

CREATE TABLE account (
    person_id bigint NOT NULL,
    login text NOT NULL,
    password_hash text,
    status text NOT NULL DEFAULT 'active',
    password_set_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT instant(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT account_pk PRIMARY KEY (person_id),
    CONSTRAINT account_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT account_login_length CHECK (length(login) BETWEEN 1 AND 60),
    CONSTRAINT account_status_known CHECK (status IN ('active', 'suspended'))
);
CREATE UNIQUE INDEX account_login_unique ON account (lower(login));
COMMENT ON TABLE account IS 'How a person signs in. password_hash is libsodium''s Argon2id string.';
GRANT SELECT, INSERT, UPDATE (password_hash, status, password_set_at, updated_at, row_version)
    ON account TO mamori_server;

CREATE TABLE session (
    token_sha256 text NOT NULL,
    person_id bigint NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    address text NOT NULL,
    user_agent text NOT NULL,
    CONSTRAINT session_pk PRIMARY KEY (token_sha256),
    CONSTRAINT session_account_fk FOREIGN KEY (person_id) REFERENCES account (person_id)
);
CREATE INDEX session_person ON session (person_id);
COMMENT ON TABLE session IS
    'A signed-in browser. Only the hash of its token is kept. Valid while last_seen_at is at most 30 minutes old and expires_at (12 h) lies ahead; both are judged when the session is used.';
GRANT SELECT, INSERT, UPDATE (last_seen_at), DELETE ON session TO mamori_server;

-- A changed password, a suspension or another role ends the person's sessions in the same
-- transaction: whoever holds an old one must sign in again. A hash renewed at sign-in with stronger
-- parameters is the same password and ends nothing.
CREATE FUNCTION end_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM session WHERE person_id = NEW.person_id;
    RETURN NULL;
END $$;
CREATE TRIGGER account_end_sessions AFTER UPDATE OF status, password_set_at ON account
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status
                       OR OLD.password_set_at IS DISTINCT FROM NEW.password_set_at)
    EXECUTE FUNCTION end_sessions();

CREATE TABLE sign_in_throttle (
    kind text NOT NULL,
    subject text NOT NULL,
    window_start timestamptz NOT NULL,
    attempts integer NOT NULL,
    CONSTRAINT sign_in_throttle_pk PRIMARY KEY (kind, subject),
    CONSTRAINT sign_in_throttle_kind_known CHECK (kind IN ('account', 'address'))
);
COMMENT ON TABLE sign_in_throttle IS
    'Attempts to sign in, counted before the password is verified, per login as typed (hashed, so unknown logins count alike) and per client address.';
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_throttle TO mamori_server;

CREATE TABLE role_definition (
    code text NOT NULL,
    name text NOT NULL,
    basis_clause text,
    assignment_rule text NOT NULL,
    sort_order integer NOT NULL,
    CONSTRAINT role_definition_pk PRIMARY KEY (code),
    CONSTRAINT role_definition_rule_known CHECK (
        assignment_rule IN ('ex_officio', 'designated', 'appointed_by_ciso', 'membership', 'portal'))
);
COMMENT ON TABLE role_definition IS '役割, in the policy''s words and order (clause 7).';
COMMENT ON COLUMN role_definition.basis_clause IS 'NULL: a role of the portal, not of the policy.';
INSERT INTO role_definition (sort_order, code, name, basis_clause, assignment_rule) VALUES
    (60, 'staff', '職員等', '7(1)カ', 'membership'),
    (90, 'auditor', '監査担当', NULL, 'portal'),
    (91, 'portal_admin', 'システム管理者（ポータル）', NULL, 'portal');
GRANT SELECT ON role_definition TO mamori_server;

CREATE TABLE portal_grant (
    id bigint GENERATED ALWAYS AS IDENTITY,
    person_id bigint NOT NULL,
    role_code text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    CONSTRAINT portal_grant_pk PRIMARY KEY (id),
    CONSTRAINT portal_grant_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT portal_grant_role_fk FOREIGN KEY (role_code) REFERENCES role_definition (code),
    CONSTRAINT portal_grant_role_portal CHECK (role_code IN ('auditor', 'portal_admin')),
    CONSTRAINT portal_grant_period CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT portal_grant_once EXCLUDE USING gist (
        person_id WITH =, role_code WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);
COMMENT ON TABLE portal_grant IS
    'The portal''s own technical roles. A role of the policy can never stand here: nobody is made CISO by an administrator.';
GRANT SELECT, INSERT, UPDATE (valid_to) ON portal_grant TO mamori_server;

CREATE TRIGGER portal_grant_end_sessions AFTER INSERT OR UPDATE ON portal_grant
    FOR EACH ROW EXECUTE FUNCTION end_sessions();

CREATE VIEW effective_role AS
    SELECT p.id AS person_id, 'staff' AS role_code, p.employed_from AS valid_from,
           p.employed_to AS valid_to
      FROM person p
     WHERE p.employment_type NOT IN ('hospital_hired', 'prefecture_paid_teacher',
                                     'external_expert', 'contractor_staff')
    UNION ALL
    SELECT g.person_id, g.role_code, g.valid_from, g.valid_to FROM portal_grant g;
COMMENT ON VIEW effective_role IS 'Who holds which role in which closed period, from all sources.';
GRANT SELECT ON effective_role TO mamori_server;
