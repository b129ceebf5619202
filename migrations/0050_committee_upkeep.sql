-- What the committees' first secretary missed: a reminder to whoever was called and has not answered yet, before the
-- day of the answers passes (domain 3.10), and from every duty of a committee the way to its records. And what the
-- log could not prove: who attended, and what papers there were (0045).

-- 出欠の回答 ------------------------------------------------------------------------------------------------

CREATE FUNCTION meeting_unanswered(meeting meeting) RETURNS TABLE (person_id bigint)
    LANGUAGE sql STABLE AS $$
    WITH silent AS (
        SELECT a.person_id, a.seat_kind FROM attendance a
         WHERE a.meeting_id = meeting.id AND a.withdrawn_at IS NULL AND a.planned = 'undecided'
           AND a.person_id IS NOT NULL)
    SELECT s.person_id FROM silent s
     UNION
    SELECT o.person_id
      FROM section_officers(ARRAY(SELECT p.org_unit_id FROM silent s JOIN person_on(today()) p ON p.person_id = s.person_id
                                   WHERE s.seat_kind = 'staff_concerned')) o
$$;
COMMENT ON FUNCTION meeting_unanswered IS
    'Who was called and has not said whether to come; of 関係課の職員 also the head and leaders of the section, who send somebody else if need be.';

CREATE FUNCTION meeting_reply_remind() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    told bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('mamori.remind', 0)) THEN
        RETURN 0;
    END IF;
    told := (SELECT count(*) FROM notification);
    PERFORM notify_person(u.person_id, 'meeting_reply_due', 'meeting', m.id::text,
                          meeting_title(m) || '　' || to_char(m.starts_at AT TIME ZONE 'Asia/Tokyo', 'FMMM月FMDD日'),
                          '/meetings/' || m.id, 'meeting:' || m.id || ':reply:' || m.reply_by, m.reply_by, instant())
       FROM meeting m
      CROSS JOIN LATERAL meeting_unanswered(m) u
      WHERE m.state = 'notified' AND m.starts_at > instant() AND tokyo_day(m.notified_at) < today()
        AND today() BETWEEN m.reply_by - 3 AND m.reply_by;
    RETURN (SELECT count(*) FROM notification) - told;
END $$;
COMMENT ON FUNCTION meeting_reply_remind IS
    'In the last three days before the answers are due, once for each such day; not on the day of the notice itself.';

ALTER FUNCTION committee_remind() RENAME TO committee_day_remind;
CREATE FUNCTION committee_remind() RETURNS bigint
    LANGUAGE sql
    RETURN committee_day_remind() + meeting_reply_remind();
COMMENT ON FUNCTION committee_remind IS 'What the day brings to members and sections; returns how many were told.';

-- 記録・手続 ------------------------------------------------------------------------------------------------

UPDATE clause_duty SET record_word = '会議の記録', record_path = '/meetings'
 WHERE slug IN ('7.2.a.i', '7.2.a.i.table') AND text !~ '充てられる|構成する|委員とする';
UPDATE clause_duty SET record_word = '委員名簿', record_path = '/committees/isc'
 WHERE slug IN ('7.2.a.i', '7.2.a.i.table') AND text ~ '充てられる|構成する|委員とする';
UPDATE clause_duty SET record_word = '会議の記録', record_path = '/meetings?committee=' || body_code
 WHERE body_code IN ('juki_net_council', 'tax_net_council') AND record_path IS NULL;
UPDATE clause_duty SET record_word = '全庁指示', record_path = '/directives'
 WHERE slug ~ '^7\.2\.a\.a\.[a-g]$' OR slug = '7.1.ki.u' AND role_code = 'secretariat';
UPDATE clause_duty SET record_word = '委員会の決定', record_path = '/decisions'
 WHERE slug = '6' AND text ~ '承認';

-- 証拠 ------------------------------------------------------------------------------------------------------

-- The log names an attendance and a paper by their meeting, so a change did not say of which row it is. What such
-- a row is called stands beside what changed: a '+column' among the arguments of the trigger.
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
    IF TG_OP = 'UPDATE' AND TG_NARGS > 1 THEN
        differences := coalesce((SELECT jsonb_object_agg(c.name, jsonb_build_array(after -> c.name, after -> c.name))
                                   FROM unnest(TG_ARGV[1:]) a
                                  CROSS JOIN LATERAL (SELECT substr(a, 2) AS name) c
                                  WHERE a LIKE '+%'), '{}') || differences;
    END IF;
    INSERT INTO audit_log (action, object_type, object_id, changes)
    VALUES (CASE WHEN former IS NOT NULL THEN 'config_change' WHEN TG_OP = 'INSERT' THEN 'create'
                 WHEN TG_OP = 'UPDATE' THEN 'update' ELSE 'delete' END,
            TG_TABLE_NAME, coalesce(after, before) ->> TG_ARGV[0], differences);
    RETURN NULL;
