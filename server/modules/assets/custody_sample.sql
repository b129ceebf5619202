-- What left its place in the sample city: six movements, the installations of all software, three disposals. Loaded by the
-- owner; days are those of fiscal 2026, shifted by whole years, and what lies ahead of the day is left out.

-- part: who
LATERAL (SELECT min(r.person_id) AS person_id
           FROM effective_role r
           JOIN org_unit u ON u.id = r.org_unit_id
          WHERE u.code = g.unit AND r.role_code = g.role AND is_in_force(r.valid_from, r.valid_to, tokyo_day(g.at)))

-- part: movements
(VALUES ('M-0003', '0303', date '2025-11-14', date '2025-11-17', date '2025-11-19', '口座振替データの受渡し', '口座振替データ', 'MC3B', '金融機関の事務センター'),
        ('M-0028', '2101', date '2026-02-09', date '2026-02-10', date '2026-02-10', '農地台帳の確認の出張', '農地台帳の写し', 'MC3C', '県の合同庁舎'),
        ('M-0009', '0301', date '2026-05-18', date '2026-05-20', date '2026-05-22', '予算説明資料の搬送', '予算説明資料', 'MC2', '市議会'),
        ('M-0045', '0102', date '2026-09-02', date '2026-09-03', date '2026-09-04', '採用試験の会場での使用', '受験者名簿', 'MC3C', '採用試験の会場'),
        ('M-0044', '0304', date '2026-10-30', date '2026-11-02', date '2026-11-13', '申告会場での受付', '申告者の一覧', 'MC3B', '申告会場（湘南台）'),
        ('M-0046', '0502', date '2026-11-04', date '2026-11-05', date '2026-11-27', 'マイナンバーカードの出張申請の受付', '申請の受付票の様式', 'MC2', '北部市民センター'))
    AS v (asset_no, unit, asked_on, out_on, return_by, purpose, carried, level, destination)

-- part: shifted
make_interval(years => $1::integer)

-- name: custody_sample_movements
-- $1 years.
INSERT INTO media_movement (asset_id, taken_by, purpose, carried, carried_level, destination, out_on, return_by, requested_at, requested_by)
SELECT a.id, w.person_id, g.purpose, g.carried, g.level, g.destination, g.out_on, g.return_by, g.at, w.person_id
  FROM (SELECT v.asset_no, v.unit, 'it_promotion_leader' AS role, v.purpose, v.carried, v.level, v.destination,
               (v.out_on + @shifted)::date AS out_on, (v.return_by + @shifted)::date AS return_by,
               (v.asked_on + time '16:10' + @shifted) AT TIME ZONE 'Asia/Tokyo' AS at
          FROM @movements) g
  JOIN asset a ON a.asset_no = g.asset_no
 CROSS JOIN @who w
 WHERE g.at < instant() AND w.person_id IS NOT NULL
 ORDER BY g.at

-- name: custody_sample_steps
-- $1 years.
INSERT INTO media_movement_step (movement_id, event, text, is_erased, at, actor_id)
SELECT m.id, g.event, g.text, g.is_erased, g.at, w.person_id
  FROM (SELECT v.asset_no, v.unit, s.event, s.text, s.is_erased,
               CASE WHEN s.event IN ('take_out', 'lose') THEN 'it_promotion_leader' ELSE 'system_security_manager' END AS role,
               (CASE s.event WHEN 'permit' THEN v.asked_on + time '17:05' WHEN 'take_out' THEN v.out_on + time '08:40'
                             ELSE v.return_by + time '15:20' END + @shifted) AT TIME ZONE 'Asia/Tokyo' AS at
          FROM @movements
         CROSS JOIN (VALUES ('permit', '', NULL::boolean), ('take_out', '', NULL), ('return', '', true),
                            ('lose', '帰りの電車に、鞄ごと置き忘れた。鉄道事業者と警察に届け出たが、見つかっていない。暗号化した媒体である。', NULL))
               s (event, text, is_erased)
         WHERE s.event IN ('permit', 'take_out')
            OR s.event = CASE v.asset_no WHEN 'M-0028' THEN 'lose' WHEN 'M-0044' THEN '' WHEN 'M-0046' THEN '' ELSE 'return' END) g
  JOIN asset a ON a.asset_no = g.asset_no
  JOIN media_movement m ON m.asset_id = a.id
 CROSS JOIN @who w
 WHERE g.at < instant()
 ORDER BY g.at

