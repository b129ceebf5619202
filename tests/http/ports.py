"""A port for a server of the tests."""
import random
import socket


def free_port():
    """Below those that the system gives to clients: none of the many connections of a test beside takes it meanwhile."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
