"""Meetings in every state, made by SQL in one go: they go their way by the steps and rules of the database alone.

The clock of the tests stands at 22 November 2026, 9:00. A meeting that is planned, notified or cancelled is on 18 December;
one that runs (running: nothing recorded yet, attended: all are there, decided: every item has its result) began at 8:30 on that
very day; one that was held took place on 20 November. 松風谷 奏 (217730) of the secretariat keeps them.
"""
import collections
import json
import subprocess
import sys

CLERK = "217730"
STATES = ["planned", "notified", "cancelled", "running", "attended", "decided", "held", "minutes_drafting", "minutes_review",
          "minutes_final"]
ITEMS = ["deliberation d 情報セキュリティポリシー（第10版）の改定", "deliberation c 約款型クラウドサービスの利用基準",
         "deliberation e 標的型メール訓練の結果と全庁への指示", "report a 最近のサイバー攻撃の動向"]

FUNCTIONS = """
CREATE SCHEMA IF NOT EXISTS test;
CREATE FUNCTION test.act(staff_no text, moment timestamptz) RETURNS void LANGUAGE sql AS $$
    SELECT set_config('mamori.person', (SELECT p.id::text FROM person p WHERE p.staff_no = act.staff_no), true),
           set_config('mamori.now', moment::text, true),
           set_config('mamori.permissions', CASE act.staff_no WHEN '217730' THEN 'meeting_read meeting_read_all meeting_maintain'
               ' directive_issue directive_read_all' ELSE 'meeting_read' END, true)
$$;

CREATE FUNCTION test.move(wanted bigint, event text, text text DEFAULT '', doc_number text DEFAULT '') RETURNS void LANGUAGE sql AS $$
    INSERT INTO meeting_step (meeting_id, event, from_state, text, doc_number)
    SELECT m.id, move.event, m.state, move.text, move.doc_number FROM meeting m WHERE m.id = wanted
$$;

CREATE FUNCTION test.decide(wanted bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO item_position (item_id, attendance_id, value)
    SELECT i.id, a.id, 'no_objection' FROM agenda_item i JOIN attendance a ON a.meeting_id = i.meeting_id AND takes_part(a.seat_kind)
     WHERE i.meeting_id = wanted AND i.type = 'deliberation';
    UPDATE agenda_item SET gist = '資料により説明し、質疑の後、異議なく了承された。' WHERE meeting_id = wanted;
    INSERT INTO decision (item_id, outcome, text)
    SELECT i.id, CASE i.type WHEN 'deliberation' THEN 'adopted' ELSE 'noted' END, '案のとおりとする。'
      FROM agenda_item i WHERE i.meeting_id = wanted ORDER BY i.no
$$;

CREATE FUNCTION test.minutes(wanted bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE decision SET instruction = 'none' WHERE item_id IN (SELECT i.id FROM agenda_item i WHERE i.meeting_id = wanted);
    UPDATE meeting m SET named_member_id = (SELECT max(a.id) FROM attendance a WHERE a.meeting_id = m.id AND a.seat_kind = 'member')
     WHERE m.id = wanted;
    INSERT INTO minutes_version (meeting_id, version_no, text, sha256)
    VALUES (wanted, 1, '議事録', encode(sha256(convert_to('議事録', 'UTF8')), 'hex'));
    SELECT test.move(wanted, 'send_minutes')
$$;

CREATE FUNCTION test.confirm(wanted bigint, starts_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE staff_no text;
BEGIN
    FOR staff_no IN SELECT p.staff_no FROM meeting m JOIN attendance a ON a.id IN (m.presider_id, m.named_member_id)
                      JOIN person p ON p.id = a.person_id WHERE m.id = wanted LOOP
        PERFORM test.act(staff_no, starts_at + interval '5 hours'), test.move(wanted, 'confirm_minutes');
    END LOOP;
END $$;

-- Items are "type category title".
CREATE FUNCTION test.meeting(state text, committee text, kind text, starts_at timestamptz, items text[]) RETURNS bigint
    LANGUAGE plpgsql AS $$
DECLARE made bigint;
BEGIN
    PERFORM test.act('217730', starts_at - interval '14 days');
    INSERT INTO meeting (committee_code, kind, starts_at, place, necessity, necessity_on)
    VALUES (committee, kind, starts_at, '本庁舎8階 第1会議室', CASE kind WHEN 'extraordinary' THEN '重大な障害に対応するため。' ELSE '' END,
            CASE kind WHEN 'extraordinary' THEN (starts_at - interval '15 days')::date END) RETURNING id INTO made;
    INSERT INTO agenda_item (meeting_id, no, title, type, category)
    SELECT made, i.no, split_part(i.text, ' ', 3), split_part(i.text, ' ', 1), split_part(i.text, ' ', 2)
      FROM unnest(items) WITH ORDINALITY i (text, no);
    IF state = 'planned' THEN RETURN made; END IF;
    PERFORM test.move(made, 'notify', '', '2026藤デ第101号');
    IF state = 'cancelled' THEN PERFORM test.move(made, 'cancel', '委員長の指示による。'); END IF;
    IF state IN ('notified', 'cancelled', 'running') THEN RETURN made; END IF;
    PERFORM test.act('217730', starts_at + interval '5 minutes');
    UPDATE attendance SET actual = 'present' WHERE meeting_id = made;
    IF state = 'attended' THEN RETURN made; END IF;
    PERFORM test.decide(made);
    IF state = 'decided' THEN RETURN made; END IF;
    UPDATE meeting m SET ends_at = m.starts_at + interval '1 hour' WHERE m.id = made;
    PERFORM test.act('217730', starts_at + interval '2 hours'), test.move(made, 'hold');
    IF state = 'held' THEN RETURN made; END IF;
    PERFORM test.move(made, 'draft_minutes');
    IF state = 'minutes_drafting' THEN RETURN made; END IF;
    PERFORM test.minutes(made);
    IF state = 'minutes_final' THEN PERFORM test.confirm(made, starts_at); END IF;
    RETURN made;
END $$;
"""

