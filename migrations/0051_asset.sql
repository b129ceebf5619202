-- 情報資産管理台帳 (clauses 2, 5, 7(1)エ(オ)): what the city must protect, in nine kinds. An asset has the
-- fields that every kind has, a row of the table of its kind, and, where it has addresses, a row of
-- asset_restricted, which is a table of its own so that no statement shows them unasked.
--
-- The server's role writes none of these. Contents change by applying a 修正 (asset_correction, 0052), states by
-- appending a step; both leave the history that clause 7(1)エ(オ) asks for, one row a field, by trigger.

-- Classification (clause 5): levels are data, for the policy leaves them to its 詳細編 --------------------------

CREATE TABLE classification_scheme (
    code text NOT NULL,
    name text NOT NULL,
    source text NOT NULL,
    axes text[] NOT NULL,
    CONSTRAINT classification_scheme_pk PRIMARY KEY (code)
);
COMMENT ON TABLE classification_scheme IS
    'Ways to classify information. The one in force is the setting asset.classification_scheme.';
COMMENT ON COLUMN classification_scheme.axes IS
    'Which columns of an asset a class consists of: confidentiality, integrity, availability, or grade alone.';

CREATE TABLE classification_level (
    code text NOT NULL,
    scheme_code text NOT NULL,
    axis text NOT NULL,
    label text NOT NULL,
    definition text NOT NULL,
    handling text NOT NULL DEFAULT '',
    rank integer NOT NULL,
    weight integer NOT NULL,
    CONSTRAINT classification_level_pk PRIMARY KEY (code),
    CONSTRAINT classification_level_scheme_fk FOREIGN KEY (scheme_code) REFERENCES classification_scheme (code),
    CONSTRAINT classification_level_rank_unique UNIQUE (scheme_code, axis, rank),
    CONSTRAINT classification_level_axis_known CHECK (
        axis IN ('confidentiality', 'integrity', 'availability', 'grade')),
    CONSTRAINT classification_level_weight_known CHECK (weight BETWEEN 0 AND 2)
);
COMMENT ON COLUMN classification_level.rank IS 'Higher asks for more protection.';
COMMENT ON COLUMN classification_level.weight IS
    'What it adds to the importance: 2 makes it high by itself, 1 together with another axis of 1 or more.';

CREATE TABLE classification_preset (
    code text NOT NULL,
    scheme_code text NOT NULL,
    ord integer NOT NULL,
    label text NOT NULL,
    examples text NOT NULL,
    confidentiality text,
    integrity text,
    availability text,
    grade text,
    CONSTRAINT classification_preset_pk PRIMARY KEY (code),
    CONSTRAINT classification_preset_scheme_fk FOREIGN KEY (scheme_code) REFERENCES classification_scheme (code)
);
COMMENT ON TABLE classification_preset IS
    'The one question staff answer, 「どのような情報ですか」: an answer fills all axes; another class is an override, with its reason.';

INSERT INTO classification_scheme (code, name, source, axes) VALUES
    ('municipal', '自治体機密性分類（機密性・完全性・可用性）', '総務省　地方公共団体における情報セキュリティポリシーに関するガイドライン（令和8年3月版）',
     '{confidentiality,integrity,availability}'),
    ('grade', '重要性分類（Ⅰ～Ⅳ）', '市の従来の分類', '{grade}');
INSERT INTO classification_level (code, scheme_code, axis, label, definition, rank, weight) VALUES
    ('MC3A', 'municipal', 'confidentiality', '自治体機密性３Ａ', '秘密文書（極秘文書、秘文書）に相当する機密性を要する情報', 5, 2),
    ('MC3B', 'municipal', 'confidentiality', '自治体機密性３Ｂ', '漏えい等が生じたときに個人の権利利益を侵害する度合いが大きく、取扱いに非常に留意すべき情報（住民記録、税務等の住民の個人情報）', 4, 2),
    ('MC3C', 'municipal', 'confidentiality', '自治体機密性３Ｃ', '３Ｂ以上の機密性は要しないが、公表することを前提としていない情報（職員の個人情報、入札予定価格等）', 3, 1),
    ('MC2', 'municipal', 'confidentiality', '自治体機密性２', '３の機密性は要しないが、直ちに一般に公表することを前提としていない情報（検討中の政策に関する情報等）', 2, 1),
    ('MC1', 'municipal', 'confidentiality', '自治体機密性１', '２以上の機密性を要しない情報', 1, 0),
    ('I2', 'municipal', 'integrity', '完全性２', '改ざん、誤り又は破損により、住民の権利が侵害され、又は行政事務の適確な遂行に支障（軽微なものを除く。）を及ぼすおそれがある情報', 2, 1),
    ('I1', 'municipal', 'integrity', '完全性１', '完全性２以外の情報', 1, 0),
    ('A2', 'municipal', 'availability', '可用性２', '滅失、紛失又は利用できないことにより、住民の権利が侵害され、又は行政事務の安定的な遂行に支障（軽微なものを除く。）を及ぼすおそれがある情報', 2, 1),
    ('A1', 'municipal', 'availability', '可用性１', '可用性２以外の情報', 1, 0),
    ('G1', 'grade', 'grade', '重要性分類Ⅰ', '個人情報及び漏えい等により住民の生命、財産等へ重大な影響を及ぼす情報', 4, 2),
    ('G2', 'grade', 'grade', '重要性分類Ⅱ', '公開することを予定していない情報及び行政事務の執行等に重大な影響を及ぼす情報', 3, 2),
    ('G3', 'grade', 'grade', '重要性分類Ⅲ', '外部に公開する情報のうち、行政事務の執行等に影響を及ぼす情報', 2, 1),
    ('G4', 'grade', 'grade', '重要性分類Ⅳ', 'Ⅰ～Ⅲ以外の情報', 1, 0);
