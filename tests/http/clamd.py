"""A virus scanner for the tests: Debian's clamd with one signature of our own, without the Internet.

MAMORI_CLAMD_PROGRAM is the program; tests/run fetches it. The portal is led to a Relay in front of it, which answers
by the content of a file where a scanner is to misbehave.
"""
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time

from ports import free_port

# In two parts: whole, this very file would be quarantined by a scanner.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" "EICAR-STANDARD-ANTIVIRUS" "-TEST-FILE!$H+H*").encode()
SIGNATURE = "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test\n"


class Clamd:
    def __init__(self, **more):
        self.folder = tempfile.mkdtemp(prefix="mamori-clamd-")
        os.chmod(self.folder, 0o755)
        os.mkdir(f"{self.folder}/signatures")
        with open(f"{self.folder}/signatures/test.hdb", "w", encoding="ascii") as file:
            file.write(SIGNATURE)
        self.port, self.path = free_port(), f"{self.folder}/socket"
        settings = {"Foreground": "yes", "DatabaseDirectory": f"{self.folder}/signatures", "TemporaryDirectory": self.folder,
                    "TCPAddr": "127.0.0.1", "TCPSocket": self.port, "LocalSocket": self.path, "LocalSocketMode": "666",
                    "SelfCheck": "0", **more}
        with open(f"{self.folder}/clamd.conf", "w", encoding="ascii") as file:
            file.writelines(f"{name} {value}\n" for name, value in settings.items())
        self.log = open(f"{self.folder}/log", "wb")
        self.process = subprocess.Popen([os.environ["MAMORI_CLAMD_PROGRAM"], "-c", f"{self.folder}/clamd.conf"],
                                        stdout=self.log, stderr=subprocess.STDOUT, cwd="/")
        self.wait()

    def wait(self):
        for _ in range(300):
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                    connection.sendall(b"zPING\0")
                    if connection.recv(10) == b"PONG\0" and os.path.exists(self.path):
                        return
            except OSError:
                pass
            time.sleep(0.1)
        with open(f"{self.folder}/log", encoding="utf-8") as file:
            raise RuntimeError(f"clamd does not start: {file.read()[-2000:]}")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def receive_all(connection, length):
    received = b""
    while len(received) < length:
        piece = connection.recv(min(1 << 20, length - len(received)))
        if not piece:
            raise OSError("the stream ends early")
        received += piece
    return received


class Relay:
    """Takes the place of clamd: what a file asks for ("answer:..." or "silence") it does, the rest it passes on."""

    def __init__(self, clamd):
        self.clamd = clamd
        self.streams = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        self.streams += 1
        with connection:
            try:
                connection.sendall(self.answer(connection))
            except OSError:
                pass

    def answer(self, connection):
        if receive_all(connection, 10) != b"zINSTREAM\0":
            return b"UNKNOWN COMMAND\0"
        content = b""
        while length := struct.unpack("!I", receive_all(connection, 4))[0]:
            content += receive_all(connection, length)
        if content.startswith(b"answer:"):
            return content[7:].replace(b"%0", b"\0")
        if content.startswith(b"silence"):
            connection.settimeout(120)
            connection.recv(1)
            return b""
        return self.ask(content)

    def ask(self, content):
        with socket.create_connection(("127.0.0.1", self.clamd.port), timeout=60) as clamd:
            clamd.sendall(b"zINSTREAM\0" + struct.pack("!I", len(content)) + content + b"\0\0\0\0")
            return clamd.recv(500)

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)  # closing alone would leave it to the thread that waits on it
        self.listener.close()
