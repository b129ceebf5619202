-- name: asset_tasks
-- 対応が必要な事項 of the register, by the roles of today: corrections and, a line a section, drafts that wait for the head,
-- assets offered to the head's section, what came back to who wrote it in the last 30 days and was not written anew, and
-- what a section has to classify since another scheme is in force.
WITH head AS MATERIALIZED (
    SELECT b.org_unit_id FROM units_borne('{system_security_manager}') b WHERE may('asset_confirm')
), task AS (
    SELECT 'asset_correction' AS task, coalesce(a.asset_no || '　' || a.name, '') AS asset, c.reason AS what,
           '/assets/corrections/' || c.id AS link, tokyo_day(c.sent_at) AS since
      FROM asset_correction c
      LEFT JOIN LATERAL (SELECT o.asset_no, o.name || CASE WHEN count(*) OVER () > 1
                                                           THEN ' ほか' || count(*) OVER () - 1 || '件' ELSE '' END AS name
                           FROM asset_correction_row r JOIN asset o ON o.id = r.asset_id
                          WHERE r.correction_id = c.id ORDER BY r.line LIMIT 1) a ON true
     WHERE c.state = 'awaiting_manager' AND c.org_unit_id IN (SELECT h.org_unit_id FROM head h)
     UNION ALL
    SELECT 'asset_correction_returned', coalesce(o.asset_no || '　' || o.name, ''), c.decision_text,
           '/assets/corrections/' || c.id, tokyo_day(c.decided_at)
      FROM asset_correction c
      JOIN asset_correction_row r ON r.correction_id = c.id
      LEFT JOIN asset o ON o.id = r.asset_id
     WHERE c.state = 'returned' AND c.created_by = viewer() AND may('asset_draft')
       AND tokyo_day(c.decided_at) >= today() - 30
       AND r.line = (SELECT min(f.line) FROM asset_correction_row f WHERE f.correction_id = c.id)
       AND NOT EXISTS (SELECT FROM asset_correction n JOIN asset_correction_row m ON m.correction_id = n.id
                        WHERE m.asset_id = r.asset_id AND n.id > c.id AND n.created_by = viewer())
     UNION ALL
    SELECT 'asset_draft', d.asset_no || '　' || d.name || CASE WHEN d.total > 1 THEN ' ほか' || d.total - 1 || '件' ELSE '' END, d.unit,
           CASE WHEN d.total > 1 THEN '/assets?status=draft&unit=' || d.code ELSE '/assets/' || d.asset_no END, d.since
      FROM (SELECT DISTINCT ON (u.id) a.asset_no, a.name, u.name AS unit, u.code, count(*) OVER w AS total,
                   tokyo_day(min(a.created_at) OVER w) AS since
              FROM asset a JOIN org_unit u ON u.id = a.owner_unit_id
             WHERE a.status = 'draft' AND a.owner_unit_id IN (SELECT h.org_unit_id FROM head h)
            WINDOW w AS (PARTITION BY u.id)
             ORDER BY u.id, a.id) d
     UNION ALL
    SELECT 'asset_transfer_offered', a.asset_no || '　' || a.name, u.name, '/assets/' || a.asset_no, tokyo_day(a.updated_at)
      FROM asset a JOIN org_unit u ON u.id = a.owner_unit_id
     WHERE a.status = 'transferred' AND asset_receiver(a.id) IN (SELECT h.org_unit_id FROM head h)
     UNION ALL
    SELECT 'asset_unclassified', u.name, '未分類の情報資産　' || count(*) || '件',
           '/assets?attention=unclassified&unit=' || u.code,
           (SELECT max(w.in_force_from) FROM classification_switch w)
      FROM asset a JOIN org_unit u ON u.id = unit_today(a.owner_unit_id)
     WHERE EXISTS (SELECT FROM classification_switch) AND may('asset_draft')
       AND a.owner_unit_id = ANY (ARRAY(SELECT b.org_unit_id FROM units_borne('{system_security_manager,it_promotion_leader}') b))
       AND a.status NOT IN ('draft', 'disposed', 'discarded')
       AND asset_lacks_class(a.kind, a.confidentiality, a.integrity, a.availability, a.grade, (SELECT asset_is_graded()))
     GROUP BY u.code, u.name
)
SELECT t.task, t.asset, t.what, t.link, t.since, nullif(business_days_between(t.since, today()), 0) AS waiting_days
  FROM task t
 ORDER BY t.since, t.link
 LIMIT 30