INSERT INTO classification_preset (code, scheme_code, ord, label, examples, confidentiality, integrity, availability, grade) VALUES
    ('resident', 'municipal', 1, '住民の個人情報', '住民記録、税、福祉、保険、戸籍、児童の記録', 'MC3B', 'I2', 'A2', NULL),
    ('staff', 'municipal', 2, '職員の個人情報、公表しない情報', '人事の記録、入札予定価格、非公開の図面', 'MC3C', 'I2', 'A1', NULL),
    ('service', 'municipal', 3, '止まると住民に影響がある業務の情報', '消防指令、水位の観測、施設の予約', 'MC2', 'I2', 'A2', NULL),
    ('internal', 'municipal', 4, '庁内の検討資料、事務の記録', '起案文書、庁内会議の資料、事業の集計', 'MC2', 'I1', 'A1', NULL),
    ('published', 'municipal', 5, '公表している情報', '広報紙、統計、ホームページの原稿、公開の図面', 'MC1', 'I2', 'A1', NULL),
    ('grade_1', 'grade', 1, '個人情報、住民の生命・財産に関わる情報', '住民記録、税、福祉、消防指令', NULL, NULL, NULL, 'G1'),
    ('grade_2', 'grade', 2, '公開を予定していない情報', '入札予定価格、検討中の政策', NULL, NULL, NULL, 'G2'),
    ('grade_3', 'grade', 3, '公開しているが、誤りが事務に影響する情報', '申請の手引き、公開の図面', NULL, NULL, NULL, 'G3'),
    ('grade_4', 'grade', 4, 'その他の情報', '広報の写真、行事の案内', NULL, NULL, NULL, 'G4');

CREATE FUNCTION classification_axes() RETURNS text[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT s.axes FROM classification_scheme s
             WHERE s.code = coalesce(setting_text('asset.classification_scheme'), 'municipal'));
END $$;
COMMENT ON FUNCTION classification_axes IS 'The axes of the scheme in force.';

-- Kinds and their numbers ------------------------------------------------------------------------------------

CREATE TABLE asset_kind (
    code text NOT NULL,
    prefix text NOT NULL,
    ord integer NOT NULL,
    is_classified boolean NOT NULL,
    CONSTRAINT asset_kind_pk PRIMARY KEY (code),
    CONSTRAINT asset_kind_prefix_unique UNIQUE (prefix)
);
COMMENT ON TABLE asset_kind IS '資産区分, and the letter its numbers begin with.';
COMMENT ON COLUMN asset_kind.is_classified IS 'BR-AS-01: in use only with a class on all axes.';
INSERT INTO asset_kind (code, prefix, ord, is_classified) VALUES
    ('information', 'I', 1, true), ('system', 'S', 2, true), ('network', 'N', 3, true), ('hardware', 'H', 4, false),
    ('software', 'W', 5, false), ('office_equipment', 'O', 6, false), ('media', 'M', 7, true),
    ('facility', 'F', 8, false), ('system_document', 'D', 9, false);

CREATE TABLE asset_counter (
    kind text NOT NULL,
    last_no integer NOT NULL,
    CONSTRAINT asset_counter_pk PRIMARY KEY (kind),
    CONSTRAINT asset_counter_kind_fk FOREIGN KEY (kind) REFERENCES asset_kind (code),
    CONSTRAINT asset_counter_positive CHECK (last_no >= 0)
);
COMMENT ON TABLE asset_counter IS 'The last number of each kind: a number is never used again.';
INSERT INTO asset_counter (kind, last_no) SELECT k.code, 0 FROM asset_kind k;

-- What every asset has ---------------------------------------------------------------------------------------

