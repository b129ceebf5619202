"""Assets of two sections, sheets of them as programs write them, and what becomes of a sheet that is taken in."""
import csv
import io
import re

PLACE = "/assets/import"
MAKE = """
DO $$
DECLARE u bigint; k record; n integer; i integer; a bigint;
BEGIN
    FOR u IN SELECT id FROM org_unit WHERE code IN ('0502', '0902') ORDER BY code LOOP
        FOR k IN SELECT * FROM asset_kind ORDER BY ord LOOP
            FOR i IN 1..3 LOOP
                UPDATE asset_counter SET last_no = last_no + 1 WHERE kind = k.code RETURNING last_no INTO n;
                INSERT INTO asset (asset_no, kind, status, name, description, owner_unit_id, preset, confidentiality, integrity,
                                   availability, subject_count, former_no, acquired_on, personal_info, law_fields, location)
                VALUES (k.prefix || '-' || lpad(n::text, 4, '0'), k.code, CASE i WHEN 3 THEN 'draft' ELSE 'in_use' END,
                        k.code || n, E'　字下げ\\n二行目', u, CASE WHEN k.is_classified THEN 'resident' END,
                        CASE WHEN k.is_classified THEN 'MC3B' END, CASE WHEN k.is_classified THEN 'I2' END,
                        CASE WHEN k.is_classified THEN 'A2' END, 1234 * i, '00' || n, '2020-04-01', 'personal', '1,3', '＝1+1')
                RETURNING id INTO a;
                IF k.code = 'media' THEN
                    INSERT INTO asset_media (asset_id, media_type, is_encrypted, sticker_no) VALUES (a, 'usb', true, 'U' || n);
                ELSE
                    EXECUTE format('INSERT INTO %I (asset_id) VALUES ($1)', 'asset_' || k.code) USING a;
                END IF;
                IF k.code IN ('hardware', 'network') THEN INSERT INTO asset_restricted VALUES (a, '10.0.' || n || '.0/24', 'host' || n); END IF;
            END LOOP;
        END LOOP;
    END LOOP;
END $$"""


def sheet(rows, encoding="utf-8-sig"):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def rows_of(body, encoding="utf-8-sig"):
    return list(csv.reader(io.StringIO(body.decode(encoding))))


def send(mamori, viewer, content, name="台帳.csv", boundary=b"----sheet", place=PLACE, **fields):
    parts = {"csrf": viewer.csrf, **fields}
    body = b"".join(b"--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n" % (boundary, key.encode(), value.encode())
                    for key, value in parts.items())
    body += (b"--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: text/csv\r\n\r\n%s\r\n--%s--\r\n"
             % (boundary, name.encode(), content, boundary))
    return mamori.request("POST", place, {"Content-Type": f"multipart/form-data; boundary={boundary.decode()}", **viewer.headers}, body)


def taken(mamori, viewer, content, name="台帳.csv", **fields):
    """The correction that became of a sheet."""
    answer = send(mamori, viewer, content, name, **fields)
    place = answer.get("location") or ""
    if not place.startswith("/assets/corrections/"):
        raise RuntimeError(f"{answer.status} {place} {re.sub('<[^>]*>', ' ', answer.text)[-600:]} {mamori.log_text()[-600:]}")
    return place, mamori.get(place + ".json", viewer).json


VIEWERS = {}


def signed_in(mamori, key):
    """Signing in is made slow on purpose: once for each."""
    if key not in VIEWERS:
        VIEWERS[key] = mamori.sign_in(key)
    return VIEWERS[key]


def act(mamori, viewer, place, which, **fields):
    version = fields.pop("version", None) or mamori.get(place + ".json", viewer).json["version"]
    return mamori.form(f"{place}/{which}", {"version": version, "csrf": viewer.csrf, **fields}, viewer)


def counts(found):
    return tuple(found["counts"][name] for name in ("new_count", "changed_count", "unchanged_count", "wrong_count"))


def errors(found):
    return [(p["sheet_row"], p["sheet_column"], p["field"], p["problem"]) for p in found["problems"]]


def changed(rows, **cells):
    """The first asset's row with other cells, below its headings."""
    row = list(rows[1])
    for heading, text in cells.items():
        row[rows[0].index(heading)] = text
    return [rows[0], row]
