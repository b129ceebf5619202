-- Files that people add to records: name, type by content and hash here, the bytes in chunks, so that
-- neither a backup nor a replica misses one and no name of a file ever touches a disk. A file is never
-- changed; what it belongs to says whether it still counts (exception_attachment). The chunks are checked
-- against size and hash when the transaction ends: half a file is none.

CREATE TABLE file (
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    media_type text NOT NULL,
    size bigint NOT NULL,
    sha256 text NOT NULL,
    scanned_by text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    CONSTRAINT file_pk PRIMARY KEY (id),
    CONSTRAINT file_name_length CHECK (length(name) BETWEEN 1 AND 200 AND name !~ '[/\\[:cntrl:]\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]'),
    CONSTRAINT file_size CHECK (size BETWEEN 1 AND 20971520),
    CONSTRAINT file_sha256_form CHECK (sha256 ~ '^[0-9a-f]{64}$')
);
COMMENT ON TABLE file IS 'An uploaded file, for ever as it came.';
COMMENT ON COLUMN file.media_type IS 'By content, never what the browser said.';
COMMENT ON COLUMN file.scanned_by IS 'The scanner that found nothing; "": none was configured.';
GRANT SELECT, INSERT (name, media_type, size, sha256, scanned_by) ON file TO mamori_server;

CREATE TABLE file_chunk (
    file_id bigint NOT NULL,
    seq integer NOT NULL,
    bytes bytea NOT NULL,
    CONSTRAINT file_chunk_pk PRIMARY KEY (file_id, seq),
    CONSTRAINT file_chunk_file_fk FOREIGN KEY (file_id) REFERENCES file (id),
    CONSTRAINT file_chunk_size CHECK (length(bytes) BETWEEN 1 AND 262144)
);
ALTER TABLE file_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL; -- most are compressed already
COMMENT ON TABLE file_chunk IS 'The bytes, 256 KiB a row.';
GRANT SELECT, INSERT ON file_chunk TO mamori_server;

CREATE FUNCTION file_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NOT EXISTS (
                SELECT FROM file_chunk c WHERE c.file_id = NEW.id
                HAVING sum(length(c.bytes)) = NEW.size AND max(c.seq) = count(*) - 1 AND min(c.seq) = 0
                   AND encode(sha256(string_agg(c.bytes, '' ORDER BY c.seq)), 'hex') = NEW.sha256),
            'file_is_whole');
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER file_is_whole AFTER INSERT ON file DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION file_is_whole();
COMMENT ON FUNCTION file_is_whole IS 'What was stored is what was hashed, byte for byte.';

CREATE FUNCTION file_chunk_of_new_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NOT EXISTS (SELECT FROM file f WHERE f.id = NEW.file_id
                                                      AND f.xmin = pg_current_xact_id()::xid),
                      'file_chunk_of_new_file');
    RETURN NEW;
END $$;
CREATE TRIGGER file_chunk_of_new_file BEFORE INSERT ON file_chunk
    FOR EACH ROW EXECUTE FUNCTION file_chunk_of_new_file();
COMMENT ON FUNCTION file_chunk_of_new_file IS 'Nothing is added behind the check of the whole.';

INSERT INTO audit_exempt (table_name, reason) VALUES
    ('file_chunk', 'the bytes, whose hash stands in the row of the file');
CREATE TRIGGER file_audit AFTER INSERT OR UPDATE OR DELETE ON file
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');

-- 例外措置の添付資料 ----------------------------------------------------------------------------------------

CREATE TABLE exception_attachment (
    id bigint GENERATED ALWAYS AS IDENTITY,
    request_id bigint NOT NULL,
    file_id bigint NOT NULL,
    added_at timestamptz NOT NULL DEFAULT instant(),
    added_by bigint DEFAULT viewer(),
    removed_at timestamptz,
    removed_by bigint,
    CONSTRAINT exception_attachment_pk PRIMARY KEY (id),
    CONSTRAINT exception_attachment_request_fk FOREIGN KEY (request_id) REFERENCES exception_request (id),
    CONSTRAINT exception_attachment_file_fk FOREIGN KEY (file_id) REFERENCES file (id),
    CONSTRAINT exception_attachment_file_once UNIQUE (file_id)
);
CREATE INDEX exception_attachment_request ON exception_attachment (request_id);
COMMENT ON TABLE exception_attachment IS
    '添付資料. One filed with a revision stays; one that is only in the draft may be taken away and is hidden then.';
