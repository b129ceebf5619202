-- What leaves its place: media, licences, disposals (migration 0056).

-- name: custody_tasks
-- 対応が必要な事項 of media, licences and disposals, by the roles of today.
WITH unlicensed AS MATERIALIZED (
    SELECT s.asset_id, s.is_over
      FROM (SELECT DISTINCT i.asset_id FROM software_installation i WHERE i.removed_on IS NULL AND may('asset_draft')) i
      JOIN licence_standing s ON s.asset_id = i.asset_id
     WHERE s.is_over OR s.is_expired
), task AS (
    SELECT 'media_permit' AS task, a.asset_no || '　' || a.name || '（' || u.name || '）' AS title,
           '/media/' || a.asset_no AS link, v.out_on AS due
      FROM media_movement v
      JOIN asset a ON a.id = v.asset_id
      JOIN org_unit u ON u.id = unit_today(a.owner_unit_id)
     WHERE v.state = 'requested' AND may('asset_confirm') AND media_event_open(v, 'permit')
     UNION ALL
    SELECT CASE WHEN v.taken_by = viewer() THEN 'media_bring_back' ELSE 'media_overdue' END,
           a.asset_no || '　' || a.name || '（' || person_name(p) || '）', '/media/' || a.asset_no, v.return_by
      FROM media_movement v
      JOIN asset a ON a.id = v.asset_id
      JOIN person p ON p.id = v.taken_by
     WHERE v.state = 'out'
       AND (v.taken_by = viewer() AND v.return_by <= today() + 3
            OR v.return_by < today() AND may('asset_draft')
               AND a.owner_unit_id IN (SELECT b.org_unit_id
                                         FROM units_borne('{system_security_manager,it_promotion_leader}') b))
     UNION ALL
    SELECT CASE e.event WHEN 'approve' THEN 'disposal_approve' WHEN 'confirm' THEN 'disposal_confirm'
                        ELSE 'disposal_close' END,
           disposal_name(d), '/disposals/' || d.disposal_no, NULL::date
      FROM disposal d
      JOIN (VALUES ('requested', 'approve'), ('approved', 'confirm'), ('carried_out', 'confirm'), ('certified', 'confirm'),
                   ('carried_out', 'certify'), ('certified', 'close')) e (state, event) ON e.state = d.state
     WHERE d.state NOT IN ('closed', 'cancelled') AND may('asset_confirm') AND disposal_event_open(d, e.event)
       AND (e.event = 'confirm' OR heads_asset_unit(d.org_unit_id))
     UNION ALL
    SELECT CASE WHEN s.is_over THEN 'licence_over' ELSE 'licence_expired' END,
           a.asset_no || '　' || a.name || '（' || u.name || '）', '/licences/' || a.asset_no, NULL::date
      FROM unlicensed s
      JOIN asset a ON a.id = s.asset_id AND a.status IN ('in_use', 'suspended')
      JOIN org_unit u ON u.id = unit_today(a.owner_unit_id)
     WHERE (may('asset_write_restricted')
            OR a.owner_unit_id IN (SELECT b.org_unit_id
                                     FROM units_borne('{system_security_manager,it_promotion_leader}') b))
)
SELECT t.task, t.title, t.link, t.due, coalesce(t.due < today(), false) AS is_overdue
  FROM task t
 ORDER BY t.due < today() DESC NULLS LAST, t.due NULLS LAST, t.task, t.link
 LIMIT 30
