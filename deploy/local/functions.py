"""All functions in one process, each by functions-framework, each under /functions/v1/<name>.

Surprise: every entry is a file named main.py, and functions-framework loads a file under its bare name; so each gets
a one-line file of its own name that imports it as functions.<name>.main. A function that cannot be imported answers
503 with the reason, and the others work.
"""

import json
import os
import socket
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]
PREFIX = "/functions/v1"
THREADS = 16
LARGEST_BODY = 33 * 1024 * 1024
"""A little over what Cloud Run lets through (32 MB): the functions' own limits are lower and answer first."""

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def function_names(project: Path = PROJECT) -> list[str]:
    """Every folder of functions/ with an entry in it."""
    return sorted(path.parent.name for path in (project / "functions").glob("*/main.py"))


def mount(names: Iterable[str], shims: Path) -> Wsgi:
    """One WSGI application with every function under its path, and the list of them at /functions/v1/."""
    from werkzeug.middleware.dispatcher import DispatcherMiddleware

    apps: dict[str, Wsgi] = {}
    broken: dict[str, str] = {}
    for name in names:
        try:
            apps[f"{PREFIX}/{name}"] = _at_root(_load(name, shims))
        except Exception as wrong:  # noqa: BLE001 - whatever a function's import raises, the others shall run
            traceback.print_exc()
            broken[name] = f"{type(wrong).__name__}: {wrong}"
            apps[f"{PREFIX}/{name}"] = _answer(503, {"title": "The function cannot be loaded", "detail": broken[name]})
    apps[PREFIX] = _answer(200, {"functions": sorted(names), "broken": broken}, only_root=True)
    return DispatcherMiddleware(_answer(404, {"title": "No such path"}), apps)


def serve(listener: socket.socket, app: Wsgi) -> None:
    """Answer on that socket until the process ends."""
    import waitress

    server = waitress.create_server(
        app,
        sockets=[listener],
        threads=THREADS,
        max_request_body_size=LARGEST_BODY,
        clear_untrusted_proxy_headers=False,  # as on Cloud Run: the function sees X-Forwarded-*
        ident="wordmill",
        channel_timeout=120,
    )
    server.run()


def main() -> None:
    """Started by the stack with the listening socket's number, and `--only` the functions that are wanted."""
    threading.Thread(target=_leave_with_the_stack, daemon=True).start()
    listener = socket.socket(fileno=int(sys.argv[1]))
    names = sys.argv[3:] if "--only" in sys.argv else function_names()
    shims = tempfile.TemporaryDirectory(prefix="wordmill-functions-")
    with shims:
        app = mount(names, Path(shims.name))
    serve(listener, app)


def _load(name: str, shims: Path) -> Wsgi:
    from functions_framework import create_app

    shim = shims / f"wordmill_function_{name}.py"
    shim.write_text(f"from functions.{name}.main import main\n", encoding="utf-8")
    app: Wsgi = create_app(target="main", source=str(shim), signature_type="http")  # type: ignore[no-untyped-call]
    return app


def _at_root(app: Wsgi) -> Wsgi:
    def rooted(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        # Mounted, the path is empty, and Flask would redirect a POST to the same path with a slash.
        return app({**environ, "PATH_INFO": environ.get("PATH_INFO") or "/"}, start_response)

    return rooted


def _answer(status: int, body: dict[str, object], *, only_root: bool = False) -> Wsgi:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        found = not only_root or environ.get("PATH_INFO", "") in {"", "/"}
        code, shown = (status, body) if found else (404, {"title": "No such function"})
        kind = "application/json" if code == 200 else "application/problem+json"  # noqa: PLR2004
        if code != 200:  # noqa: PLR2004
            shown = {"type": "about:blank", "status": code, **shown}
        start_response(f"{code} -", [("content-type", kind)])
        return [json.dumps(shown).encode()]

    return app


def _leave_with_the_stack() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
