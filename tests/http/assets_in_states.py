"""Assets of 市民窓口課 (0502) as the tests need them, entered through the portal by those who may: the section's leader drafts,
its head registers. Names carry the marks by which addresses are looked for."""
ADDRESS = {"network": ("address_range", "10.66.77.0/24"), "hardware": ("host_address", "10.66.88.9 secret-host")}
SECRETS = ("10.66.77.0", "10.66.88.9", "secret-host", "10.66.99.1")


def number(answer):
    """Of the asset in an answer to its creation."""
    if answer.status != 201:
        raise RuntimeError(f"no asset was made: {answer.status} {answer.text}")
    return answer.json["asset"]["asset_no"]


def make(mamori, viewer, kind, act="register", **fields):
    sent = {"kind": kind, "unit": "0502", "name": f"試験の資産（{kind}）", "preset": "resident", "act": act, "csrf": viewer.csrf, **fields}
    return number(mamori.json("/assets", sent, viewer))


def with_address(mamori, viewer, kind):
    field, value = ADDRESS[kind]
    return make(mamori, viewer, kind, **{field: value})


def draft(mamori, viewer, kind="facility"):
    return make(mamori, viewer, kind, act="save")


def version(mamori, viewer, asset):
    return mamori.get(f"/assets/{asset}.json", viewer).json["asset"]["version"]


def step(mamori, viewer, asset, event, **fields):
    sent = {"event": event, "version": version(mamori, viewer, asset), "csrf": viewer.csrf, **fields}
    return mamori.json(f"/assets/{asset}/steps", sent, viewer)


def fields(mamori, viewer, asset):
    """What the form of the asset would send."""
    held = mamori.get(f"/assets/{asset}.json", viewer).json
    return {**held["fields"], "version": held["asset"]["version"], "csrf": viewer.csrf}


# --- by SQL ------------------------------------------------------------------------------------------------------

def prepare(database):
    database.sql("""CREATE SCHEMA IF NOT EXISTS test;
        CREATE FUNCTION test.asset(state text) RETURNS text LANGUAGE plpgsql AS $$
        DECLARE made bigint; moved bigint;
        BEGIN
            PERFORM set_config('mamori.now', '2026-11-20 10:00+09', true);
            INSERT INTO asset_correction (source, org_unit_id, reason, registers)
            SELECT 'form', u.id, '登録', state <> 'draft' AND state <> 'discarded' FROM org_unit u WHERE u.code = '0502' RETURNING id INTO made;
            INSERT INTO asset_correction_row (correction_id, line, kind, owner_unit_id, fields)
            SELECT made, 1, 'facility', u.id, '{"name": "試験の書庫"}' FROM org_unit u WHERE u.code = '0502';
            PERFORM asset_correction_apply(made);
            SELECT r.made_id INTO moved FROM asset_correction_row r WHERE r.correction_id = made;
            IF state = 'discarded' THEN INSERT INTO asset_step (asset_id, event, text) VALUES (moved, 'discard', '重複'); END IF;
            IF state = 'transferred' THEN
                INSERT INTO asset_step (asset_id, event, text, to_unit_id)
                SELECT moved, 'transfer', '見直し', u.id FROM org_unit u WHERE u.code = '0902';
            END IF;
            RETURN (SELECT a.asset_no FROM asset a WHERE a.id = moved);
        END $$""")


def of_state(database, state):
    """The number of a facility of 0502: draft, in_use, discarded, or transferred (offered to 0902)."""
    return database.sql(f"SELECT test.asset('{state}')")[0]
