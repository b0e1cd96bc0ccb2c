"""The pipeline of a vacancy with 5,000 applicants, among 1,000,000 applications, beside the same pages plainly.

Both are the real page: the same views, templates and middleware, answered in this process; only the reads differ. Ours
counts in one question, fetches every column in one, goes on by key and keeps by when the next step was promised; the
plain one counts and fetches per stage, goes on by OFFSET, and works out in Python who waits too long.
"""

import re
import time
from typing import Any

from bench._own_database import own_database
from bench._pipeline_world import APPLICATIONS, BUSY, LARGE, VACANCIES, World, fill
from bench.report import Row, bar, in_process

ROUNDS = 5
LIMIT = 0.100  # seconds of server time a page may take
#: What is asked: the page, and which of its reads are exchanged.
PAGES = {
    "the board": "vacancies/{large}/pipeline/",
    "the board, who waits too long": "vacancies/{large}/pipeline/?late=1",
    "the board, a name": "vacancies/{large}/pipeline/?words=persoon+77",
    "the table": "vacancies/{large}/pipeline/?view=table",
    "the table, page 40": "vacancies/{large}/pipeline/?view=table&after={deep}",
    "the work list": "work-list/",
}
#: Pages measured by themselves, whose they are, and how many seconds they may take.
WHOLE = {
    "the start page of a recruiter": ("recruiter", "", 0.3),
    f"the start page of a manager on {BUSY:,} vacancies": ("manager", "", 0.3),
    f"the work list of a manager on {BUSY:,} vacancies": ("manager", "work-list/", 0.3),
    f"the vacancies of a manager on {BUSY:,}": ("manager", "vacancies/", 0.3),
    "who hears nothing, of everybody": ("recruiter", "silence/", 0.3),
    "the conversations": ("recruiter", "messages/", 0.3),
    "the shortlist, nobody advised": ("recruiter", "vacancies/{large}/", 5.0),
    "all who hear when it closes": ("recruiter", "vacancies/{large}/close-for-all/filled/", 5.0),
    "the figures of a year": ("recruiter", "figures/", 2.0),
    "the channels of a year": ("recruiter", "figures/channels/", 2.0),
    "who was hired in a year": ("recruiter", "figures/rows/hired/", 2.0),
}


def run() -> list[Row]:
    """Fill a database of its own, then measure every page in turn, both ways."""
    from importlib.metadata import version

    answer = in_process("bench.pipeline:measure", threads=1, timeout=3_600)
    rows = []
    for name, (ours, plain, same) in answer["pages"].items():
        rows.append(
            Row(
                problem=f"{name}; {LARGE:,} applicants, among {VACANCIES:,} vacancies and {APPLICATIONS:,} applications",
                ours="applications.queries",
                peer="the same page plainly on Django's ORM",
                peer_version=version("django"),
                ours_seconds=ours,
                peer_seconds=plain,
                ratio=ours / plain,
                accuracy=same,
                bar=bar(f"under {LIMIT * 1000:.0f} ms", ours < LIMIT),
                note=f"best of {ROUNDS} in turn, one thread; the same indexes for both",
            )
        )
    for name, seconds in answer["whole"].items():
        rows.append(
            Row(
                problem=f"{name}; {LARGE:,} applicants, among {VACANCIES:,} vacancies and {APPLICATIONS:,} applications",
                ours="the page",
                peer="none",
                peer_version="",
                ours_seconds=seconds,
                bar=bar(f"under {WHOLE[name][2]:g} s", seconds < WHOLE[name][2]),
                note=f"best of {ROUNDS}, one thread; figures count the first 50,000 of a period",
            )
        )
    return rows


def measure() -> dict[str, Any]:
    """Measure in this process, which serves the pages itself."""
    with own_database("pipeline"):
        world = fill()
        return {"pages": compare(world), "whole": alone(world)}


def compare(world: World) -> dict[str, tuple[float, float, str]]:
    """Return for each page: our best time, the plain one's, and how far the answers agree."""
    from django.conf import settings
    from django.test import Client

    from maatwerk.apps.applications.views import pipeline, pipeline_work

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client(headers={"accept-language": "nl"})
    client.force_login(world.recruiter)
    slug, large = world.slug, world.large
    plain = {
        "columns": plain_columns,
        "page_of": plain_page,
        "ended_counts": plain_ended,
        "_called": lambda vacancy, wish, member: None,  # the plain search is a subquery
    }
    ours = {read: getattr(pipeline, read) for read in plain}
    work = {"ours": pipeline_work.work_of, "plain": plain_work}
    values = {"large": large, "deep": deep_key(client, f"/o/{slug}/vacancies/{large}/pipeline/?view=table")}
    found: dict[str, tuple[float, float, str]] = {}
    for name, path in PAGES.items():
        times: dict[str, list[float]] = {"ours": [], "plain": []}
        shown: dict[str, list[str]] = {}
        for number in range(ROUNDS + 1):
            # ours last: it stays in place for what is measured afterwards
            for way, reads in (("plain", plain), ("ours", ours)):
                for read, function in reads.items():
                    setattr(pipeline, read, function)
                pipeline_work.work_of = work[way]
                seconds, shown[way] = request(client, f"/o/{slug}/{path.format(**values)}")
                if number:  # the first of each warms up
                    times[way].append(seconds)
        found[name] = (min(times["ours"]), min(times["plain"]), agreement(shown["ours"], shown["plain"]))
    return found


