"""The embedded server: any number of users at once, killed users, a killed server, nobody left."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from maatwerk.kernel.postgres import binaries, roles
from maatwerk.kernel.postgres.cluster import Cluster

SOURCES = Path(__file__).resolve().parents[2] / "src"
#: Enters, says so, and stays until its input closes.
USER = """
import sys
from pathlib import Path
from maatwerk.kernel.postgres.cluster import Cluster
with Cluster(Path(sys.argv[1]), durable=False).running() as cluster:
    import psycopg
    with psycopg.connect(cluster.superuser_url()) as connection:
        print("in", connection.execute("SELECT 1").fetchone()[0], flush=True)
    sys.stdin.read()
"""


class User:
    """Another process that uses the same server."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(folder)],
            env=os.environ | {"PYTHONPATH": str(SOURCES)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def is_in(self) -> bool:
        assert self.process.stdout is not None
        return self.process.stdout.readline() == "in 1\n"

    def leave(self) -> int:
        self.process.communicate(timeout=60)
        return self.process.returncode

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "data"
    Cluster(tmp_path / "data", durable=False).destroy()


def server_process(cluster: Cluster) -> int:
    """Return the process number of the server, as the superuser may read it."""
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def test_two_first_starts_at_once_make_one_server(folder: Path) -> None:
    users = [User(folder) for _ in range(3)]
    assert all(user.is_in() for user in users)
    cluster = Cluster(folder, durable=False)
    assert cluster.is_running()
    assert [user.leave() for user in users] == [0, 0, 0]
    assert not cluster.is_running()


def test_the_last_one_to_leave_stops_the_server(folder: Path) -> None:
    first, second = User(folder), User(folder)
    assert first.is_in()
    assert second.is_in()
    cluster = Cluster(folder, durable=False)
    first.leave()
    assert cluster.is_running()
    second.leave()
    assert not cluster.is_running()


def test_a_server_left_by_killed_users_is_found_and_used(folder: Path) -> None:
    users = [User(folder), User(folder)]
    assert all(user.is_in() for user in users)
    for user in users:
        user.kill()
    cluster = Cluster(folder, durable=False)
    assert cluster.is_running()
    before = server_process(cluster)
    with cluster.running():
        assert server_process(cluster) == before
    assert not cluster.is_running()


def test_what_was_committed_survives_a_killed_server(folder: Path) -> None:
    cluster = Cluster(folder)  # durable, as in production
    with cluster.running():
        with psycopg.connect(cluster.superuser_url(), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (value int)")
            connection.execute("INSERT INTO kept VALUES (7)")
        _kill_server(cluster)
        with Cluster(folder).running() as again, psycopg.connect(again.superuser_url()) as connection:
            assert connection.execute("SELECT value FROM kept").fetchall() == [(7,)]
    assert not cluster.is_running()


def _kill_server(cluster: Cluster) -> None:
    process = server_process(cluster)
    os.kill(process, signal.SIGKILL)
    for _ in range(200):
        if not cluster.is_running():
            return
        time.sleep(0.05)
    raise AssertionError("the server did not die")


def test_a_start_that_was_cut_off_begins_again(folder: Path) -> None:
    (folder / "postgres.half").mkdir(parents=True)
    (folder / "postgres.half" / "PG_VERSION").write_text("rubbish")
    with (
        Cluster(folder, durable=False).running() as cluster,
        psycopg.connect(cluster.superuser_url()) as connection,
    ):
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_nobody_else_on_the_machine_can_reach_it(folder: Path) -> None:
    with Cluster(folder, durable=False).running() as cluster:
        assert cluster.socket_folder.stat().st_mode & 0o777 == 0o700
        assert (folder / "superuser").stat().st_mode & 0o777 == 0o600
        with psycopg.connect(cluster.superuser_url()) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(cluster.url("postgres", "guess", "postgres"))


def test_a_socket_folder_of_somebody_else_is_refused(folder: Path) -> None:
    cluster = Cluster(folder, durable=False)
    cluster.socket_folder.symlink_to("/tmp")
    try:
        with pytest.raises(binaries.PostgresError, match="belongs to another account"):
            cluster.enter()
    finally:
        cluster.leave()
        cluster.socket_folder.unlink()


def test_roles_can_be_prepared_again_and_again(folder: Path) -> None:
    with Cluster(folder, durable=False).running() as cluster:
        roles.prepare(cluster.superuser_url(), folder)
        first = {role: roles.credential(folder, role) for role in roles.ROLES}
        roles.prepare(cluster.superuser_url(), folder)
        assert {role: roles.credential(folder, role) for role in roles.ROLES} == first
        for role in roles.ROLES:
            assert (folder / "credentials" / role).stat().st_mode & 0o777 == 0o600
            with psycopg.connect(first[role] or "") as connection:
                assert connection.execute("SELECT current_user").fetchone() == (roles.login(role),)


def test_a_login_that_grew_too_strong_stops_the_start(folder: Path) -> None:
    with Cluster(folder, durable=False).running() as cluster:
        roles.prepare(cluster.superuser_url(), folder)
        with psycopg.connect(cluster.superuser_url(), autocommit=True) as connection:
            connection.execute(f"ALTER ROLE {roles.login('scoring')} BYPASSRLS")
        with pytest.raises(RuntimeError, match="more rights than a Maatwerk login may have"):
            roles.prepare(cluster.superuser_url(), folder)


AS_ITSELF = """
import os, sys
from pathlib import Path
import psycopg
from maatwerk.kernel.postgres.binaries import runnable
from maatwerk.kernel.postgres.cluster import Cluster
found = runnable(Path(sys.argv[2]))
assert found.account is None
with Cluster(Path(sys.argv[1]), binaries=found, durable=False).running() as cluster:
    with psycopg.connect(cluster.superuser_url()) as connection:
        print(connection.execute("SELECT 1").fetchone()[0], os.geteuid())
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_account_runs_it_as_itself() -> None:
    """The path of a laptop: no root, the server runs as whoever starts it."""
    embedded = binaries.embedded()  # copied to where its account may read
    account = embedded.account
    assert account is not None
    python = f"python3.{sys.version_info.minor}"
    packages = [str(SOURCES), *(place for place in sys.path if "site-packages" in place)]
    found = [
        place for place in (sys.executable, shutil.which(python, path="/usr/bin:/usr/local/bin")) if place
    ]
    usable = [place for place in found if binaries.may_enter(account, Path(place).resolve().parent)]
    if not usable or not all(binaries.may_enter(account, Path(place)) for place in packages):
        pytest.skip("neither this Python nor a system Python of its version may be run by another account")
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="maatwerk-") as home:
        os.chown(home, account.pw_uid, account.pw_gid)
        done = subprocess.run(
            [usable[-1], "-c", AS_ITSELF, f"{home}/data", str(embedded.folder)],
            user=account.pw_uid,
            group=account.pw_gid,
            extra_groups=[],
            cwd="/",
            env={"PYTHONPATH": os.pathsep.join(packages), "PATH": "/usr/bin:/bin", "HOME": home},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.stdout.split() == ["1", str(account.pw_uid)], done.stderr