GRANT SELECT, INSERT (request_id, file_id), UPDATE (removed_at) ON exception_attachment
    TO mamori_server;
CREATE TRIGGER exception_attachment_audit AFTER INSERT OR UPDATE OR DELETE ON exception_attachment
    FOR EACH ROW EXECUTE FUNCTION audit_change('request_id');

CREATE FUNCTION exception_takes_attachments(state text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN state IN ('draft', 'returned', 'permitted', 'permitted_with_conditions', 'extension_pending',
                     'revoked', 'acknowledged');
COMMENT ON FUNCTION exception_takes_attachments IS
    'While it is written, and once it is decided: what shows that conditions are met and that it has ended. Not while others judge it.';

CREATE FUNCTION exception_attachment_is_loose(attachment exception_attachment) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN attachment.removed_at IS NULL AND CASE
        WHEN (SELECT r.state FROM exception_request r WHERE r.id = attachment.request_id)
             IN ('draft', 'returned')
        THEN NOT EXISTS (SELECT FROM exception_revision v
                          WHERE v.request_id = attachment.request_id AND v.frozen_at >= attachment.added_at)
        ELSE NOT EXISTS (SELECT FROM exception_step s
                          WHERE s.request_id = attachment.request_id AND s.at >= attachment.added_at) END;
COMMENT ON FUNCTION exception_attachment_is_loose IS
    'It may be taken away: a draft''s until it is filed, a later one until the next step is done.';

-- The request is locked, so that two people cannot add the eleventh at once.
CREATE FUNCTION exception_attachment_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    request_state text;
BEGIN
    SELECT r.state INTO request_state FROM exception_request r WHERE r.id = NEW.request_id FOR UPDATE;
    IF TG_OP = 'INSERT' THEN
        PERFORM refuse_if(NOT exception_takes_attachments(request_state), 'exception_attachment_open'),
                refuse_if(EXISTS (SELECT FROM exception_attachment a
                                    JOIN file f ON f.id = a.file_id
                                    JOIN file added ON added.id = NEW.file_id AND added.sha256 = f.sha256
                                   WHERE a.request_id = NEW.request_id AND a.removed_at IS NULL),
                          'exception_attachment_once'),
                refuse_if((SELECT count(*) FROM exception_attachment a
                            WHERE a.request_id = NEW.request_id AND a.removed_at IS NULL) >= 10,
                          'exception_attachment_count');
    ELSE
        PERFORM refuse_if(NOT exception_attachment_is_loose(OLD), 'exception_attachment_filed');
        NEW.removed_at := instant();
        NEW.removed_by := viewer();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER exception_attachment_check BEFORE INSERT OR UPDATE ON exception_attachment
    FOR EACH ROW EXECUTE FUNCTION exception_attachment_check();

-- What is filed is filed with its papers.
CREATE OR REPLACE FUNCTION exception_canonical(revision exception_revision, request_no text) RETURNS text
    LANGUAGE sql STABLE SET timezone = 'UTC' SET datestyle = 'ISO'
    RETURN (jsonb_build_object('request_no', request_no, 'clauses', coalesce((
                SELECT jsonb_agg(jsonb_build_object('document', d.code, 'version', v.version_no,
                                                    'slug', c.slug) ORDER BY x.ord)
                  FROM unnest(revision.clauses) WITH ORDINALITY x (id, ord)
                  JOIN clause c ON c.id = x.id
                  JOIN policy_version v ON v.id = c.version_id
                  JOIN policy_document d ON d.id = v.document_id), '[]'),
                'attachments', coalesce((
                SELECT jsonb_agg(jsonb_build_object('name', f.name, 'sha256', f.sha256) ORDER BY a.id)
                  FROM exception_attachment a JOIN file f ON f.id = a.file_id
                 WHERE a.request_id = revision.request_id AND a.removed_at IS NULL), '[]'))
            || (to_jsonb(revision) - ARRAY['id', 'request_id', 'clauses', 'frozen_at', 'canonical',
                                           'sha256', 'created_at', 'created_by', 'updated_at',
                                           'updated_by']))::text;
