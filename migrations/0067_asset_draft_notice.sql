-- A leader drafts, the head confirms (domain 3.3): a draft waits for the head of its section, who is told of it as of a correction
-- that is sent. One notice for a form and for a sheet of a hundred alike.
INSERT INTO asset_notice_rule (object_type, event, kind, recipient) VALUES
    ('asset_correction', 'drafted', 'asset_drafted', 'head');

CREATE FUNCTION asset_draft_notify() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM notify_person(h.person_id, n.kind, 'asset', d.id::text,
                          d.asset_no || '　' || d.name || CASE WHEN d.total > 1 THEN ' ほか' || d.total - 1 || '件' ELSE '' END,
                          CASE WHEN d.total > 1 THEN '/assets?status=draft' ELSE '/assets/' || d.asset_no END,
                          'asset_draft:' || NEW.id || ':' || d.owner_unit_id, NULL, instant())
       FROM (SELECT DISTINCT ON (a.owner_unit_id) a.id, a.asset_no, a.name, a.owner_unit_id,
                    count(*) OVER (PARTITION BY a.owner_unit_id) AS total
               FROM asset_correction_row r
               JOIN asset a ON a.id = r.made_id AND a.status = 'draft'
              WHERE r.correction_id = NEW.id
              ORDER BY a.owner_unit_id, r.line) d
      CROSS JOIN asset_notice_rule n
      CROSS JOIN section_heads(d.owner_unit_id) h
      WHERE n.object_type = 'asset_correction' AND n.event = 'drafted' AND h.person_id IS DISTINCT FROM viewer();
    RETURN NULL;
END $$;
COMMENT ON FUNCTION asset_draft_notify IS 'Tells the heads of what a correction left as drafts in their sections, but not of what they wrote themselves.';
CREATE TRIGGER asset_draft_notify AFTER UPDATE ON asset_correction
    FOR EACH ROW WHEN (NEW.state = 'applied' AND OLD.state <> 'applied') EXECUTE FUNCTION asset_draft_notify();
