-- 代理出席: whether a member may be represented is a rule of each committee (question Q5 of the city), as a meeting in
-- writing is, and off until somebody decides it. A proxy hears and speaks; the 意思 stays the member's (BR-CM-04).

ALTER TABLE committee ADD COLUMN allows_proxy boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN committee.allows_proxy IS 'May somebody attend in a seat''s place? He has no 意思 even then.';
GRANT UPDATE (allows_proxy) ON committee TO mamori_server;
UPDATE committee c SET allows_proxy = true
 WHERE EXISTS (SELECT FROM attendance a JOIN meeting m ON m.id = a.meeting_id
                WHERE m.committee_code = c.code AND NOT m.is_migrated AND a.actual = 'proxy');

-- What was recorded before the rule changed stays as it is; records of earlier years are taken in as they were.
CREATE FUNCTION attendance_proxy_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NOT c.allows_proxy AND NOT m.is_migrated, 'attendance_proxy_allowed')
       FROM meeting m
       JOIN committee c ON c.code = m.committee_code
      WHERE m.id = NEW.meeting_id;
    RETURN NEW;
END $$;
CREATE TRIGGER attendance_proxy_check BEFORE UPDATE OF actual ON attendance
    FOR EACH ROW WHEN (NEW.actual = 'proxy' AND OLD.actual IS DISTINCT FROM 'proxy')
    EXECUTE FUNCTION attendance_proxy_check();
