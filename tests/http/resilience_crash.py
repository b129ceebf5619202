"""Ends in the middle of work: kill -9, a clean stop, and a second server on the same database."""

import hashlib
import os
import random
import socket
import subprocess
import threading
import time

from server_process import BASIC_STANDARD, RELEASE, PROGRAM, Server, ask, eventually, get, session_status, sign_in, status_of

CLAUSE = "/policies/standard_basic/clauses/7"
ROUNDS = int(os.environ.get("MAMORI_KILLS", "30"))


# --- kill -9 ------------------------------------------------------------------------------------------------


class Journal:
    """What clients were told: session cookies, versions of the policy that were imported."""

    def __init__(self):
        self.cookies, self.versions, self.next_version = [], [], 1

    def sign_in_for_ever(self, server, account, is_over):
        while not is_over.is_set():
            try:
                cookie = sign_in(server, account)
            except OSError:
                continue
            if cookie:
                self.cookies.append(cookie)

    def import_for_ever(self, cluster, is_over):
        while not is_over.is_set():
            version, self.next_version = self.next_version, self.next_version + 1
            day = time.strftime("%Y-%m-%d", time.gmtime(1900000000 + version * 86400))
            command = [RELEASE or PROGRAM, "policy", "import", "--code", "crash", "--title", "版を重ねる文書", "--version",
                       str(version), "--in-force", day, "--level", "procedure", BASIC_STANDARD]
            process = subprocess.Popen(command, env=cluster.environment("owner"), stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            while process.poll() is None:
                if is_over.is_set():
                    process.kill()
                time.sleep(0.001)
            if process.returncode == 0:
                self.versions.append(version)


def _work_and_kill(cluster, server, journal, wanted):
    """At a random moment, though not before one of the wanted acts was acknowledged: a busy machine is slow to begin."""
    is_over, before = threading.Event(), len(wanted)
    threads = [threading.Thread(target=journal.sign_in_for_ever, args=(server, account, is_over))
               for account in cluster.accounts.values()]
    threads.append(threading.Thread(target=journal.import_for_ever, args=(cluster, is_over)))
    for thread in threads:
        thread.start()
    time.sleep(random.uniform(0.3, 1.2))
    if eventually(lambda: len(wanted) > before, 20) is not None:
        time.sleep(random.uniform(0, 0.2))
    is_over.set()  # the importer dies with the server
    server.kill()
    for thread in threads:
        thread.join()


def _lost_sessions(cluster, journal):
    hashes = {hashlib.sha256(cookie.split("=", 1)[1].encode()).hexdigest() for cookie in journal.cookies}
    return hashes - set(cluster.sql("SELECT token_sha256 FROM session").split())


# A version is whole when it holds as much as the first one, search forms and table rows included.
VERSIONS = """
SELECT v.version_no, count(c.id), count(s.clause_id), sum((SELECT count(*) FROM clause_row r WHERE r.clause_id = c.id))
  FROM policy_document d JOIN policy_version v ON v.document_id = d.id
  LEFT JOIN clause c ON c.version_id = v.id LEFT JOIN clause_search s ON s.clause_id = c.id
 WHERE d.code = 'crash' GROUP BY v.version_no"""


def killed_under_load(count, cluster):
    random.seed(int(os.environ.get("MAMORI_SEED", "20261122")))
    journal, slowest = Journal(), 0.0
    faults = {"sessions lost": set(), "versions lost": set(), "half imports": set(), "audit": []}
    server = Server(cluster, RELEASE)  # hashes passwords fast enough for many a round
    for turn in range(ROUNDS):
        _work_and_kill(cluster, server, journal, journal.versions if turn % 2 else journal.cookies)
        slowest = max(slowest, server.start())
        faults["sessions lost"] |= _lost_sessions(cluster, journal)
        versions = {int(row[0]): row[1:] for row in (line.split("|") for line in cluster.sql(VERSIONS).splitlines())}
        faults["versions lost"] |= set(journal.versions) - set(versions)
        whole = versions[min(versions)] if versions else None
        faults["half imports"] |= {version for version, sizes in versions.items() if sizes != whole or int(sizes[0]) < 50}
        verified = cluster.command("owner", "audit", "verify", check=False)
        if verified.returncode:
            faults["audit"].append((turn, verified.stdout, verified.stderr))
    count.say(f"kill -9, {ROUNDS} times: {len(journal.cookies)} sign-ins and {len(journal.versions)} imports acknowledged, "
              f"ready again after at most {slowest:.2f} s")
    count.claim("kill -9: there was something to lose", 2 * len(journal.cookies) >= ROUNDS
                and len(journal.versions) >= ROUNDS, (len(journal.cookies), len(journal.versions)))
    for fault, found in faults.items():
        count.claim(f"kill -9: no {fault}", not found, found)
    count.claim("kill -9: ready again within 3 s", slowest < 3, slowest)
    count.claim("kill -9: the last session works", session_status(server, journal.cookies[-1]) == 200)
    unmatched = cluster.sql("SELECT count(*) FROM (SELECT person_id, count(*) FROM session GROUP BY 1) s WHERE count > "
                            "(SELECT count(*) FROM audit_log a WHERE a.action = 'login' AND a.person_id = s.person_id)")
    count.claim("kill -9: every session stands in the operation log", unmatched == "0", unmatched)
    drained = eventually(lambda: cluster.sql("SELECT count(*) FROM audit_pending") == "0", 10)
    count.claim("kill -9: what was left unsealed is sealed afterwards", drained is not None)
    count.claim("kill -9: and then it stops cleanly", server.stop() == 0, server.log()[-1500:])


# --- a clean stop -------------------------------------------------------------------------------------------


def stopped_while_working(count, cluster):
    """SIGTERM while pages wait for the database: they arrive, nobody new comes in, nothing stays."""
    server = Server(cluster)
    idle = [server.connect() for _ in range(10)]
    for one in idle[:5]:  # kept open after an answer
        one.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % server.port)
        one.recv(4096)
    holder = cluster.sql_process("BEGIN; LOCK TABLE clause IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(1.5); COMMIT")
    eventually(lambda: cluster.sql("SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock'"
                                   " AND relation = 'clause'::regclass") == "1", 5)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(get(server, CLAUSE))) for _ in range(6)]
    threads.append(threading.Thread(target=lambda: answers.append(sign_in_answer(server, cluster))))
    for thread in threads:
        thread.start()
    eventually(lambda: cluster.sql("SELECT count(*) FROM pg_locks WHERE NOT granted") == "6", 5)
    began = time.monotonic()
    server.process.terminate()
    refused = eventually(lambda: _is_refused(server), 1)
    count.claim("stop: nobody new comes in", refused is not None)
    count.claim("stop: while it still works", server.process.poll() is None)
    for thread in threads:
        thread.join()
    status = server.process.wait(20)
    took = time.monotonic() - began
    holder.communicate()
    count.claim("stop: everybody in flight is answered", [a.status for a in answers] == [200] * 7,
                [a.status for a in answers])
    count.claim("stop: and told that the connection ends", all(a.headers.get("Connection") == "close" for a in answers
                                                              if a.status == 200 and b"<html" in a.body[:200]))
    count.claim("stop: exit status 0", status == 0, f"{status}: {server.log()[-1500:]}")
    count.claim("stop: idle connections do not hold it up", took < 5, f"{took:.1f} s")
    count.claim("stop: no process stays", not os.path.exists(f"/proc/{server.process.pid}"))
    count.claim("stop: no connection to the database stays", eventually(lambda: cluster.sql(
        "SELECT count(*) FROM pg_stat_activity WHERE usename = 'mamori_server'") == "0", 2) is not None)
    for one in idle:
        one.close()


