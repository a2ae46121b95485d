"""A Supabase that answers what a first call asks for, at once, so that only our own start is measured."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DOCUMENT = {
    "id": "1b671a64-40d5-491e-99b0-da01ff1f3341",
    "user_id": "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa",
    "filename": "mill.txt",
    "mime_type": "text/plain",
    "size_bytes": 5,
    "sha256": None,
    "storage_path": "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa/1b671a64-40d5-491e-99b0-da01ff1f3341.txt",
    "status": "pending",
    "lang": None,
    "pages": None,
    "page_labels": [],
    "warnings": [],
    "created_at": "2026-11-21T00:00:00+00:00",
    "uploaded_at": None,
}
ANSWERS: dict[str, Any] = {
    "/rest/v1/rpc/ping": {"now": "2026-11-21T00:00:00+00:00", "version": "18"},
    "/rest/v1/rpc/take_rate_limit": {"allowed": True, "remaining": 29, "retry_after": 0, "reset_after": 30},
    "/rest/v1/rpc/create_document": DOCUMENT,
}
SIGNED = {"url": "/object/upload/sign/document-uploads/x?token=t", "token": "t"}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer([])

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer(SIGNED if "/upload/sign/" in self.path else ANSWERS.get(self.path, {}))

    def _answer(self, body: Any) -> None:
        raw = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Nothing: a line per request would be measured along."""


@contextmanager
def supabase_double() -> Iterator[str]:
    """Its address, for as long as the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