Meeting = collections.namedtuple("Meeting", "id version items seats")


def prepare(database):
    database.sql(FUNCTIONS)


def moment(state):
    if state in ("planned", "notified", "cancelled"):
        return "2026-12-18 10:00+09"
    return "2026-11-22 08:30+09" if state in ("running", "attended", "decided") else "2026-11-20 10:00+09"


def look(database, number):
    """The meeting as it is: its version, the ids of its items in their order, and of its seats by staff number."""
    version = database.number(f"SELECT row_version FROM meeting WHERE id = {number}")
    items = database.sql(f"SELECT id FROM agenda_item WHERE meeting_id = {number} ORDER BY no")
    seats = database.sql("SELECT p.staff_no || '|' || a.id FROM attendance a JOIN person p ON p.id = a.person_id"
                         f" WHERE a.meeting_id = {number} AND a.withdrawn_at IS NULL ORDER BY seat_rank(a.seat_kind), a.place")
    return Meeting(number, version, [int(item) for item in items], {seat.split("|")[0]: int(seat.split("|")[1]) for seat in seats})


def make(database, state, committee="isc", kind="regular", starts_at=None, items=None):
    """A meeting in that state. Items are "type category title"."""
    texts = ", ".join(f"'{item}'" for item in items or ITEMS)
    number = database.sql(f"SELECT test.meeting('{state}', '{committee}', '{kind}', '{starts_at or moment(state)}', ARRAY[{texts}])")
    return look(database, int(number[0]))


class Psql:
    """The database of a portal that somebody else has started, for who makes meetings in it from a command line."""

    def __init__(self, url):
        self.url = url

    def sql(self, text):
        done = subprocess.run(["/usr/lib/postgresql/15/bin/psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", self.url, "-c", text],
                              capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{text[:200]}: {done.stderr}")
        return done.stdout.splitlines()

    def number(self, text):
        return int(self.sql(text)[0])


if __name__ == "__main__":  # URL STATE [ITEM...]: prints the meeting as JSON
    database = Psql(sys.argv[1])
    if not database.number("SELECT count(*) FROM pg_namespace WHERE nspname = 'test'"):
        prepare(database)
    print(json.dumps(make(database, sys.argv[2], items=sys.argv[3:])._asdict()))