CREATE TABLE asset (
    id bigint GENERATED ALWAYS AS IDENTITY,
    asset_no text NOT NULL,
    kind text NOT NULL,
    status text NOT NULL DEFAULT 'draft',
    name text NOT NULL,
    description text NOT NULL DEFAULT '',
    business text NOT NULL DEFAULT '',
    owner_unit_id bigint NOT NULL,
    operator_id bigint,
    user_scope text NOT NULL DEFAULT '',
    location text NOT NULL DEFAULT '',
    segment text,
    preset text,
    confidentiality text,
    integrity text,
    availability text,
    grade text,
    classification_reason text NOT NULL DEFAULT '',
    importance text,
    personal_info text NOT NULL DEFAULT 'none',
    subject_count bigint,
    measures_human text NOT NULL DEFAULT '',
    measures_physical text NOT NULL DEFAULT '',
    measures_technical text NOT NULL DEFAULT '',
    handling text NOT NULL DEFAULT '',
    retention text NOT NULL DEFAULT '',
    contractor_id bigint,
    scope_status text NOT NULL DEFAULT 'in_scope',
    exclusion_ref text NOT NULL DEFAULT '',
    law_fields text NOT NULL DEFAULT '',
    former_no text NOT NULL DEFAULT '',
    acquired_on date,
    registered_on date,
    last_checked_on date,
    note text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT asset_pk PRIMARY KEY (id),
    CONSTRAINT asset_no_unique UNIQUE (asset_no),
    CONSTRAINT asset_kind_fk FOREIGN KEY (kind) REFERENCES asset_kind (code),
    CONSTRAINT asset_unit_fk FOREIGN KEY (owner_unit_id) REFERENCES org_unit (id),
    CONSTRAINT asset_operator_fk FOREIGN KEY (operator_id) REFERENCES person (id),
    CONSTRAINT asset_contractor_fk FOREIGN KEY (contractor_id) REFERENCES contractor (id),
    CONSTRAINT asset_preset_fk FOREIGN KEY (preset) REFERENCES classification_preset (code),
    CONSTRAINT asset_confidentiality_fk FOREIGN KEY (confidentiality) REFERENCES classification_level (code),
    CONSTRAINT asset_integrity_fk FOREIGN KEY (integrity) REFERENCES classification_level (code),
    CONSTRAINT asset_availability_fk FOREIGN KEY (availability) REFERENCES classification_level (code),
    CONSTRAINT asset_grade_fk FOREIGN KEY (grade) REFERENCES classification_level (code),
    CONSTRAINT asset_status_known CHECK (status IN
        ('draft', 'in_use', 'suspended', 'to_be_disposed', 'disposed', 'transferred', 'discarded')),
    CONSTRAINT asset_segment_known CHECK (segment IN ('mynumber', 'lgwan', 'internet', 'standalone', 'none')),
    CONSTRAINT asset_importance_known CHECK (importance IN ('high', 'middle', 'low')),
    CONSTRAINT asset_personal_info_known CHECK (personal_info IN ('none', 'personal', 'sensitive', 'specific')),
    CONSTRAINT asset_scope_status_known CHECK (scope_status IN ('in_scope', 'excluded_appendix1')),
    CONSTRAINT asset_exclusion_named CHECK (scope_status = 'in_scope' OR exclusion_ref <> ''),
    CONSTRAINT asset_law_fields_form CHECK (law_fields ~ '^([1-8](,[1-8])*)?$'),
    CONSTRAINT asset_subject_count_positive CHECK (subject_count >= 0),
    CONSTRAINT asset_name_length CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT asset_text_length CHECK (
        length(description) <= 400 AND length(business) <= 60 AND length(user_scope) <= 100
        AND length(location) <= 100 AND length(retention) <= 40 AND length(exclusion_ref) <= 100
        AND length(former_no) <= 40 AND length(classification_reason) <= 400 AND length(handling) <= 1000
        AND length(measures_human) <= 1000 AND length(measures_physical) <= 1000
        AND length(measures_technical) <= 1000 AND length(note) <= 2000)
);
CREATE INDEX asset_unit ON asset (owner_unit_id, kind, status);
CREATE INDEX asset_operator ON asset (operator_id) WHERE operator_id IS NOT NULL;
CREATE INDEX asset_former_no ON asset (former_no) WHERE former_no <> '';
COMMENT ON TABLE asset IS
    '情報資産. The section whose head is responsible is owner_unit_id, as it was; its successor after a reorganization is unit_today().';
COMMENT ON COLUMN asset.preset IS 'The answer that was chosen for the class; NULL: the class was entered axis by axis.';
COMMENT ON COLUMN asset.importance IS '重要度, from the class by asset_importance(); NULL: 未分類.';
COMMENT ON COLUMN asset.law_fields IS '8分野 (施行規則 第16条の3): digits, in order, separated by commas.';
COMMENT ON COLUMN asset.former_no IS '旧管理番号: what it was called in the sheets before the portal.';

-- What a kind has beside -------------------------------------------------------------------------------------

