-- What an auditor asks of the log and it could not say: from what to what a setting was changed (an
-- appended entry repeats only what it brings, so it is compared with the entry it follows), for whom
-- a code was made, which transfer a row is about, whose signing in was ended.

CREATE FUNCTION audit_former(kind text, entry jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF kind = 'setting' THEN
        RETURN (SELECT to_jsonb(s) FROM setting s
                 WHERE s.key = entry ->> 'key' AND s.valid_from <= (entry ->> 'valid_from')::date
                   AND s.id < (entry ->> 'id')::bigint
                 ORDER BY s.valid_from DESC, s.id DESC LIMIT 1);
    ELSIF kind = 'holiday' THEN
        RETURN (SELECT to_jsonb(h) FROM holiday h
                 WHERE h.day = (entry ->> 'day')::date AND h.id < (entry ->> 'id')::bigint
                 ORDER BY h.id DESC LIMIT 1);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION audit_former IS
    'The entry that held before one that is appended, NULL: none, or a table whose rows are updated.';

-- Arguments of the trigger as before: the column that names the object, then the secret columns.
CREATE OR REPLACE FUNCTION audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    former jsonb := CASE WHEN TG_OP = 'INSERT' THEN audit_former(TG_TABLE_NAME, after) END;
    differences jsonb := audit_fields(coalesce(before, former), after, TG_ARGV[1:])
                         - CASE WHEN former IS NULL THEN '{}'
                                ELSE '{id,entered_at,entered_by}' END::text[];
BEGIN
    IF TG_OP = 'UPDATE' AND differences IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO audit_log (action, object_type, object_id, changes)
    VALUES (CASE WHEN former IS NOT NULL THEN 'config_change' WHEN TG_OP = 'INSERT' THEN 'create'
                 WHEN TG_OP = 'UPDATE' THEN 'update' ELSE 'delete' END,
            TG_TABLE_NAME, coalesce(after, before) ->> TG_ARGV[0], differences);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION audit_object_name(act text, kind text, named text) RETURNS text
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
    ELSIF kind = 'session' THEN
        RETURN (SELECT person_name(p) FROM person p LEFT JOIN account a ON a.person_id = p.id
                 WHERE p.staff_no = named OR lower(a.login) = lower(named)
                 ORDER BY p.staff_no <> named LIMIT 1);
    ELSIF kind = 'account' AND act IN ('login', 'login_failed', 'logout') THEN
        RETURN (SELECT person_name(p) FROM account a JOIN person p ON p.id = a.person_id
                 WHERE lower(a.login) = lower(named));
    ELSIF named !~ '^[0-9]{1,18}$' THEN
        RETURN NULL;
    ELSIF kind IN ('employment', 'person_assignment', 'role_assignment', 'account', 'account_code')
    THEN
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
    ELSIF kind = 'correction' THEN
        RETURN (SELECT person_name(p) FROM correction c JOIN person p ON p.id = c.person_id
                 WHERE c.id = named::bigint);
    ELSIF kind = 'transfer' THEN
        RETURN (SELECT to_char(t.effective_on, 'YYYY"年"FMMM"月"FMDD"日の人事異動"')
                  FROM transfer t WHERE t.id = named::bigint);
    END IF;
    RETURN NULL;
END $$;
