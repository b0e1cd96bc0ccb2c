"""Recovery to a point in time, as `docs/howto/production.md` describes it: what came later is gone, what came before is there."""

import shutil
import time
from pathlib import Path

import psycopg

from maatwerk.kernel.postgres.cluster import Cluster


def test_the_database_comes_back_as_it_was_at_a_moment(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "server")
    # where the server's own account may write
    logs = cluster.data.parent / "archived"
    try:
        cluster.enter()
        cluster.leave()
        logs.mkdir()
        cluster._give(logs)
        with (cluster.data / "postgresql.conf").open("a") as settings:
            settings.write(f"archive_mode = on\narchive_command = 'cp %p {logs}/%f'\nwal_level = replica\n")
        base = cluster.data.with_name("base")
        base.mkdir(mode=0o700)
        cluster._give(base)
        with cluster.running():
            url = cluster.superuser_url()
            cluster.binaries.run("pg_basebackup", "--pgdata", str(base), "--checkpoint=fast", "--dbname", url)
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("CREATE TABLE kept (what text)")
                connection.execute("INSERT INTO kept VALUES ('before')")
                time.sleep(0.2)
                moment = connection.execute("SELECT clock_timestamp()::text").fetchone()
                time.sleep(0.2)
                connection.execute("INSERT INTO kept VALUES ('after')")
                connection.execute("SELECT pg_switch_wal()")
                for _ in range(100):
                    done = connection.execute("SELECT last_archived_wal FROM pg_stat_archiver").fetchone()
                    if done and done[0]:
                        break
                    time.sleep(0.1)
        assert moment
        shutil.rmtree(cluster.data)  # the disk is gone
        base.rename(cluster.data)
        with (cluster.data / "postgresql.conf").open("a") as settings:
            settings.write(
                f"restore_command = 'cp {logs}/%f %p'\nrecovery_target_time = '{moment[0]}'\n"
                "recovery_target_action = 'promote'\narchive_mode = off\n"
            )
        (cluster.data / "recovery.signal").touch()
        cluster._give(cluster.data / "recovery.signal")
        with cluster.running(), psycopg.connect(cluster.superuser_url()) as connection:
            assert connection.execute("SELECT what FROM kept").fetchall() == [("before",)]
    finally:
        cluster.destroy()
        shutil.rmtree(logs, ignore_errors=True)
