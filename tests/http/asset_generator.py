"""Many assets at once: assets_sql(10_000) gives SQL for the superuser that adds so many to the register, of all kinds but
facilities and documents, in all sections and states, with their details and what they are found by.

Without the rules, the history and the operation log, which 100,000 would keep busy for an hour; the counters of numbers and
the identities follow. Of the confidential kinds one in two hundred is unclassified; one in a hundred was corrected late.
"""

# What rules and triggers would do is done by hand here.
ASSETS = """
SET session_replication_role = replica;
SELECT set_config('mamori.now', '{day}T09:00:00+09:00', false);
CREATE TEMPORARY TABLE place AS
SELECT row_number() OVER (ORDER BY id) - 1 AS n, id, name FROM org_unit WHERE kind <> 'department' AND valid_to IS NULL;
CREATE TEMPORARY TABLE word AS
SELECT row_number() OVER () - 1 AS n, a || b AS word
  FROM unnest('{{住民記録,税務,国民健康保険,介護保険,戸籍,保育,消防指令,水位観測,図書館,施設予約,財務会計,文書管理,道路台帳,農地,下水道}}'::text[]) a
 CROSS JOIN unnest('{{台帳,一覧,調書,記録,端末,装置,機器,設定,報告}}'::text[]) b;
CREATE TEMPORARY TABLE made AS
SELECT (SELECT coalesce(max(id), 0) FROM asset) + g AS id, g, g % 997 AS r,
       CASE WHEN g % 100 < 37 THEN 'information' WHEN g % 100 < 53 THEN 'system' WHEN g % 100 < 56 THEN 'network'
            WHEN g % 100 < 73 THEN 'hardware' WHEN g % 100 < 83 THEN 'software' WHEN g % 100 < 95 THEN 'office_equipment'
            ELSE 'media' END AS kind,
       (SELECT id FROM place WHERE n = g * 7919::bigint % (SELECT count(*) FROM place)) AS unit,
       (SELECT word FROM word WHERE n = g * 104729::bigint % (SELECT count(*) FROM word)) AS word
  FROM generate_series(1, {count}) g;
CREATE TEMPORARY TABLE numbered AS
SELECT m.*, k.is_classified, c.last_no + row_number() OVER (PARTITION BY m.kind ORDER BY m.g) AS no, k.prefix,
       CASE WHEN r < 20 THEN 'draft' WHEN r < 900 THEN 'in_use' WHEN r < 930 THEN 'suspended' WHEN r < 950 THEN 'to_be_disposed'
            WHEN r < 952 THEN 'transferred' WHEN r < 990 THEN 'disposed' ELSE 'discarded' END AS status,
       CASE WHEN r % 5 = 0 THEN 'resident' WHEN r % 5 = 1 THEN 'staff' WHEN r % 5 < 4 THEN 'internal' ELSE 'published' END AS preset
  FROM made m JOIN asset_kind k ON k.code = m.kind JOIN asset_counter c ON c.kind = m.kind;
CREATE TEMPORARY TABLE filled AS
SELECT n.*, n.prefix || '-' || lpad(no::text, greatest(4, length(no::text)), '0') AS asset_no, n.word || n.g AS name,
       n.is_classified AND NOT (r % 200 = 7 AND status = 'draft') AS has_class,
       CASE r % 4 WHEN 0 THEN '本庁舎４階' WHEN 1 THEN '分庁舎１階書庫' WHEN 2 THEN '東館サーバ室' ELSE '' END AS location
  FROM numbered n;
INSERT INTO asset (id, asset_no, kind, status, name, description, business, owner_unit_id, location, segment, preset, confidentiality,
                   integrity, availability, importance, personal_info, scope_status, exclusion_ref, registered_on, last_checked_on)
OVERRIDING SYSTEM VALUE
SELECT f.id, f.asset_no, f.kind, f.status, f.name, repeat('業務の処理に用いる。', 3), left(f.word, 4), f.unit, f.location,
       CASE WHEN f.kind IN ('system', 'network', 'hardware') THEN ('{{mynumber,lgwan,internet,standalone}}'::text[])[f.g % 4 + 1] END,
       CASE WHEN has_class THEN f.preset END, CASE WHEN has_class THEN p.confidentiality END, CASE WHEN has_class THEN p.integrity END,
       CASE WHEN has_class THEN p.availability END,
       CASE WHEN has_class THEN CASE f.preset WHEN 'resident' THEN 'high' ELSE 'middle' END END,
       CASE WHEN f.kind IN ('information', 'system', 'media') THEN CASE f.preset WHEN 'resident' THEN 'specific' WHEN 'staff' THEN 'personal' ELSE 'none' END ELSE 'none' END,
       CASE WHEN f.r = 400 THEN 'excluded_appendix1' ELSE 'in_scope' END, CASE WHEN f.r = 400 THEN '別表1の2' ELSE '' END,
       CASE WHEN f.status <> 'draft' THEN '{day}'::date - 300 END,
       CASE WHEN f.status <> 'draft' THEN CASE WHEN f.r % 10 < 7 THEN '{day}'::date - 30 WHEN f.r % 10 < 9 THEN '{day}'::date - 400 END END
  FROM filled f JOIN classification_preset p ON p.code = f.preset;
INSERT INTO asset_information (asset_id, form, stored_in) SELECT id, 'electronic', '共有フォルダ' FROM filled WHERE kind = 'information';
INSERT INTO asset_system (asset_id, hosting, contract_end, maintenance_end)
SELECT id, 'cloud', '{day}'::date + 100 + r::integer, CASE WHEN r % 100 = 3 THEN '{day}'::date + 40 END FROM filled WHERE kind = 'system';
INSERT INTO asset_network (asset_id, line_kind) SELECT id, '専用線' FROM filled WHERE kind = 'network';
INSERT INTO asset_hardware (asset_id, hardware_type, maker, serial_no, os_support_end, lease_end)
SELECT id, ('{{server,terminal,network_device,mobile}}'::text[])[g % 4 + 1], '製造', 'SN' || g,
       '{day}'::date - 400 + (r * 2)::integer, '{day}'::date + 400 + r::integer FROM filled WHERE kind = 'hardware';
INSERT INTO asset_software (asset_id, product, licence_count, licence_to)
SELECT id, word, r, '{day}'::date - 300 + (r * 2)::integer FROM filled WHERE kind = 'software';
INSERT INTO asset_office_equipment (asset_id, equipment_type, lease_end)
SELECT id, 'mfp', '{day}'::date + 100 + r::integer FROM filled WHERE kind = 'office_equipment';
INSERT INTO asset_media (asset_id, media_type, is_encrypted) SELECT id, 'usb', true FROM filled WHERE kind = 'media';
INSERT INTO asset_restricted (asset_id, address_range, host_address)
SELECT id, CASE kind WHEN 'network' THEN '192.0.2.0/24' ELSE '' END, CASE kind WHEN 'hardware' THEN 'host-' || g ELSE '' END
  FROM filled WHERE kind IN ('network', 'hardware');
INSERT INTO asset_step (asset_id, event, from_state, to_state, to_unit_id, actual_change_on, text)
SELECT id, 'transfer', 'in_use', 'transferred', (SELECT p.id FROM place p WHERE p.id <> unit ORDER BY p.n LIMIT 1), '{day}', '改編'
  FROM filled WHERE status = 'transferred';
INSERT INTO asset_change (asset_id, field, old, new, reason, actual_change_on, lag_days, is_restricted, changed_at)
SELECT id, 'location', NULL, location, '移設', '{day}'::date - 40, CASE WHEN r % 100 = 1 THEN 15 ELSE 1 END, false, '{day} 09:00+09'::timestamptz - interval '10 days'
  FROM filled WHERE location <> '' AND status <> 'draft';
INSERT INTO asset_search (asset_id, folded, grams)
SELECT s.id, s.folded, ARRAY(SELECT DISTINCT t FROM (SELECT substr(s.folded, i, 1) AS t FROM generate_series(1, length(s.folded)) i
                                                      UNION ALL SELECT substr(s.folded, i, 2) FROM generate_series(1, length(s.folded) - 1) i) x
                              WHERE t NOT LIKE '% %')
  FROM (SELECT f.id, lower(concat_ws(' ', f.asset_no, f.name, repeat('業務の処理に用いる。', 3), left(f.word, 4), p.name, f.location)) AS folded
          FROM filled f JOIN place p ON p.id = f.unit) s;
UPDATE asset_counter c SET last_no = n.no FROM (SELECT kind, max(no) AS no FROM filled GROUP BY kind) n WHERE n.kind = c.kind;
SELECT setval(pg_get_serial_sequence('asset', 'id'), (SELECT max(id) FROM asset));
DROP TABLE filled, numbered, made, word, place;
SET session_replication_role = origin;
"""


def assets_sql(count, day="2026-11-22"):
    return ASSETS.format(count=count, day=day)
