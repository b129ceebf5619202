-- The city's organization, every fact with its days: units, who works where and under which
-- employment, posts and who holds them. "Today" is never stored: each page asks for one day, and a
-- day of three years ago is answered by the same statements.
--
-- What a person may bear depends on the employment and on the organ of the main unit together
-- (clause 4(1) with footnote 1, BR-SC-01), and both change on their own days. So the employment
-- leaves the table person, and 適用範囲 is a view of periods.

DROP VIEW effective_role;
DROP FUNCTION is_in_scope(person, date);

CREATE TABLE org_unit (
    id bigint GENERATED ALWAYS AS IDENTITY,
    code text NOT NULL,
    name text NOT NULL,
    name_kana text NOT NULL DEFAULT '',
    kind text NOT NULL,
    organ text NOT NULL,
    parent_id bigint,
    is_coordinating_section boolean NOT NULL DEFAULT false,
    is_user_section boolean NOT NULL DEFAULT false,
    doc_symbol text,
    phone_ext text,
    location text,
    valid_from date NOT NULL,
    valid_to date,
    successor_id bigint,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT org_unit_pk PRIMARY KEY (id),
    CONSTRAINT org_unit_parent_fk FOREIGN KEY (parent_id) REFERENCES org_unit (id),
    CONSTRAINT org_unit_successor_fk FOREIGN KEY (successor_id) REFERENCES org_unit (id),
    CONSTRAINT org_unit_code_form CHECK (code ~ '^[0-9A-Za-z-]{1,10}$'),
    CONSTRAINT org_unit_name_length CHECK (length(name) BETWEEN 1 AND 60
                                           AND length(name_kana) <= 120),
    CONSTRAINT org_unit_facts_length CHECK (length(doc_symbol) <= 6 AND length(phone_ext) <= 20
                                            AND length(location) <= 60),
    CONSTRAINT org_unit_kind_known CHECK (kind IN ('department', 'section', 'office', 'unit')),
    CONSTRAINT org_unit_organ_known CHECK (
        organ IN ('mayor', 'commission', 'assembly', 'hospital', 'education', 'fire')),
    CONSTRAINT org_unit_parent_given CHECK (parent_id IS NOT NULL OR kind = 'department'),
    CONSTRAINT org_unit_coordinating_is_user CHECK (is_user_section OR NOT is_coordinating_section),
    CONSTRAINT org_unit_period CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT org_unit_code_once EXCLUDE USING gist (
        code WITH =, daterange(valid_from, valid_to, '[]') WITH &&) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT org_unit_one_coordinating EXCLUDE USING gist (
        daterange(valid_from, valid_to, '[]') WITH &&) WHERE (is_coordinating_section)
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX org_unit_parent ON org_unit (parent_id);
COMMENT ON TABLE org_unit IS
    '組織. A reorganization ends one row and starts another, its successor; codes may be used again then.';
COMMENT ON COLUMN org_unit.is_coordinating_section IS
    '情報システム調整主管課 (clause 7(1)ウ(ア)): at most one on any day.';
COMMENT ON COLUMN org_unit.is_user_section IS
    '情報システム利用課 (clause 7(1)エ(ア)): its head is 情報システム・セキュリティ管理者.';
GRANT SELECT ON org_unit TO mamori_server;

CREATE VIEW unit_place AS
    SELECT u.id AS org_unit_id, d.id AS department_id, d.code AS department_code,
           d.name AS department_name,
           CASE WHEN d.name = u.name THEN u.name ELSE d.name || ' ' || u.name END AS full_name
      FROM org_unit u
      LEFT JOIN org_unit p ON p.id = u.parent_id
      LEFT JOIN org_unit g ON g.id = p.parent_id
      JOIN org_unit d ON d.id = coalesce(g.id, p.id, u.id);
COMMENT ON VIEW unit_place IS
    'The department of a unit (its own for a department) and the name with it: 企画政策部 デジタル戦略課.';
GRANT SELECT ON unit_place TO mamori_server;

CREATE TABLE employment (
    id bigint GENERATED ALWAYS AS IDENTITY,
    person_id bigint NOT NULL,
    employment_type text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT employment_pk PRIMARY KEY (id),
    CONSTRAINT employment_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT employment_type_known CHECK (employment_type IN (
        'regular', 'reappointed', 'fixed_term', 'fiscal_year_appointee', 'special_service',
        'part_time', 'temporary', 'dispatched', 'hospital_hired', 'prefecture_paid_teacher',
        'external_expert', 'contractor_staff')),
    CONSTRAINT employment_period CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT employment_one_at_a_time EXCLUDE USING gist (
        person_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX employment_person ON employment (person_id);
COMMENT ON TABLE employment IS
    '任用. A teacher paid by the prefecture who becomes a city official has two rows, and is in scope from the second on (BR-SC-03).';
GRANT SELECT, INSERT ON employment TO mamori_server;
INSERT INTO employment (person_id, employment_type, valid_from, valid_to, created_at, created_by)
SELECT id, employment_type, employed_from, employed_to, created_at, created_by FROM person;

CREATE FUNCTION is_employed(wanted bigint, on_day date) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN EXISTS (SELECT FROM employment e
                    WHERE e.person_id = wanted AND is_in_force(e.valid_from, e.valid_to, on_day));

ALTER TABLE person
    DROP COLUMN employment_type, -- and with them the constraints on them
    DROP COLUMN employed_from,
    DROP COLUMN employed_to,
    ADD COLUMN name_cp932 text,
    ADD COLUMN email text,
    ADD COLUMN phone_ext text,
    ADD CONSTRAINT person_facts_length CHECK (
        length(name_cp932) <= 60 AND length(email) <= 120 AND length(phone_ext) <= 20);
COMMENT ON TABLE person IS
    '職員等 and others known by name. A staff number is never used again. The name is the one used at work, which may be the former family name (旧姓使用).';
COMMENT ON COLUMN person.name_cp932 IS 'Substitute spelling where CP932 lacks a character.';
COMMENT ON COLUMN person.phone_ext IS 'NULL: reached by the extension of the section.';
CREATE FUNCTION person_reading(person) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN rtrim($1.family_kana || ' ' || $1.given_kana);

CREATE INDEX person_by_reading ON person
    (family_kana COLLATE "ja-x-icu", given_kana COLLATE "ja-x-icu", staff_no);

CREATE TABLE person_assignment (
    id bigint GENERATED ALWAYS AS IDENTITY,
    person_id bigint NOT NULL,
    org_unit_id bigint NOT NULL,
    title text NOT NULL DEFAULT '',
    rank text NOT NULL,
    is_main boolean NOT NULL DEFAULT true,
    valid_from date NOT NULL,
    valid_to date,
    order_ref text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT person_assignment_pk PRIMARY KEY (id),
    CONSTRAINT person_assignment_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT person_assignment_unit_fk FOREIGN KEY (org_unit_id) REFERENCES org_unit (id),
    CONSTRAINT person_assignment_text_length CHECK (length(title) <= 40 AND length(order_ref) <= 60),
    CONSTRAINT person_assignment_rank_known CHECK (rank IN (
        'mayor', 'vice_mayor', 'superintendent', 'director', 'deputy_director', 'manager',
        'assistant_manager', 'chief', 'staff')),
    CONSTRAINT person_assignment_period CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT person_assignment_one_main EXCLUDE USING gist (
        person_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&) WHERE (is_main)
        DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT person_assignment_once EXCLUDE USING gist (
        person_id WITH =, org_unit_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX person_assignment_person ON person_assignment (person_id);
CREATE INDEX person_assignment_unit ON person_assignment (org_unit_id);
COMMENT ON TABLE person_assignment IS '所属. One main unit on a day; others are 兼務 (BR-SC-05).';
GRANT SELECT, INSERT ON person_assignment TO mamori_server;

CREATE TABLE post (
    id bigint GENERATED ALWAYS AS IDENTITY,
    code text NOT NULL,
    name text NOT NULL,
    org_unit_id bigint,
    is_head boolean NOT NULL DEFAULT false,
    is_policy_council boolean NOT NULL DEFAULT false,
    valid_from date NOT NULL,
    valid_to date,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT post_pk PRIMARY KEY (id),
    CONSTRAINT post_unit_fk FOREIGN KEY (org_unit_id) REFERENCES org_unit (id),
    CONSTRAINT post_code_form CHECK (code ~ '^[a-z0-9_]{1,30}(:[0-9A-Za-z-]{1,10})?$'),
    CONSTRAINT post_name_length CHECK (length(name) BETWEEN 1 AND 60),
    CONSTRAINT post_head_of_unit CHECK (org_unit_id IS NOT NULL OR NOT is_head),
    CONSTRAINT post_period CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT post_code_once EXCLUDE USING gist (
        code WITH =, daterange(valid_from, valid_to, '[]') WITH &&) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT post_one_head EXCLUDE USING gist (
        org_unit_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&) WHERE (is_head)
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX post_unit ON post (org_unit_id);
COMMENT ON TABLE post IS
    '職. Roles hang on posts (充て職); section_head:0202 is the head of unit 0202.';
COMMENT ON COLUMN post.is_policy_council IS
    'Member of 政策会議 by this post, hence of the committee (clause 7(2)ア(イ)).';
GRANT SELECT ON post TO mamori_server;

CREATE TABLE post_holding (
    id bigint GENERATED ALWAYS AS IDENTITY,
    post_id bigint NOT NULL,
    person_id bigint NOT NULL,
    kind text NOT NULL DEFAULT 'holder',
    valid_from date NOT NULL,
    valid_to date,
    order_ref text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT post_holding_pk PRIMARY KEY (id),
    CONSTRAINT post_holding_post_fk FOREIGN KEY (post_id) REFERENCES post (id),
    CONSTRAINT post_holding_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT post_holding_kind_known CHECK (kind IN ('holder', 'concurrent', 'acting')),
    CONSTRAINT post_holding_order_length CHECK (length(order_ref) <= 60),
    CONSTRAINT post_holding_period CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT post_holding_one_holder EXCLUDE USING gist (
        post_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX post_holding_person ON post_holding (person_id);
COMMENT ON TABLE post_holding IS
    '職の在任. At most one person on a day whatever the kind, since the roles of a post have one bearer (BR-RO-01).';
GRANT SELECT ON post_holding TO mamori_server;

-- 適用範囲 ----------------------------------------------------------------------------------------

CREATE FUNCTION scope_reason(employment_type text, organ text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN employment_type IN ('external_expert', 'contractor_staff') THEN 'not_staff'
                WHEN organ IS NULL THEN 'no_unit'
                WHEN organ = 'hospital' AND employment_type = 'hospital_hired'
                    THEN 'fn1_hospital_hired'
                WHEN organ = 'education' AND employment_type = 'prefecture_paid_teacher'
                    THEN 'fn1_prefecture_paid_teacher' END;
COMMENT ON FUNCTION scope_reason IS
    'Why somebody so employed, with the main unit in that organ, is no 職員等 in scope; NULL: in scope (clause 4(1), footnote 1).';

CREATE VIEW scope_period AS
    SELECT e.person_id, a.org_unit_id, e.employment_type, u.organ,
           greatest(e.valid_from, a.valid_from) AS valid_from, least(e.valid_to, a.valid_to) AS valid_to
      FROM employment e
      JOIN person_assignment a ON a.person_id = e.person_id AND a.is_main
      JOIN org_unit u ON u.id = a.org_unit_id
     WHERE scope_reason(e.employment_type, u.organ) IS NULL
       AND daterange(e.valid_from, e.valid_to, '[]') && daterange(a.valid_from, a.valid_to, '[]');
COMMENT ON VIEW scope_period IS 'Who is 職員等 in scope, in which main unit, in which closed period.';
GRANT SELECT ON scope_period TO mamori_server;

CREATE FUNCTION person_on(on_day date)
    RETURNS TABLE (person_id bigint, employment_type text, org_unit_id bigint, title text, rank text,
                   out_of_scope_reason text)
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT e.person_id, e.employment_type, a.org_unit_id, a.title, a.rank,
           scope_reason(e.employment_type, u.organ)
      FROM employment e
      LEFT JOIN (person_assignment a JOIN org_unit u ON u.id = a.org_unit_id)
             ON a.person_id = e.person_id AND a.is_main
            AND is_in_force(a.valid_from, a.valid_to, on_day)
     WHERE is_in_force(e.valid_from, e.valid_to, on_day)
$$;
COMMENT ON FUNCTION person_on IS
    'Everybody employed on a day, with the main unit, and why they are out of scope (NULL: in scope).';

-- What is searched --------------------------------------------------------------------------------

CREATE TABLE person_search (
    person_id bigint NOT NULL,
    folded text NOT NULL,
    grams text[] NOT NULL,
    CONSTRAINT person_search_pk PRIMARY KEY (person_id),
    CONSTRAINT person_search_person_fk FOREIGN KEY (person_id) REFERENCES person (id)
);
CREATE INDEX person_search_grams ON person_search USING gin (grams);
COMMENT ON TABLE person_search IS
    'Name, reading and staff number, folded (BR-CA-07); grams are its single characters and pairs: 辻 is a whole name.';
GRANT SELECT, INSERT, UPDATE ON person_search TO mamori_server;

CREATE TABLE org_unit_search (
    org_unit_id bigint NOT NULL,
    folded text NOT NULL,
    CONSTRAINT org_unit_search_pk PRIMARY KEY (org_unit_id),
    CONSTRAINT org_unit_search_unit_fk FOREIGN KEY (org_unit_id) REFERENCES org_unit (id)
);
COMMENT ON TABLE org_unit_search IS 'Name, reading, code and extension of a unit, folded.';
GRANT SELECT, INSERT, UPDATE ON org_unit_search TO mamori_server;

-- The operation log --------------------------------------------------------------------------------

CREATE TRIGGER org_unit_audit AFTER INSERT OR UPDATE OR DELETE ON org_unit
    FOR EACH ROW EXECUTE FUNCTION audit_change('code');
CREATE TRIGGER employment_audit AFTER INSERT OR UPDATE OR DELETE ON employment
    FOR EACH ROW EXECUTE FUNCTION audit_change('person_id');
CREATE TRIGGER person_assignment_audit AFTER INSERT OR UPDATE OR DELETE ON person_assignment
    FOR EACH ROW EXECUTE FUNCTION audit_change('person_id');
CREATE TRIGGER post_audit AFTER INSERT OR UPDATE OR DELETE ON post
    FOR EACH ROW EXECUTE FUNCTION audit_change('code');
CREATE TRIGGER post_holding_audit AFTER INSERT OR UPDATE OR DELETE ON post_holding
    FOR EACH ROW EXECUTE FUNCTION audit_change('post_id');
INSERT INTO audit_exempt (table_name, reason) VALUES
    ('person_search', 'derived from the person'),
    ('org_unit_search', 'derived from the unit');
