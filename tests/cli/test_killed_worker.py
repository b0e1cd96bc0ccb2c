"""A worker is killed in the middle of an import, and of a fit: nothing half is left, and the next worker does it once."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cli.terminal import ROOT, Terminal
from maatwerk.cli.simulate import simulate_call_centre, write_csv

PEOPLE = 25_000
MAPPING = """
[history]
name = "Many"
job_family = "many"
sampling = "everyone_hired"
[person]
key = ["person"]
[outcome]
tenure = "months"
unit = "months"
left_column = "left"
left = ["1"]
still = ["0"]
[evidence.score]
construct = "score"
label = { en = "Score", nl = "Score" }
kind = "instrument_result"
instrument = "Test"
version = "1"
unit = "t_score"
"""
AS_ANALYST = """
import sys
from pathlib import Path
from maatwerk.cli.runtime import database
with database():
    from django.core.files.uploadedfile import SimpleUploadedFile
    from maatwerk.apps.advice.public import propose
    from maatwerk.apps.journeys.uploads import Wish, keep_upload, queue_import
    from maatwerk.apps.journeys.models import HistoryUpload
    from maatwerk.apps.opportunities.public import job_families
    from maatwerk.apps.organisations.public import User, memberships
    from maatwerk.kernel import tenancy
    user = User.objects.get(email="operator@localhost")
    member = next(one for one in memberships(user) if one.organisation.slug == sys.argv[1])
    with tenancy.acting(organisation=member.organisation.id, account=user.pk):
        if sys.argv[2] == "upload":
            file = SimpleUploadedFile("many.csv", Path(sys.argv[3]).read_bytes())
            keep_upload(wish=Wish(files=[file], mapping=Path(sys.argv[4]).read_text()), by=member)
        elif sys.argv[2] == "import":
            queue_import(upload_id=HistoryUpload.objects.get().pk, by=member)
        else:
            propose(job_families()[0].id, asked=True)
"""


def as_analyst(terminal: Terminal, *words: object) -> None:
    """Do one act of the pages."""
    command = [sys.executable, "-c", AS_ANALYST, *map(str, words)]
    done = subprocess.run(
        command, env=terminal.environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr


@contextmanager
def worker(terminal: Terminal, kind: str) -> Iterator["subprocess.Popen[str]"]:
    """Run a worker, and end it in the end."""
    with terminal.start("worker", kind, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as running:
        try:
            yield running
        finally:
            if running.poll() is None:
                running.terminate()


def killed(running: "subprocess.Popen[str]") -> None:
    running.send_signal(signal.SIGKILL)
    running.wait(30)


@pytest.fixture(scope="module")
def database(terminal: Terminal) -> Iterator["psycopg.Connection[Any]"]:
    """The database as its superuser sees it: past every wall."""
    terminal.done("organisation", "create", "many")
    with psycopg.connect(terminal.superuser(), autocommit=True) as connection:
        yield connection


def wait_for(condition: Callable[[], bool], *, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def work(database: "psycopg.Connection[Any]", kind: str) -> tuple[str, int, int]:
    """Return state, how much was done, and the attempt of the newest work of a kind."""
    found = database.execute(
        "SELECT state, done, attempt FROM kernel_work WHERE kind = %s ORDER BY id DESC LIMIT 1", [kind]
    ).fetchone()
    assert found is not None
    return found


def count(database: "psycopg.Connection[Any]", table: str) -> int:
    found = database.execute(f'SELECT count(*) FROM "{table}"').fetchone()
    assert found is not None
    number: int = found[0]
    return number


def notice_the_death(database: "psycopg.Connection[Any]") -> None:
    """Let the half minute pass after which a silent worker counts as dead."""
    database.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")


def test_an_import_killed_in_the_middle_is_done_once(
    terminal: Terminal, database: "psycopg.Connection[Any]", tmp_path: Path
) -> None:
    rows = (f"p{n},{1 + n % 24},{n % 2},{40 + n % 21}" for n in range(PEOPLE))
    (tmp_path / "many.csv").write_text("person,months,left,score\n" + "\n".join(rows))
    (tmp_path / "many.toml").write_text(MAPPING)
    as_analyst(terminal, "many", "upload", tmp_path / "many.csv", tmp_path / "many.toml")
    with worker(terminal, "app") as first:
        wait_for(lambda: work(database, "journeys.check")[0] == "done")
        as_analyst(terminal, "many", "import")
        wait_for(lambda: 0 < work(database, "journeys.import")[1] < PEOPLE)
        killed(first)
    state, done, _attempt = work(database, "journeys.import")
    assert (state, 0 < done < PEOPLE) == ("running", True)  # it was in the middle
    for table in ("outcomes_history", "outcomes_engagement", "evidence_evidence", "people_person"):
        wait_for(lambda table=table: count(database, table) == 0, seconds=20)  # type: ignore[misc]
    notice_the_death(database)
    with worker(terminal, "app"):
        wait_for(lambda: work(database, "journeys.import")[0] == "done")
    assert work(database, "journeys.import")[2] == 2
    assert count(database, "outcomes_history") == 1
    assert count(database, "outcomes_engagement") == count(database, "people_person") == PEOPLE
    assert count(database, "evidence_evidence") == PEOPLE


def test_a_fit_killed_in_the_middle_makes_one_version(
    terminal: Terminal, database: "psycopg.Connection[Any]", tmp_path: Path
) -> None:
    files = write_csv(simulate_call_centre(9, hires=300, applicants=2), tmp_path)
    mapping = ROOT / "src/maatwerk/cli/simulate/call-centre.toml"
    terminal.done("history", "import", files[0], "-m", mapping, "-o", "fitted")
    terminal.done("model", "admit", "--results", "--reason", "Asked for by the work.", "-o", "fitted")
    as_analyst(terminal, "fitted", "fit")
    with worker(terminal, "scoring") as first:
        wait_for(lambda: work(database, "advice.fit")[0] == "running")
        killed(first)
    assert (work(database, "advice.fit")[0], count(database, "advice_modelversion")) == ("running", 0)
    assert count(database, "advice_trainingscore") == 0
    notice_the_death(database)
    with worker(terminal, "scoring"):
        wait_for(lambda: work(database, "advice.fit")[0] == "done")
    assert (work(database, "advice.fit")[2], count(database, "advice_modelversion")) == (2, 1)
