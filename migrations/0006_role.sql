-- Roles follow posts (充て職): who bears one is derived from who holds a post on the day, and is
-- stored nowhere. Only what somebody designates is a row: IT promotion leaders by the section head,
-- functions in CSIRT by the CISO. effective_role brings all sources together; permissions ask it
-- and nothing else.

ALTER TABLE role_definition
    ADD COLUMN is_single boolean NOT NULL DEFAULT false,
    ADD COLUMN basis_slug text;
UPDATE role_definition SET basis_slug = '7.1.ka' WHERE code = 'staff';
COMMENT ON COLUMN role_definition.basis_slug IS 'The address of basis_clause: 7.1.ka.';
COMMENT ON COLUMN role_definition.is_single IS
    'At most one bearer on a day; nobody is 欠員 (BR-RO-01).';
INSERT INTO role_definition (sort_order, code, name, basis_clause, basis_slug, assignment_rule,
                             is_single) VALUES
    (10, 'ciso', '最高情報セキュリティ責任者（ＣＩＳＯ）', '7(1)ア', '7.1.a', 'ex_officio', true),
    (11, 'cio', '最高情報統括責任者（ＣＩＯ）', '7(1)ア(カ)', '7.1.a.ka', 'ex_officio', true),
    (20, 'information_security_officer', '情報セキュリティ責任者', '7(1)イ', '7.1.i', 'ex_officio', true),
    (21, 'information_officer', '情報統括責任者', '7(1)イ(ウ)', '7.1.i.u', 'ex_officio', true),
    (30, 'network_security_manager', '情報ネットワーク・セキュリティ管理者', '7(1)ウ', '7.1.u',
     'ex_officio', true),
    (31, 'deputy_network_security_manager', '情報ネットワーク・セキュリティ管理者の権限代行者',
     '7(1)ウ(サ)', '7.1.u.sa', 'designated', false),
    (40, 'system_security_manager', '情報システム・セキュリティ管理者（情報システム利用管理者）',
     '7(1)エ', '7.1.e', 'ex_officio', false),
    (50, 'it_promotion_leader', '情報システム・セキュリティ担当者（ＩＴ推進リーダー）', '7(1)オ', '7.1.o',
     'designated', false),
    (70, 'secretariat', '情報セキュリティ推進事務局', '7(1)キ', '7.1.ki', 'membership', false),
    (71, 'csirt_leader', 'ＣＳＩＲＴ責任者', '7(1)イ(カ)', '7.1.i.ka', 'ex_officio', true),
    (72, 'csirt_manager', 'ＣＳＩＲＴ管理者', '7(1)ウ(シ)', '7.1.u.shi', 'ex_officio', true),
    (73, 'csirt_coordinator', 'ＣＳＩＲＴ内の業務統括を行う職員', '7(1)ク(ア)', '7.1.ku.a',
     'appointed_by_ciso', false),
    (74, 'csirt_liaison', '外部との連携等を行う職員', '7(1)ク(ア)', '7.1.ku.a', 'appointed_by_ciso', false),
    (75, 'csirt_member', 'ＣＳＩＲＴ所属職員', '7(1)ク', '7.1.ku', 'appointed_by_ciso', false),
    (80, 'chair', '委員長', '7(2)ア(イ)', '7.2.a.i', 'ex_officio', true),
    (81, 'vice_chair', '副委員長', '7(2)ア(イ)', '7.2.a.i', 'ex_officio', false),
    (82, 'member', '委員', '7(2)ア(イ)', '7.2.a.i', 'ex_officio', false),
    (85, 'security_expert', '情報セキュリティ専門家', NULL, NULL, 'designated', false);

CREATE TABLE ex_officio (
    role_code text NOT NULL,
    rule text NOT NULL,
    post_code text,
    CONSTRAINT ex_officio_role_fk FOREIGN KEY (role_code) REFERENCES role_definition (code),
    CONSTRAINT ex_officio_rule_known CHECK (rule IN (
        'post', 'coordinating_head', 'user_section_head', 'policy_council')),
    CONSTRAINT ex_officio_post_given CHECK ((post_code IS NOT NULL) = (rule = 'post')),
    CONSTRAINT ex_officio_once UNIQUE NULLS NOT DISTINCT (role_code, post_code)
);
COMMENT ON TABLE ex_officio IS
    'Which post carries which role, as clause 7 says. The chair and the vice chairs sit in 政策会議 too; their posts are not marked so, hence get one seat (BR-CM-03).';
INSERT INTO ex_officio (role_code, rule, post_code) VALUES
    ('ciso', 'post', 'vice_mayor_1'),
    ('cio', 'post', 'vice_mayor_1'),
    ('chair', 'post', 'vice_mayor_1'),
    ('vice_chair', 'post', 'vice_mayor_2'),
    ('vice_chair', 'post', 'superintendent'),
    ('information_security_officer', 'post', 'planning_director'),
    ('information_officer', 'post', 'planning_director'),
    ('csirt_leader', 'post', 'planning_director'),
    ('network_security_manager', 'coordinating_head', NULL),
    ('csirt_manager', 'coordinating_head', NULL),
    ('system_security_manager', 'user_section_head', NULL),
    ('member', 'policy_council', NULL);
GRANT SELECT ON ex_officio TO mamori_server;

