"""Assets and checks made by SQL as the owner, for programs that need some of a section: test.asset(kind, section, name) gives
the id of one in use; test.inventory(year, as_of, due) opens the check of a year as the secretariat does."""

FUNCTIONS = """
CREATE SCHEMA IF NOT EXISTS test;
CREATE SEQUENCE IF NOT EXISTS test.asset_number START 9001;
CREATE OR REPLACE FUNCTION test.asset(of_kind text, section text, called text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE made bigint; number text;
BEGIN
    PERFORM set_config('mamori.now', '2026-11-22 10:00+09', true);
    number := (SELECT k.prefix FROM asset_kind k WHERE k.code = of_kind) || '-' || nextval('test.asset_number');
    INSERT INTO asset (asset_no, kind, status, name, owner_unit_id, location, preset, confidentiality, integrity, availability,
                       registered_on)
    SELECT number, of_kind, 'in_use', called, u.id, '本庁舎3階 執務室',
           'internal', 'MC2', 'I1', 'A1', '2020-04-01'
      FROM org_unit u WHERE u.code = section AND is_in_force(u.valid_from, u.valid_to, '2026-11-22') RETURNING id INTO made;
    IF of_kind = 'hardware' THEN INSERT INTO asset_hardware (asset_id, hardware_type) VALUES (made, 'terminal');
    ELSE EXECUTE format('INSERT INTO %I (asset_id) VALUES ($1)', 'asset_' || of_kind) USING made; END IF;
    IF of_kind IN ('network', 'hardware') THEN INSERT INTO asset_restricted (asset_id) VALUES (made); END IF;
    RETURN made;
END $$;
CREATE OR REPLACE FUNCTION test.inventory(year integer, as_of date, due date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('mamori.now', '2026-11-22 10:00+09', true);
    INSERT INTO inventory_check (fiscal_year, as_of, due, opened_by)
    SELECT year, inventory.as_of, inventory.due, p.id FROM person p WHERE p.staff_no = '217730';
END $$;
"""


def prepare(database):
    database.sql(FUNCTIONS)


def empty(database):
    """The city without its register and its checks."""
    database.sql("SET session_replication_role = replica; UPDATE asset SET status = 'discarded';"
                 " TRUNCATE inventory_check, inventory_section, inventory_item, inventory_step, network_change, network_change_step")


def make(database, kind, section, name):
    """The number of a new asset in use."""
    made = database.number(f"SELECT test.asset('{kind}', '{section}', '{name}')")
    return database.sql(f"SELECT asset_no FROM asset WHERE id = {made}")[0]


def check(database, year=2026, as_of="2026-11-01", due="2026-11-30"):
    database.sql(f"SELECT test.inventory({year}, '{as_of}', '{due}')")


def of_kind(database, kind, section):
    """What stands in an address: <listed:0502> the section, which has a list in the check of 2024, <system_of:0502> the number of a
    system, <change_of:0502> the address of a change to it below /assets."""
    number = make(database, "system", section, "業務システム")
    if kind == "listed":
        database.sql("SELECT test.inventory(2024, '2025-03-31', '2026-11-30') WHERE NOT EXISTS (SELECT FROM inventory_check WHERE fiscal_year = 2024)")
        return section
    if kind == "system_of":
        return number
    made = database.number("WITH made AS (INSERT INTO network_change (asset_id, kind, title, content, reason, due)"
                           f" SELECT id, 'patch', '修正プログラム', '適用', '脆弱性', '2026-12-01' FROM asset WHERE asset_no = '{number}'"
                           " RETURNING id) SELECT id FROM made")
    return f"{number}/changes/{made}"
