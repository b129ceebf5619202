-- 規程の登録: the text of a version is taken in as a draft, shown as it would be read, and then put in
-- force or discarded. A draft keeps the bytes of its file, so what is put in force is what was shown,
-- and so that later anybody can read the same file once more and find the same clauses. Nothing of it
-- is deleted.
--
-- base_state is what the document was when it was shown. Whatever changed it since (another version,
-- another publicity) makes the draft wait until somebody has looked at it again.
--
-- The steps of a revision (BR-PO-04) are days of the version. Who is signed in may put none in force
-- without them; a command may, since it brings in what was decided before there was a portal.

-- Since 15.20 PostgreSQL adds no column with a default to a table whose row a function takes: it makes way.
DROP FUNCTION may_read(policy_document);
ALTER TABLE policy_document
    ADD COLUMN audience text NOT NULL DEFAULT 'all_staff',
    ADD COLUMN publicity_reason text NOT NULL DEFAULT '',
    ADD CONSTRAINT policy_document_audience_known CHECK (audience IN ('all_staff', 'roles')),
    ADD CONSTRAINT policy_document_public_level CHECK (
        level NOT IN ('basic_policy', 'standard_basic') OR publicity = 'public'),
    ADD CONSTRAINT policy_document_reason_length CHECK (
        length(publicity_reason) <= 400 AND length(publicity_decision) <= 120);
COMMENT ON COLUMN policy_document.audience IS
    'Who of those in scope reads it while it is non-public: all_staff, or those who bear a role beyond that of 職員等 (domain 3.13).';
COMMENT ON COLUMN policy_document.publicity_reason IS 'Why publicity or audience were last changed.';
GRANT UPDATE (publicity, publicity_decision, publicity_reason, audience)
    ON policy_document TO mamori_server;

CREATE FUNCTION may_read(document policy_document) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN document.publicity = 'public'
        OR may('policy_read_non_public')
           AND (document.audience = 'all_staff'
                OR coalesce(current_setting('mamori.roles', true), '') <> 'staff');
COMMENT ON FUNCTION may_read IS
    'Non-public documents are for 職員等 in scope who signed in (clause 10, BR-PO-02), and of those for the document''s audience; every statement that names a document asks this.';

ALTER TABLE policy_version
    ADD COLUMN evaluated_on date,
    ADD COLUMN approved_on date,
    ADD COLUMN decided_on date,
    ADD COLUMN decision_ref text NOT NULL DEFAULT '',
    ADD CONSTRAINT policy_version_evaluated_first CHECK (evaluated_on <= approved_on),
    ADD CONSTRAINT policy_version_approved_first CHECK (approved_on <= decided_on),
    ADD CONSTRAINT policy_version_decided_first CHECK (decided_on <= in_force_from),
    ADD CONSTRAINT policy_version_decision_length CHECK (length(decision_ref) <= 120);
COMMENT ON COLUMN policy_version.evaluated_on IS '実効性の評価 (clause 6).';
COMMENT ON COLUMN policy_version.approved_on IS '情報セキュリティ委員会の承認.';
COMMENT ON COLUMN policy_version.decided_on IS 'The CISO''s decision on content and day.';
COMMENT ON COLUMN policy_version.decision_ref IS 'Where that decision is recorded: a document number.';

CREATE FUNCTION policy_step_missing(level text, is_revision boolean, evaluated_on date,
                                    approved_on date, decided_on date) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE
        WHEN level NOT IN ('basic_policy', 'standard_basic', 'standard_detailed', 'emergency_plan')
            THEN NULL
        WHEN is_revision AND level <> 'emergency_plan' AND evaluated_on IS NULL
            THEN 'policy_version_evaluated'
        WHEN is_revision AND level <> 'emergency_plan' AND approved_on IS NULL
            THEN 'policy_version_approved'
        WHEN decided_on IS NULL THEN 'policy_version_decided' END;
COMMENT ON FUNCTION policy_step_missing IS
    'The first step of clause 6 that a version lacks: of the policy''s three parts evaluation, approval and decision when they are revised, the decision when they are new; of the emergency plan the CISO''s approval (BR-PO-05).';

CREATE FUNCTION policy_version_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    missing text;
BEGIN
    IF viewer() IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT policy_step_missing(d.level, EXISTS (SELECT FROM policy_version v
                                                 WHERE v.document_id = d.id),
                               NEW.evaluated_on, NEW.approved_on, NEW.decided_on)
      INTO missing FROM policy_document d WHERE d.id = NEW.document_id;
    IF missing IS NULL AND greatest(NEW.evaluated_on, NEW.approved_on, NEW.decided_on) > today() THEN
        missing := 'policy_version_not_yet';
    END IF;
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'rule %', missing USING ERRCODE = 'P0001', CONSTRAINT = missing;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER policy_version_check BEFORE INSERT ON policy_version
    FOR EACH ROW EXECUTE FUNCTION policy_version_check();

-- 公表日: entered once, on the day or after it (地方自治法 第244条の6: without delay).
CREATE FUNCTION policy_version_publish() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    broken text;
BEGIN
    IF OLD.published_on IS NOT NULL THEN
        broken := 'policy_version_published_once';
    ELSIF (SELECT d.publicity FROM policy_document d WHERE d.id = NEW.document_id) <> 'public' THEN
        broken := 'policy_version_published_public';
    ELSIF NEW.published_on > today() THEN
        broken := 'policy_version_published_ahead';
    ELSE
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rule %', broken USING ERRCODE = 'P0001', CONSTRAINT = broken;
END $$;
CREATE TRIGGER policy_version_publish BEFORE UPDATE OF published_on ON policy_version
    FOR EACH ROW EXECUTE FUNCTION policy_version_publish();