CREATE TABLE role_assignment (
    id bigint GENERATED ALWAYS AS IDENTITY,
    role_code text NOT NULL,
    person_id bigint NOT NULL,
    org_unit_id bigint,
    source text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    designated_by bigint,
    doc_number text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT role_assignment_pk PRIMARY KEY (id),
    CONSTRAINT role_assignment_role_fk FOREIGN KEY (role_code) REFERENCES role_definition (code),
    CONSTRAINT role_assignment_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT role_assignment_unit_fk FOREIGN KEY (org_unit_id) REFERENCES org_unit (id),
    CONSTRAINT role_assignment_by_fk FOREIGN KEY (designated_by) REFERENCES person (id),
    CONSTRAINT role_assignment_source_known CHECK ((role_code, source) IN (
        ('it_promotion_leader', 'designated'), ('security_expert', 'designated'),
        ('csirt_coordinator', 'appointed_by_ciso'), ('csirt_liaison', 'appointed_by_ciso'),
        ('csirt_member', 'appointed_by_ciso'))),
    CONSTRAINT role_assignment_unit_given CHECK (
        (org_unit_id IS NOT NULL) = (role_code = 'it_promotion_leader')),
    CONSTRAINT role_assignment_text_length CHECK (length(doc_number) <= 60 AND length(note) <= 400),
    CONSTRAINT role_assignment_period CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT role_assignment_once EXCLUDE USING gist (
        role_code WITH =, person_id WITH =, coalesce(org_unit_id, 0) WITH =,
        daterange(valid_from, valid_to, '[]') WITH &&) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX role_assignment_person ON role_assignment (person_id);
CREATE INDEX role_assignment_unit ON role_assignment (org_unit_id);
COMMENT ON TABLE role_assignment IS
    '役割の指名・選任. A role that follows a post cannot stand here (BR-RO-02).';
GRANT SELECT ON role_assignment TO mamori_server;

CREATE VIEW effective_role AS
    SELECT s.person_id, 'staff' AS role_code, NULL::bigint AS org_unit_id, NULL::bigint AS post_id,
           'membership' AS source, s.valid_from, s.valid_to
      FROM scope_period s
    UNION ALL
    SELECT a.person_id, 'secretariat', NULL, NULL, 'membership',
           greatest(a.valid_from, s.valid_from), least(a.valid_to, s.valid_to)
      FROM org_unit u
      JOIN person_assignment a ON a.org_unit_id = u.id
      JOIN scope_period s ON s.person_id = a.person_id
                         AND daterange(s.valid_from, s.valid_to, '[]')
                             && daterange(a.valid_from, a.valid_to, '[]')
     WHERE u.is_coordinating_section
    UNION ALL
    SELECT h.person_id, x.role_code,
           CASE WHEN x.rule = 'user_section_head' THEN p.org_unit_id END, p.id, 'ex_officio',
           h.valid_from, h.valid_to
      FROM post_holding h
      JOIN post p ON p.id = h.post_id
      LEFT JOIN org_unit u ON u.id = p.org_unit_id
      JOIN ex_officio x ON CASE x.rule
                               WHEN 'post' THEN x.post_code = p.code
                               WHEN 'coordinating_head' THEN p.is_head AND u.is_coordinating_section
                               WHEN 'user_section_head' THEN p.is_head AND u.is_user_section
                               WHEN 'policy_council' THEN p.is_policy_council END
    UNION ALL
    SELECT r.person_id, r.role_code, r.org_unit_id, NULL, r.source, r.valid_from, r.valid_to
      FROM role_assignment r
    UNION ALL
    SELECT g.person_id, g.role_code, NULL, NULL, 'portal', g.valid_from, g.valid_to
      FROM portal_grant g;
COMMENT ON VIEW effective_role IS
    'Who bears which role, for which unit and by which post, in which closed period: from all sources. That a holding lies within its post and its unit, and a person within 適用範囲, is held by triggers (0007).';
GRANT SELECT ON effective_role TO mamori_server;

CREATE FUNCTION unit_head(on_day date)
    RETURNS TABLE (org_unit_id bigint, person_id bigint, staff_no text, name text, post text,
                   kind text, phone_ext text, valid_from date)
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT o.org_unit_id, p.id, p.staff_no, person_name(p), o.name, h.kind,
           coalesce(p.phone_ext, u.phone_ext), h.valid_from
      FROM post o
      JOIN post_holding h ON h.post_id = o.id AND is_in_force(h.valid_from, h.valid_to, on_day)
      JOIN person p ON p.id = h.person_id
      JOIN org_unit u ON u.id = o.org_unit_id
     WHERE o.is_head
$$;
COMMENT ON FUNCTION unit_head IS 'Who heads which unit on a day; a unit without a row has none (欠員).';

CREATE TRIGGER role_assignment_audit AFTER INSERT OR UPDATE OR DELETE ON role_assignment
    FOR EACH ROW EXECUTE FUNCTION audit_change('person_id');
INSERT INTO audit_exempt (table_name, reason) VALUES
    ('ex_officio', 'reference data of migrations');

-- What a request may do is decided once, when it begins, from the roles in force and the program's one
-- table of rights (core/access/permission.c), and told to the transaction.

CREATE FUNCTION may(permission text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN permission = ANY (string_to_array(
        coalesce(current_setting('mamori.permissions', true), ''), ' '));
COMMENT ON FUNCTION may IS 'Whether who acts has this permission by a role in force today.';

CREATE OR REPLACE FUNCTION may_read(document policy_document) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN document.publicity = 'public' OR may('policy_read_non_public');

CREATE FUNCTION disclosed_until() RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN may('org_maintain') THEN 'infinity'::date
                ELSE today() + setting_integer('org.disclosure_days', 7) END;
COMMENT ON FUNCTION disclosed_until IS
    'Transfers are confidential until they are announced: who does not maintain the organization sees what begins up to this day.';