CREATE TABLE asset_information (
    asset_id bigint NOT NULL,
    form text,
    stored_in text NOT NULL DEFAULT '',
    personal_file text NOT NULL DEFAULT '',
    item_count bigint,
    source text NOT NULL DEFAULT '',
    provision text NOT NULL DEFAULT '',
    CONSTRAINT asset_information_pk PRIMARY KEY (asset_id),
    CONSTRAINT asset_information_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
    CONSTRAINT asset_information_form_known CHECK (form IN ('electronic', 'paper', 'both')),
    CONSTRAINT asset_information_count_positive CHECK (item_count >= 0),
    CONSTRAINT asset_information_text_length CHECK (
        length(stored_in) <= 100 AND length(personal_file) <= 100 AND length(source) <= 100
        AND length(provision) <= 200)
);
COMMENT ON TABLE asset_information IS '情報.';

CREATE TABLE asset_system (
    asset_id bigint NOT NULL,
    hosting text,
    service_name text NOT NULL DEFAULT '',
    provider text NOT NULL DEFAULT '',
    vendor text NOT NULL DEFAULT '',
    data_country text NOT NULL DEFAULT '',
    cloud_registration text,
    in_service_on date,
    contract_end date,
    maintenance_end date,
    user_count bigint,
    auth_method text,
    backup_method text NOT NULL DEFAULT '',
    backup_place text NOT NULL DEFAULT '',
    backup_tested_on date,
    recovery_hours bigint,
    is_standardised boolean NOT NULL DEFAULT false,
    emergency_contact text NOT NULL DEFAULT '',
    vulnerability_checked_on date,
    CONSTRAINT asset_system_pk PRIMARY KEY (asset_id),
    CONSTRAINT asset_system_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
    CONSTRAINT asset_system_hosting_known CHECK (hosting IN ('onsite', 'datacenter', 'lgwan_asp', 'cloud', 'gov_cloud')),
    CONSTRAINT asset_system_registration_known CHECK (cloud_registration IN ('ismap', 'ismap_liu', 'dmp', 'none')),
    CONSTRAINT asset_system_auth_known CHECK (auth_method IN ('id_password', 'two_factor', 'ad', 'other')),
    CONSTRAINT asset_system_count_positive CHECK (user_count >= 0 AND recovery_hours >= 0),
    CONSTRAINT asset_system_text_length CHECK (
        length(service_name) <= 100 AND length(provider) <= 100 AND length(vendor) <= 100
        AND length(data_country) <= 40 AND length(backup_method) <= 200 AND length(backup_place) <= 100
        AND length(emergency_contact) <= 100)
);
COMMENT ON TABLE asset_system IS '情報システム.';

CREATE TABLE asset_network (
    asset_id bigint NOT NULL,
    line_kind text NOT NULL DEFAULT '',
    provider text NOT NULL DEFAULT '',
    circuit_no text NOT NULL DEFAULT '',
    sites text NOT NULL DEFAULT '',
    external_connections text NOT NULL DEFAULT '',
    CONSTRAINT asset_network_pk PRIMARY KEY (asset_id),
    CONSTRAINT asset_network_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
    CONSTRAINT asset_network_text_length CHECK (
        length(line_kind) <= 60 AND length(provider) <= 100 AND length(circuit_no) <= 60
        AND length(sites) <= 400 AND length(external_connections) <= 400)
);
COMMENT ON TABLE asset_network IS
    'ネットワーク. Who approved it and when is in its log of changes (7(1)ウ(ウ)(エ)); its addresses are in asset_restricted.';

CREATE TABLE asset_hardware (
    asset_id bigint NOT NULL,
    hardware_type text,
    maker text NOT NULL DEFAULT '',
    model text NOT NULL DEFAULT '',
    serial_no text NOT NULL DEFAULT '',
    quantity bigint NOT NULL DEFAULT 1,
    os text NOT NULL DEFAULT '',
    os_support_end date,
    cabling text NOT NULL DEFAULT '',
    rack text NOT NULL DEFAULT '',
    tenure text,
    lease_end date,
    is_jc_star boolean NOT NULL DEFAULT false,
    is_encrypted boolean NOT NULL DEFAULT false,
    main_user text NOT NULL DEFAULT '',
    CONSTRAINT asset_hardware_pk PRIMARY KEY (asset_id),
    CONSTRAINT asset_hardware_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
    CONSTRAINT asset_hardware_type_known CHECK (
        hardware_type IN ('server', 'terminal', 'network_device', 'storage', 'mobile', 'other')),
    CONSTRAINT asset_hardware_tenure_known CHECK (tenure IN ('lease', 'own')),
    CONSTRAINT asset_hardware_quantity_positive CHECK (quantity >= 1),
    CONSTRAINT asset_hardware_text_length CHECK (
        length(maker) <= 60 AND length(model) <= 100 AND length(serial_no) <= 100 AND length(os) <= 60
        AND length(cabling) <= 400 AND length(rack) <= 60 AND length(main_user) <= 60)
);
COMMENT ON TABLE asset_hardware IS
    'ハードウェア, with its cabling. Terminals may stand as lots of one model in one section; host names and addresses are in asset_restricted.';

