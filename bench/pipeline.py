"""The pipeline of a vacancy with 5,000 applicants, among 1,000,000 applications, beside the same pages plainly.

Both are the real page: the same views, templates and middleware, answered in this process; only the reads differ. Ours
counts in one question, fetches every column in one, goes on by key and keeps by when the next step was promised; the
plain one counts and fetches per stage, goes on by OFFSET, and works out in Python who waits too long.
"""

import re
import time
from typing import Any

from bench._own_database import own_database
from bench.report import Row, bar, in_process

VACANCIES, APPLICATIONS, LARGE, TEAM = 100_000, 1_000_000, 5_000, 200
ROUNDS = 5
LIMIT = 0.100  # seconds of server time a page may take
STEPS = {"applied": 5, "assessed": 7, "interview": 10, "offer": 4}
#: What is asked: the page, and which of its reads are exchanged.
PAGES = {
    "the board": "vacancies/{large}/pipeline/",
    "the board, who waits too long": "vacancies/{large}/pipeline/?late=1",
    "the board, a name": "vacancies/{large}/pipeline/?words=persoon+77",
    "the table": "vacancies/{large}/pipeline/?view=table",
    "the table, page 40": "vacancies/{large}/pipeline/?view=table&after={deep}",
    "the work list": "work-list/",
}
#: Pages that speak of everybody at once, measured by themselves; and how long they may take.
WHOLE = {
    "the shortlist, nobody advised": "vacancies/{large}/",
    "all who hear when it closes": "vacancies/{large}/close-for-all/filled/",
    "the figures of a year": "figures/",
}
WHOLE_LIMIT = 5.0


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
                bar=bar(f"under {WHOLE_LIMIT:.0f} s", seconds < WHOLE_LIMIT),
                note=f"best of {ROUNDS}, one thread; figures count the first 50,000 of a period",
            )
        )
    return rows


def measure() -> dict[str, Any]:
    """Measure in this process, which serves the pages itself."""
    with own_database("pipeline"):
        user, slug, large = fill()
        return {"pages": compare(user, slug, large), "whole": alone(user, slug, large)}


def fill() -> tuple[Any, str, str]:
    """Make one employer with so many vacancies and applications; return its recruiter, slug and largest vacancy."""
    from django.db import connection, connections

    from maatwerk.apps.organisations.public import Role, found_organisation, open_account
    from maatwerk.kernel import tenancy

    user = open_account(email="bench@example.org", name="Bench")
    organisation = found_organisation(user_id=user.pk, name="Bench", roles=[Role.RECRUITER])
    with tenancy.acting(organisation=organisation.id, account=user.pk), connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(
            "INSERT INTO opportunities_jobfamily (id, organisation_id, name, horizons_months, smallest_useful_skill, rating_low,"
            " rating_high, isco, occupation_uri) VALUES (gen_random_uuid(), %s, 'Work', '[]', 0.02, 1, 5, '', '') RETURNING id",
            [organisation.id],
        )
        (family,) = cursor.fetchone()  # type: ignore[misc]
        values = {
            "org": organisation.id, "family": family, "user": user.pk, "vacancies": VACANCIES, "people": APPLICATIONS,
            "large": LARGE, "team": TEAM, "stages": list(STEPS), "days": list(STEPS.values()),
        }  # fmt: skip
        for statement in STATEMENTS:
            cursor.execute(statement, values)
        cursor.execute(
            "SELECT opportunity_id FROM applications_application GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
        )
        (large,) = cursor.fetchone()  # type: ignore[misc]
    with connections["owner"].cursor() as cursor:
        for table in ("applications_application", "people_identity", "vacancies_step"):
            cursor.execute(f"VACUUM ANALYZE {table}")
    return user, organisation.slug, str(large)


