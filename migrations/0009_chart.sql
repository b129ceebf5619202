-- 推進体制図 as data: boxes and the lines between them, each with the clause it rests on. The lines of
-- the printed chart did not survive in the policy's text; those here are read from the clauses and
-- say so (is_inferred), until the city has checked them against the original.
--
-- A box stands in a row; the program sets the rows' heights by what the boxes hold on the day. Lines
-- leave and enter a side, shifted along it from its middle.

CREATE TABLE chart_node (
    id bigint GENERATED ALWAYS AS IDENTITY,
    code text NOT NULL,
    label_lines text[] NOT NULL,
    sub_label text NOT NULL DEFAULT '',
    role_code text,
    body_code text,
    clause_code text,
    clause_slug text,
    style text NOT NULL DEFAULT 'plain',
    x integer NOT NULL,
    width integer NOT NULL,
    row_no integer NOT NULL,
    ord integer NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT chart_node_pk PRIMARY KEY (id),
    CONSTRAINT chart_node_role_fk FOREIGN KEY (role_code) REFERENCES role_definition (code),
    CONSTRAINT chart_node_code_form CHECK (code ~ '^[a-z0-9_]{1,40}$'),
    CONSTRAINT chart_node_label_lines CHECK (cardinality(label_lines) BETWEEN 1 AND 4),
    CONSTRAINT chart_node_style_known CHECK (style IN ('plain', 'key', 'wash', 'side')),
    CONSTRAINT chart_node_place CHECK (x BETWEEN 0 AND 1170 AND width BETWEEN 120 AND 600
                                       AND row_no BETWEEN 0 AND 9),
    CONSTRAINT chart_node_period CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT chart_node_once EXCLUDE USING gist (
        code WITH =, daterange(valid_from, valid_to, '[]') WITH &&) DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE chart_node IS 'The boxes of 推進体制図; label_lines breaks the name where a reader would.';
COMMENT ON COLUMN chart_node.ord IS 'The order in which the chart is read aloud and written as text.';
GRANT SELECT ON chart_node TO mamori_server;

CREATE TABLE chart_edge (
    id bigint GENERATED ALWAYS AS IDENTITY,
    from_code text NOT NULL,
    to_code text NOT NULL,
    kind text NOT NULL,
    line text NOT NULL,
    label text NOT NULL,
    basis_code text,
    basis_slug text,
    is_inferred boolean NOT NULL DEFAULT true,
    from_side text NOT NULL,
    to_side text NOT NULL,
    from_shift integer NOT NULL DEFAULT 0,
    to_shift integer NOT NULL DEFAULT 0,
    lane_x integer,
    ord integer NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT chart_edge_pk PRIMARY KEY (id),
    CONSTRAINT chart_edge_kind_known CHECK (kind IN (
        'command', 'assist', 'guide', 'report', 'support', 'advice', 'cooperate')),
    CONSTRAINT chart_edge_line_known CHECK (line IN ('solid', 'dotted', 'dashed')),
    CONSTRAINT chart_edge_sides_known CHECK (from_side IN ('top', 'right', 'bottom', 'left')
                                             AND to_side IN ('top', 'right', 'bottom', 'left')),
    CONSTRAINT chart_edge_period CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT chart_edge_once EXCLUDE USING gist (
        from_code WITH =, to_code WITH =, kind WITH =,
        daterange(valid_from, valid_to, '[]') WITH &&) DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE chart_edge IS 'The lines of 推進体制図, from one box to another.';
COMMENT ON COLUMN chart_edge.basis_code IS 'NULL: in the chart alone, in no clause.';
COMMENT ON COLUMN chart_edge.lane_x IS 'Where a line that leaves and enters on the same side runs.';
GRANT SELECT ON chart_edge TO mamori_server;

INSERT INTO chart_node (ord, code, label_lines, sub_label, role_code, body_code, clause_code,
                        clause_slug, style, x, width, row_no, valid_from) VALUES
    (1, 'committee', '{情報セキュリティ委員会}', '', NULL, 'isc', '7(2)ア', '7.2.a', 'wash',
     430, 400, 0, '2000-01-01'),
    (2, 'ciso', '{最高情報セキュリティ責任者（ＣＩＳＯ）}', '', 'ciso', NULL, '7(1)ア', '7.1.a', 'key',
     430, 400, 1, '2000-01-01'),
    (3, 'information_security_officer', '{情報セキュリティ責任者}', '',
     'information_security_officer', NULL, '7(1)イ', '7.1.i', 'plain', 430, 400, 2, '2000-01-01'),
    (4, 'network_security_manager', '{情報ネットワーク・セキュリティ管理者}', '',
     'network_security_manager', NULL, '7(1)ウ', '7.1.u', 'plain', 430, 400, 3, '2000-01-01'),
    (5, 'system_security_manager', '{情報システム・セキュリティ管理者}', '（情報システム利用管理者）',
     'system_security_manager', NULL, '7(1)エ', '7.1.e', 'plain', 430, 400, 4, '2000-01-01'),
    (6, 'it_promotion_leader', '{情報システム・セキュリティ担当者}', '（ＩＴ推進リーダー）',
     'it_promotion_leader', NULL, '7(1)オ', '7.1.o', 'plain', 380, 310, 5, '2000-01-01'),
    (7, 'staff', '{職員等}', '', 'staff', NULL, '7(1)カ', '7.1.ka', 'plain', 720, 180, 5,
     '2000-01-01'),
    (8, 'secretariat', '{情報セキュリティ推進事務局}', '（ＣＳＩＲＴの役割を含む）', 'secretariat', NULL,
     '7(1)キ', '7.1.ki', 'plain', 920, 280, 3, '2000-01-01'),
    (9, 'security_expert', '{情報セキュリティ専門家}', '', 'security_expert', NULL, NULL, NULL, 'side',
     50, 290, 1, '2000-01-01'),
    (10, 'juki_net_council', '{住民基本台帳ネットワーク,システムセキュリティ会議}', '', NULL,
     'juki_net_council', '7(2)イ', '7.2.i', 'side', 50, 290, 2, '2000-01-01'),
    (11, 'tax_net_council', '{国税連携・地方税ポータル,ネットワークシステム,セキュリティ会議}', '', NULL,
     'tax_net_council', '7(2)ウ', '7.2.u', 'side', 50, 290, 3, '2000-01-01'),
    (12, 'discipline_committee', '{藤沢市職員綱紀審査委員会}', '', NULL, 'discipline_committee', NULL,
     NULL, 'side', 50, 290, 4, '2000-01-01');

INSERT INTO chart_edge (ord, from_code, to_code, kind, line, label, basis_code, basis_slug,
                        from_side, to_side, from_shift, to_shift, lane_x, valid_from) VALUES
    (1, 'committee', 'ciso', 'command', 'solid', '委員長を兼ねる', '7(2)ア(イ)', '7.2.a.i',
     'bottom', 'top', 0, 0, NULL, '2000-01-01'),
    (2, 'ciso', 'information_security_officer', 'command', 'solid', '統括・指示', '7(1)ア(イ)',
     '7.1.a.i', 'bottom', 'top', -70, -70, NULL, '2000-01-01'),
    (3, 'information_security_officer', 'ciso', 'assist', 'dotted', '補佐・報告', '7(1)イ(イ)',
     '7.1.i.i', 'top', 'bottom', 70, 70, NULL, '2000-01-01'),
    (4, 'information_security_officer', 'network_security_manager', 'command', 'solid', '指示',
     '7(1)ウ(ク)', '7.1.u.ku', 'bottom', 'top', -70, -70, NULL, '2000-01-01'),
    (5, 'network_security_manager', 'information_security_officer', 'assist', 'dotted', '補佐',
     '7(1)ウ(イ)', '7.1.u.i', 'top', 'bottom', 70, 70, NULL, '2000-01-01'),
    (6, 'network_security_manager', 'system_security_manager', 'guide', 'solid', '指導・助言',
     '7(1)ウ(キ)', '7.1.u.ki', 'bottom', 'top', -70, -70, NULL, '2000-01-01'),
    (7, 'system_security_manager', 'network_security_manager', 'assist', 'dotted', '補佐',
     '7(1)エ(イ)', '7.1.e.i', 'top', 'bottom', 70, 70, NULL, '2000-01-01'),
    (8, 'system_security_manager', 'it_promotion_leader', 'command', 'solid', '指示', '7(1)オ(イ)',
     '7.1.o.i', 'bottom', 'top', -160, -65, NULL, '2000-01-01'),
    (9, 'it_promotion_leader', 'system_security_manager', 'assist', 'dotted', '補助', '7(1)オ(イ)',
     '7.1.o.i', 'top', 'bottom', 45, -50, NULL, '2000-01-01'),
    (10, 'system_security_manager', 'staff', 'command', 'solid', '研修等の指示', '7(1)エ(カ)',
     '7.1.e.ka', 'bottom', 'top', 130, -50, NULL, '2000-01-01'),
    (11, 'network_security_manager', 'secretariat', 'command', 'solid', '指揮', '7(1)キ(イ)',
     '7.1.ki.i', 'right', 'left', 0, 0, NULL, '2000-01-01'),
    (12, 'secretariat', 'ciso', 'report', 'dotted', '状況の報告', '7(1)キ(エ)', '7.1.ki.e',
     'top', 'right', -70, 0, NULL, '2000-01-01'),
    (13, 'secretariat', 'committee', 'support', 'dotted', '運営の支援', '7(2)ア(イ)', '7.2.a.i',
     'top', 'right', 50, 0, NULL, '2000-01-01'),
    (14, 'security_expert', 'committee', 'advice', 'dashed', '助言', NULL, NULL, 'top', 'left', 0, 14,
     NULL, '2000-01-01'),
    (15, 'security_expert', 'ciso', 'advice', 'dashed', '助言', NULL, NULL, 'right', 'left', 0, 0,
     NULL, '2000-01-01'),
    (16, 'committee', 'juki_net_council', 'cooperate', 'dashed', '連携', '7(2)イ', '7.2.i',
     'left', 'left', -14, 0, 20, '2000-01-01'),
    (17, 'committee', 'tax_net_council', 'cooperate', 'dashed', '連携', '7(2)ウ', '7.2.u',
     'left', 'left', -14, 0, 20, '2000-01-01'),
    (18, 'committee', 'discipline_committee', 'cooperate', 'dashed', '連携', NULL, NULL,
     'left', 'left', -14, 0, 20, '2000-01-01');

CREATE TRIGGER chart_node_audit AFTER INSERT OR UPDATE OR DELETE ON chart_node
    FOR EACH ROW EXECUTE FUNCTION audit_change('code');
CREATE TRIGGER chart_edge_audit AFTER INSERT OR UPDATE OR DELETE ON chart_edge
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');