GRANT UPDATE (published_on) ON policy_version TO mamori_server;

CREATE TABLE policy_draft (
    id bigint GENERATED ALWAYS AS IDENTITY,
    status text NOT NULL DEFAULT 'draft',
    code text NOT NULL,
    title text NOT NULL,
    level text NOT NULL,
    publicity text NOT NULL,
    audience text NOT NULL,
    summary text NOT NULL DEFAULT '',
    version_no text NOT NULL,
    in_force_from date NOT NULL,
    established_on date,
    published_on date,
    source_name text NOT NULL,
    source_sha256 text NOT NULL,
    base_state text NOT NULL,
    version_id bigint,
    decided_at timestamptz,
    decided_by bigint,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT policy_draft_pk PRIMARY KEY (id),
    CONSTRAINT policy_draft_version_fk FOREIGN KEY (version_id) REFERENCES policy_version (id),
    CONSTRAINT policy_draft_status_known CHECK (status IN ('draft', 'applied', 'discarded')),
    CONSTRAINT policy_draft_decided CHECK ((status = 'draft') = (decided_at IS NULL)),
    CONSTRAINT policy_draft_applied CHECK ((status = 'applied') = (version_id IS NOT NULL)),
    CONSTRAINT policy_draft_code_form CHECK (code ~ '^[a-z][a-z0-9_]{1,59}$' AND code <> 'drafts'),
    CONSTRAINT policy_draft_version_form CHECK (version_no ~ '^[0-9A-Za-z.-]{1,20}$'),
    CONSTRAINT policy_draft_public_level CHECK (
        level NOT IN ('basic_policy', 'standard_basic') OR publicity = 'public'),
    CONSTRAINT policy_draft_published CHECK (published_on IS NULL OR publicity = 'public'),
    CONSTRAINT policy_draft_text_length CHECK (
        length(title) BETWEEN 1 AND 120 AND length(summary) <= 200 AND length(source_name) <= 200)
);
COMMENT ON TABLE policy_draft IS '規程の取込み, from the file to the version it became or its end.';
COMMENT ON COLUMN policy_draft.base_state IS
    'policy_state() of the document when the draft was last shown with it; empty: there was none.';
GRANT SELECT, INSERT (code, title, level, publicity, audience, summary, version_no, in_force_from,
                      established_on, published_on, source_name, source_sha256, base_state),
      UPDATE (status, title, level, publicity, audience, base_state, version_id, decided_at,
              decided_by, updated_at, updated_by, row_version) ON policy_draft TO mamori_server;

CREATE TABLE policy_draft_text (
    draft_id bigint NOT NULL,
    content text NOT NULL,
    CONSTRAINT policy_draft_text_pk PRIMARY KEY (draft_id),
    CONSTRAINT policy_draft_text_draft_fk FOREIGN KEY (draft_id) REFERENCES policy_draft (id)
);
COMMENT ON TABLE policy_draft_text IS
    'The file of a draft, byte for byte (it is UTF-8, or it would be no draft). Apart, so that lists do not carry it.';
GRANT SELECT, INSERT ON policy_draft_text TO mamori_server;

CREATE FUNCTION policy_draft_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'draft' THEN
        RAISE EXCEPTION 'rule policy_draft_is_over'
              USING ERRCODE = 'P0001', CONSTRAINT = 'policy_draft_is_over';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER policy_draft_check BEFORE UPDATE ON policy_draft
    FOR EACH ROW EXECUTE FUNCTION policy_draft_check();

CREATE FUNCTION policy_state(wanted_code text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce((SELECT d.row_version || '.' ||
                            coalesce((SELECT max(v.id) FROM policy_version v
                                       WHERE v.document_id = d.id), 0)
                       FROM policy_document d WHERE d.code = wanted_code), '');
COMMENT ON FUNCTION policy_state IS
    'Changes with every change of a document and every version of it; empty: no such document.';

CREATE FUNCTION policy_version_before(wanted_code text, day date) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT v.id FROM policy_document d JOIN policy_version v ON v.document_id = d.id
             WHERE d.code = wanted_code AND v.in_force_from < day
             ORDER BY v.in_force_from DESC LIMIT 1);
COMMENT ON FUNCTION policy_version_before IS
    'The version that one in force from this day replaces, NULL: it is the first.';

CREATE FUNCTION policy_is_obstructed(draft policy_draft) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN draft.status = 'draft' AND EXISTS (
        SELECT FROM policy_document d JOIN policy_version v ON v.document_id = d.id
         WHERE d.code = draft.code
           AND (v.version_no = draft.version_no OR v.in_force_from = draft.in_force_from));
COMMENT ON FUNCTION policy_is_obstructed IS
    'Whether a version of its number or its day came in before it: then it can become none.';

CREATE TRIGGER policy_draft_audit AFTER INSERT OR UPDATE OR DELETE ON policy_draft
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');
INSERT INTO audit_exempt (table_name, reason) VALUES
    ('policy_draft_text', 'inserted once with its draft, whose row carries the hash of the file');