_WORK, _HUMAN = "md5('work ' || n)::uuid", "md5('human ' || n)::uuid"
STATEMENTS = (
    "INSERT INTO opportunities_opportunity (id, organisation_id, job_family_id, kind, title, place, description, state)"
    f" SELECT {_WORK}, %(org)s, %(family)s, 'vacancy', 'Vacature ' || n, '', '', 'open'"
    " FROM generate_series(1, %(vacancies)s) AS n",
    "INSERT INTO vacancies_hiringteammember (id, organisation_id, opportunity_id, user_id, task)"
    f" SELECT gen_random_uuid(), %(org)s, {_WORK}, %(user)s, 'recruiter' FROM generate_series(1, %(team)s) AS n",
    "INSERT INTO vacancies_step (id, organisation_id, opportunity_id, position, stage, label, expected_days)"
    f" SELECT gen_random_uuid(), %(org)s, {_WORK}, k - 1, (%(stages)s::text[])[k], 'Stap', (%(days)s::int[])[k]"
    " FROM generate_series(1, %(vacancies)s) AS n, generate_series(1, 4) AS k",
    f"INSERT INTO people_person (id) SELECT {_HUMAN} FROM generate_series(1, %(people)s) AS n",
    "INSERT INTO people_identity (id, organisation_id, person_id, name, email, phone, address, channel)"
    f" SELECT gen_random_uuid(), %(org)s, {_HUMAN}, 'Persoon ' || n, 'p' || n || '@example.org', '', '', 'mail'"
    " FROM generate_series(1, %(people)s) AS n",
    # the first 5,000 people apply on the first vacancy, the others on all; three in five are at the first step
    "INSERT INTO applications_application (id, organisation_id, opportunity_id, person_id, stage, source, applied_at,"
    " stage_since, closed_at, due_at, next_action)"
    f" SELECT gen_random_uuid(), %(org)s, {_WORK.replace('n)', 'place)')}, {_HUMAN}, stage,"
    " CASE WHEN n %% 3 = 0 THEN 'board' ELSE '' END, at, at, CASE WHEN stage = 'rejected' THEN at END,"
    " CASE WHEN stage <> 'rejected' THEN"
    "   at + (%(days)s::int[])[array_position(%(stages)s::text[], stage)] * interval '1 day' END, ''"
    " FROM (SELECT n, CASE WHEN n <= %(large)s THEN 1 ELSE 1 + n %% %(vacancies)s END AS place,"
    "   CASE WHEN n %% 20 < 12 THEN 'applied' WHEN n %% 20 < 16 THEN 'assessed' WHEN n %% 20 < 18 THEN 'interview'"
    "     WHEN n %% 20 = 18 OR n <= %(large)s THEN 'offer' ELSE 'rejected' END AS stage,"
    "   now() - (n::bigint * 104729 %% 1728000) * interval '1 second' AS at"
    "   FROM generate_series(1, %(people)s) AS n) AS made",
)


def compare(user: Any, slug: str, large: str) -> dict[str, tuple[float, float, str]]:
    """Return for each page: our best time, the plain one's, and how far the answers agree."""
    from django.conf import settings
    from django.test import Client

    from maatwerk.apps.applications.views import pipeline, pipeline_work

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client(headers={"accept-language": "nl"})
    client.force_login(user)
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
            for way, reads in (("ours", ours), ("plain", plain)):
                for read, function in reads.items():
                    setattr(pipeline, read, function)
                pipeline_work.work_of = work[way]
                seconds, shown[way] = request(client, f"/o/{slug}/{path.format(**values)}")
                if number:  # the first of each warms up
                    times[way].append(seconds)
        found[name] = (min(times["ours"]), min(times["plain"]), agreement(shown["ours"], shown["plain"]))
    return found


def alone(user: Any, slug: str, large: str) -> dict[str, float]:
    """Return our best time for each page that speaks of everybody; the first answer warms up."""
    from django.test import Client

    client = Client(headers={"accept-language": "nl"})
    client.force_login(user)
    return {
        name: min(
            [request(client, f"/o/{slug}/{path.format(large=large)}")[0] for _round in range(ROUNDS + 1)][1:]
        )
        for name, path in WHOLE.items()
    }


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