CREATE TABLE asset_software (
    asset_id bigint NOT NULL,
    product text NOT NULL DEFAULT '',
    product_version text NOT NULL DEFAULT '',
    publisher text NOT NULL DEFAULT '',
    licence_kind text,
    licence_count bigint,
    licence_key_ref text NOT NULL DEFAULT '',
    contract_no text NOT NULL DEFAULT '',
    licence_from date,
    licence_to date,
    support_end date,
    permission text,
    CONSTRAINT asset_software_pk PRIMARY KEY (asset_id),
    CONSTRAINT asset_software_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
    CONSTRAINT asset_software_licence_known CHECK (
        licence_kind IN ('per_device', 'per_user', 'site', 'subscription', 'bundled', 'free')),
    CONSTRAINT asset_software_permission_known CHECK (permission IN ('standard', 'permitted', 'forbidden')),
    CONSTRAINT asset_software_count_positive CHECK (licence_count >= 0),
    CONSTRAINT asset_software_period CHECK (licence_to >= licence_from),
    CONSTRAINT asset_software_text_length CHECK (
        length(product) <= 100 AND length(product_version) <= 40 AND length(publisher) <= 100
        AND length(licence_key_ref) <= 100 AND length(contract_no) <= 60)
);
COMMENT ON TABLE asset_software IS 'ソフトウェア及びライセンス.';
COMMENT ON COLUMN asset_software.licence_key_ref IS 'Where the key is kept, never the key.';

CREATE TABLE asset_office_equipment (
    asset_id bigint NOT NULL,
    equipment_type text,
    maker text NOT NULL DEFAULT '',
    model text NOT NULL DEFAULT '',
    serial_no text NOT NULL DEFAULT '',
    has_storage boolean NOT NULL DEFAULT false,
    is_networked boolean NOT NULL DEFAULT false,
    lease_end date,
    address_book_checked_on date,
    CONSTRAINT asset_office_equipment_pk PRIMARY KEY (asset_id),
    CONSTRAINT asset_office_equipment_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
    CONSTRAINT asset_office_equipment_type_known CHECK (
        equipment_type IN ('mfp', 'printer', 'scanner', 'phone', 'fax', 'copier', 'other')),
    CONSTRAINT asset_office_equipment_text_length CHECK (
        length(maker) <= 60 AND length(model) <= 100 AND length(serial_no) <= 100)
);
COMMENT ON TABLE asset_office_equipment IS 'オフィス機器.';

CREATE TABLE asset_media (
    asset_id bigint NOT NULL,
    media_type text,
    capacity text NOT NULL DEFAULT '',
    is_encrypted boolean NOT NULL DEFAULT false,
    keeper text NOT NULL DEFAULT '',
    storage_place text NOT NULL DEFAULT '',
    sticker_no text NOT NULL DEFAULT '',
    loan_from date,
    loan_to date,
    CONSTRAINT asset_media_pk PRIMARY KEY (asset_id),
    CONSTRAINT asset_media_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
    CONSTRAINT asset_media_type_known CHECK (
        media_type IN ('usb', 'external_hdd', 'optical', 'tape', 'sd', 'built_in', 'other')),
    CONSTRAINT asset_media_loan_period CHECK (
        loan_to >= loan_from AND fiscal_year(loan_from) = fiscal_year(loan_to)),
    CONSTRAINT asset_media_text_length CHECK (
        length(capacity) <= 40 AND length(keeper) <= 60 AND length(storage_place) <= 100
        AND length(sticker_no) <= 40)
);
CREATE UNIQUE INDEX asset_media_sticker ON asset_media (sticker_no) WHERE sticker_no <> '';
COMMENT ON TABLE asset_media IS '電磁的記録媒体.';

CREATE TABLE asset_facility (
    asset_id bigint NOT NULL,
    contents text NOT NULL DEFAULT '',
    is_controlled_area boolean NOT NULL DEFAULT false,
    CONSTRAINT asset_facility_pk PRIMARY KEY (asset_id),
    CONSTRAINT asset_facility_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
    CONSTRAINT asset_facility_text_length CHECK (length(contents) <= 400)
);
COMMENT ON TABLE asset_facility IS '施設・設備; the place is asset.location.';

CREATE TABLE asset_system_document (
    asset_id bigint NOT NULL,
    document_kind text NOT NULL DEFAULT '',
    document_version text NOT NULL DEFAULT '',
    publicity text,
    CONSTRAINT asset_system_document_pk PRIMARY KEY (asset_id),
    CONSTRAINT asset_system_document_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
    CONSTRAINT asset_system_document_publicity_known CHECK (publicity IN ('public', 'non_public')),
    CONSTRAINT asset_system_document_text_length CHECK (
        length(document_kind) <= 60 AND length(document_version) <= 40)
);
COMMENT ON TABLE asset_system_document IS '関連文書: specifications, diagrams.';

