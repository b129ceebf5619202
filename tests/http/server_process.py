"""A PostgreSQL cluster, a server on it and clients that speak to it, for the programs of tests/http and tests/load.

Environment: MAMORI_SOURCE, MAMORI_PROGRAM, MAMORI_RELEASE_PROGRAM, MAMORI_AS, MAMORI_TEST_MEMORY (see tests/run).
"""

import atexit
import http.client
import json
import os
import re
import resource
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback

from ports import free_port

SOURCE = os.environ["MAMORI_SOURCE"]
PROGRAM = os.environ.get("MAMORI_PROGRAM")
RELEASE = os.environ.get("MAMORI_RELEASE_PROGRAM")
BASIC_STANDARD = SOURCE + "/server/modules/policies/sample/standard_basic.txt"


# --- counting ---------------------------------------------------------------------------------------------


class Count:
    """Counts what is claimed; a claim that fails is printed with what was found."""

    def __init__(self, name):
        self.name, self.passed, self.failed = name, 0, 0

    def claim(self, what, holds, found=""):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"{self.name}: FAILED: {what}{': ' if found != '' else ''}{found}", flush=True)
        return holds

    def say(self, text):
        print(f"{self.name}: {text}", flush=True)

    def run(self, scenarios):
        """Each scenario stands for itself: what it raises is one failure."""
        only = sys.argv[1:]
        for scenario in scenarios:
            if only and scenario.__name__ not in only:
                continue
            began = time.monotonic()
            try:
                scenario(self)
            except Exception:
                traceback.print_exc(file=sys.stdout)
                self.claim(scenario.__name__, False, "ended early")
            self.say(f"{scenario.__name__} took {time.monotonic() - began:.1f} s")
        print(f"{self.name}: {self.passed} passed, {self.failed} failed", flush=True)
        sys.exit(1 if self.failed else 0)


def eventually(holds, seconds, pause=0.05):
    """Seconds until `holds()` is true, or None."""
    began = time.monotonic()
    while True:
        if holds():
            return time.monotonic() - began
        if time.monotonic() - began > seconds:
            return None
        time.sleep(pause)


