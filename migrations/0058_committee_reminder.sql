-- What the committees' first secretary missed: a reminder to whoever was called and has not answered yet, before the
-- day of the answers passes (domain 3.10), and from every duty of a committee the way to its records.

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