CREATE TABLE asset_restricted (
    asset_id bigint NOT NULL,
    address_range text NOT NULL DEFAULT '',
    host_address text NOT NULL DEFAULT '',
    CONSTRAINT asset_restricted_pk PRIMARY KEY (asset_id),
    CONSTRAINT asset_restricted_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
    CONSTRAINT asset_restricted_text_length CHECK (
        length(address_range) <= 100 AND length(host_address) <= 200)
);
COMMENT ON TABLE asset_restricted IS
    'Addresses of networks and hardware. Whoever reads it asks sees_restricted() in the same statement (domain 3.13).';

-- History, corrections, steps --------------------------------------------------------------------------------

CREATE TABLE asset_correction (
    id bigint GENERATED ALWAYS AS IDENTITY,
    source text NOT NULL,
    state text NOT NULL DEFAULT 'draft',
    org_unit_id bigint,
    reason text NOT NULL DEFAULT '',
    actual_change_on date NOT NULL DEFAULT today(),
    registers boolean NOT NULL DEFAULT false,
    file_name text NOT NULL DEFAULT '',
    file_sha256 text NOT NULL DEFAULT '',
    encoding text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    sent_at timestamptz,
    decided_at timestamptz,
    decided_by bigint,
    decision_text text NOT NULL DEFAULT '',
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT asset_correction_pk PRIMARY KEY (id),
    CONSTRAINT asset_correction_unit_fk FOREIGN KEY (org_unit_id) REFERENCES org_unit (id),
    CONSTRAINT asset_correction_created_by_fk FOREIGN KEY (created_by) REFERENCES person (id),
    CONSTRAINT asset_correction_decided_by_fk FOREIGN KEY (decided_by) REFERENCES person (id),
    CONSTRAINT asset_correction_source_known CHECK (source IN ('form', 'bulk', 'sheet', 'paste', 'inventory')),
    CONSTRAINT asset_correction_state_known CHECK (
        state IN ('draft', 'awaiting_manager', 'applied', 'returned', 'discarded')),
    CONSTRAINT asset_correction_reason_length CHECK (length(reason) <= 200 AND (state = 'draft' OR reason <> '')),
    CONSTRAINT asset_correction_text_length CHECK (length(decision_text) <= 400)
);
CREATE INDEX asset_correction_waiting ON asset_correction (org_unit_id, sent_at) WHERE state = 'awaiting_manager';
CREATE INDEX asset_correction_writer ON asset_correction (created_by, id);
COMMENT ON TABLE asset_correction IS
    '修正: rows that one act enters or changes, by a form, for several assets at once, or from a sheet. Looked at as a draft, then applied as a whole; a leader''s waits for the head of the section where it changes what is registered.';
COMMENT ON COLUMN asset_correction.org_unit_id IS 'The section all rows are of; NULL: of several, which only those enter who keep all.';
COMMENT ON COLUMN asset_correction.actual_change_on IS 'The day reality changed (7(1)エ(オ)): what lateness is counted from.';
COMMENT ON COLUMN asset_correction.registers IS 'New rows that are complete go straight into use, not into drafts.';
GRANT SELECT,
      INSERT (source, org_unit_id, reason, actual_change_on, registers, file_name, file_sha256, encoding),
      UPDATE (reason, actual_change_on, registers, updated_at, updated_by, row_version)
   ON asset_correction TO mamori_server;

CREATE TABLE asset_correction_row (
    correction_id bigint NOT NULL,
    line integer NOT NULL,
    asset_id bigint,
    kind text NOT NULL,
    owner_unit_id bigint,
    base_version integer,
    fields jsonb NOT NULL,
    restricted jsonb NOT NULL DEFAULT '{}',
    problems jsonb NOT NULL DEFAULT '[]',
    made_id bigint,
    CONSTRAINT asset_correction_row_pk PRIMARY KEY (correction_id, line),
    CONSTRAINT asset_correction_row_correction_fk FOREIGN KEY (correction_id) REFERENCES asset_correction (id),
    CONSTRAINT asset_correction_row_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
    CONSTRAINT asset_correction_row_made_fk FOREIGN KEY (made_id) REFERENCES asset (id)
        DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT asset_correction_row_kind_fk FOREIGN KEY (kind) REFERENCES asset_kind (code),
    CONSTRAINT asset_correction_row_unit_fk FOREIGN KEY (owner_unit_id) REFERENCES org_unit (id),
    CONSTRAINT asset_correction_row_target CHECK (num_nonnulls(asset_id, owner_unit_id) = 1
        AND (asset_id IS NULL) = (base_version IS NULL)),
    CONSTRAINT asset_correction_row_shape CHECK (
        jsonb_typeof(fields) = 'object' AND jsonb_typeof(restricted) = 'object'
        AND jsonb_typeof(problems) = 'array')
);
CREATE INDEX asset_correction_row_asset ON asset_correction_row (asset_id) WHERE asset_id IS NOT NULL;
COMMENT ON TABLE asset_correction_row IS
    'One asset of a correction: the asset and the version that was read, or the section a new one is of.';
