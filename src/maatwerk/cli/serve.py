"""`maatwerk serve`: the web server and both workers under one supervisor; `maatwerk worker`: one of them alone."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from maatwerk.cli.output import Stop, _, language_of_terminal, say, translated
from maatwerk.cli.runtime import database

WEB_PROCESSES = 2
#: An upload holds a thread for as long as its line is slow: two at once leave six of eight to everybody else
#: (`tests/cli/test_two_uploads.py`). More threads would only wait for the same two cores and their lock.
THREADS_PER_PROCESS = 4
STOP_SECONDS = 15
FEWEST_SECONDS_UP = 5  # a process that dies sooner than this after its start is not started a third time


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `serve`, `worker` and `migrate`."""
    serve = commands.add_parser("serve", help=_("serve the product with its workers until Ctrl-C"))
    add_address_flags(serve)
    serve.set_defaults(run=run_serve)
    worker = commands.add_parser(
        "worker", help=_("do background work: `app`, or `scoring` (which sees no identities)")
    )
    worker.add_argument("kind", choices=("app", "scoring"))
    worker.set_defaults(run=run_worker)
    migrate = commands.add_parser("migrate", help=_("bring the database to this version and apply its walls"))
    migrate.set_defaults(run=run_migrate)


def add_address_flags(parser: argparse.ArgumentParser) -> None:
    """Add host and port; `PORT` in the environment is respected."""
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=_port, default=os.environ.get("PORT") or "8000")


def _port(text: str) -> int:
    """Read a port here and not at the start, so that a wrong `PORT` stops no other command."""
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a whole number from 1 to 65535")
    return int(text)


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
        say(in_terminal_language(_("The database is at this version.")))
    return 0


def check_port(host: str, port: int) -> None:
    """Refuse, with a way out, a port that somebody else holds."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Stop(
                _(
                    "Port %(port)d is taken by another program. Choose another one: PORT=%(other)d ./maat demo"
                ),
                code="port_taken",
                port=port,
                other=port + 1 if port < 65_535 else port - 1,
            ) from error


def web_command(host: str, port: int, *, application: str = "maatwerk.config.wsgi:application") -> list[str]:
    """Return how the web server is started."""
    threads = ["--blocking-threads", str(THREADS_PER_PROCESS), "--workers", str(WEB_PROCESSES)]
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    return [*web, *threads, "--no-access-log", "--log-level", "warning", application]


def supervise(host: str, port: int, *, ready: str = "", then: Callable[[], None] | None = None) -> int:
    """Run web server and workers until a signal comes; start again what dies.

    Once the site answers, print `ready` and begin with `then` beside it.
    """
    check_port(host, port)
    os.environ.setdefault("MAATWERK_SITE_URL", site_url(host, port))  # links in mails lead back to here
    python = [sys.executable, "-m"]
    commands = {
        "web": web_command(host, port),
        "app worker": [*python, "maatwerk", "worker", "app"],
        "scoring worker": [*python, "maatwerk", "worker", "scoring"],
    }
    with _until_signal() as stopping, _processes(commands) as running:
        announced = False
        while not stopping():
            if not announced and _answers(host, port):
                say(
                    ready
                    or in_terminal_language(
                        _("Maatwerk serves at %(address)s"), address=f"http://{host}:{port}/"
                    )
                )
                sys.stdout.flush()
                announced = True
                if then is not None:
                    threading.Thread(target=_beside, args=(then, stopping), daemon=True).start()
            running.look_after()
            time.sleep(0.2)
    return 0


def _beside(work: Callable[[], None], stopping: Callable[[], bool]) -> None:
    """Work beside the site. Once it stops its database does too: what breaks off then is no fault, the next start goes on."""
    import django.db
    import psycopg

    try:
        work()
    except (django.db.Error, psycopg.Error):
        if not stopping():
            raise


def site_url(host: str, port: int) -> str:
    """Return the address at which a browser on this machine finds what listens on `host` and `port`."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not listened on
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def in_terminal_language(text: str, /, **values: object) -> str:
    """Return a marked sentence in the language of the terminal, for commands without a flag for it."""
    from django.utils import translation

    with translation.override(language_of_terminal()):
        return translated(text, **values)


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
        watcher = [sys.executable, "-m", "maatwerk.cli.watch"]
        self.watcher = subprocess.Popen(watcher, stdin=subprocess.PIPE, text=True, start_new_session=True)
        self.children = {name: self._start(name) for name in commands}

    def _start(self, name: str) -> "subprocess.Popen[bytes]":
        self.started[name] = time.monotonic()
        # an own process group: Ctrl-C reaches only the supervisor, which then stops the children in order
        child = subprocess.Popen(self.commands[name], start_new_session=True)
        self._note(child.pid)
        return child

    def _note(self, group: int) -> None:
        """Tell the watcher of a group that began, or with a minus that ended; a watcher that died is no reason to stop."""
        assert self.watcher.stdin is not None
        with suppress(BrokenPipeError):
            self.watcher.stdin.write(f"{group:+d}\n")
            self.watcher.stdin.flush()

    def look_after(self) -> None:
        """Start again whatever died; give up when it keeps dying at once."""
        for name, child in self.children.items():
            if child.poll() is None:
                continue
            quick = time.monotonic() - self.started[name] < FEWEST_SECONDS_UP
            self.quick_deaths[name] = self.quick_deaths[name] + 1 if quick else 0
            if self.quick_deaths[name] >= 3:
                raise Stop(
                    _("The %(name)s does not stay up; its last words stand above."),
                    code="does_not_start",
                    name=name,
                )
            self._note(-child.pid)
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
            self._note(-child.pid)
        self.watcher.communicate()


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
