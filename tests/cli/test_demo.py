"""The demo from a cold start: interrupted, loaded, stopped, killed and started again; and what its versions found."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cli.site import Visitor
from cli.terminal import Terminal
from maatwerk.cli.demo_data import ACCOUNTS, PASSWORD
from maatwerk.kernel.postgres.cluster import Cluster
from prepared import copy_server

DEMO = ("-o", "callcentre-demo", "--as", "psychologist@demo.example")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """A folder whose server starts and stops with the demo itself."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    copy_server(folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    yield Terminal(folder, {"PORT": str(port)})
    Cluster(folder).destroy()


@pytest.fixture(scope="module")
def loaded(empty: Terminal) -> Terminal:
    """The demo, loaded after a first load that was killed in the middle."""
    with empty.start("demo", "--load-only", stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as first:
        assert first.stdout is not None
        for line in first.stdout:
            if "version 1 advises" in line:
                break
        first.send_signal(signal.SIGKILL)
    empty.done("demo", "--load-only")  # the database is there: nothing is said aside any more
    return empty


def test_a_first_start_says_at_once_what_takes_long_in_the_readers_language(tmp_path: Path) -> None:
    nowhere = Terminal(tmp_path / "data", {"MAATWERK_LANGUAGE": "nl"})
    with nowhere.start("demo", "--load-only", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as starting:
        assert starting.stdout is not None
        assert starting.stderr is not None
        said = [starting.stderr.readline() for _line in range(4)]
        before = starting.stdout.readline()  # the load itself begins
        starting.terminate()
        starting.communicate(timeout=60)
    Cluster(nowhere.folder).destroy()
    assert said[0].startswith("De ingebouwde database wordt gemaakt")
    assert all(line.startswith("  ") and line.endswith(" …\n") for line in said[1:])
    assert "2,000" in before or "2.000" in before


def processes(terminal: Terminal) -> list[str]:
    """Return the command lines of all processes that work on a data folder."""
    folder, found = os.fsencode(terminal.folder), []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            here = (process / "cmdline").read_bytes()
            state = (process / "stat").read_text().rpartition(")")[2].split()[0]
            works = folder in here or b"MAATWERK_DATA=" + folder in (process / "environ").read_bytes()
        except OSError:  # gone meanwhile
            continue
        if works and state != "Z":
            found.append(here.replace(b"\0", b" ").decode(errors="replace"))
    return found


def wait_until_gone(terminal: Terminal, word: str = "", *, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while left := [line for line in processes(terminal) if word in line]:
        assert time.monotonic() < deadline, left
        time.sleep(0.2)


@contextmanager
def demo(terminal: Terminal) -> Iterator[tuple["subprocess.Popen[str]", Visitor]]:
    """Run the demo until its pages answer."""
    visitor = Visitor(int(terminal.extra["PORT"]))
    with terminal.start("demo", stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as running:
        try:
            deadline = time.monotonic() + 120
            while True:
                try:
                    visitor.open("/account/login/", patience=10)
                    break
                except (urllib.error.URLError, OSError):
                    assert running.poll() is None
                    assert time.monotonic() < deadline
                    time.sleep(0.3)
            yield running, visitor
        finally:
            if running.poll() is None:
                running.terminate()


def query(terminal: Terminal, statement: str) -> list[tuple[Any, ...]]:
    with Cluster(terminal.folder).running(), psycopg.connect(terminal.superuser()) as connection:
        return connection.execute(statement).fetchall()


def test_an_interrupted_load_leaves_nothing_behind(loaded: Terminal) -> None:
    assert query(loaded, "SELECT slug, is_simulated FROM organisations_organisation ORDER BY slug") == [
        ("callcentre-demo", True),
        ("zorg-demo", True),  # where a candidate's other openings are
    ]
    assert query(loaded, "SELECT count(*) FROM outcomes_history") == [(3,)]
    assert query(loaded, "SELECT count(*) FROM outcomes_engagement WHERE history_id IS NOT NULL") == [(2000,)]


def test_a_second_load_does_nothing(loaded: Terminal) -> None:
    before = query(loaded, "SELECT count(*) FROM kernel_event")
    assert loaded.done("demo", "--load-only") == ""
    assert query(loaded, "SELECT count(*) FROM kernel_event") == before


def test_experience_corrected_the_experts(loaded: Terminal) -> None:
    """A worthless test, which experts believed in, turns out worthless; one they hardly valued turns out strong."""
    shown = loaded.json("model", "show", *DEMO)
    weights = {weight["name"]: weight for weight in shown["weights"]}
    assert (shown["version"], shown["state"], shown["verdict"]) == (3, "draft", "established")
    worthless, underrated = weights["handwriting"], weights["stress_tolerance"]
    assert worthless["low"] < 0 < worthless["high"]
    assert worthless["expert"] < -0.2  # they believed that it makes people stay
    assert underrated["high"] < underrated["expert"]
    assert loaded.json("log", "verify", "-o", "callcentre-demo", "--as", "auditor@demo.example")["ok"]


def test_every_page_says_simulated_and_ctrl_c_stops_everything(loaded: Terminal) -> None:
    with demo(loaded) as (running, visitor):
        visitor.sign_in(ACCOUNTS[0].email, PASSWORD)
        for page in ("", "vacancies/", "models/"):
            said = visitor.open(f"/o/callcentre-demo/{page}").lower()
            assert "gesimuleerd" in said or "simulated" in said
        running.send_signal(signal.SIGINT)
        said = running.communicate(timeout=60)[0]
    assert running.returncode == 0
    assert "Traceback" not in said
    assert "WARNING" not in said
    assert PASSWORD in said
    wait_until_gone(loaded)


def test_it_starts_again_after_it_was_killed(loaded: Terminal) -> None:
    with demo(loaded) as (running, _visitor):
        running.send_signal(signal.SIGKILL)
        running.communicate(timeout=60)
        wait_until_gone(loaded, "granian")  # so that the port is free again
        wait_until_gone(loaded, "worker")
    with demo(loaded) as (running, visitor):
        visitor.sign_in(ACCOUNTS[0].email, PASSWORD)
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=60)
    wait_until_gone(loaded)
