"""Directives in every state, made by SQL in one go: the secretariat writes and issues them, sections answer, by the
server's own rules. 松風谷 奏 217730 of the secretariat writes; 帆足崎 正人 206611 heads 市民窓口課 (0502)."""
import collections

CLERK, HEAD = "217730", "206611"
Directive = collections.namedtuple("Directive", "id version")

FUNCTIONS = """
CREATE SCHEMA IF NOT EXISTS test;
CREATE FUNCTION test.be(staff_no text, permissions text) RETURNS void LANGUAGE sql AS $$
    SELECT set_config('mamori.now', '2026-11-20 10:00+09', true),
           set_config('mamori.permissions', permissions, true),
           set_config('mamori.person', (SELECT p.id::text FROM person p WHERE p.staff_no = be.staff_no), true)
$$;
CREATE FUNCTION test.directive(state text, due date, needs_reply boolean, codes text[]) RETURNS bigint
    LANGUAGE plpgsql AS $$
DECLARE made bigint;
BEGIN
    PERFORM test.be('217730', 'directive_issue meeting_maintain');
    INSERT INTO directive (source, title, body, audience, units, due, needs_reply)
    SELECT 'operational_review', '標的型メールの訓練結果に基づく点検', '職員等に訓練の結果を伝え、連絡先を確認する。',
           CASE WHEN codes = '{}' THEN 'all' ELSE 'listed' END,
           coalesce((SELECT array_agg(u.id) FROM org_unit u WHERE u.code = ANY (codes)), '{}'), directive.due, directive.needs_reply
    RETURNING id INTO made;
    IF state = 'discarded' THEN INSERT INTO directive_step (directive_id, event) VALUES (made, 'discard'); END IF;
    IF state NOT IN ('draft', 'discarded') THEN INSERT INTO directive_step (directive_id, event) VALUES (made, 'issue'); END IF;
    IF state = 'closed' THEN INSERT INTO directive_step (directive_id, event) VALUES (made, 'close'); END IF;
    IF state = 'confirmed' THEN
        PERFORM test.be('206611', 'directive_answer');
        INSERT INTO directive_answer (delivery_id, kind) SELECT y.id, 'confirm' FROM directive_delivery y
          JOIN org_unit u ON u.id = y.org_unit_id WHERE y.directive_id = made AND u.code = '0502';
    END IF;
    RETURN made;
END $$;
"""


def guidance(database, code, kind="guidance"):
    """The id of a note of the network security manager to a section."""
    return database.number(f"""WITH made AS (INSERT INTO guidance (org_unit_id, kind, title, body, person_id)
        SELECT u.id, '{kind}', '持出しの手続', '手続を改めてください。', p.id FROM org_unit u, person p
         WHERE u.code = '{code}' AND p.staff_no = '204518' RETURNING id) SELECT id FROM made""")


def referral(database, party=""):
    """The number of a referral to the discipline committee; a party by the staff number."""
    database.sql(f"""INSERT INTO discipline_referral (reference_no, referred_on, referred_by_unit_id, parties)
        SELECT 'R8-{party or 0}', '2026-11-10', u.id, ARRAY(SELECT id FROM person WHERE staff_no = '{party}')
          FROM org_unit u WHERE u.code = '0102'""")
    return f"R8-{party or 0}"


def prepare(database):
    database.sql(FUNCTIONS)


def make(database, state, due="2026-12-25", needs_reply=True, codes=()):
    day = f"'{due}'" if due else "NULL"
    made = database.number(f"SELECT test.directive('{state}', {day}, {needs_reply}, '{{{','.join(codes)}}}')")
    return Directive(made, database.number(f"SELECT row_version FROM directive WHERE id = {made}"))


def of_kind(database, kind, state):
    """What stands in an address for <directive:issued>, <guidance:0502> or <referral:100002>."""
    if kind == "guidance":
        return str(guidance(database, state))
    if kind == "referral":
        return referral(database, "" if state == "nobody" else state)
    return str(make(database, state).id)
