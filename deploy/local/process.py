"""Child processes, ports and waiting: what starting programs on one machine needs.

Surprise: a child's standard input is a pipe that we hold and never write to. When we die, even by kill -9, it
closes, and the child knows to leave; so nothing of ours is left behind but PostgreSQL, which the next start finds.
"""

import pwd
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from shared.errors import WordmillError

TAIL = 1_500
LOG_BYTES = 20_000_000


class LocalStackError(WordmillError):
    """What keeps the local stack from running, in words its user can act on."""

    code: ClassVar[str] = "local_stack"
    title: ClassVar[str] = "The local stack cannot run"


class PortTaken(LocalStackError):
    code = "port_taken"


@dataclass(frozen=True, slots=True)
class Program:
    """What to start, as whom, with what in hand, and how to ask it to leave."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    user: str | None = None
    sockets: Sequence[socket.socket] = ()
    dies_with_us: bool = True
    farewell: signal.Signals = signal.SIGTERM


@dataclass(slots=True)
class Child:
    """A program we started."""

    program: Program
    process: "subprocess.Popen[bytes]"

    @classmethod
    def start(cls, program: Program) -> "Child":
        """Start it in a session of its own: Ctrl-C in the terminal is for us, we tell our children."""
        program.log.parent.mkdir(parents=True, exist_ok=True)
        if program.log.exists() and program.log.stat().st_size > LOG_BYTES:
            program.log.replace(program.log.with_suffix(".old.log"))
        with program.log.open("ab") as out:
            process = subprocess.Popen(
                program.command,
                stdin=subprocess.PIPE if program.dies_with_us else subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=dict(program.environment),
                cwd="/" if program.user else None,
                pass_fds=[held.fileno() for held in program.sockets],
                start_new_session=True,
                **as_user(program.user),
            )
        return cls(program, process)

    @property
    def log(self) -> Path:
        return self.program.log

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def has_died(self) -> bool:
        return self.process.poll() is not None

    def stop(self, *, seconds: float = 10) -> None:
        """Ask it to leave, and insist after a while."""
        if not self.has_died:
            self.process.send_signal(self.program.farewell)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()

    def last_words(self) -> str:
        """The end of its log."""
        try:
            return self.log.read_text(errors="replace")[-TAIL:].strip()
        except FileNotFoundError:
            return ""


def wait_until(is_so: Callable[[], bool], *, what: str, seconds: float, child: Child | None = None) -> None:
    """Ask again and again until it is so; say what was waited for when it never is."""
    deadline = time.monotonic() + seconds
    pause = 0.005
    while not is_so():
        if child is not None and child.has_died:
            raise LocalStackError(f"{what} stopped at once; the end of {child.log}:\n{child.last_words()}")
        if time.monotonic() > deadline:
            where = f"; see {child.log}" if child else ""
            raise LocalStackError(f"{what} was not ready after {seconds:.0f} s{where}")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def listen(port: int) -> socket.socket:
    """A listening socket on loopback; 0 takes any port."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as taken:
        listener.close()
        raise PortTaken(f"port {port} is taken by another program; stop it, or choose another with --port") from taken
    listener.listen(1024)
    return listener


def is_alive(pid: int, *, named: str = "", mentions: str = "") -> bool:
    """Whether a process of that id runs, is called so and was started with those words."""
    import psutil

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        return named in process.name() and mentions in " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


def as_user(name: str | None) -> dict[str, Any]:
    """Arguments that make subprocess start a program as that user, and with none of our groups."""
    if name is None:
        return {}
    account = pwd.getpwnam(name)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