def alone(world: World) -> dict[str, float]:
    """Return our best time for each page that is measured by itself; the first answer warms up."""
    from django.test import Client

    found = {}
    for name, (who, path, _limit) in WHOLE.items():
        client = Client(headers={"accept-language": "nl"})
        client.force_login(getattr(world, who))
        address = f"/o/{world.slug}/{path.format(large=world.large)}"
        found[name] = min([request(client, address)[0] for _round in range(ROUNDS + 1)][1:])
    return found


def deep_key(client: Any, path: str) -> str:
    """Go 39 pages on in the table and return the key to go on from."""
    key = ""
    for _page in range(39):
        text = client.get(f"{path}&after={key}").text
        key = re.findall(r'rel="next" href="[^"]*after=([^"&]+)"', text)[0]
    return key


def request(client: Any, path: str) -> tuple[float, list[str]]:
    """Return how long one answer took, and whom it listed."""
    started = time.perf_counter()
    answer = client.get(path)
    seconds = time.perf_counter() - started
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return seconds, re.findall(r'/applications/([0-9a-f-]{36})/">', answer.text)


def agreement(ours: list[str], plain: list[str]) -> str:
    """Say how far two lists agree."""
    if ours == plain:
        return f"the same {len(ours)} in the same order"
    return f"{len(set(ours) & set(plain))} of {len(ours)} the same"


# -- the same reads as one would first write them


def plain_found(opportunity_id: Any, wish: Any, people: Any) -> Any:
    """Filter with lookups alone; a name through a subquery."""
    from django.utils import timezone

    from maatwerk.apps.applications.models import Application
    from maatwerk.apps.people.models import Identity

    rows = Application.objects.filter(opportunity_id=opportunity_id)
    if wish.words:
        rows = rows.filter(
            person_id__in=Identity.objects.filter(name__icontains=wish.words).values("person_id")
        )
    if wish.late:
        rows = rows.filter(due_at__lt=timezone.now())
    return rows


def plain_cards(rows: Any) -> tuple[Any, ...]:
    """Return cards, each with its labels asked for on its own."""
    from maatwerk.apps.applications.models import Labelled
    from maatwerk.apps.applications.queries.board import Card

    names = [name for name in Card.__dataclass_fields__ if name != "labels"]
    cards = []
    for row in rows:
        stuck = Labelled.objects.filter(application=row).select_related("label")
        labels = tuple(one.label.name for one in stuck)
        cards.append(Card(*(getattr(row, name) for name in names), labels=labels))
    return tuple(cards)


def plain_columns(opportunity_id: Any, wish: Any, *, people: Any = None) -> tuple[Any, ...]:
    """Count and fetch stage by stage."""
    from django.utils import timezone

    from maatwerk.apps.applications.queries.board import PAGE, Column
    from maatwerk.apps.applications.rules import ORDER

    found = []
    for stage in ORDER:
        rows = plain_found(opportunity_id, wish, people).filter(stage=stage).order_by("stage_since", "id")
        count, late = rows.count(), rows.filter(due_at__lt=timezone.now()).count()
        found.append(Column(stage, count, late, plain_cards(rows[:PAGE]), "x" if count > PAGE else ""))
    return tuple(found)


def plain_page(opportunity_id: Any, wish: Any, *, after: str = "", people: Any = None, size: int = 50) -> Any:
    """Turn to a page by its number, with a paginator that counts."""
    from django.core.paginator import Paginator

    from maatwerk.apps.applications.queries.board import Page

    rows = plain_found(opportunity_id, wish, people).filter(closed_at__isnull=True)
    page = Paginator(rows.order_by("stage_since", "id"), size).get_page(40 if after else 1)
    return Page(plain_cards(page), "x" if page.has_next() else "")


def plain_ended(opportunity_id: Any) -> dict[str, int]:
    """Count every way to end on its own."""
    from maatwerk.apps.applications.models import Application

    return {
        stage: Application.objects.filter(opportunity_id=opportunity_id, stage=stage).count()
        for stage in ("hired", "rejected", "withdrawn")
    }


def plain_work(user_id: Any, vacancies: Any) -> Any:
    """Fetch everything that is open and work out in Python who waits too long, from the steps of each vacancy."""
    import datetime as dt

    from django.db.models import Q
    from django.utils import timezone

    from maatwerk.apps.applications.models import Application
    from maatwerk.apps.applications.queries.work import SHOWN, SOON, Heap, Work
    from maatwerk.apps.vacancies.models import Step

    now, today = timezone.now(), timezone.localdate()
    days = {
        (step.opportunity_id, step.stage): dt.timedelta(days=step.expected_days)
        for step in Step.objects.filter(opportunity_id__in=vacancies)
    }
    rows = Application.objects.filter(opportunity_id__in=vacancies, closed_at__isnull=True)
    mine = list(rows.filter(Q(owner_id=user_id) | Q(owner_id__isnull=True)))
    due = [(row.stage_since + days[row.opportunity_id, row.stage], row.pk, row) for row in mine]
    heaps = []
    for chosen in (
        sorted(one for one in due if one[0] < now),
        sorted((row.next_on, row.pk, row) for row in mine if row.next_on and row.next_on <= today),
        sorted(one for one in due if now <= one[0] < now + SOON),
    ):
        heaps.append(Heap(plain_cards(row for *_key, row in chosen[:SHOWN]), len(chosen)))
    return Work(*heaps)
