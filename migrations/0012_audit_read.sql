-- The operation log as people read it: newest first, by who acted, by what was done, by kind of
-- object, by object, on which days. "Newest" is (at, id): the instant is that of the act, and the id
-- tells apart what one act did.
--
-- A page must not cost more in a log of years. Each index therefore ends in (at, id), so that days
-- and the place where the page before ended are ranges of it. What may be left open before them
-- (the action of a person's rows) is walked value by value, a short stretch of each, and merged:
-- there are few actions and kinds, and many rows.

DROP INDEX audit_log_object;
CREATE INDEX audit_log_newest ON audit_log (at, id);
CREATE INDEX audit_log_action ON audit_log (action, at, id);
CREATE INDEX audit_log_login ON audit_log (lower(login), action, at, id);
CREATE INDEX audit_log_type ON audit_log (object_type, action, at, id);
CREATE INDEX audit_log_object ON audit_log (object_type, object_id, action, at, id);

CREATE VIEW audit_action_used AS
    WITH RECURSIVE used AS (
        SELECT min(action) AS action FROM audit_log
        UNION ALL
        SELECT (SELECT min(l.action) FROM audit_log l WHERE l.action > u.action)
          FROM used u WHERE u.action IS NOT NULL)
    SELECT action FROM used WHERE action IS NOT NULL;
COMMENT ON VIEW audit_action_used IS 'The actions that the log holds; one step of an index each.';
GRANT SELECT ON audit_action_used TO mamori_server;

CREATE VIEW audit_type_used AS
    WITH RECURSIVE used AS (
        SELECT min(object_type) AS object_type FROM audit_log
        UNION ALL
        SELECT (SELECT min(l.object_type) FROM audit_log l WHERE l.object_type > u.object_type)
          FROM used u WHERE u.object_type IS NOT NULL)
    SELECT object_type FROM used WHERE object_type IS NOT NULL;
COMMENT ON VIEW audit_type_used IS 'The kinds of object that the log holds.';
GRANT SELECT ON audit_type_used TO mamori_server;

-- Bounds of a page ---------------------------------------------------------------------------------

CREATE FUNCTION audit_since(day date) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN coalesce(day::timestamp AT TIME ZONE 'Asia/Tokyo', '-infinity');
CREATE FUNCTION audit_until(day date) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN coalesce((day + 1)::timestamp AT TIME ZONE 'Asia/Tokyo', 'infinity');
CREATE FUNCTION audit_before(after bigint) RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce((SELECT l.at FROM audit_log l WHERE l.id = after), 'infinity');
COMMENT ON FUNCTION audit_before IS 'The instant of the last row of the page before; NULL: no page before.';

-- One bound in two parts, (at, id) < (end, end_id): of two bounds an index would begin at the outer one.
CREATE FUNCTION audit_end(last_day date, after bigint) RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN least(audit_until(last_day), audit_before(after));
CREATE FUNCTION audit_end_id(last_day date, after bigint) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN audit_before(after) < audit_until(last_day) THEN after ELSE 0 END;

-- Objects ------------------------------------------------------------------------------------------

CREATE FUNCTION audit_things(wanted_type text, wanted_id text, with_parts boolean)
    RETURNS TABLE (object_type text, object_id text)
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT wanted_type, wanted_id WHERE wanted_type IS NOT NULL
    UNION SELECT t.object_type, wanted_id FROM audit_type_used t WHERE wanted_type IS NULL
    UNION SELECT kind, p.id::text
            FROM person p
           CROSS JOIN (VALUES ('employment'), ('person_assignment'), ('role_assignment'),
                              ('account')) AS part (kind)
           WHERE with_parts AND wanted_type = 'person' AND p.staff_no = wanted_id
    UNION SELECT 'post_holding', h.post_id::text
            FROM person p JOIN post_holding h ON h.person_id = p.id
           WHERE with_parts AND wanted_type = 'person' AND p.staff_no = wanted_id
    UNION SELECT 'portal_grant', g.id::text
            FROM person p JOIN portal_grant g ON g.person_id = p.id
           WHERE with_parts AND wanted_type = 'person' AND p.staff_no = wanted_id
    UNION SELECT part.kind, part.id
            FROM org_unit u
            JOIN post o ON o.org_unit_id = u.id
           CROSS JOIN LATERAL (VALUES ('post', o.code), ('post_holding', o.id::text))
                 AS part (kind, id)
           WHERE with_parts AND wanted_type = 'org_unit' AND u.code = wanted_id
    UNION SELECT 'policy_version', v.id::text
            FROM policy_document d JOIN policy_version v ON v.document_id = d.id
           WHERE with_parts AND wanted_type = 'policy_document' AND d.code = wanted_id
$$;
COMMENT ON FUNCTION audit_things IS
    'What an object is called in the log: itself (of every kind where none is given) and, with its parts, what belongs to it: of a person the employment, units, roles, posts and account.';

CREATE FUNCTION audit_object_name(act text, kind text, named text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    IF kind = 'person' THEN
        RETURN (SELECT person_name(p) FROM person p WHERE p.staff_no = named);
    ELSIF kind = 'org_unit' THEN
        RETURN (SELECT l.full_name FROM org_unit u JOIN unit_place l ON l.org_unit_id = u.id
                 WHERE u.code = named ORDER BY u.valid_from DESC LIMIT 1);
    ELSIF kind = 'policy_document' THEN
        RETURN (SELECT d.title FROM policy_document d WHERE d.code = named);
    ELSIF kind = 'post' THEN
        RETURN (SELECT o.name FROM post o WHERE o.code = named ORDER BY o.valid_from DESC LIMIT 1);
    ELSIF kind = 'account' AND act IN ('login', 'login_failed', 'logout') THEN
        RETURN (SELECT person_name(p) FROM account a JOIN person p ON p.id = a.person_id
                 WHERE lower(a.login) = lower(named));
    ELSIF named !~ '^[0-9]{1,18}$' THEN
        RETURN NULL;
    ELSIF kind IN ('employment', 'person_assignment', 'role_assignment', 'account') THEN
        RETURN (SELECT person_name(p) FROM person p WHERE p.id = named::bigint);
    ELSIF kind = 'post_holding' THEN
        RETURN (SELECT o.name FROM post o WHERE o.id = named::bigint);
    ELSIF kind = 'portal_grant' THEN
        RETURN (SELECT person_name(p) FROM portal_grant g JOIN person p ON p.id = g.person_id
                 WHERE g.id = named::bigint);
    ELSIF kind = 'policy_version' THEN
        RETURN (SELECT d.title || ' 第' || v.version_no || '版'
                  FROM policy_version v JOIN policy_document d ON d.id = v.document_id
                 WHERE v.id = named::bigint);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION audit_object_name IS 'What the object is called today, NULL: it has no name.';

-- What changed -------------------------------------------------------------------------------------

CREATE FUNCTION audit_value(field text, value jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    IF jsonb_typeof(value) = 'string' AND field LIKE '%\_at' THEN
        RETURN to_jsonb(to_char((value #>> '{}')::timestamptz AT TIME ZONE 'UTC',
                                'YYYY-MM-DD"T"HH24:MI:SS"Z"'));
    ELSIF jsonb_typeof(value) IS DISTINCT FROM 'number' OR field !~ '_(id|by)$' THEN
        RETURN value;
    ELSIF field IN ('org_unit_id', 'parent_id', 'successor_id') THEN
        RETURN coalesce((SELECT to_jsonb(u.code || ' ' || u.name) FROM org_unit u
                          WHERE u.id = value::bigint), value);
    ELSIF field = 'person_id' OR field LIKE '%\_by' THEN
        RETURN coalesce((SELECT to_jsonb(p.staff_no || ' ' || person_name(p)) FROM person p
                          WHERE p.id = value::bigint), value);
    ELSIF field = 'post_id' THEN
        RETURN coalesce((SELECT to_jsonb(o.name) FROM post o WHERE o.id = value::bigint), value);
    ELSIF field = 'document_id' THEN
        RETURN coalesce((SELECT to_jsonb(d.title) FROM policy_document d
                          WHERE d.id = value::bigint), value);
    END IF;
    RETURN value;
END $$;
COMMENT ON FUNCTION audit_value IS 'A value as people name it: of a reference the code and name, else the value.';

CREATE FUNCTION audit_word_of(kind text, field text, value jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN jsonb_typeof(value) = 'boolean' THEN 'true_false'
                WHEN field = 'role_code' THEN 'role'
                WHEN field = 'body_code' THEN 'body'
                WHEN field = 'kind' AND kind = 'post_holding' THEN 'holding'
                WHEN field = 'status' THEN kind || '_status'
                ELSE field END;
COMMENT ON FUNCTION audit_word_of IS 'The field of the label table that has the words of a column''s codes.';

CREATE VIEW audit_entry AS
    SELECT l.id, l.at,
           to_char(l.at AT TIME ZONE 'Asia/Tokyo', 'YYYY/MM/DD HH24:MI:SS') AS _at_text,
           p.staff_no, person_name(p) AS name, l.login, l.roles AS _roles,
           (SELECT json_agg(json_build_object('role', r.role) ORDER BY r.place)
              FROM unnest(string_to_array(nullif(l.roles, ''), ' ')) WITH ORDINALITY
                   AS r (role, place)) AS roles,
           f.staff_no AS acting_for, person_name(f) AS acting_for_name, l.address, l.request_id,
           l.action, l.object_type, l.object_id,
           audit_object_name(l.action, l.object_type, l.object_id) AS object_name,
           CASE l.object_type WHEN 'person' THEN '/people/' WHEN 'org_unit' THEN '/units/'
                              WHEN 'policy_document' THEN '/policies/' END || l.object_id
               AS object_path,
           (SELECT json_agg(json_build_object(
                       'field', c.key,
                       'before', CASE WHEN l.action <> 'create' THEN json_build_object(
                           audit_word_of(l.object_type, c.key, c.value -> 0),
                           audit_value(c.key, c.value -> 0)) END,
                       'after', CASE WHEN l.action <> 'delete' THEN json_build_object(
                           audit_word_of(l.object_type, c.key, c.value -> 1),
                           audit_value(c.key, c.value -> 1)) END))
              FROM jsonb_each(l.changes - '{id,created_at,created_by}'::text[]) c) AS changes,
           n.change_count, n.change_count > 4 AS is_long,
           l.reason
      FROM audit_log l
      LEFT JOIN person p ON p.id = l.person_id
      LEFT JOIN person f ON f.id = l.acting_for
     CROSS JOIN LATERAL (
           SELECT count(*) AS change_count
             FROM jsonb_object_keys(l.changes - '{id,created_at,created_by}'::text[])) n
     WHERE may('audit_read');
COMMENT ON VIEW audit_entry IS
    'A row of the log with the names of today. What a new row repeats of itself (id, created_at, created_by) is left out of changes. Empty for who may not read the log.';
GRANT SELECT ON audit_entry TO mamori_server;
