"""An open-loop client: requests leave on a schedule, whatever the server does, and lateness counts as latency.

Plain HTTP/1.1 over kept-alive connections of asyncio, on loopback. A candidate whose answer met no server sends the
same answer again, as the player does.
"""

import asyncio
import json
import random
import re
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

CONNECTIONS = 64
_FIELD = re.compile(rb'name="(place|item|seal)" value="([^"]*)"')
RETRY_SECONDS = 0.25


@dataclass
class Candidate:
    """Somebody halfway through a test: where they are, and what the server has acknowledged."""

    path: str
    token: str
    form: dict[str, object]
    acknowledged: dict[int, tuple[str, str]] = field(default_factory=dict)  # place → (item, answer)
    done: bool = False


@dataclass
class Outcome:
    """What one run of the schedule came to."""

    offered: int
    seconds: float
    latencies: list[float]
    refused: int = 0
    retried: int = 0

    @property
    def rate(self) -> float:
        """Answers a second that came back in time for the run."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """Latency in seconds, from when the request should have left."""
        ordered = sorted(self.latencies) or [float("inf")]
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def read_candidates(file: Path) -> deque[Candidate]:
    """Return the people of the world file, in an order that does not follow the database."""
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    random.Random(1).shuffle(rows)
    return deque(Candidate(row["path"], row["token"], row["form"]) for row in rows)


class Load:
    """Sends on schedule over a fixed number of connections; when all are busy, requests wait and grow late."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter] | None] = asyncio.Queue()
        for _ in range(CONNECTIONS):
            self.free.put_nowait(None)

    async def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Send one request; a connection that broke is thrown away and the error raised."""
        connection = await self.free.get()
        try:
            if connection is None:
                connection = await asyncio.open_connection(self.host, self.port)
            reader, writer = connection
            writer.write(
                b"POST "
                + path.encode()
                + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Player: 1\r\nUser-Agent: bench\r\n"
                b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n"
                % len(body)
                + body
            )
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: (\d+)", head)
            content = await reader.readexactly(int(length[1])) if length else b""
            status = int(head[9:12])
            if length is None:
                raise OSError("an answer without a length cannot be told from the next")
        except (OSError, asyncio.IncompleteReadError):
            if connection is not None:
                connection[1].close()
            self.free.put_nowait(None)
            raise
        except asyncio.CancelledError:
            self.free.put_nowait(None)
            raise
        self.free.put_nowait(connection)
        return status, content

    async def answer(self, candidate: Candidate, outcome: Outcome) -> None:
        """Give one answer and take in the next screen; where the server is away, send the same again."""
        chosen = random.choice("abcd")
        body = urlencode({**candidate.form, "a": chosen}).encode()
        place, item = int(str(candidate.form["place"])), str(candidate.form["item"])
        while True:
            try:
                status, content = await self.post(candidate.path, body)
            except (OSError, asyncio.IncompleteReadError):
                outcome.retried += 1
                await asyncio.sleep(RETRY_SECONDS)
                continue
            break
        if status == 200:
            candidate.acknowledged[place] = (item, chosen)
            candidate.form |= {name.decode(): value.decode() for name, value in _FIELD.findall(content)}
        elif status == 205:
            candidate.acknowledged[place] = (item, chosen)
            candidate.done = True
        else:
            outcome.refused += 1

    async def bare(self, candidate: Candidate, outcome: Outcome, *, way: str) -> None:
        """Send as much to a bare endpoint."""
        body = urlencode({**candidate.form, "a": random.choice("abcd")}).encode()
        status, _content = await self.post(f"/{way}/{candidate.token}" + ("/" if way != "bare" else ""), body)
        outcome.refused += status != 200

    async def run(
        self, candidates: deque[Candidate], *, rate: float, seconds: float, way: str = ""
    ) -> Outcome:
        """Offer `rate` requests a second for some seconds, each to another candidate; wait a little for the last.

        `way` names a bare endpoint; without it candidates answer.
        """
        outcome, tasks = Outcome(0, seconds, []), set()

        async def act(candidate: Candidate, outcome: Outcome) -> None:
            await (self.bare(candidate, outcome, way=way) if way else self.answer(candidate, outcome))

        start = time.perf_counter()
        random_gaps = random.Random(2)
        due = start

        async def one(candidate: Candidate, due: float) -> None:
            await act(candidate, outcome)
            outcome.latencies.append(time.perf_counter() - due)
            if not candidate.done:
                candidates.append(candidate)

        while due < start + seconds:
            wait = due - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            if not candidates:  # everybody waits for an answer: far too much
                outcome.offered += int(rate * (start + seconds - due))
                break
            task = asyncio.create_task(one(candidates.popleft(), due))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            outcome.offered += 1
            due += random_gaps.expovariate(rate)  # people do not come in step
        in_time = len(outcome.latencies)
        if tasks:
            await asyncio.wait(tasks, timeout=60)
        outcome.seconds = (
            max(seconds, time.perf_counter() - start) if in_time < 0.97 * outcome.offered else seconds
        )
        return outcome
