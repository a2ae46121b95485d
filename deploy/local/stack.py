"""The local stack as one thing: start it, ask after it, stop it.

    with Stack(home=tmp_path, port=0) as stack:
        supabase.create_client(stack.url, stack.publishable_key)

Surprise: the stack itself holds the listening sockets of the front door and of the functions. So a taken port is
known before anything is started, and a child that is killed and started again refuses nobody in between.
"""

import os
import shutil
import signal
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from deploy.local.children import Children
from deploy.local.home import DEFAULT_HOME, Home, Keys, Note
from deploy.local.migrator import PROJECT, apply_migrations, apply_seed
from deploy.local.node import node_program
from deploy.local.postgres import Postgres
from deploy.local.prepare import prepare_database
from deploy.local.process import LocalStackError, listen, wait_until
from deploy.local.supervisor import Supervisor
from deploy.local.vault import keep_secrets

DEFAULT_PORT = 54321


@dataclass(slots=True)
class _Running:
    """What exists only while the stack runs."""

    lock: IO[str]
    front: socket.socket
    functions: socket.socket
    postgres: Postgres
    supervisor: Supervisor
    since: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))


@dataclass(slots=True)
class Stack:
    """PostgreSQL, Supabase, functions and workers over one home folder.

    `environment` is handed to the functions on top of ours; `durable=False` trades power cuts for speed, in tests;
    `report` hears of children that died;
    `project` is the folder with migrations/ and seed.sql; `functions` names the only ones to load, where not all are.
    """

    home: Path = DEFAULT_HOME
    port: int = DEFAULT_PORT
    environment: Mapping[str, str] = field(default_factory=dict)
    durable: bool = True
    report: Callable[[str], None] = lambda _: None
    project: Path = PROJECT
    functions: Sequence[str] | None = None
    _keys: Keys | None = field(default=None, init=False)
    _running: _Running | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The front door: what supabase-py and supabase-js are given."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def functions_url(self) -> str:
        return f"{self.url}/functions/v1"

    @property
    def page_url(self) -> str:
        return f"{self.url}/"

    @property
    def publishable_key(self) -> str:
        return self._known_keys().publishable_key

    @property
    def secret_key(self) -> str:
        return self._known_keys().secret_key

    @property
    def jwt_secret(self) -> str:
        return self._known_keys().jwt_secret

    @property
    def webhook_secret(self) -> str:
        """What signs hints now."""
        return Home(self.home.absolute()).webhook_secrets().split(",")[0]

    @property
    def database_url(self) -> str:
        """PostgreSQL itself, as its superuser."""
        return self._now().postgres.url()

    @property
    def pids(self) -> dict[str, int]:
        """Every process of the stack by name: postgres, front, functions, workers."""
        return self._now().supervisor.pids

    @property
    def log_folder(self) -> Path:
        return Home(self.home.absolute()).logs

    def start(self) -> None:
        """Start everything and return when all of it answers."""
        home = Home(self.home.absolute())
        home.create()
        lock = home.lock()
        if lock is None:
            raise _already_runs(home)
        try:
            node_program()
            self._begin(home, lock)
        except BaseException:
            self.stop()
            lock.close()
            raise

    def stop(self) -> None:
        """Stop everything, in the opposite order."""
        running, self._running = self._running, None
        if running is None:
            return
        running.supervisor.stop_all()
        for held in (running.front, running.functions):
            held.close()
        Home(self.home.absolute()).forget_note()
        running.lock.close()

    def reset(self) -> None:
        """Throw the data and the files away; the keys stay."""
        home = Home(self.home.absolute())
        if home.is_in_use:
            raise _already_runs(home)
        if home.path.exists():
            Postgres(home.postgres, home.logs / "postgres.log", "").stop_left_behind()
            for folder in (home.postgres, home.files, home.logs):
                shutil.rmtree(folder, ignore_errors=True)

    def running(self) -> Note | None:
        """What the stack over this home, started by whomever, wrote down; nothing when none runs."""
        home = Home(self.home.absolute())
        return home.read_note() if home.is_in_use else None

    def stop_running(self) -> bool:
        """Stop the stack over this home, whoever started it, and whatever a killed one left behind."""
        home = Home(self.home.absolute())
        note = home.read_note()
        if home.is_in_use and note:
            os.kill(note.pid, signal.SIGTERM)
            wait_until(lambda: not home.is_in_use, what=f"the end of process {note.pid}", seconds=20)
            return True
        return Postgres(home.postgres, home.logs / "postgres.log", "").stop_left_behind()

    def _known_keys(self) -> Keys:
        if self._keys is None:
            self._keys = Home(self.home.absolute()).keys()
        return self._keys

    def _now(self) -> _Running:
        if self._running is None:
            raise LocalStackError("the stack is not running")
        return self._running

    def _begin(self, home: Home, lock: IO[str]) -> None:
        front, functions = listen(self.port), listen(0)
        self.port = front.getsockname()[1]
        keys = self._known_keys()
        log = home.logs / "postgres.log"
        postgres = Postgres(home.postgres, log, keys.database_password, durable=self.durable, port=home.read_port())
        supervisor = Supervisor(home.logs / "stack.log", report=self.report, changed=lambda: self._write_note(home))
        self._running = _Running(lock, front, functions, postgres, supervisor)
        children = Children(home, keys, self.url, front, functions, self.functions, self.environment)
        children.check_settings()
        home.webhook_secrets()  # made before the functions look for it
        # The functions take longest to load and need no database for it: first.
        supervisor.add("functions", children.start_functions)
        self._begin_database(home, postgres, children)
        supervisor.add("front", lambda: children.start_front(postgres.url()))
        # Last to start, first to stop: what the workers have under way still finds the front door open.
        supervisor.add("workers", lambda: children.start_workers(postgres.url()))
        self._wait_for_all(supervisor)
        self._write_note(home)

    def _write_note(self, home: Home) -> None:
        running = self._now()
        url, port = running.postgres.url(), running.postgres.port
        home.write_note(Note(os.getpid(), self.url, url, port, running.supervisor.pids, running.since))

    def _begin_database(self, home: Home, postgres: Postgres, children: Children) -> None:
        is_fresh = postgres.is_fresh
        self._now().supervisor.add("postgres", postgres.start)
        home.write_port(postgres.port)
        prepare_database(postgres.url())
        keep_secrets(postgres.url(), children.vault_secrets())
        apply_migrations(postgres.url(), project=self.project)
        if is_fresh:
            apply_seed(postgres.url(), project=self.project)

    def _wait_for_all(self, supervisor: Supervisor) -> None:
        front, functions = supervisor.child("front"), supervisor.child("functions")
        wait_until(partial(self._answers, "/auth/v1/health"), what="Supabase", seconds=60, child=front)
        wait_until(partial(self._answers, "/rest/v1/"), what="the REST interface", seconds=60, child=front)
        wait_until(partial(self._answers, "/functions/v1/"), what="the functions", seconds=60, child=functions)

    def _answers(self, path: str) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers={"apikey": self.secret_key})
            return connection.getresponse().status < HTTPStatus.INTERNAL_SERVER_ERROR
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def _already_runs(home: Home) -> LocalStackError:
    note = home.read_note()
    where = f" at {note.url} (process {note.pid})" if note else ""
    return LocalStackError(f"the local stack over {home.path} runs already{where}; stop it with: wordmill down")