COMMENT ON COLUMN asset_correction_row.fields IS
    'Columns of asset and of the table of the kind, by their names, with the values they shall have: only those that change.';
COMMENT ON COLUMN asset_correction_row.restricted IS 'The same of asset_restricted, shown only to those who may see them.';
COMMENT ON COLUMN asset_correction_row.problems IS '[{field, column, problem, detail}]: what keeps the row from being applied.';
GRANT SELECT, INSERT (correction_id, line, asset_id, kind, owner_unit_id, base_version, fields, restricted, problems)
   ON asset_correction_row TO mamori_server;

CREATE TABLE asset_step (
    id bigint GENERATED ALWAYS AS IDENTITY,
    asset_id bigint NOT NULL,
    event text NOT NULL,
    from_state text NOT NULL DEFAULT '',
    to_state text NOT NULL DEFAULT '',
    to_unit_id bigint,
    actual_change_on date NOT NULL DEFAULT today(),
    text text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT instant(),
    actor_id bigint DEFAULT viewer(),
    CONSTRAINT asset_step_pk PRIMARY KEY (id),
    CONSTRAINT asset_step_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
    CONSTRAINT asset_step_unit_fk FOREIGN KEY (to_unit_id) REFERENCES org_unit (id),
    CONSTRAINT asset_step_actor_fk FOREIGN KEY (actor_id) REFERENCES person (id),
    CONSTRAINT asset_step_text_length CHECK (length(text) <= 200),
    CONSTRAINT asset_step_unit_given CHECK ((event = 'transfer') = (to_unit_id IS NOT NULL))
);
CREATE INDEX asset_step_asset ON asset_step (asset_id, id);
COMMENT ON TABLE asset_step IS
    'What moved the state of an asset, appended one after the other; the trigger sets states and refuses what is not open (0052).';
GRANT SELECT, INSERT (asset_id, event, to_unit_id, actual_change_on, text) ON asset_step TO mamori_server;

CREATE TABLE asset_change (
    id bigint GENERATED ALWAYS AS IDENTITY,
    asset_id bigint NOT NULL,
    field text NOT NULL,
    old text,
    new text,
    changed_at timestamptz NOT NULL DEFAULT instant(),
    changed_by bigint DEFAULT viewer(),
    reason text NOT NULL,
    actual_change_on date NOT NULL,
    lag_days integer NOT NULL,
    is_restricted boolean NOT NULL,
    correction_id bigint,
    CONSTRAINT asset_change_pk PRIMARY KEY (id),
    CONSTRAINT asset_change_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
    CONSTRAINT asset_change_changed_by_fk FOREIGN KEY (changed_by) REFERENCES person (id),
    CONSTRAINT asset_change_correction_fk FOREIGN KEY (correction_id) REFERENCES asset_correction (id),
    CONSTRAINT asset_change_differs CHECK (old IS DISTINCT FROM new)
);
CREATE INDEX asset_change_asset ON asset_change (asset_id, id DESC);
CREATE INDEX asset_change_late ON asset_change (changed_at, lag_days) WHERE lag_days > 0;
COMMENT ON TABLE asset_change IS
    '修正履歴 (7(1)エ(オ)): one row a field, written by the triggers of the register and by nothing else; the server''s role can add, alter or delete none.';
COMMENT ON COLUMN asset_change.old IS 'As text: a code, an ISO day, true or false; of a section, a person or a contractor the name it had.';
COMMENT ON COLUMN asset_change.lag_days IS 'Business days from the day reality changed to the correction (BR-AS-02).';

CREATE TABLE asset_search (
    asset_id bigint NOT NULL,
    folded text NOT NULL,
    grams text[] NOT NULL,
    CONSTRAINT asset_search_pk PRIMARY KEY (asset_id),
    CONSTRAINT asset_search_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id)
);
ALTER TABLE asset_search ALTER grams SET STORAGE EXTERNAL, ALTER folded SET STORAGE MAIN;
CREATE INDEX asset_search_grams ON asset_search USING gin (grams);
COMMENT ON TABLE asset_search IS
    'What an asset is found by (BR-CA-07): folded texts with their single characters and pairs. Nothing restricted is in it.';
GRANT SELECT, INSERT, UPDATE (folded, grams) ON asset_search TO mamori_server;

-- What belongs together --------------------------------------------------------------------------------------

