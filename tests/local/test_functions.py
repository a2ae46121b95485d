"""Functions behind the front door: found, mounted, and spoken to without anything lost on the way."""

import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from deploy.local.functions import function_names, mount
from deploy.local.node import node_program
from deploy.local.stack import Stack

ROOT = Path(__file__).parents[2]


def test_every_folder_with_an_entry_is_a_function(plain_stack: Stack):
    folders = {path.name for path in (ROOT / "functions").iterdir() if (path / "main.py").exists()}
    assert set(function_names()) == folders
    assert httpx.get(f"{plain_stack.functions_url}/").json()["functions"] == ["health"]  # the only one it was asked for


def test_a_function_answers_under_its_name_and_sees_its_own_root(plain_stack: Stack):
    answer = httpx.get(f"{plain_stack.functions_url}/health", timeout=30)
    assert answer.headers["content-type"].startswith("application/")
    assert answer.status_code != 404


def test_a_page_on_another_port_may_call_a_function(plain_stack: Stack):
    answer = httpx.options(
        f"{plain_stack.functions_url}/health",
        headers={"Origin": "http://localhost:3000", "Access-Control-Request-Method": "GET"},
        timeout=30,
    )
    assert answer.headers["access-control-allow-origin"] in {"*", "http://localhost:3000"}


def test_an_unknown_function_is_a_404_problem(plain_stack: Stack):
    answer = httpx.get(f"{plain_stack.functions_url}/grind")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_function_that_cannot_be_loaded_says_so_and_the_others_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    from werkzeug.test import Client

    client = Client(mount(["health", "no_such_function"], tmp_path))
    broken = client.get("/functions/v1/no_such_function")
    assert broken.status_code == 503
    assert "no_such_function" in broken.get_data(as_text=True)
    assert "ModuleNotFoundError" in capsys.readouterr().err
    listed = client.get("/functions/v1/").json
    assert listed is not None
    assert listed["functions"] == ["health", "no_such_function"]
    assert list(listed["broken"]) == ["no_such_function"]


def test_a_killed_functions_process_loses_no_later_call(plain_stack: Stack):
    import signal

    os.kill(plain_stack.pids["functions"], signal.SIGKILL)
    assert httpx.get(f"{plain_stack.functions_url}/", timeout=20).status_code in {200, 502}
    assert httpx.get(f"{plain_stack.functions_url}/", timeout=20).status_code == 200


@contextmanager
def backend(answer: bytes, *, pause: float = 0.0, rest: bytes = b"") -> Iterator[tuple[str, list[bytes]]]:
    """A backend that reads one request, answers these very bytes, and the proxy in front of it."""
    seen: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            data = b""
            while b"\r\n\r\n" not in data or not _is_whole(data):
                data += connection.recv(65536)
            seen.append(data)
            connection.sendall(answer)
            if rest:
                time.sleep(pause)
                connection.sendall(rest)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    program = [node_program(), str(Path(__file__).parent / "proxy_only.mjs"), str(listener.getsockname()[1])]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as node:
        assert node.stdout is not None
        assert node.stdin is not None
        yield f"http://127.0.0.1:{int(node.stdout.readline())}", seen
        node.stdin.close()
    listener.close()
    thread.join(5)


def _is_whole(data: bytes) -> bool:
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    return (
        body.endswith(b"0\r\n\r\n")
        if length is None and b"chunked" in head
        else len(body) >= int(length[1] if length else 0)
    )


def test_headers_of_one_connection_do_not_travel():
    answer = (
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: X-Hop\r\nX-Hop: no\r\nKeep-Alive: timeout=5\r\n"
        b"Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Stays: yes\r\n\r\nok"
    )
    with backend(answer) as (url, seen):
        got = httpx.post(
            f"{url}/functions/v1/x/complete?a=%2F1",
            content=b"body",
            headers={
                "Connection": "X-Mine",
                "X-Mine": "no",
                "TE": "trailers",
                "X-Stays": "yes",
                "X-Forwarded-For": "9.9.9.9",
            },
        )
    assert got.text == "ok"
    assert got.headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert got.headers["x-stays"] == "yes"
    assert "x-hop" not in got.headers
    request = seen[0].lower()
    assert request.startswith(b"post /functions/v1/x/complete?a=%2f1 http/1.1\r\n")
    assert b"x-stays: yes" in request
    assert b"x-mine" not in request
    assert b"\r\nte:" not in request
    assert b"x-forwarded-for: 9.9.9.9, 127.0.0.1\r\n" in request
    assert b"x-forwarded-proto: http\r\n" in request
    assert f"x-forwarded-host: {url.removeprefix('http://')}\r\n".encode() in request
    assert request.endswith(b"body")


def test_an_answer_streams_while_it_is_being_written():
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n"
    with backend(head, pause=3.0, rest=b"4\r\nlast\r\n0\r\n\r\n") as (url, _), httpx.stream("GET", url) as got:
        began = time.monotonic()
        pieces = got.iter_raw()
        assert next(pieces) == b"first"
        assert time.monotonic() - began < 2.8
        assert b"".join(pieces) == b"last"


def test_a_body_of_unknown_length_goes_through():
    def drops() -> Iterator[bytes]:
        yield b"one "
        yield b"two"

    with backend(b"HTTP/1.1 204 No Content\r\n\r\n") as (url, seen):
        assert httpx.post(url, content=drops()).status_code == 204
    assert b"one " in seen[0]
    assert b"two" in seen[0]


def test_a_backend_that_hangs_up_is_a_502_that_says_so():
    with backend(b"") as (url, _):
        got = httpx.get(url)
    assert got.status_code == 502
    assert got.json()["code"] == "functions_unreachable"


def test_pages_are_served_and_nothing_beside_them(plain_stack: Stack):
    config = httpx.get(f"{plain_stack.url}/wordmill-config.json").json()
    assert config["supabase_url"] == plain_stack.url
    assert config["publishable_key"] == plain_stack.publishable_key
    assert plain_stack.secret_key not in str(config)
    for path in ("/%2e%2e/local/stack.py", "/..%2flocal%2fstack.py", "/no-such-page", "/%ff"):
        assert httpx.get(f"{plain_stack.url}{path}").status_code == 404, path