END $$;

DROP TRIGGER attendance_audit ON attendance;
CREATE TRIGGER attendance_audit AFTER INSERT OR UPDATE OR DELETE ON attendance
    FOR EACH ROW EXECUTE FUNCTION audit_change('meeting_id', '+id', '+name');
DROP TRIGGER meeting_paper_audit ON meeting_paper;
CREATE TRIGGER meeting_paper_audit AFTER INSERT OR UPDATE OR DELETE ON meeting_paper
    FOR EACH ROW EXECUTE FUNCTION audit_change('meeting_id', '+id', '+title');

ALTER TABLE evidence_table DROP CONSTRAINT evidence_table_kind_known;
ALTER TABLE evidence_table
    ADD CONSTRAINT evidence_table_kind_known CHECK (kind IN ('appended', 'followed', 'part', 'frozen'));
COMMENT ON TABLE evidence_table IS
    'Tables whose rows must be what the log says. appended: as they were created; followed: as the creation and all later changes left them; part: the same of rows that the log names by what they are part of, and whose id stands with each change; frozen: exception_revision, by the text its hash is of.';
INSERT INTO evidence_table (table_name, kind) VALUES ('attendance', 'part'), ('meeting_paper', 'part');

-- What stood there before is taken down as it is: earlier changes did not say which row they were of.
INSERT INTO audit_log (action, object_type, object_id, changes)
SELECT 'update', x.kind, x.entry ->> 'meeting_id',
       (SELECT jsonb_object_agg(f.key, jsonb_build_array(f.value, f.value)) FROM jsonb_each(x.entry) f)
  FROM (SELECT 'attendance' AS kind, to_jsonb(a) - '{updated_at,updated_by,row_version}'::text[] AS entry, a.id FROM attendance a
         UNION ALL SELECT 'meeting_paper', to_jsonb(p), p.id FROM meeting_paper p) x
 ORDER BY x.kind, x.id;

CREATE OR REPLACE FUNCTION evidence_faults(of_table text)
    RETURNS TABLE (fault text, row_key text, audit_id bigint)
    LANGUAGE plpgsql STABLE SET timezone = 'UTC' SET datestyle = 'ISO' SET jit = off AS $$
DECLARE
    kind text := (SELECT e.kind FROM evidence_table e WHERE e.table_name = of_table);
    logged text := CASE kind
        WHEN 'appended' THEN
            'SELECT l.id, jsonb_populate_record(NULL::%1$I, audit_after(l.changes)) AS r
               FROM audit_log l WHERE l.object_type = %1$L AND l.action = ''create'''
        ELSE
            'SELECT max(l.id) AS id, jsonb_populate_record(NULL::%1$I,
                                         jsonb_object_agg(f.key, f.value -> 1 ORDER BY l.id)) AS r
               FROM audit_log l CROSS JOIN jsonb_each(l.changes) f
              WHERE l.object_type = %1$L AND l.action IN (''create'', ''update'')' END
        || CASE kind WHEN 'followed' THEN ' GROUP BY l.object_id'
                     WHEN 'part' THEN ' AND l.changes ? ''id'' GROUP BY l.changes -> ''id'' ->> 1' ELSE '' END;
BEGIN
    IF kind = 'frozen' THEN
        RETURN QUERY SELECT f.* FROM evidence_faults_of_revisions() f;
        RETURN;
    END IF;
    RETURN QUERY EXECUTE format(
        'WITH logged AS MATERIALIZED (' || logged || ')
         SELECT CASE WHEN l.id IS NULL THEN ''unlogged'' WHEN t IS NULL THEN ''gone'' ELSE ''changed'' END,
                concat_ws('' '', VARIADIC ARRAY[%2$s]::text[]), l.id
           FROM %1$I t
           FULL JOIN logged l ON (%3$s) = (%4$s)
          WHERE l.id IS NULL OR t.* IS NULL
             OR to_jsonb(t) - ''{updated_at,updated_by,row_version}''::text[]
                <> to_jsonb(l.r) - ''{updated_at,updated_by,row_version}''::text[]',
        of_table,
        (SELECT string_agg(format('coalesce(%s::text, %s::text)', a, b), ', ')
           FROM unnest(string_to_array(evidence_key(of_table::regclass, 't'), ', '),
                       string_to_array(evidence_key(of_table::regclass, '(l.r)'), ', ')) x (a, b)),
        evidence_key(of_table::regclass, 't'), evidence_key(of_table::regclass, '(l.r)'));
END $$;