CREATE TABLE asset_relation_rule (
    relation text NOT NULL,
    from_kind text NOT NULL,
    to_kind text NOT NULL,
    CONSTRAINT asset_relation_rule_pk PRIMARY KEY (relation, from_kind, to_kind),
    CONSTRAINT asset_relation_rule_from_fk FOREIGN KEY (from_kind) REFERENCES asset_kind (code),
    CONSTRAINT asset_relation_rule_to_fk FOREIGN KEY (to_kind) REFERENCES asset_kind (code)
);
COMMENT ON TABLE asset_relation_rule IS 'Which kinds may stand in which relation.';
INSERT INTO asset_relation_rule (relation, from_kind, to_kind) VALUES
    ('holds', 'system', 'information'), ('holds', 'media', 'information'), ('holds', 'hardware', 'information'),
    ('runs_on', 'system', 'hardware'), ('uses', 'system', 'software'), ('connects', 'system', 'network'),
    ('connects', 'hardware', 'network'), ('connects', 'office_equipment', 'network'), ('connects', 'network', 'network'),
    ('exchanges', 'system', 'system'), ('houses', 'facility', 'hardware'), ('houses', 'facility', 'network'),
    ('houses', 'facility', 'media'), ('documents', 'system_document', 'system'),
    ('documents', 'system_document', 'network'), ('documents', 'system_document', 'hardware');

CREATE TABLE asset_relation (
    id bigint GENERATED ALWAYS AS IDENTITY,
    relation text NOT NULL,
    from_id bigint NOT NULL,
    to_id bigint NOT NULL,
    note text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    ended_at timestamptz,
    ended_by bigint,
    CONSTRAINT asset_relation_pk PRIMARY KEY (id),
    CONSTRAINT asset_relation_from_fk FOREIGN KEY (from_id) REFERENCES asset (id),
    CONSTRAINT asset_relation_to_fk FOREIGN KEY (to_id) REFERENCES asset (id),
    CONSTRAINT asset_relation_of_two CHECK (from_id <> to_id),
    CONSTRAINT asset_relation_note_length CHECK (length(note) <= 200)
);
CREATE UNIQUE INDEX asset_relation_once ON asset_relation (relation, from_id, to_id) WHERE ended_at IS NULL;
CREATE INDEX asset_relation_from ON asset_relation (from_id) WHERE ended_at IS NULL;
CREATE INDEX asset_relation_to ON asset_relation (to_id) WHERE ended_at IS NULL;
COMMENT ON TABLE asset_relation IS '関連: what holds, runs on, connects to what. Ended, never deleted.';
GRANT SELECT, INSERT (relation, from_id, to_id, note), UPDATE (ended_at) ON asset_relation TO mamori_server;

CREATE TABLE asset_class_note (
    id bigint GENERATED ALWAYS AS IDENTITY,
    asset_id bigint NOT NULL,
    text text NOT NULL,
    at timestamptz NOT NULL DEFAULT instant(),
    noted_by bigint DEFAULT viewer(),
    CONSTRAINT asset_class_note_pk PRIMARY KEY (id),
    CONSTRAINT asset_class_note_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
    CONSTRAINT asset_class_note_noted_by_fk FOREIGN KEY (noted_by) REFERENCES person (id),
    CONSTRAINT asset_class_note_length CHECK (length(text) BETWEEN 10 AND 400)
);
CREATE INDEX asset_class_note_asset ON asset_class_note (asset_id, id);
COMMENT ON TABLE asset_class_note IS
    'BR-AS-09: why a system may have a lower class than information it holds, by the network security manager.';
GRANT SELECT, INSERT (asset_id, text) ON asset_class_note TO mamori_server;

CREATE TABLE asset_attachment (
    id bigint GENERATED ALWAYS AS IDENTITY,
    asset_id bigint NOT NULL,
    file_id bigint NOT NULL,
    kind text NOT NULL,
    added_at timestamptz NOT NULL DEFAULT instant(),
    added_by bigint DEFAULT viewer(),
    removed_at timestamptz,
    removed_by bigint,
    CONSTRAINT asset_attachment_pk PRIMARY KEY (id),
    CONSTRAINT asset_attachment_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
    CONSTRAINT asset_attachment_file_fk FOREIGN KEY (file_id) REFERENCES file (id),
    CONSTRAINT asset_attachment_file_once UNIQUE (file_id),
    CONSTRAINT asset_attachment_kind_known CHECK (kind IN ('diagram', 'specification', 'certificate', 'other'))
);
CREATE INDEX asset_attachment_asset ON asset_attachment (asset_id);
COMMENT ON TABLE asset_attachment IS 'Files of an asset. Diagrams are restricted as addresses are (domain 3.13).';
GRANT SELECT, INSERT (asset_id, file_id, kind), UPDATE (removed_at) ON asset_attachment TO mamori_server;
