"""The database freezes, dies, comes back: the portal says so in time and goes on by itself."""

import re
import threading
import time

from server_process import eventually, get, sign_in, status_of

CLAUSE = "/policies/standard_basic/clauses/7"
# The statement deadline (10 s) with its grace (2 s), and room for a busy machine.
DEADLINE = 16


def _many(server, paths):
    """Asks for all at once; answers in order of `paths`, None where there was none."""
    answers = [None] * len(paths)

    def one(index):
        try:
            answers[index] = get(server, paths[index])
        except OSError:
            pass

    threads = [threading.Thread(target=one, args=(i,)) for i in range(len(paths))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _claim_away(count, server, what):
    """What holds as long as the database is away, after the first deadline has passed."""
    page = get(server, CLAUSE)
    count.claim(f"{what}: a page answers 503", page.status == 503, page.status)
    count.claim(f"{what}: it says when to come again", page.headers.get("Retry-After", "").isdigit())
    count.claim(f"{what}: the plain page is whole", page.text.rstrip().endswith("</html>") and "<h1" in page.text)
    count.claim(f"{what}: it is kept nowhere", page.headers.get("Cache-Control") == "no-store")
    problem = get(server, CLAUSE + ".json")
    count.claim(f"{what}: JSON answers 503 as a problem", problem.status == 503
                and problem.headers.get_content_type() == "application/problem+json", problem.status)
    health = get(server, "/healthz")
    count.claim(f"{what}: the process is healthy", health.status == 200 and health.seconds < 2, health.seconds)
    count.claim(f"{what}: it is not ready", status_of(server, "/readyz") == 503)
    style = re.search(r"/static/[^\"]+\.css", page.text)
    count.claim(f"{what}: its style is served", style is not None and status_of(server, style.group()) == 200, style)


def _claim_back(count, server, what, session):
    took = eventually(lambda: status_of(server, "/readyz") == 200, 8)
    count.claim(f"{what}: ready again within 8 s", took is not None)
    count.say(f"{what}: ready again after {took:.1f} s" if took is not None else f"{what}: not ready")
    answers = _many(server, [CLAUSE] * 20)
    count.claim(f"{what}: twenty pages at once", all(a and a.status == 200 for a in answers),
                [a and a.status for a in answers])
    count.claim(f"{what}: who was signed in still is",
                status_of(server, "/session.json", headers={"Cookie": session}) == 200)
    count.claim(f"{what}: the server is the same process", server.process.poll() is None)


def frozen_database(count, cluster, server):
    session = sign_in(server, cluster.accounts["staff"])
    _many(server, [CLAUSE] * 16)  # connections to be caught with
    cluster.freeze()
    try:
        # More than the pool has: the first wait for an answer, the others for a connection.
        answers = _many(server, [CLAUSE, CLAUSE + ".json", "/"] * 8)
        count.claim("frozen: everybody gets 503", all(a and a.status == 503 for a in answers),
                    [a and a.status for a in answers])
        slowest = max(a.seconds for a in answers if a)
        count.claim("frozen: within the statement's deadline", slowest < DEADLINE, f"{slowest:.1f} s")
        count.claim("frozen: each says when to come again",
                    all(a and a.headers.get("Retry-After", "").isdigit() for a in answers))
        waited = sorted(a.seconds for a in answers if a)
        count.say(f"frozen: answers after {waited[0]:.1f} to {waited[-1]:.1f} s")
        # By now connecting has failed often enough that nobody waits for it any more.
        eventually(lambda: get(server, CLAUSE).seconds < 0.5, 20)
        later = sorted(a.seconds for a in _many(server, [CLAUSE] * 20) if a)
        count.claim("frozen: most later requests are turned away at once", later[len(later) // 2] < 1, later)
        count.claim("frozen: no later request waits for long", later[-1] < 8, later[-1])
        _claim_away(count, server, "frozen")
    finally:
        cluster.thaw()
    _claim_back(count, server, "thawed", session)


def killed_database(count, cluster, server):
    session = sign_in(server, cluster.accounts["staff"])
    _many(server, [CLAUSE] * 16)
    cluster.kill()
    try:
        answers = _many(server, [CLAUSE] * 20)
        count.claim("killed: everybody gets 503", all(a and a.status == 503 for a in answers),
                    [a and a.status for a in answers])
        count.claim("killed: soon", max(a.seconds for a in answers if a) < 5)
        _claim_away(count, server, "killed")
    finally:
        cluster.start_again()
    _claim_back(count, server, "started again", session)


def shortly_frozen_database(count, cluster, server):
    """A stall shorter than the deadline is a slow page and nothing else."""
    _many(server, [CLAUSE] * 16)
    cluster.freeze()
    thaw = threading.Timer(1.5, cluster.thaw)
    thaw.start()
    answers = _many(server, [CLAUSE] * 8)
    thaw.join()
    count.claim("a stall of 1.5 s: every page arrives", all(a and a.status == 200 for a in answers),
                [a and a.status for a in answers])
    time.sleep(0.1)
