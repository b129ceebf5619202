"""What the programs of this folder share: a portal of their own on a free port, requests to it, and counting.

The environment is that of `tests/run http`: MAMORI_AS, MAMORI_PROGRAM (with sanitizers) and the URLs of the test
cluster. A portal that does not end with status 0, or wrote a sanitizer's report or a line of level "bug", is a failure.
"""
import http.client
import json
import os
import pwd
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

from ports import free_port

ROOT = os.environ["MAMORI_SOURCE"]
PROGRAM = os.environ["MAMORI_PROGRAM"]
AS_SERVER = os.environ["MAMORI_AS"]
SHARED = os.environ.get("MAMORI_SHARED", os.path.join(ROOT, "..", "shared"))
NOW = "2026-11-22T09:00:00+09:00"
PSQL = "/usr/lib/postgresql/15/bin/psql"  # not the wrapper, which takes longer than most questions
FORM = "application/x-www-form-urlencoded"


# --- counting ---------------------------------------------------------------------------------------------------

class Count:
    def __init__(self, name):
        self.name = name
        self.passed = 0
        self.failed = 0

    def that(self, is_right, what, found=""):
        if is_right:
            self.passed += 1
            return True
        self.failed += 1
        print(f"FAILED {what}{': ' if found != '' else ''}{str(found)[:600]}", flush=True)
        return False

    def same(self, found, wanted, what):
        return self.that(found == wanted, what, f"{found!r}, not {wanted!r}" if found != wanted else "")

    def has(self, part, whole, what):
        return self.that(part in whole, what, f"no {part!r} in {str(whole)[:400]}")

    def lacks(self, part, whole, what):
        return self.that(part not in whole, what, f"{part!r} stands there")

    def end(self):
        print(f"{self.name}: {self.passed} passed, {self.failed} failed", flush=True)
        sys.exit(1 if self.failed or not self.passed else 0)


running = []


def run(name, body):
    """Runs body(count) and prints the count, also when it breaks off."""
    count = Count(name)
    try:
        body(count)
    except Exception as error:  # what it broke off with is a failure like any other
        import traceback
        traceback.print_exc(file=sys.stdout)
        count.that(False, f"broke off: {error!r}")
    for portal in running:
        portal.server.kill()
        shutil.rmtree(portal.state, ignore_errors=True)
        count.that(False, "a portal was left running")
    count.end()


# --- the database -----------------------------------------------------------------------------------------------

def psql(database, text):
    """The lines psql prints, cells separated by bars."""
    url = f"{os.environ['MAMORI_TEST_SUPERUSER_URL']} dbname={database}"
    done = subprocess.run([PSQL, "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", text], capture_output=True,
                          text=True, env={**os.environ, "PGOPTIONS": "-c client_min_messages=warning"})
    if done.returncode:
        raise RuntimeError(f"{text}: {done.stderr}")
    return done.stdout.splitlines()


