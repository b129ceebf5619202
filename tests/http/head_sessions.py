"""Heads of sections with a session each, for programs in which many act at the same moment."""
import hashlib

import portal

COOKIE = "mamori"


class Session:
    """A session made by SQL: hashing a hundred passwords would take longer than the race."""

    def __init__(self, mamori, staff_no):
        token = hashlib.sha256(staff_no.encode()).hexdigest()
        mamori.database.sql(
            "INSERT INTO account (person_id, login, password_hash, password_set_at) SELECT id, staff_no, '-', '2026-11-01' FROM person"
            f" WHERE staff_no = '{staff_no}' ON CONFLICT DO NOTHING;"
            " INSERT INTO session (token_sha256, person_id, created_at, last_seen_at, expires_at, address, user_agent)"
            f" SELECT '{hashlib.sha256(token.encode()).hexdigest()}', id, '{portal.NOW}', '{portal.NOW}', '2026-11-22 21:00+09', '127.0.0.1', ''"
            f" FROM person WHERE staff_no = '{staff_no}'")
        self.headers = {"Cookie": f"{COOKIE}={token}"}
        self.csrf = mamori.get("/session.json", self).json["csrf"]


def heads(mamori, wanted):
    """A head with a session and the section, for so many sections."""
    rows = [row.split("|") for row in mamori.database.sql(
        "SELECT p.staff_no, u.code FROM effective_role r JOIN person p ON p.id = r.person_id JOIN org_unit u ON u.id = r.org_unit_id"
        " WHERE r.role_code = 'system_security_manager' AND is_in_force(r.valid_from, r.valid_to, '2026-11-22')"
        f" AND u.is_user_section ORDER BY u.code LIMIT {wanted}")]
    found = {staff_no: Session(mamori, staff_no) for staff_no in {staff_no for staff_no, _ in rows}}
    return [(found[staff_no], code) for staff_no, code in rows]
