"""`maatwerk serve`: the web server and both workers under one supervisor; `maatwerk worker`: one of them alone."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from maatwerk.cli.output import Stop, say
from maatwerk.cli.runtime import database

WEB_PROCESSES = 2
#: An upload of 200 MB holds a thread for as long as it takes; the others go on serving.
THREADS_PER_PROCESS = 16
STOP_SECONDS = 15
FEWEST_SECONDS_UP = 5  # a process that dies sooner than this after its start is not started a third time


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `serve`, `worker` and `migrate`."""
    serve = commands.add_parser("serve", help="serve the product with its workers until Ctrl-C")
    add_address_flags(serve)
    serve.set_defaults(run=run_serve)
    worker = commands.add_parser(
        "worker", help="do background work: `app`, or `scoring` (which sees no identities)"
    )
    worker.add_argument("kind", choices=("app", "scoring"))
    worker.set_defaults(run=run_worker)
    migrate = commands.add_parser("migrate", help="bring the database to this version and apply its walls")
    migrate.set_defaults(run=run_migrate)


def add_address_flags(parser: argparse.ArgumentParser) -> None:
    """Add host and port; `PORT` in the environment is respected."""
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))


def run_serve(arguments: argparse.Namespace) -> int:
    """Serve until somebody stops it."""
    with database():
        return supervise(arguments.host, arguments.port)


def run_worker(arguments: argparse.Namespace) -> int:
    """Work off one queue. The scoring worker has the scoring login and no other."""
    os.environ["MAATWERK_PROCESS"] = arguments.kind
    with database():
        from maatwerk.kernel.worker import work

        work(arguments.kind)
    return 0


def run_migrate(arguments: argparse.Namespace) -> int:
    """Bring roles, schema, walls and rules to this version."""
    with database():
        say("The database is at this version.")
    return 0


def check_port(host: str, port: int) -> None:
    """Refuse, with a way out, a port that somebody else holds."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Stop(
                f"Port {port} is taken by another program. Choose another one: PORT={port + 1} ./maat demo",
                code="port_taken",
            ) from error


def supervise(host: str, port: int, *, ready: str = "") -> int:
    """Run web server and workers until a signal comes; start again what dies; print `ready` once the site answers."""
    check_port(host, port)
    python = [sys.executable, "-m"]
    threads = ["--blocking-threads", str(THREADS_PER_PROCESS), "--workers", str(WEB_PROCESSES)]
    web = [*python, "granian", "--interface", "wsgi", "--host", host, "--port", str(port), *threads]
    commands = {
        "web": [*web, "--no-access-log", "--log-level", "warning", "maatwerk.config.wsgi:application"],
        "app worker": [*python, "maatwerk", "worker", "app"],
        "scoring worker": [*python, "maatwerk", "worker", "scoring"],
    }
    with _until_signal() as stopping, _processes(commands) as running:
        announced = False
        while not stopping():
            if not announced and _answers(host, port):
                say(ready or f"Maatwerk serves at http://{host}:{port}/")
                sys.stdout.flush()
                announced = True
            running.look_after()
            time.sleep(0.2)
    return 0


@contextmanager
def _until_signal() -> Iterator[Callable[[], bool]]:
    asked: list[int] = []
    before = {
        number: signal.signal(number, lambda got, _frame: asked.append(got))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Running:
    """The child processes, each started again when it dies."""

    def __init__(self, commands: dict[str, list[str]]) -> None:
        self.commands = commands
        self.started: dict[str, float] = {}
        self.quick_deaths: dict[str, int] = dict.fromkeys(commands, 0)
        self.children = {name: self._start(name) for name in commands}

    def _start(self, name: str) -> "subprocess.Popen[bytes]":
        self.started[name] = time.monotonic()
        # an own process group: Ctrl-C reaches only the supervisor, which then stops the children in order
        return subprocess.Popen(self.commands[name], start_new_session=True)

    def look_after(self) -> None:
        """Start again whatever died; give up when it keeps dying at once."""
        for name, child in self.children.items():
            if child.poll() is None:
                continue
            quick = time.monotonic() - self.started[name] < FEWEST_SECONDS_UP
            self.quick_deaths[name] = self.quick_deaths[name] + 1 if quick else 0
            if self.quick_deaths[name] >= 3:
                raise Stop(f"The {name} does not stay up; its last words stand above.", code="does_not_start")
            self.children[name] = self._start(name)

    def stop(self) -> None:
        """Ask every child to end, then make it."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


@contextmanager
def _processes(commands: dict[str, list[str]]) -> Iterator[_Running]:
    running = _Running(commands)
    try:
        yield running
    finally:
        running.stop()


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=0.2):
            return True
    except OSError:
        return False