class Database:
    """A database of one's own in the test cluster."""

    def __init__(self, name, template="template0"):
        self.name = name
        psql("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        psql("postgres", f"CREATE DATABASE {name} OWNER mamori_owner TEMPLATE {template} STRATEGY file_copy")

    def url(self, role):
        return f"{os.environ[f'MAMORI_TEST_{role}_URL']} dbname={self.name}"

    def sql(self, text):
        return psql(self.name, text)

    def number(self, text):
        return int(self.sql(text)[0])

    def drop(self):
        psql("postgres", f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")


def settings(database, role, state, **more):
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith("MAMORI_") or name.startswith("MAMORI_TEST_")}
    return {**kept, "MAMORI_MODE": "demo", "MAMORI_NOW": NOW, "MAMORI_STATE": state,
            "MAMORI_DATABASE_URL": database.url(role), **more}


def run_command(lead, arguments, environment, must=False):
    done = subprocess.run([*lead, PROGRAM, *arguments], capture_output=True, text=True, cwd="/", env=environment)
    if must and done.returncode:
        raise RuntimeError(f"mamori {shlex.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done


SAMPLE = f"mamori_http_sample_{os.stat(PROGRAM).st_mtime_ns}"  # another build may bring another sample


def sample_database(name):
    """A migrated database with the sample city, and its accounts. The first program that needs it fills a template for
    all of the cluster, which keeps its accounts as its comment."""
    comment = f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{SAMPLE}'"
    if not psql("postgres", comment):
        fill_sample()
    database = Database(name, SAMPLE)  # rights on the database itself are not copied with it
    database.sql("UPDATE pg_database SET datacl = sample.datacl FROM pg_database AS sample"
                 f" WHERE pg_database.datname = '{name}' AND sample.datname = '{SAMPLE}'")
    return database, json.loads(psql("postgres", comment)[0])


def fill_sample():
    """It gets its name when everything is in it."""
    database = Database(f"mamori_http_filling_{os.getpid()}")
    with tempfile.TemporaryDirectory(prefix="mamori-http-") as folder:
        accounts = f"{folder}/accounts.json"
        for arguments in (["migrate"], ["sample", "--accounts", accounts]):
            run_command([], arguments, settings(database, "OWNER", folder), must=True)
        with open(accounts, encoding="utf-8") as file:
            comment = json.dumps(json.load(file)).replace("'", "''")
    database.sql("ANALYZE")  # as a portal has them a minute after its start
    database.sql(f"COMMENT ON DATABASE {database.name} IS '{comment}'")
    psql("postgres", f"ALTER DATABASE {database.name} RENAME TO {SAMPLE}")


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers  # list of (name in small letters, value)
        self.body = body

    def all(self, name):
        return [value for found, value in self.headers if found == name]

    def get(self, name):
        values = self.all(name)
        return values[0] if values else None

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.body)


class Portal:
    def __init__(self, name, **more):
        self.database, self.accounts = sample_database(f"mamori_http_{name}")
        self.state = tempfile.mkdtemp(prefix="mamori-http-")
        if os.geteuid() == 0:
            server = pwd.getpwnam("www-data")
            os.chown(self.state, server.pw_uid, server.pw_gid)
        self.port = free_port()
        self.more = {"MAMORI_LISTEN": f"127.0.0.1:{self.port}", **more}
        self.start()

    def command(self, *arguments, role="SERVER", must=False, **more):
        """A command of the program under test; the owner's secrets are not the server account's to read."""
        url_role = {"SERVER": "DATABASE", "OWNER": "OWNER"}[role]
        lead = [AS_SERVER] if role == "SERVER" else []
        return run_command(lead, arguments, settings(self.database, url_role, self.state, **more), must)

    def start(self):
        self.log = open(f"{self.state}/log", "a+b")
        self.server = subprocess.Popen([AS_SERVER, PROGRAM, "serve"], stdout=subprocess.PIPE, stderr=self.log, cwd="/",
                                       env=settings(self.database, "DATABASE", self.state, **self.more))
        line = self.server.stdout.readline()
        if not line.startswith(b"mamori: "):
            self.server.wait(30)
            raise RuntimeError(f"the portal did not start: {line!r} {self.log_text()}")
        running.append(self)

    def restart(self, **more):
        running.remove(self)
        self.server.send_signal(signal.SIGTERM)
        if self.server.wait(60) != 0:
            raise RuntimeError(f"the portal ended badly: {self.log_text()[-3000:]}")
        self.server.stdout.close()
        self.log.close()
        self.more.update(more)
        self.start()

    def log_text(self):
        with open(f"{self.state}/log", encoding="utf-8", errors="replace") as file:
            return file.read()

    def stop(self, count):
        """Ends the portal and judges how it ran."""
        running.remove(self)
        self.server.send_signal(signal.SIGTERM)
        try:
            status = self.server.wait(60)
        except subprocess.TimeoutExpired:
            self.server.kill()
            status = "no end within a minute"
        self.server.stdout.close()
        self.log.close()
        log = self.log_text()
        count.same(status, 0, "the portal ends with status 0")
        bad = [line for line in log.splitlines() if '"level":"bug"' in line or "Sanitizer" in line
               or "runtime error" in line]
        count.same(bad, [], "no defect in the portal's log")
        if bad or status != 0:
            print(log[-6000:])
        self.database.drop()
        shutil.rmtree(self.state, ignore_errors=True)

    # --- requests -----------------------------------------------------------------------------------------------

    def request(self, method, path, headers=None, body=None):
        """One request on a connection of its own. The path is sent as it stands, non-ASCII as UTF-8 percent codes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            path = urllib.parse.quote(path, safe="/?&=%:;,+$!*'()@~#._-")
            connection.request(method, path, body=body, headers=headers or {})
            reply = connection.getresponse()
            return Answer(reply.status, [(name.lower(), value) for name, value in reply.getheaders()], reply.read())
        finally:
            connection.close()

    def get(self, path, viewer=None, **headers):
        return self.request("GET", path, {**(viewer.headers if viewer else {}), **named(headers)})

    def form(self, path, fields, viewer=None, **headers):
        return self.request("POST", path, {"Content-Type": FORM, **(viewer.headers if viewer else {}),
                                           **named(headers)}, urllib.parse.urlencode(fields))

    def json(self, path, value, viewer=None, **headers):
        return self.request("POST", path, {"Content-Type": "application/json",
                                           **(viewer.headers if viewer else {}), **named(headers)}, json.dumps(value))

    def raw(self, data, wait=3.0, half_close=False):
        """Everything the portal sends back for these bytes, and whether it closed the connection within the wait."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            try:
                connection.sendall(data)
                if half_close:
                    connection.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # refused while still sending: what counts is what came back
            return receive(connection, wait)

    # --- signing in ---------------------------------------------------------------------------------------------

    def sign_in(self, key):
        account = self.accounts[key]
        answer = self.json("/sign-in", {"login": account["login"], "password": account["password"]})
        if answer.status != 200:
            raise RuntimeError(f"{key} cannot sign in: {answer.status} {answer.body!r}")
        return Viewer(key, answer)


class Viewer:
    def __init__(self, key, answer):
        self.key = key
        self.csrf = answer.json["csrf"]
        self.cookie = answer.get("set-cookie").split(";")[0]
        self.headers = {"Cookie": self.cookie}


def named(headers):
    return {name.replace("_", "-"): value for name, value in headers.items()}


def receive(connection, wait):
    """Reads until the other side closes or nothing has come for `wait` seconds."""
    received = b""
    connection.settimeout(wait)
    try:
        while True:
            piece = connection.recv(65536)
            if not piece:
                return received, True
            received += piece
    except socket.timeout:
        return received, False
    except ConnectionResetError:
        return received, True


def statuses(received):
    """Status of every response in what a connection received."""
    return [int(code) for code in re.findall(rb"HTTP/1\.[01] (\d{3}) ", received)]
