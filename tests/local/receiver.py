"""A small HTTP server on loopback that remembers who called it."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg


@dataclass(slots=True)
class Call:
    at: float
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def number(self) -> int:
        return int(json.loads(self.body)["n"])


@dataclass(slots=True)
class Receiver:
    url: str
    calls: list[Call] = field(default_factory=list)
    answer_after: float = 0.0
    status: int = 200

    def numbers(self) -> list[int]:
        return [call.number for call in self.calls]

    def wait_for(self, count: int, *, seconds: float = 10) -> list[Call]:
        deadline = time.monotonic() + seconds
        while len(self.calls) < count:
            assert time.monotonic() < deadline, f"{len(self.calls)} of {count} calls came"
            time.sleep(0.005)
        return self.calls


class _Server(ThreadingHTTPServer):
    request_queue_size = 1024
    daemon_threads = True


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def answer(self) -> None:
            length = int(self.headers.get("content-length", 0))
            body = self.rfile.read(length)
            if len(body) < length:
                return  # whoever called was killed in the middle of it
            receiver.calls.append(Call(time.perf_counter(), self.command, self.path, dict(self.headers), body))
            time.sleep(receiver.answer_after)
            self.send_response(receiver.status)
            self.send_header("content-type", "text/plain")
            self.send_header("content-length", "5")
            self.end_headers()
            self.wfile.write(b"heard")

        do_GET = do_POST = do_DELETE = answer  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = _Server(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def post(
    connection: "psycopg.Connection[tuple[object, ...]]", receiver: Receiver, *numbers: int, timeout: int = 5000
) -> None:
    connection.execute(
        "select net.http_post(%s, jsonb_build_object('n', n), timeout_milliseconds := %s) from unnest(%s::int[]) as n",
        (receiver.url, timeout, list(numbers)),
    )
