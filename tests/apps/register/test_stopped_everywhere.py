"""The stop button across processes: a web server that showed advice a moment ago, and a worker that is writing more of it."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest
from django.db import connections

from api.calling import Caller
from factories import loop
from factories.organisations import client_of, make_member
from maatwerk.apps.applications.public import applications
from maatwerk.apps.organisations.public import Role, User
from maatwerk.cli.serve import web_command
from maatwerk.kernel.models import Work
from maatwerk.kernel.postgres import roles

#: A row of the shortlist that says something: else there stands, in grey, why it does not.
ESTIMATE = re.compile(r'class="shortlist__range"><span class="nowrap">(?!<span class="muted">)')
ROOT, TEST_DATA = Path(__file__).resolve().parents[3], Path(os.environ["MAATWERK_DATA"])
pytestmark = pytest.mark.usefixtures("committed", "english")
PATIENCE = 60  # REQUIREMENTS: no advice within 60 seconds of the press


def until(condition: Callable[[], object]) -> None:
    """Wait until something is so; it ends as soon as it is."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def environment(*logins: str) -> dict[str, str]:
    """What a process gets: the tests' database, and the logins it may use."""
    name = connections["default"].settings_dict["NAME"]
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("MAATWERK_", "DATABASE_URL"))
    }
    for login in logins:
        url = roles.credential(TEST_DATA, login)
        kept[roles.credential_variable(login)] = roles.with_database(url, name)
    own = {"PYTHONPATH": str(ROOT / "src"), "MAATWERK_DATA": str(TEST_DATA), "MAATWERK_LANGUAGE": "en"}
    return kept | own | {"DJANGO_SETTINGS_MODULE": "maatwerk.config.settings"}


@contextmanager
def processes() -> Iterator[str]:
    """A web server and a scoring worker, each with its own logins; the address of the first."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    web = web_command("127.0.0.1", port)
    web[web.index("--workers") + 1] = "1"
    worker = [sys.executable, "-m", "maatwerk", "worker", "scoring"]
    running = [
        subprocess.Popen(web, env=environment("app", "audit", "scoring")),
        subprocess.Popen(worker, env=environment("scoring")),
    ]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait(30)


@pytest.fixture
def world(committed: None) -> loop.World:
    """A live version, and a vacancy with advice on two people."""
    made = loop.make_world(people=120)
    loop.admit(made, "patience", importance=2, source="Somebody's experience")
    loop.put_live(made, loop.propose(made))
    made.vacancy = loop.make_vacancy(made)
    for patience in (60.0, 30.0):
        loop.make_applicant(made, made.vacancy, patience=patience)
    loop.advise(made, made.vacancy)
    return made


class Looker:
    """Somebody with every role, and a programme with every scope, who ask the web process for all that shows advice."""

    def __init__(self, world: loop.World, address: str) -> None:
        with world.acting():
            self.rows = applications(world.vacancy)
        browser = client_of(User.objects.get(pk=world.member.user_id))
        cookies = {"sessionid": browser.cookies["sessionid"].value}
        self.web = httpx.Client(base_url=address, cookies=cookies, timeout=PATIENCE, trust_env=False)
        self.close = self.web.close
        self.bearer = Caller(world).bearer
        self.start = f"/o/{world.member.organisation.slug}"
        self.vacancy = world.vacancy
        for row in self.rows:  # from then on its page shows it
            assert browser.post(f"{self.start}/applications/{row.id}/advice/").status_code == 302

    def answers(self) -> bool:
        try:
            return self.web.get(f"{self.start}/").is_success
        except httpx.TransportError:
            return False

    def advice(self) -> dict[str, bool]:
        """Where advice is to be seen now."""
        shortlist = self._page(f"vacancies/{self.vacancy}/")
        assert "shortlist__range" in shortlist, "nobody is left out, advised or not"
        seen = {"vacancy": bool(ESTIMATE.search(shortlist))}
        for number, row in enumerate(self.rows):
            seen[f"application {number}"] = "What the advice rests on" in self._page(
                f"applications/{row.id}/"
            )
            told = self.web.get(f"/api/v1/applications/{row.id}/advice", headers=self.bearer)
            seen[f"api {number}"] = told.is_success and bool(json.loads(told.text)["ranges"])
        return seen

    def _page(self, path: str) -> str:
        page = self.web.get(f"{self.start}/{path}")
        assert page.is_success, path
        assert page.headers["Cache-Control"] == "no-store", "no browser and no proxy keeps it"
        return page.text


def newest_work(world: loop.World, after: set[uuid.UUID]) -> Work | None:
    with world.acting():
        rows = Work.objects.filter(kind="advice.give", object_id=world.vacancy).exclude(pk__in=after)
        return rows.filter(state__in=["done", "refused", "failed"]).first()


def works(world: loop.World) -> set[uuid.UUID]:
    with world.acting():
        return set(Work.objects.filter(kind="advice.give").values_list("pk", flat=True))


def test_nothing_comes_out_of_any_process_from_the_press_on(world, cluster):
    database = roles.with_database(cluster.superuser_url(), connections["default"].settings_dict["NAME"])
    colleague = client_of(make_member(world.member.organisation.id, Role.RECRUITER))
    with (
        processes() as address,
        closing(Looker(world, address)) as looker,
        psycopg.connect(database) as beside,
        psycopg.connect(database, autocommit=True) as raw,
    ):
        until(looker.answers)
        assert all(looker.advice().values()), looker.advice()

        before = works(world)
        beside.execute("LOCK TABLE advice_advice IN SHARE MODE")  # whoever writes advice waits here
        loop.make_applicant(world, world.vacancy, patience=70.0)
        waiting = "SELECT count(*) FROM pg_locks WHERE relation = 'advice_advice'::regclass AND NOT granted"
        until(lambda: raw.execute(waiting).fetchone() == (1,))

        pressed = time.monotonic()
        press = f"/o/{world.member.organisation.slug}/register/stops/vacancies/{world.vacancy}/"
        assert colleague.post(press, {"reason": "The questions leaked."}).status_code == 302
        assert not any(looker.advice().values()), looker.advice()
        seconds = time.monotonic() - pressed

        beside.rollback()  # and the worker writes what it had computed
        until(lambda: newest_work(world, before))
        assert newest_work(world, before).result == {"given": 0, "stopped": True}
        before = works(world)
        loop.make_applicant(world, world.vacancy, patience=80.0)  # asked for after the press
        until(lambda: newest_work(world, before))
        assert newest_work(world, before).result == {"given": 0}
        assert not any(looker.advice().values())
        assert raw.execute("SELECT count(*) FROM advice_advice").fetchone() == (2,), "as before the press"
        assert raw.execute("SELECT count(*) FROM advice_shortlist").fetchone() == (1,)
    assert seconds < PATIENCE
