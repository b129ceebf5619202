"""Media, software and disposals of 市民窓口課 (0502) as the register holds them, made by SQL: M-9001 in store, M-9002 asked for,
W-9001 with ten licences and two installed, H-9001 in a disposal that waits for its head, H-9002 to be disposed of and a server
of the My Number segment, H-9003 in use; M-9101 of another section (0501)."""

import json
import subprocess
import sys

ROWS = """
SELECT set_config('mamori.now', '2026-11-20 10:00+09', false);
INSERT INTO asset (asset_no, kind, status, name, owner_unit_id, confidentiality, integrity, availability, segment, personal_info)
SELECT v.no, v.kind, v.status, v.name, u.id, CASE v.kind WHEN 'media' THEN 'MC2' END, CASE v.kind WHEN 'media' THEN 'I1' END,
       CASE v.kind WHEN 'media' THEN 'A1' END, v.segment, CASE v.segment WHEN 'mynumber' THEN 'specific' ELSE 'none' END
  FROM (VALUES ('M-9001', 'media', 'in_use', '登録ＵＳＢメモリ', 'lgwan', '0502'), ('M-9002', 'media', 'in_use', '外付けディスク', 'lgwan', '0502'),
               ('M-9101', 'media', 'in_use', '登録ＵＳＢメモリ', 'lgwan', '0501'),
               ('W-9001', 'software', 'in_use', '帳票設計ツール', 'lgwan', '0502'),
               ('H-9001', 'hardware', 'to_be_disposed', '旧端末', 'lgwan', '0502'),
               ('H-9002', 'hardware', 'to_be_disposed', '旧サーバ', 'mynumber', '0502'),
               ('H-9003', 'hardware', 'in_use', '窓口端末', 'lgwan', '0502')) v (no, kind, status, name, segment, code)
  JOIN org_unit u ON u.code = v.code AND is_in_force(u.valid_from, u.valid_to, '2026-11-22');
INSERT INTO asset_media (asset_id, media_type, is_encrypted, sticker_no) SELECT id, 'usb', true, 'T-' || asset_no FROM asset WHERE asset_no LIKE 'M-9%';
INSERT INTO asset_software (asset_id, licence_kind, licence_count, licence_to, permission)
SELECT id, 'per_device', 10, '2027-12-31', 'permitted' FROM asset WHERE asset_no = 'W-9001';
INSERT INTO asset_hardware (asset_id, hardware_type) SELECT id, CASE asset_no WHEN 'H-9002' THEN 'server' ELSE 'terminal' END
  FROM asset WHERE asset_no LIKE 'H-900%';
INSERT INTO software_installation (asset_id, org_unit_id, count, installed_on)
SELECT a.id, a.owner_unit_id, 2, '2026-04-10' FROM asset a WHERE a.asset_no = 'W-9001';
INSERT INTO media_movement (asset_id, taken_by, requested_by, purpose, carried, carried_level, destination, out_on, return_by)
SELECT a.id, p.id, p.id, '納税通知書の印刷', '宛名', 'MC3B', '印刷所', '2026-11-24', '2026-11-27'
  FROM asset a, person p WHERE a.asset_no = 'M-9002' AND p.staff_no = '304182';
INSERT INTO disposal (org_unit_id, reason, content_class) SELECT a.owner_unit_id, '更新', 'mc2_or_higher' FROM asset a WHERE a.asset_no = 'H-9001';
INSERT INTO disposal_item (disposal_id, asset_id) SELECT max(d.id), (SELECT id FROM asset WHERE asset_no = 'H-9001') FROM disposal d;
"""


def make(database):
    """The numbers of what has one: {"movement": …, "installation": …, "disposal": …}."""
    database.sql("BEGIN;" + ROWS + "COMMIT")
    of = "(SELECT id FROM asset WHERE asset_no = '%s')"
    return {"movement": str(database.number("SELECT max(id) FROM media_movement WHERE asset_id = " + of % "M-9002")),
            "installation": str(database.number("SELECT max(id) FROM software_installation WHERE asset_id = " + of % "W-9001")),
            "disposal": str(database.number("SELECT max(disposal_no) FROM disposal"))}


class Psql:
    def __init__(self, url):
        self.url = url

    def sql(self, text):
        done = subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", self.url, "-c", text], stdout=subprocess.PIPE, check=True)
        return done.stdout.decode().splitlines()

    def number(self, text):
        return int(self.sql(text)[0])


if __name__ == "__main__":  # URL: prints them as JSON
    print(json.dumps(make(Psql(sys.argv[1]))))
