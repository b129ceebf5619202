"""What a request costs: the time that server and database compute for it, one after another on an open connection, so that
neighbours on the machine do not change it."""

import glob
import statistics
import time
import urllib.parse

ROUNDS, WARM = 21, 6


def milliseconds(connection, path, cookie):
    began = time.perf_counter()
    connection.request("GET", urllib.parse.quote(path, safe="/?=&"), headers={"Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    return answer.status, (time.perf_counter() - began) * 1000


def computed(processes):
    """Milliseconds the threads of these processes have computed; one that has ended counts no more."""
    nanoseconds = 0
    for path in (path for process in processes for path in glob.glob(f"/proc/{process}/task/*/schedstat")):
        try:
            with open(path, encoding="ascii") as file:
                nanoseconds += int(file.read().split()[0])
        except OSError:  # it has ended
            pass
    return nanoseconds / 1_000_000


def is_idle(processes):
    before = computed(processes)
    time.sleep(1)
    return computed(processes) - before < 50


def measure(count, ask, processes, name, limit):
    """The median: a timed job that runs beside one of the requests is none of its cost."""
    for _ in range(WARM):  # a server has read its statements and its tables before
        ask()
    times, costs = [], []
    for _ in range(ROUNDS):
        before = computed(processes())
        status, took = ask()
        costs.append(computed(processes()) - before)
        times.append(took)
        count.claim(f"{name} answers", status == 200, status) if status != 200 else None
    cost = statistics.median(costs)
    count.say(f"{name:42} computed {cost:6.1f} ms  passed {statistics.median(times):6.1f} ms")
    count.claim(f"{name}: under {limit} ms", cost < limit, f"{cost:.1f}")