def sign_in_answer(server, cluster):
    account = cluster.accounts["staff"]
    return ask(server, "POST", "/sign-in.json", '{"login": "%s", "password": "%s"}' % (account["login"], account["password"]),
               {"Content-Type": "application/json"})


def _is_refused(server):
    try:
        with socket.create_connection(("127.0.0.1", server.port), 1):
            return False
    except ConnectionRefusedError:
        return True
    except OSError:
        return False


# --- two servers --------------------------------------------------------------------------------------------


def two_servers(count, cluster):
    """Nothing that matters lives in the process: a second server is as good as the first."""
    state = cluster.new_folder("second")
    with Server(cluster) as first, Server(cluster, MAMORI_STATE=state) as second:
        both = (first, second)
        accounts = list(cluster.accounts.values())
        cookies = [sign_in(both[i % 2], accounts[i % len(accounts)]) for i in range(16)]
        count.claim("two servers: sign-ins at both", all(cookies))
        count.claim("two servers: either knows the sessions of the other",
                    all(session_status(server, cookie) == 200 for server in both for cookie in cookies))
        count.claim("two servers: both show the policy", all(status_of(server, CLAUSE) == 200 for server in both))
        token = get(first, "/session.json", headers={"Cookie": cookies[0]}).text.split('"csrf":"')[1].split('"')[0]
        out = ask(second, "POST", "/sign-out", "{}", {"Cookie": cookies[0], "X-CSRF-Token": token, "Accept": "application/json",
                                                      "Content-Type": "application/json"})
        count.claim("two servers: signed out at one", out.status in (200, 204), out.status)
        count.claim("two servers: is signed out at the other", session_status(first, cookies[0]) == 401)
        sealed = eventually(lambda: cluster.sql("SELECT count(*) FROM audit_pending") == "0", 10)
        count.claim("two servers: the log is sealed", sealed is not None)
        row = cluster.sql("SELECT count(*), count(DISTINCT audit_id), max(seq), (SELECT count(*) FROM audit_log) FROM audit_seal")
        count.claim("two servers: every row once, without a gap", len(set(row.split("|"))) == 1, row)
    for folder in (cluster.state, state):
        verified = cluster.command("owner", "audit", "verify", "--anchors", folder + "/audit-anchors", check=False)
        count.claim("two servers: the chain holds against the anchors of each", verified.returncode == 0, verified.stdout)
