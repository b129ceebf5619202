"""Clients that hold connections without asking anything, or ask very slowly."""

import select
import socket
import statistics
import time

from server_process import Server, get, raise_descriptor_limit

CLAUSE = "/policies/standard_basic/clauses/7"
MANY = 1000
HALF_A_HEADER = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "


def _median(server, turns=60):
    """Milliseconds for a page, on a new connection each time."""
    answers = [get(server, CLAUSE) for _ in range(turns)]
    if any(a.status != 200 for a in answers):
        return None
    return 1000 * statistics.median(a.seconds for a in answers)


def _open(server, number, first=b""):
    sockets = []
    for _ in range(number):
        one = server.connect()
        if first:
            one.sendall(first)
        sockets.append(one)
    return sockets


def _is_closed(one):
    """Whether the server has ended the connection; what it said before that is read."""
    try:
        one.setblocking(False)
        while one.recv(65536):
            pass
        return True
    except BlockingIOError:
        return False
    except OSError:
        return True


def seconds_until_closed(began, sockets, limit, drip=()):
    """When each was closed, from `began` on. `drip`: those that send a byte a second meanwhile."""
    closed, next_byte = {}, time.monotonic()
    while len(closed) < len(sockets) and time.monotonic() - began < limit:
        waiting = [one for one in sockets if one not in closed]
        poll = select.poll()
        for one in waiting:
            poll.register(one, select.POLLIN)
        ready = {number for number, _ in poll.poll(200)}
        for one in waiting:
            if one.fileno() in ready and _is_closed(one):
                closed[one] = time.monotonic() - began
        if time.monotonic() >= next_byte:
            next_byte += 1
            for one in drip:
                if one not in closed:
                    try:
                        one.send(b"a")
                    except OSError:
                        pass
    return [closed.get(one) for one in sockets]


def _close(sockets):
    for one in sockets:
        one.close()


def _claim_served(count, server, what, before):
    during = _median(server)
    count.claim(f"{what}: everybody else is served", during is not None)
    if during is not None:
        count.say(f"{what}: a page takes {during:.1f} ms, {during / before:.2f} times as long as without")
        count.claim(f"{what}: others hardly notice", during < 4 * before + 10, f"{before:.1f} ms, then {during:.1f} ms")


def a_thousand_slow_clients(count, cluster, server):
    raise_descriptor_limit()
    before = _median(server)
    idle = _open(server, MANY)
    _claim_served(count, server, "1,000 idle connections", before)
    began = time.monotonic()
    half = _open(server, MANY, HALF_A_HEADER)
    took = time.monotonic() - began
    drip = _open(server, 20, HALF_A_HEADER)
    _claim_served(count, server, "1,000 more that sent half a header", before)
    ends = seconds_until_closed(began, half + drip, 20, drip)
    missing = sum(end is None for end in ends)
    count.claim("half a header: all are cut", missing == 0, f"{missing} were not")
    known = [end for end in ends if end is not None]
    count.say(f"half a header: cut after {min(known):.1f} to {max(known):.1f} s")
    # 10 s from the first byte, seen and acted on once a second each; they were opened over `took` seconds.
    count.claim("half a header: not before the deadline", min(known) > 9.5, min(known))
    count.claim("half a header: not long after it", max(known) < 13 + took, f"{max(known):.1f} s")
    count.claim("a byte a second: cut as well", all(end is not None for end in ends[-len(drip):]))
    count.claim("idle ones were left alone that long", sum(_is_closed(one) for one in idle) == 0)
    _close(half + drip + idle)
    count.claim("and then it serves on", _median(server) is not None)


def _fill(server, number, first=b""):
    """As many as come in."""
    sockets = []
    for _ in range(number):
        try:
            one = socket.create_connection(("127.0.0.1", server.port), 5)
            if first:
                one.sendall(first)
            sockets.append(one)
        except OSError:
            pass
    return sockets


def _served(server, seconds, wanted):
    """Which of some requests on new connections were answered; ends after `wanted` that were."""
    began, served = time.monotonic(), []
    while time.monotonic() - began < seconds and sum(served) < wanted:
        try:
            served.append(get(server, CLAUSE, timeout=5).status == 200)
        except OSError:
            served.append(False)
            time.sleep(0.2)
    return served, time.monotonic() - began


def _claim_room(count, cluster, what, first, limit=64, room=140):
    """Of 64 connections 200 are taken: somebody new still comes in, the oldest of those that ask nothing go.

    `room`: how many are closed then. Those beyond the limit are (136 of 200), and some more, for the newcomers.
    """
    with Server(cluster, MAMORI_CONNECTIONS=limit) as server:
        early = _fill(server, limit * 5 // 8, first)
        time.sleep(1.2)
        late = _fill(server, limit * 5 // 2, first)
        served, took = _served(server, 8, 20)
        count.say(f"connection limit, {what}: 20 pages within {took:.1f} s, {served.count(False)} attempts in vain before")
        count.claim(f"connection limit, {what}: a new user is served", sum(served) == 20, served)
        count.claim(f"connection limit, {what}: and from then on always",
                    True in served and all(served[served.index(True):]), served)
        closed = [_is_closed(one) for one in early + late]
        count.claim(f"connection limit, {what}: room was made for that", sum(closed) >= room, sum(closed))
        count.claim(f"connection limit, {what}: the oldest first", sum(closed[:10]) == 10, closed[:10])
        _close(early + late)


def near_the_connection_limit(count, cluster):
    _claim_room(count, cluster, "idle", b"")
    _claim_room(count, cluster, "half a header", HALF_A_HEADER)
    # So many that looking at all of them takes longer than the clock's millisecond.
    _claim_room(count, cluster, "a thousand with half a header", HALF_A_HEADER, 1000, 2126)
