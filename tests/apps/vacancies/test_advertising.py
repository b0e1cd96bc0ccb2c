"""Paid campaigns on a platform of our own making: started once, costs by day, stopped in time, whatever it answers."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from maatwerk.apps.organisations.public import Role
from maatwerk.apps.vacancies import jobs
from maatwerk.apps.vacancies.advertising import NotNow, tend
from maatwerk.apps.vacancies.campaigns import TEND, Plan, plan_campaign, stop_campaign
from maatwerk.apps.vacancies.models import Campaign, Spend

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
DAY = dt.timedelta(days=1)


class Platform:
    """An ad platform: it keeps campaigns by idempotency key, tells what a test lets it spend, and can be out of order."""

    def __init__(self) -> None:
        self.orders: dict[str, dict[str, object]] = {}
        self.stopped: list[str] = []
        self.days: object = []
        self.broken: list[int] = []  # statuses of the next answers, before it works again
        self.calls = 0

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, object]:
        self.calls += 1
        if self.broken:
            return self.broken.pop(0), {"error": "out of order"}
        if headers.get("authorization") != "Bearer a-token":
            return 401, {}
        if (method, path) == ("POST", "/campaigns"):
            key = headers["idempotency-key"]
            self.orders.setdefault(key, json.loads(body))
            return 201, {"id": f"ad/{list(self.orders).index(key)}"}
        if method == "POST" and path == "/campaigns/ad%2F0/stop":
            self.stopped.append(headers["idempotency-key"])
            return 204, {}
        if (method, path) == ("GET", "/campaigns/ad%2F0/days"):
            return 200, {"days": self.days}
        return 404, {}


@contextmanager
def serving(platform: Platform) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, said = platform.answer(self.command, self.path, headers, body)
            written = b"" if status == 204 else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        do_GET = do_POST = handle_any  # noqa: N815 - so the library calls them

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def platform(settings) -> Iterator[Platform]:
    made = Platform()
    with serving(made) as url:
        settings.ADS_URL, settings.ADS_TOKEN = url, "a-token"
        yield made


class Running:
    """A vacancy with a campaign, and one step of what the worker does with it."""

    def __init__(self, employer, **changes) -> None:
        self.employer = employer
        self.vacancy = employer.publish("Kok")
        fields = {
            "name": "Najaar", "budget_cents": 10_000, "bid": "cpc", "bid_cents": 40, "starts_on": TODAY(),
            "ends_on": TODAY() + 30 * DAY, "targeting": {"place": "Ede", "km": 30, "interests": ["koken"]},
        }  # fmt: skip
        with employer.acting() as by:
            self.code = plan_campaign(vacancy_id=self.vacancy, plan=Plan(**fields | changes), by=by)
            self.key = Campaign.objects.get().pk

    def tend(self) -> bool:
        return tend(organisation_id=self.employer.organisation.pk, campaign_id=self.key)

    @property
    def now(self) -> Campaign:
        with self.employer.acting():
            return Campaign.objects.get(pk=self.key)

    def spent(self) -> list[tuple[dt.date, int]]:
        with self.employer.acting():
            return list(Spend.objects.order_by("day").values_list("day", "cents"))


def fact(days_ago: int, cents: int, **changes) -> dict[str, object]:
    day = (TODAY() - days_ago * DAY).isoformat()
    return {"day": day, "cents": cents, "clicks": 3, "impressions": 900} | changes


def test_the_platform_is_told_of_money_places_and_the_link_and_of_nobody(platform, employer):
    running = Running(employer)
    assert running.tend()
    (told,) = platform.orders.values()
    assert told["url"].endswith(f"?via={running.code}")
    assert (told["budget_cents"], told["bid"], told["bid_cents"]) == (10_000, "cpc", 40)
    assert told["targeting"] == {"place": "Ede", "km": 30, "interests": ["koken"]}
    assert (running.now.state, running.now.remote_id) == ("running", "ad/0")


def test_a_call_that_is_made_again_starts_nothing_twice(platform, employer):
    running = Running(employer)
    running.tend()
    with employer.acting():  # the worker was killed between the platform's answer and our commit
        Campaign.objects.update(state="waiting", remote_id="")
    running.tend()
    assert len(platform.orders) == 1
    assert running.now.remote_id == "ad/0"


def test_a_platform_out_of_order_is_asked_again_and_a_refusal_is_kept(platform, employer):
    running = Running(employer)
    platform.broken = [503]
    with pytest.raises(NotNow):
        running.tend()
    assert running.now.state == "waiting"
    assert running.tend()
    platform.broken = [422]
    assert not running.tend()
    assert (running.now.state, running.now.last_error[:8]) == ("failed", "HTTP 422")


def test_costs_come_back_by_day_as_told_last_and_never_twice(platform, employer):
    running = Running(employer)
    running.tend()
    platform.days = [fact(1, 900), fact(0, 200)]
    running.tend()
    platform.days = [fact(1, 950), fact(0, 450)]
    running.tend()
    assert running.spent() == [(TODAY() - DAY, 950), (TODAY(), 450)]


@pytest.mark.parametrize(
    "days",
    [
        "none", {"day": 1}, [None], [fact(0, -5)], [fact(0, 1.5)], [fact(0, True)], [fact(0, 10**12)],
        [{"day": "yesterday", "cents": 5, "clicks": 1, "impressions": 1}], [fact(0, 5, clicks=None)],
    ],
)  # fmt: skip
def test_rows_that_make_no_sense_are_left_out(platform, employer, days):
    running = Running(employer)
    running.tend()
    platform.days = days
    assert running.tend()
    assert running.spent() == []


def test_it_stops_when_the_budget_is_spent(platform, employer):
    running = Running(employer)
    running.tend()
    platform.days = [fact(0, 9_999)]
    assert running.tend()
    platform.days = [fact(0, 10_000)]
    assert not running.tend()
    assert (running.now.state, running.now.stopped_because, len(platform.stopped)) == ("stopped", "budget", 1)
    calls = platform.calls
    assert not running.tend()
    assert platform.calls == calls


def test_it_stops_when_the_vacancy_closes_and_a_deaf_platform_is_told_until_it_hears(platform, employer):
    running = Running(employer)
    running.tend()
    employer.close(running.vacancy)
    assert (running.now.state, running.now.stopped_because) == ("stopping", "closed")
    assert ProcrastinateJob.objects.filter(task_name=TEND).count() >= 1  # told at once, not in an hour
    platform.broken = [503]
    with pytest.raises(NotNow):
        running.tend()
    assert not running.tend()
    assert running.now.state == "stopped"


def test_one_that_waits_for_its_day_is_not_started_and_one_that_never_began_is_not_either(platform, employer):
    running = Running(employer, starts_on=TODAY() + 2 * DAY)
    assert running.tend()  # look again later
    assert platform.orders == {}
    employer.close(running.vacancy)
    assert running.now.state == "stopped"
    assert platform.calls == 0


def test_it_stops_after_its_last_day(platform, employer):
    running = Running(employer)
    running.tend()
    with employer.acting():
        Campaign.objects.update(starts_on=TODAY() - 9 * DAY, ends_on=TODAY() - DAY)
    assert not running.tend()
    assert running.now.stopped_because == "ended"


def test_without_a_platform_a_campaign_is_placed_by_hand(employer):
    running = Running(employer)
    assert running.now.state == "by_hand"
    assert not running.tend()


def test_who_opens_vacancies_stops_it_on_the_page(platform, employer):
    running = Running(employer)
    running.tend()
    page = f"{employer.at}vacancies/{running.vacancy}/channels/"
    client = employer.client(Role.RECRUITER)
    assert "€ 0.00 spent of € 100.00" in client.get(page).text
    assert client.post(f"{page}campaign/{running.key}/stop/").status_code == 302
    assert running.now.state == "stopping"
    assert employer.client(Role.AUDITOR).post(f"{page}campaign/{running.key}/stop/").status_code == 403
    with employer.acting() as by:
        stop_campaign(campaign_id=running.key, by=by)  # again: nothing happens


def test_the_job_comes_back_as_long_as_the_campaign_lives(platform, employer, monkeypatch):
    running = Running(employer)
    asked = []
    monkeypatch.setattr(jobs, "tend_soon", lambda *_keys, **how: asked.append(how["minutes"]))
    monkeypatch.setattr(jobs, "let_go", lambda: None)  # the test's own connection stays
    keys = {"organisation_id": str(employer.organisation.pk), "campaign_id": str(running.key)}
    jobs.tend_campaign(**keys, again=True)
    platform.broken = [503]
    jobs.tend_campaign(**keys, again=True)
    platform.broken = [503]
    with pytest.raises(NotNow):
        jobs.tend_campaign(**keys, again=False)
    jobs.tend_campaign(**keys, again=False)
    assert asked == [60, 5]
    employer.close(running.vacancy)
    jobs.tend_campaign(**keys, again=True)
    assert asked == [60, 5]
