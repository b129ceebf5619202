-- 規程等 as addressable data. A document has versions with dates from the first day on; exactly one
-- is in force on a day (BR-PO-01), which the exclusion constraint holds and the exchange of one
-- version for the next needs it to be deferrable. The text of a version is never changed: clauses
-- are inserted with it, and nobody but the owner could alter them.

CREATE TABLE policy_document (
    id bigint GENERATED ALWAYS AS IDENTITY,
    code text NOT NULL,
    title text NOT NULL,
    level text NOT NULL,
    publicity text NOT NULL,
    publicity_decision text,
    summary text NOT NULL DEFAULT '',
    sort_order integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT policy_document_pk PRIMARY KEY (id),
    CONSTRAINT policy_document_code_unique UNIQUE (code),
    CONSTRAINT policy_document_code_form CHECK (code ~ '^[a-z][a-z0-9_]{1,59}$'),
    CONSTRAINT policy_document_title_length CHECK (length(title) BETWEEN 1 AND 120),
    CONSTRAINT policy_document_level_known CHECK (level IN (
        'basic_policy', 'standard_basic', 'standard_detailed', 'procedure', 'emergency_plan',
        'related_regulation')),
    CONSTRAINT policy_document_publicity_known CHECK (publicity IN ('public', 'non_public')),
    CONSTRAINT policy_document_secret_level CHECK (
        level NOT IN ('standard_detailed', 'procedure') OR publicity = 'non_public'
        OR publicity_decision IS NOT NULL)
);
COMMENT ON TABLE policy_document IS '規程等. Level and publicity follow clause 10 (BR-PO-02, BR-PO-03).';
COMMENT ON COLUMN policy_document.publicity_decision IS
    'The CISO''s decision that lets a document of a non-public level be public (BR-PO-03).';
GRANT SELECT, INSERT, UPDATE (title, summary, updated_at, updated_by, row_version)
    ON policy_document TO mamori_server;

