"""Candidates answering adaptively against a bare endpoint that inserts one row, on one server and one database.

The server is granian as `maatwerk serve` starts it, the database the embedded one, durable. The client is open-loop:
it sends by a schedule and counts lateness. Throughput is the highest offered rate that is answered in full with p99
under a tenth of a second. In the middle of a run every server process is killed with SIGKILL; afterwards each answer
that was acknowledged must be in the database once, as given. Listens on loopback only and ends by itself.
"""

import asyncio
import json
import os
import signal
import socket
import statistics
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench._assessments_load import Candidate, Load, Outcome, read_candidates
from bench.report import ROOT, Row, in_process

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "9000"))
TRIAL_SECONDS, STEADY_SECONDS = 4.0, 20.0
STEADY_TURNS = 5
COST_TURNS, COST_SECONDS, COST_RATE = 7, 3.0, 250.0
LATE = 0.1  # p99 in seconds
FIRST_RATE, MOST_RATE = 200.0, 4_000.0
#: The endpoints to be held against, by their address: how the table calls them.
WAYS = {
    "bare-view": "bare Django view, one INSERT in raw SQL",
    "bare": "bare WSGI function without framework, one INSERT over psycopg",
}


@dataclass
class Site:
    """A running server, its database and how to look at both."""

    data: Path
    port: int
    admin: str
    server: "subprocess.Popen[bytes]"

    def workers(self) -> list[int]:
        """Process ids of the web processes."""
        return _children(self.server.pid)

    def memory(self) -> float:
        """Resident memory of the web processes together, in MB."""
        pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in self.workers()]
        return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def processor_seconds(self) -> float:
        """Processor time that the web processes and PostgreSQL have used, processes that ended there included."""
        from maatwerk.kernel.postgres.cluster import Cluster

        postmaster = int((Cluster(self.data).data / "postmaster.pid").read_text().split()[0])
        ticks = 0
        for parent in (self.server.pid, postmaster):
            for pid in (parent, *_children(parent)):
                with suppress(FileNotFoundError, ProcessLookupError):
                    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                    # own time in user and system mode, and for the parents that of children who ended
                    ticks += sum(map(int, fields[11:15] if pid == parent else fields[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """End every process of the server with SIGKILL."""
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()


def _children(pid: int) -> list[int]:
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(each) for each in found.stdout.split()]


def run() -> list[Row]:
    """Measure throughput of both, latency at 80 %, what a kill loses, and memory."""
    with site() as found:
        candidates = read_candidates(found.data / "people.jsonl")
        return asyncio.run(_measure(found, candidates))


@contextmanager
def site() -> Iterator[Site]:
    """Make a database, fill it, start the server; remove everything afterwards."""
    from maatwerk.kernel.postgres import roles
    from maatwerk.kernel.postgres.cluster import Cluster

    with tempfile.TemporaryDirectory(prefix="bench-assessments-") as folder:
        data = Path(folder)
        cluster = Cluster(data)
        try:
            with cluster.running():
                in_process("bench.assessments:make_schema", threads=1, data=folder)
                out = str(data / "people.jsonl")
                in_process("bench._assessments_world:prepare", threads=1, data=folder, people=PEOPLE, out=out)
                print(f"  {PEOPLE} people, each in a test of 30 items out of 300", flush=True)
                admin = cluster.superuser_url(roles.DATABASE)
                _begin_sessions(admin, data / "people.jsonl")
                _bare_tables(admin)
                port = _free_port()
                yield (standing := Site(data, port, admin, start_server(data, port)))
                if standing.server.poll() is None:
                    standing.kill()
        finally:
            cluster.destroy()


def make_schema(data: str) -> dict[str, Any]:
    """Migrate the database of `data`."""
    os.environ["MAATWERK_DATA"] = data
    from maatwerk.cli.runtime import database

    with database():
        return {}


def _begin_sessions(admin: str, people: Path) -> None:
    """Write the row that pressing Begin leaves behind, for everybody at once."""
    import psycopg

    insert = (
        "COPY assessments_assessmentsession (id, organisation_id, order_id, module_id, person_id, seed, calibrations,"
        " state, excluded, paused_seconds, devices, is_supervised, ended_by) FROM STDIN"
    )
    with psycopg.connect(admin) as connection, connection.cursor().copy(insert) as copy:
        for line in people.read_text().splitlines():
            *keys, seed, calibrations = json.loads(line)["row"]
            rest = ["running", "[]", 0, "[]", False, ""]
            copy.write_row([*keys, seed, json.dumps(calibrations), *rest])


def _bare_tables(admin: str) -> None:
    import psycopg

    with psycopg.connect(admin) as connection:
        connection.execute("CREATE TABLE bench_bare (id uuid PRIMARY KEY, order_id uuid NOT NULL, item_id uuid NOT NULL,"
                           " position smallint NOT NULL, answer jsonb, at timestamptz NOT NULL DEFAULT now())")  # fmt: skip
        connection.execute("CREATE TABLE bench_token (token_hash text PRIMARY KEY, order_id uuid NOT NULL)")
        connection.execute("INSERT INTO bench_token SELECT token_hash, id FROM assessments_order")
        connection.execute("GRANT SELECT, INSERT ON bench_bare, bench_token TO maatwerk_app")
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")


def start_server(data: Path, port: int) -> "subprocess.Popen[bytes]":
    """Start the web server as `maatwerk serve` does, with the bare endpoint beside the product."""
    from maatwerk.cli.serve import web_command

    command = web_command("127.0.0.1", port, application="bench._assessments_site:application")
    environment = os.environ | {
        "MAATWERK_DATA": str(data),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    environment.pop("MAATWERK_DEBUG", None)
    server = subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return server
    raise RuntimeError("the server does not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _measure(found: Site, candidates: deque[Candidate]) -> list[Row]:
    everybody = list(candidates)
    load = Load("127.0.0.1", found.port)
    await _warmed(load, candidates)
    view = await capacity(load, candidates, way="bare-view")
    ours = await capacity(load, candidates)
    bare = await capacity(load, candidates, way="bare")
    peers = {"bare-view": view, "bare": bare}
    cost = await _cost(found, load, candidates)
    before = found.memory()
    steady = await _steady(load, candidates, rate=0.8 * ours)
    killed = await _with_a_kill(found, load, candidates, rate=0.5 * ours)
    print(f"  with a kill -9: {_said(killed)}, {killed.retried} sent again", flush=True)
    lost, doubled, wrong = _compare(found, everybody)
    memory = await _hour(found, load, candidates, rate=0.8 * ours)
    answered = sum(len(each.acknowledged) for each in everybody)
    return [
        *_rows(peers, ours, steady, (lost, doubled, wrong), (before, *memory), answered),
        *_costs(cost),
    ]


async def _steady(load: Load, candidates: deque[Candidate], *, rate: float) -> list[float]:
    """Measure p99 in seconds at `rate`, the shortest first: one burst of other work on the machine spoils one turn."""
    turns = []
    for _ in range(STEADY_TURNS):
        outcome = await load.run(candidates, rate=rate, seconds=STEADY_SECONDS)
        print(f"  at 80 %: {_said(outcome)}", flush=True)
        turns.append(outcome.percentile(0.99))
    return sorted(turns)


async def _cost(found: Site, load: Load, candidates: deque[Candidate]) -> dict[str, float]:
    """Measure the processor time of an answer, in turns: a machine that does something else counts for each alike."""
    measured: dict[str, list[float]] = {way: [] for way in ("", *WAYS)}
    for _ in range(COST_TURNS):
        for way, costs in measured.items():
            before = found.processor_seconds()
            outcome = await load.run(candidates, rate=COST_RATE, seconds=COST_SECONDS, way=way)
            await asyncio.sleep(0.2)
            costs.append((found.processor_seconds() - before) / max(1, len(outcome.latencies)))
    medians = {way: statistics.median(costs) for way, costs in measured.items()}
    said = ", ".join(f"{way or 'ours'} {1e6 * cost:.0f} µs" for way, cost in medians.items())
    print(f"  processor time of an answer, server and database: {said}", flush=True)
    return medians


def _costs(cost: dict[str, float]) -> list[Row]:
    return [
        Row(
            problem="processor time of an answer, web server and PostgreSQL together",
            ours=f"the player, {1e6 * cost['']:.0f} µs;",
            peer=WAYS[way],
            peer_version=f"{1e6 * cost[way]:.0f} µs",
            ratio=cost[way] / cost[""],
            note=f"theirs over ours, as with throughput; median of {COST_TURNS} turns of {COST_SECONDS:.0f} s in turns"
            f" at {COST_RATE:.0f} a second; what a machine that is busy otherwise disturbs least",
        )
        for way in WAYS
    ]


async def _warmed(load: Load, candidates: deque[Candidate]) -> None:
    """Let every process load its module, its compiled code and the screens, before anything is measured."""
    for _ in range(12):
        outcome = await load.run(candidates, rate=100, seconds=3)
        for way in WAYS:
            await load.run(candidates, rate=60, seconds=1, way=way)
        if outcome.percentile(0.95) < LATE:
            return


async def capacity(load: Load, candidates: deque[Candidate], *, way: str = "") -> float:
    """Find the highest rate that is answered in full and in time: double until it is not, then halve the gap.

    A rate is too much when it fails twice: a machine that does something else for a moment is no limit of the server.
    """
    good, bad, rate = 0.0, MOST_RATE, FIRST_RATE
    for _ in range(8):
        for _attempt in range(2):
            outcome = await load.run(candidates, rate=rate, seconds=TRIAL_SECONDS, way=way)
            held = (
                outcome.rate >= 0.97 * outcome.offered / outcome.seconds and outcome.percentile(0.99) < LATE
            )
            verdict = "" if held else " – too much"
            print(f"  {way or 'ours'} offered {rate:.0f}/s: {_said(outcome)}{verdict}", flush=True)
            await asyncio.sleep(0.5)
            if held:
                break
        if held:
            good = outcome.rate
            rate = min(2 * rate, MOST_RATE) if bad == MOST_RATE else (rate + bad) / 2
        else:
            bad = rate
            rate = (good + bad) / 2 if good else rate / 2
        if bad / max(good, 1) < 1.08:
            break
    return good


async def _with_a_kill(found: Site, load: Load, candidates: deque[Candidate], *, rate: float) -> Outcome:
    async def strike() -> None:
        await asyncio.sleep(5)
        await asyncio.to_thread(found.kill)
        found.server = await asyncio.to_thread(start_server, found.data, found.port)

    outcome, _none = await asyncio.gather(load.run(candidates, rate=rate, seconds=12), strike())
    return outcome


def _compare(found: Site, everybody: list[Candidate]) -> tuple[int, int, int]:
    """Hold what candidates were told against what the database has: lost, doubled, and not as given."""
    import psycopg

    with psycopg.connect(found.admin) as connection:
        rows = connection.execute(
            "SELECT session_id::text, position, item_id::text, answer #>> '{}' FROM assessments_response"
        ).fetchall()
    stored: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for session, position, item, answer in rows:
        stored.setdefault((session, position), []).append((item, answer))
    lost = doubled = wrong = 0
    for candidate in everybody:
        session = str(candidate.form["session"])
        for place, given in candidate.acknowledged.items():
            there = stored.get((session, place), [])
            lost += not there
            doubled += len(there) > 1
            wrong += there != [] and there[0] != given
        items = [item for place in range(60) for item, _answer in stored.get((session, place), [])]
        doubled += len(items) - len(set(items))
    return lost, doubled, wrong


async def _hour(found: Site, load: Load, candidates: deque[Candidate], *, rate: float) -> tuple[float, float]:
    """Let more sessions run than an hour brings; return memory after the start and at the end."""
    await _warmed(load, candidates)
    after_start = found.memory()
    await load.run(candidates, rate=rate, seconds=STEADY_SECONDS)
    return after_start, found.memory()


def _said(outcome: Outcome) -> str:
    return (
        f"{outcome.rate:.0f}/s, p50 {1e3 * outcome.percentile(0.5):.0f} ms, p99 {1e3 * outcome.percentile(0.99):.0f} ms"
        f"{f', {outcome.refused} refused' if outcome.refused else ''}"
    )


def _rows(
    peers: dict[str, float],
    ours: float,
    steady: list[float],
    kept: tuple[int, int, int],
    memory: tuple[float, ...],
    answered: int,
) -> list[Row]:
    lost, doubled, wrong = kept
    growth = max(memory[1:]) / memory[1] - 1
    rows = [
        Row(
            problem="answers a second: authenticated, stored durably, next item of 300 chosen adaptively",
            ours=f"the player, {ours:.0f}/s;",
            peer=WAYS[way],
            peer_version=f"{rate:.0f}/s (psycopg {version('psycopg')})",
            ratio=ours / rate,
            accuracy=f"p99 {1e3 * statistics.median(steady):.0f} ms at 80 %, median of {len(steady)} turns"
            f" ({1e3 * steady[0]:.0f} to {1e3 * steady[-1]:.0f})",
            note="ratio of throughput: above .5 is asked; open-loop client, server and PostgreSQL on the same cores",
        )
        for way, rate in peers.items()
    ]
    rows.append(
        Row(
            problem=f"{answered} answers with kill -9 of every server process in the middle",
            ours="the player",
            peer="what candidates were told",
            peer_version="",
            accuracy=f"{lost} lost, {doubled} doubled, {wrong} not as given",
            note=f"memory of the web processes {memory[1]:.0f} MB after their start, {memory[-1]:.0f} MB at the end"
            f" ({100 * growth:+.0f} %); {answered // 30} tests of 30 items",
        )
    )
    return rows