def raise_descriptor_limit(wanted=8192):
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY:
        wanted = min(wanted, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


# --- the cluster ------------------------------------------------------------------------------------------


class Cluster:
    """A migrated database with the sample city, in a cluster that this program alone freezes and kills."""

    def __init__(self):
        # It is open to the accounts of server and cluster, as is what stands above it (tests/run sees to it).
        self.folder = tempfile.mkdtemp(prefix="mamori-", dir=os.environ["MAMORI_TEST_MEMORY"])
        os.chmod(self.folder, 0o711)
        atexit.register(self.remove)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        self.state = self.new_folder("state")
        self._command("start")
        self.urls = {name: self._url(name) for name in ("server", "owner", "superuser")}
        self.command("owner", "migrate")
        self.command("owner", "sample", "--accounts", self.folder + "/accounts.json")
        with open(self.folder + "/accounts.json", encoding="utf-8") as file:
            self.accounts = json.load(file)
        self.sql("INSERT INTO setting (key, value, valid_from) SELECT 'sign_in.' || kind || '_limit', '1000000', '2000-01-01'"
                 " FROM (VALUES ('address'), ('account')) AS k (kind)")
        self.sql("ANALYZE")  # what autovacuum does within a minute; without it plans are bad

    def new_folder(self, name):
        path = f"{self.folder}/{name}"
        os.mkdir(path)
        os.chmod(path, 0o777)
        return path

    def _command(self, verb):
        subprocess.run([SOURCE + "/tests/cluster", verb, self.folder + "/pg"], check=True, stdout=subprocess.DEVNULL)

    def _url(self, role):
        environment = {**os.environ, "MAMORI_STATE": self.folder + "/pg"}
        command = [SOURCE + "/server/cluster", "url", role]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout.strip()

    def environment(self, role="server", **settings):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MAMORI_")}
        return {**kept, "MAMORI_DATABASE_URL": self.urls[role], "MAMORI_MODE": "demo", "MAMORI_STATE": self.state,
                **{name: str(value) for name, value in settings.items()}}

    def command(self, role, *arguments, check=True, **options):
        """`mamori …` to its end; the passfiles are open to root and to whoever made the cluster."""
        done = subprocess.run([RELEASE or PROGRAM, *arguments], env=self.environment(role), capture_output=True,
                              text=True, **options)
        if check and done.returncode:
            raise RuntimeError(f"mamori {arguments[0]}: {done.stdout}{done.stderr}")
        return done

    def sql_process(self, text):
        return subprocess.Popen(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", self.urls["superuser"], "-c", text],
                                stdout=subprocess.PIPE, text=True)

    def sql(self, text):
        process = self.sql_process(text)
        out, _ = process.communicate()
        if process.returncode:
            raise RuntimeError("psql failed: " + text)
        return out.strip()

    def processes(self):
        found = []
        for name in os.listdir("/proc"):
            try:
                if name.isdigit() and os.path.samefile(f"/proc/{name}/cwd", self.folder + "/pg/cluster"):
                    found.append(int(name))
            except OSError:
                pass
        return found

    def signal(self, number):
        for process in sorted(self.processes()):  # the postmaster first: it makes the others
            try:
                os.kill(process, number)
            except ProcessLookupError:
                pass

    def freeze(self):
        self.signal(signal.SIGSTOP)
        self.signal(signal.SIGSTOP)  # what it had made meanwhile

    def thaw(self):
        self.signal(signal.SIGCONT)

    def kill(self):
        self.signal(signal.SIGKILL)
        eventually(lambda: not self.processes(), 5)

    def start_again(self):
        environment = {**os.environ, "MAMORI_STATE": self.folder + "/pg", "MAMORI_CLUSTER": "throwaway"}
        subprocess.run([SOURCE + "/server/cluster", "start"], check=True, env=environment, stdout=subprocess.DEVNULL)

    def remove(self):
        self.thaw()
        self._command("stop")
        shutil.rmtree(self.folder, ignore_errors=True)


# --- the server -------------------------------------------------------------------------------------------


class Server:
    """`mamori serve` on a cluster; `settings` are environment variables."""

    def __init__(self, cluster, program=None, **settings):
        self.cluster, self.port, self.process = cluster, free_port(), None
        self.program = program or PROGRAM or RELEASE
        self.environment = cluster.environment(MAMORI_LISTEN=f"127.0.0.1:{self.port}", **settings)
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        self.log_path = f"{cluster.folder}/server-{self.port}.log"
        self.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()

    def start(self):
        """Returns the seconds until it is ready."""
        began = time.monotonic()
        launcher = shlex.split(os.environ.get("MAMORI_AS", ""))
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen([*launcher, self.program, "serve"], env=self.environment, stdout=log,
                                            stderr=log, stdin=subprocess.DEVNULL, cwd="/")
        atexit.register(self._end)
        if eventually(self._is_ready_or_gone, 30, 0.02) is None or self.process.poll() is not None:
            raise RuntimeError("the server does not start:\n" + self.log()[-2000:])
        return time.monotonic() - began

    def _is_ready_or_gone(self):
        return self.process.poll() is not None or status_of(self, "/readyz") == 200

    def _end(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def stop(self, seconds=40):
        """Its exit status."""
        self.process.terminate()
        return self.process.wait(seconds)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def memory(self):
        """Resident KiB."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1))

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def threads(self):
        return len(os.listdir(f"/proc/{self.process.pid}/task"))

    def connect(self, timeout=20):
        return socket.create_connection(("127.0.0.1", self.port), timeout)


# --- clients ----------------------------------------------------------------------------------------------


class Answer:
    def __init__(self, response, seconds):
        self.status, self.headers, self.body, self.seconds = response.status, response.headers, response.read(), seconds

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")


def ask(server, method, path, body=None, headers=None, timeout=30):
    """One request on a connection of its own. Raises OSError when there is no answer."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=timeout)
    try:
        connection.request(method, path, body, headers or {})
        answer = Answer(connection.getresponse(), 0)
        answer.seconds = time.monotonic() - began
        return answer
    except http.client.HTTPException as problem:
        raise OSError(f"no answer: {problem!r}") from problem
    finally:
        connection.close()


def get(server, path, **options):
    return ask(server, "GET", path, **options)


def status_of(server, path, **options):
    """The status, or None where there was no answer."""
    try:
        return get(server, path, **options).status
    except OSError:
        return None


def sign_in(server, account):
    """The session cookie, or None."""
    body = json.dumps({"login": account["login"], "password": account["password"]})
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    answer = ask(server, "POST", "/sign-in", body, headers)
    cookie = answer.headers.get("Set-Cookie", "")
    return cookie.split(";")[0] if answer.status == 200 and cookie else None


def session_status(server, cookie):
    return status_of(server, "/session.json", headers={"Cookie": cookie})