-- name: custody_sample_installations
-- What the whole city has is installed in every section alike, the rest where it is kept. $1 [{no, installed}].
WITH section AS MATERIALIZED (
    SELECT u.id, count(*) OVER () AS sections
      FROM org_unit u
     WHERE u.is_user_section AND is_in_force(u.valid_from, u.valid_to, today())
), software AS MATERIALIZED (
    SELECT a.id, unit_today(a.owner_unit_id) AS unit, g.installed,
           CASE WHEN g.installed >= 1000 THEN g.installed / (SELECT max(s.sections) FROM section s) ELSE 0 END AS each,
           coalesce(a.acquired_on, a.registered_on) AS day
      FROM jsonb_to_recordset($1::jsonb) AS g (no text, installed bigint)
      JOIN asset a ON a.asset_no = g.no AND a.status IN ('in_use', 'suspended')
     WHERE g.installed > 0 AND coalesce(a.acquired_on, a.registered_on) <= today()
), placed AS (
    SELECT w.id, s.id AS unit, w.each AS count, w.day FROM software w CROSS JOIN section s WHERE w.each > 0 AND s.id <> w.unit
     UNION ALL
    SELECT w.id, w.unit, w.installed - CASE WHEN w.each > 0 THEN w.each * ((SELECT max(s.sections) FROM section s) - 1) ELSE 0 END, w.day
      FROM software w
)
INSERT INTO software_installation (asset_id, org_unit_id, count, installed_on, entered_at)
SELECT p.id, p.unit, p.count, p.day, (p.day + time '17:00') AT TIME ZONE 'Asia/Tokyo'
  FROM placed p
 WHERE p.count > 0
 ORDER BY p.id, p.unit

-- part: disposals
(VALUES ('H-0019', '0202', timestamp '2026-07-02 10:20', 'mc2_or_higher', 'リースの終了に伴い、撤去するため'),
        ('M-0001', '0304', timestamp '2026-09-14 09:30', 'mynumber_resident', '暗号化の方式が古いため'),
        ('O-0065', '2103', timestamp '2026-10-05 11:15', 'mc2_or_higher', '故障し、修理できないため'))
    AS v (asset_no, unit, asked_at, content_class, reason)

-- name: custody_sample_disposals
-- $1 years.
INSERT INTO disposal (org_unit_id, reason, content_class, requested_at, requested_by)
SELECT a.owner_unit_id, g.reason, g.content_class, g.at, w.person_id
  FROM (SELECT v.asset_no, v.unit, 'it_promotion_leader' AS role, v.content_class, v.reason,
               (v.asked_at + @shifted) AT TIME ZONE 'Asia/Tokyo' AS at FROM @disposals) g
  JOIN asset a ON a.asset_no = g.asset_no AND a.status = 'to_be_disposed'
 CROSS JOIN @who w
 WHERE g.at < instant()
 ORDER BY g.at

-- name: custody_sample_items
INSERT INTO disposal_item (disposal_id, asset_id)
SELECT d.id, a.id
  FROM disposal d
  JOIN @disposals ON v.reason = d.reason
  JOIN asset a ON a.asset_no = v.asset_no
 ORDER BY d.id

-- name: custody_sample_disposal_steps
-- One waits for its head, one to be certified, one to be carried out. $1 years.
INSERT INTO disposal_step (disposal_id, event, method, performed_by, performer, witness, performed_on, site, at, actor_id)
SELECT d.id, g.event, g.method, g.performed_by, coalesce(g.performer, ''), coalesce(g.witness, ''),
       CASE WHEN g.method IS NOT NULL THEN tokyo_day(g.at) END, coalesce(g.site, ''),
       g.at, w.person_id
  FROM (SELECT v.reason, v.unit, s.event, s.method, s.performed_by, s.performer, s.witness, s.site,
               CASE s.event WHEN 'approve' THEN 'system_security_manager' ELSE 'it_promotion_leader' END AS role,
               (s.at + @shifted) AT TIME ZONE 'Asia/Tokyo' AS at
          FROM @disposals
          JOIN (VALUES ('H-0019', 'approve', timestamp '2026-07-03 09:05', NULL, NULL, NULL, NULL, NULL),
                       ('M-0001', 'approve', timestamp '2026-09-15 08:50', NULL, NULL, NULL, NULL, NULL),
                       ('M-0001', 'carry_out', timestamp '2026-09-18 14:00', 'physical_destroy', 'staff', '市民税課の職員', '市民税課長', '本庁　地下作業室'))
               s (asset_no, event, at, method, performed_by, performer, witness, site) ON s.asset_no = v.asset_no) g
  JOIN disposal d ON d.reason = g.reason
 CROSS JOIN @who w
 WHERE g.at < instant()
 ORDER BY g.at
