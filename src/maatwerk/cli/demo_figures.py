"""Two years of hiring in the demo, for its figures: who came by which channel, how far they got, who stayed, what it cost.

Nobody in it exists. It is written as rows with their dates, since no operation of the product can act in the past; it has kinds
of work of its own, so that no model of the demo learns from it.
"""

import datetime as dt
import random
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from maatwerk.cli.demo_groups import groups_of

if TYPE_CHECKING:
    from maatwerk.apps.organisations.public import Member

As = Callable[[str], "AbstractContextManager[Member]"]
SEED = 11
DAY = dt.timedelta(days=1)
MONTH = 365.25 / 12
ACCEPTS, WITHDRAWN, FIRST_HEARD = 0.8, 0.1, 2.0  # of offers; of vacancies; months until somebody is asked
STAGES = ("assessed", "interview", "offer", "hired")
#: Kind of work, titles of its vacancies, and how many months ago each opened.
WORK = (
    ("Planning (gesimuleerd)", "Planner", (23, 20, 16, 13, 9, 5, 2)),
    ("Teamleiding (gesimuleerd)", "Teamleider", (22, 18, 15, 11, 7, 3)),
)


@dataclass(frozen=True)
class Way:
    """How a channel behaves: applications per vacancy, chance of each next stage, monthly chance of leaving, views, costs."""

    applications: int
    onward: float
    leaving: float
    views_each: int
    cents: int
    women: float


WAYS = {
    "direct": Way(9, 0.62, 0.030, 14, 0, 0.5),
    "indeed": Way(24, 0.45, 0.060, 30, 42_000, 0.5),
    "linkedin": Way(10, 0.52, 0.045, 22, 65_000, 0.45),
    "social": Way(8, 0.55, 0.035, 40, 12_000, 0.6),
    "referral": Way(7, 0.70, 0.018, 0, 20_000, 0.2),
}


LINKED = ("indeed", "linkedin", "social")


@dataclass
class Rows:
    """What is to be written, table by table."""

    applications: list[tuple[Any, ...]] = field(default_factory=list)
    decisions: list[tuple[Any, ...]] = field(default_factory=list)
    touches: list[tuple[Any, ...]] = field(default_factory=list)
    engagements: list[tuple[Any, ...]] = field(default_factory=list)
    views: list[tuple[Any, ...]] = field(default_factory=list)
    spends: list[tuple[Any, ...]] = field(default_factory=list)
    sexes: list[tuple[uuid.UUID, str]] = field(default_factory=list)