CREATE TABLE policy_version (
    id bigint GENERATED ALWAYS AS IDENTITY,
    document_id bigint NOT NULL,
    version_no text NOT NULL,
    established_on date,
    in_force_from date NOT NULL,
    in_force_to date,
    published_on date,
    source_name text NOT NULL,
    source_sha256 text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    CONSTRAINT policy_version_pk PRIMARY KEY (id),
    CONSTRAINT policy_version_document_fk FOREIGN KEY (document_id) REFERENCES policy_document (id),
    CONSTRAINT policy_version_no_unique UNIQUE (document_id, version_no),
    CONSTRAINT policy_version_no_form CHECK (version_no ~ '^[0-9A-Za-z.-]{1,20}$'),
    CONSTRAINT policy_version_period CHECK (in_force_to IS NULL OR in_force_to >= in_force_from),
    CONSTRAINT policy_version_one_in_force EXCLUDE USING gist (
        document_id WITH =, daterange(in_force_from, in_force_to, '[]') WITH &&)
        DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE policy_version IS '版. in_force_to is set by the next version, to the day before it.';
GRANT SELECT, INSERT, UPDATE (in_force_to) ON policy_version TO mamori_server;

CREATE TABLE clause (
    id bigint GENERATED ALWAYS AS IDENTITY,
    version_id bigint NOT NULL,
    parent_id bigint,
    ord integer NOT NULL,
    kind text NOT NULL,
    level integer NOT NULL,
    code text NOT NULL,
    slug text NOT NULL,
    number text NOT NULL,
    heading text NOT NULL,
    text text NOT NULL,
    law_fields integer[] NOT NULL DEFAULT '{}',
    CONSTRAINT clause_pk PRIMARY KEY (id),
    CONSTRAINT clause_version_fk FOREIGN KEY (version_id) REFERENCES policy_version (id),
    CONSTRAINT clause_parent_fk FOREIGN KEY (parent_id) REFERENCES clause (id),
    CONSTRAINT clause_slug_unique UNIQUE (version_id, slug),
    CONSTRAINT clause_order_unique UNIQUE (version_id, ord),
    CONSTRAINT clause_kind_known CHECK (kind IN ('text', 'table', 'figure', 'footnote')),
    CONSTRAINT clause_level_known CHECK (level BETWEEN 0 AND 5 AND (kind = 'text') = (level > 0)),
    CONSTRAINT clause_slug_form CHECK (slug ~ '^[a-z0-9.]{1,60}$')
);
CREATE INDEX clause_parent ON clause (parent_id);
COMMENT ON TABLE clause IS
    '条項, text as printed. Paragraphs are separated by a line feed; the token [^1] stands where footnote 1 is referenced.';
COMMENT ON COLUMN clause.law_fields IS
    'Fields 1–8 of 地方自治法施行規則 第16条の3 that this clause serves.';
GRANT SELECT, INSERT ON clause TO mamori_server;
GRANT USAGE ON SEQUENCE clause_id_seq TO mamori_server;

CREATE TABLE clause_row (
    clause_id bigint NOT NULL,
    ord integer NOT NULL,
    is_heading boolean NOT NULL,
    cells text[] NOT NULL,
    CONSTRAINT clause_row_pk PRIMARY KEY (clause_id, ord),
    CONSTRAINT clause_row_clause_fk FOREIGN KEY (clause_id) REFERENCES clause (id)
);
COMMENT ON TABLE clause_row IS 'The rows of a clause of kind table.';
GRANT SELECT, INSERT ON clause_row TO mamori_server;

CREATE TABLE clause_footnote (
    clause_id bigint NOT NULL,
    footnote_id bigint NOT NULL,
    CONSTRAINT clause_footnote_pk PRIMARY KEY (clause_id, footnote_id),
    CONSTRAINT clause_footnote_clause_fk FOREIGN KEY (clause_id) REFERENCES clause (id),
    CONSTRAINT clause_footnote_footnote_fk FOREIGN KEY (footnote_id) REFERENCES clause (id)
);
COMMENT ON TABLE clause_footnote IS 'Which clause refers to which footnote.';
GRANT SELECT, INSERT ON clause_footnote TO mamori_server;

CREATE TABLE clause_search (
    clause_id bigint NOT NULL,
    folded text NOT NULL,
    bigrams text[] NOT NULL,
    CONSTRAINT clause_search_pk PRIMARY KEY (clause_id),
    CONSTRAINT clause_search_clause_fk FOREIGN KEY (clause_id) REFERENCES clause (id)
);
CREATE INDEX clause_search_bigrams ON clause_search USING gin (bigrams);
COMMENT ON TABLE clause_search IS
    'Heading and text folded as BR-CA-07 asks (width, case, kana, long vowels), with their character pairs: words of two characters are the usual query.';
GRANT SELECT, INSERT ON clause_search TO mamori_server;

CREATE FUNCTION may_read(document policy_document) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN document.publicity = 'public'
        OR coalesce(current_setting('mamori.in_scope', true), '') = 'yes';
COMMENT ON FUNCTION may_read(policy_document) IS
    'Non-public documents are for 職員等 in scope who signed in (clause 10, BR-PO-02); every statement that names a document asks this.';

-- plpgsql keeps its plan for the whole session; a function in SQL that holds a query is planned anew
-- in every statement that calls it, which cost a clause page half its time.
CREATE FUNCTION shown_version(wanted_code text, wanted_version text) RETURNS bigint
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT v.id
              FROM policy_document d
              JOIN policy_version v ON v.document_id = d.id
             WHERE d.code = wanted_code AND may_read(d)
               AND CASE WHEN wanted_version IS NULL
                        THEN is_in_force(v.in_force_from, v.in_force_to, today())
                        ELSE v.version_no = wanted_version END);
END $$;
COMMENT ON FUNCTION shown_version IS
    'The version a page shows: the one asked for, else the one in force today; NULL where the viewer may not read the document.';

CREATE FUNCTION without_tokens(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN regexp_replace($1, '\[\^[0-9]+\]', '', 'g');
COMMENT ON FUNCTION without_tokens IS 'Without the tokens [^1] that stand where a footnote is referenced.';

CREATE FUNCTION clause_path(wanted bigint) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (WITH RECURSIVE above AS (
                SELECT c.parent_id, 0 AS distance, '' AS heading FROM clause c WHERE c.id = wanted
                UNION ALL
                SELECT c.parent_id, a.distance + 1, c.heading
                  FROM above a JOIN clause c ON c.id = a.parent_id)
            SELECT coalesce(string_agg(without_tokens(heading), ' ＞ '
                                       ORDER BY distance DESC), '')
              FROM above WHERE heading <> '');
COMMENT ON FUNCTION clause_path IS 'The headings above a clause, from the top: 組織体制 ＞ 役割・責任.';

CREATE TRIGGER policy_document_audit AFTER INSERT OR UPDATE OR DELETE ON policy_document
    FOR EACH ROW EXECUTE FUNCTION audit_change('code');
CREATE TRIGGER policy_version_audit AFTER INSERT OR UPDATE OR DELETE ON policy_version
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');
INSERT INTO audit_exempt (table_name, reason) VALUES
    ('clause', 'inserted once with its version, whose row carries the hash of the source'),
    ('clause_row', 'part of a clause'),
    ('clause_footnote', 'part of a clause'),
    ('clause_search', 'derived from the clause');
