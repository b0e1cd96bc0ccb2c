"""The embedded server: made, started and stopped so that any number of processes may use it at once.

Every user holds a shared lock on `in-use`; whoever lets go last stops the server. The operating system drops the lock
of a killed process, so no count can go wrong: after `kill -9` of everything, the server that is left over is simply
found and used.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from maatwerk.kernel.postgres import binaries as programs
from maatwerk.kernel.postgres.binaries import Binaries

SUPERUSER = "postgres"
START_TIMEOUT_SECONDS = 120  # crash recovery of a large log may take this long


class Cluster:
    """One embedded server with its data below `folder`."""

    def __init__(self, folder: Path, *, binaries: Binaries | None = None, durable: bool = True) -> None:
        self.folder = folder.absolute()
        self.binaries = binaries or programs.embedded()
        self.durable = durable
        self._in_use: int | None = None

    @cached_property
    def data(self) -> Path:
        """PostgreSQL's data directory: in the folder, or where the server's own account can reach it."""
        account = self.binaries.account
        self.folder.mkdir(parents=True, exist_ok=True)
        if account is None or programs.may_enter(account, self.folder):
            return self.folder / "postgres"
        return programs.SHARED_STATE / self._mark / "postgres"

    @property
    def socket_folder(self) -> Path:
        """The folder of the Unix socket: short (a socket path holds 107 bytes) and closed to other accounts."""
        return Path(tempfile.gettempdir()) / f"maatwerk-{self._mark}"

    @property
    def _mark(self) -> str:
        return hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]

    @property
    def superuser_password(self) -> str:
        """The password of the server's superuser, which only the set-up of roles uses."""
        return (self.folder / "superuser").read_text().strip()

    def url(self, user: str, password: str, database: str) -> str:
        """Return the connection URL of one login on this server."""
        return f"postgresql://{user}:{password}@/{database}?host={self.socket_folder}"

    def superuser_url(self, database: str = "postgres") -> str:
        """Return the URL that may create roles and databases."""
        return self.url(SUPERUSER, self.superuser_password, database)

    def enter(self) -> None:
        """Make sure the server runs, and keep it running until `leave`."""
        if self._in_use is not None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        with _locked(self.folder / "starting"):
            self._in_use = os.open(self.folder / "in-use", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._in_use, fcntl.LOCK_SH)
            if not self.is_made:
                self._make()
            if not self.is_running():
                self._start()

    def leave(self) -> None:
        """Let go of the server; the last one to leave stops it."""
        if self._in_use is None:
            return
        with _locked(self.folder / "starting"):
            try:
                fcntl.flock(self._in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                last = False
            else:
                last = True
            if last and self.is_running():
                self.binaries.run("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(self.data))
            os.close(self._in_use)
            self._in_use = None

    @contextmanager
    def running(self) -> Iterator["Cluster"]:
        """Use the server for the length of a `with` block."""
        self.enter()
        try:
            yield self
        finally:
            self.leave()

    @property
    def is_made(self) -> bool:
        """Whether its data directory is there."""
        return (self.data / "PG_VERSION").exists()

    def is_running(self) -> bool:
        """Tell whether the server answers to its data folder's process file."""
        if not (self.data / "postmaster.pid").exists():
            return False
        try:
            self.binaries.run("pg_ctl", "status", "-D", str(self.data))
        except programs.PostgresError:
            return False
        return True

    def destroy(self) -> None:
        """Stop the server, whoever uses it, and remove all its data."""
        if self.is_running():
            self.binaries.run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(self.data))
        for path in (self.data, self.socket_folder):
            shutil.rmtree(path, ignore_errors=True)
        (self.folder / "superuser").unlink(missing_ok=True)

    def _make(self) -> None:
        """Create the data directory beside its final place, then move it there: whole or not at all."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        password = secrets.token_urlsafe(32)
        half = self.data.with_name("postgres.half")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(mode=0o700)
        with tempfile.NamedTemporaryFile("w", prefix="maatwerk-") as file:
            file.write(password)
            file.flush()
            self._give(half)
            self._give(Path(file.name))
            provider = ["--locale-provider=builtin"] if self.binaries.major >= 17 else []
            self.binaries.run(
                "initdb", *provider, "--locale=C.UTF-8", "--encoding=UTF8", f"--username={SUPERUSER}",
                "--auth=scram-sha-256", f"--pwfile={file.name}", "--no-instructions", "-D", str(half),
                *([] if self.durable else ["--no-sync"]),
            )  # fmt: skip
        (self.folder / "superuser").touch(mode=0o600)
        (self.folder / "superuser").write_text(password)
        half.rename(self.data)

    def _start(self) -> None:
        self._prepare_socket_folder()
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "logging_collector": "off",
            "jit": "off",
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        flags = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        log = self.data / "server.log"
        self.binaries.run(
            "pg_ctl", "start", "-w", "-t", str(START_TIMEOUT_SECONDS), "-D", str(self.data), "-l", str(log), "-o", flags
        )  # fmt: skip

    def _prepare_socket_folder(self) -> None:
        folder = self.socket_folder
        folder.mkdir(mode=0o700, exist_ok=True)
        self._give(folder)
        owner = self.binaries.account.pw_uid if self.binaries.account else os.geteuid()
        if folder.is_symlink() or folder.stat().st_uid != owner:
            raise programs.PostgresError("embedded server", f"{folder} belongs to another account; remove it")
        folder.chmod(0o700)

    def _give(self, path: Path) -> None:
        if self.binaries.account is not None:
            os.chown(path, self.binaries.account.pw_uid, self.binaries.account.pw_gid)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on `path`; two processes never start or stop the server at the same time."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
