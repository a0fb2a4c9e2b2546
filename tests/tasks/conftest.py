import gzip
import socket
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Mirror:
    """A file server on this machine that can misbehave as real ones do, and notes what it was asked for."""

    def __init__(self):
        self.files = {}
        self.ranges = True
        self.status = 200
        self.break_after = []
        """How many bytes of the body each coming answer sends before the connection breaks."""
        self.pause = 0
        """Seconds between one chunk of a body and the next."""
        self.asked = []
        """The path and the Range header of each request."""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/data"

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def _handler(mirror):  # noqa: N805 - self is the handler's below
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                wanted = self.headers.get("Range")
                mirror.asked.append((self.path, wanted))
                body = mirror.files.get(self.path.removeprefix("/data/"))
                if body is None or mirror.status != 200:
                    self.send_error(404 if body is None else mirror.status)
                    return
                start = 0
                if wanted and mirror.ranges:
                    start = int(wanted.removeprefix("bytes=").removesuffix("-"))
                    if start >= len(body):
                        self.send_error(416)
                        return
                self.send_response(206 if start else 200)
                self.send_header("Content-Length", str(len(body) - start))
                self.end_headers()
                stop = start + mirror.break_after.pop(0) if mirror.break_after else len(body)
                if not mirror.pause:
                    self.wfile.write(body[start:stop])
                    return
                for at in range(start, stop, 8192):
                    with suppress(OSError):  # whoever asked may be gone
                        self.wfile.write(body[at : min(at + 8192, stop)])
                    time.sleep(mirror.pause)

            def log_message(self, *arguments):
                """Say nothing: a test reads `asked`."""

        return Handler


@pytest.fixture
def make_mirror(monkeypatch):
    """Starts servers on this machine; each test stops its own."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    mirrors = []

    def make():
        mirrors.append(Mirror())
        return mirrors[-1]

    yield make
    for mirror in mirrors:
        mirror.close()


@pytest.fixture
def mirror(make_mirror):
    return make_mirror()


@pytest.fixture
def no_server(monkeypatch):
    """An address where nobody answers, as on a machine without network."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/data"


@pytest.fixture
def content():
    """Bytes that gzip can hardly make smaller, as long as several chunks of a download."""
    return bytes(range(256)) * 4 + b"".join(
        hash_block.to_bytes(8, "little") for hash_block in _scrambled(40_000)
    )


@pytest.fixture
def packed(content):
    return gzip.compress(content, mtime=0)


def _scrambled(count):
    state = 1
    for _ in range(count):
        state = state * 6364136223846793005 + 1442695040888963407 & (1 << 64) - 1
        yield state