def load_figures(as_role: As, *, now: dt.datetime) -> None:
    """Write the past, and have whom each channel reaches counted; once."""
    from maatwerk.apps.audits.public import compute_channel_impact, record_attributes
    from maatwerk.apps.opportunities.public import JobFamily

    rng, rows = random.Random(SEED), Rows()  # noqa: S311 - a demo, no secret
    with as_role("recruiter") as member:
        if JobFamily.objects.filter(name=WORK[0][0]).exists():
            return
        for name, title, ago in WORK:
            for months in ago:
                opened = now - months * MONTH * DAY
                _vacancy(rows, rng, (name, title), opened=opened, now=now, member=member)
        _write(rows, member)
        hired = {person for _key, _vacancy, person, stage, *_rest in rows.applications if stage == "hired"}
        record_attributes(groups_of(rows.sexes, hired, year=now.year), source="simulated")
    with as_role("auditor"):
        compute_channel_impact()


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A vacancy of the past: until when it took people, and whether it ended; who decided."""

    key: uuid.UUID
    family: uuid.UUID
    opened: dt.datetime
    until: dt.datetime
    ended: bool
    now: dt.datetime
    by: uuid.UUID


@dataclass(frozen=True, slots=True)
class Source:
    """A channel at one vacancy: how it behaves, and its link where it has one."""

    channel: str
    way: Way
    link: uuid.UUID | None


def _vacancy(
    rows: Rows,
    rng: random.Random,
    work: tuple[str, str],
    *,
    opened: dt.datetime,
    now: dt.datetime,
    member: "Member",
) -> None:
    vacancy = _opened(rng, work, opened=opened, now=now, member=member)
    for source in _sources(vacancy):
        fewest = source.way.applications // 2
        for _number in range(rng.randrange(fewest, 3 * fewest + 2)):
            _person(rows, rng, vacancy, source)
        _attention(rows, rng, vacancy, source)


def _opened(
    rng: random.Random, work: tuple[str, str], *, opened: dt.datetime, now: dt.datetime, member: "Member"
) -> Vacancy:
    from maatwerk.apps.opportunities.public import Opportunity, ensure_job_family

    family = ensure_job_family(work[0])
    closed = opened + rng.randrange(28, 75) * DAY
    ended = closed < now
    made = Opportunity.objects.create(
        organisation_id=member.organisation.id,
        job_family_id=family.pk,
        title=work[1],
        place="Utrecht",
        state=("withdrawn" if rng.random() < WITHDRAWN else "filled") if ended else "open",
        opened_at=opened,
        closed_at=closed if ended else None,
    )
    return Vacancy(made.pk, family.pk, opened, min(closed, now), ended, now, member.user_id)


def _sources(vacancy: Vacancy) -> list[Source]:
    from maatwerk.apps.vacancies.models import TrackedLink
    from maatwerk.apps.vacancies.public import link_for

    codes = {link_for(vacancy_id=vacancy.key, channel=key) for key in LINKED}
    found = TrackedLink.objects.filter(opportunity_id=vacancy.key, code__in=codes)
    links = dict(found.values_list("channel", "id"))
    return [Source(key, way, links.get(key)) for key, way in WAYS.items()]


def _person(rows: Rows, rng: random.Random, vacancy: Vacancy, source: Source) -> None:
    """Let one person go as far as chance takes them; where the vacancy is still open, some are still under way."""
    from maatwerk.kernel.ids import new_id

    person, application = uuid.uuid4(), new_id()
    applied = vacancy.opened + rng.betavariate(1.1, 2.0) * (vacancy.until - vacancy.opened) * 0.8
    stage, at = _as_far_as_chance(rows, rng, vacancy, source, application=application, applied=applied)
    waits = not vacancy.ended and rng.random() < 0.6
    closed = at if stage == "hired" else None if waits else min(vacancy.until, at + rng.uniform(1, 9) * DAY)
    if closed is not None and stage != "hired":
        rows.decisions.append((new_id(), application, "reject", stage, "rejected", vacancy.by, closed))
    final = stage if closed is None or stage == "hired" else "rejected"
    typed = "" if source.link else source.channel
    rows.applications.append((application, vacancy.key, person, final, typed, applied, at, closed, ""))
    if source.link:
        rows.touches.append((new_id(), person, vacancy.key, source.link, "link", applied))
    rows.sexes.append((person, "female" if rng.random() < source.way.women else "male"))
    if stage == "hired":
        _at_work(rows, rng, vacancy, source, person=person, hired=at)


def _as_far_as_chance(
    rows: Rows,
    rng: random.Random,
    vacancy: Vacancy,
    source: Source,
    *,
    application: uuid.UUID,
    applied: dt.datetime,
) -> tuple[str, dt.datetime]:
    from maatwerk.kernel.ids import new_id

    stage, at = "applied", applied
    for following in STAGES:
        accepts = following != "hired" or rng.random() < ACCEPTS
        later = at + rng.uniform(2, 11) * DAY
        if rng.random() > source.way.onward or not accepts or later >= vacancy.until:
            break
        choice = "hire" if following == "hired" else "advance"
        rows.decisions.append((new_id(), application, choice, stage, following, vacancy.by, later))
        stage, at = following, later
    return stage, at


def _at_work(
    rows: Rows, rng: random.Random, vacancy: Vacancy, source: Source, *, person: uuid.UUID, hired: dt.datetime
) -> None:
    from maatwerk.kernel.ids import new_id

    started = hired + 21 * DAY
    seen, stays = (vacancy.now - started) / DAY / MONTH, rng.expovariate(source.way.leaving)
    if seen > FIRST_HEARD:
        tenure = (min(seen, stays), stays < seen)
        rows.engagements.append(
            (
                new_id(),
                person,
                vacancy.family,
                vacancy.key,
                "employment",
                started.date(),
                *tenure,
                source.channel,
                0.0,
                False,
            )
        )


def _attention(rows: Rows, rng: random.Random, vacancy: Vacancy, source: Source) -> None:
    from maatwerk.kernel.ids import new_id

    way, days = source.way, max(1, (vacancy.until - vacancy.opened).days)
    for since in range(0, days, 7):
        day = (vacancy.opened + since * DAY).date()
        if way.views_each:
            views = max(1, round(rng.gauss(way.views_each * way.applications * 7 / days, 6)))
            rows.views.append((new_id(), vacancy.key, source.link, day, views))
        if way.cents:
            cents = round(way.cents * 7 / days * rng.uniform(0.7, 1.3))
            rows.spends.append((new_id(), vacancy.key, source.channel, day, cents))


def _write(rows: Rows, member: "Member") -> None:
    from maatwerk.apps.applications.public import Application, Decision
    from maatwerk.apps.outcomes.public import Engagement
    from maatwerk.apps.people.public import Person, PersonRecord
    from maatwerk.apps.vacancies.public import DailyViews, Spend, Touchpoint
    from maatwerk.kernel.bulk import insert_rows
    from maatwerk.kernel.ids import new_id

    own = member.organisation.id
    people = [person for person, _sex in rows.sexes]
    insert_rows(Person, ["id"], ([person] for person in people))
    records = ([new_id(), own, person, ""] for person in people)
    insert_rows(PersonRecord, ["id", "organisation", "person", "external_id"], records)
    applied = [
        "id",
        "opportunity",
        "person",
        "stage",
        "source",
        "applied_at",
        "stage_since",
        "closed_at",
        "next_action",
    ]
    worked = ["id", "person", "job_family", "opportunity", "kind", "started_on", "tenure_months", "separated", "source",
              "entry_months", "under_advice"]  # fmt: skip
    tables: tuple[tuple[type[Any], list[str], list[tuple[Any, ...]]], ...] = (
        (Application, applied, rows.applications),
        (Touchpoint, ["id", "person", "opportunity", "link", "basis", "at"], rows.touches),
        (Engagement, worked, rows.engagements),
        (DailyViews, ["id", "opportunity", "link", "day", "views"], rows.views),
    )
    for model, names, found in tables:
        insert_rows(model, ["organisation", *names], ([own, *row] for row in found))
    spends = ["organisation", "id", "opportunity", "channel", "day", "cents", "currency"]
    insert_rows(Spend, spends, ([own, *row, "EUR"] for row in rows.spends))
    decided = ["organisation", "id", "application", "choice", "from_stage", "to_stage", "made_by", "made_at", "reason",
               "kind", "deviation", "advice_seen"]  # fmt: skip
    insert_rows(Decision, decided, ([own, *row, "Gesimuleerd.", "", "", False] for row in rows.decisions))
