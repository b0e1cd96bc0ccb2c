"""Reads for figures: the rows of a period, each table asked once whatever the number of rows."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, Field, Func, OuterRef, Q, QuerySet, Sum, Value
from django.utils import timezone

from maatwerk.apps.applications.public import Application, Decision, Stage
from maatwerk.apps.figures.rules import MOST
from maatwerk.apps.opportunities.public import Opportunity, job_families
from maatwerk.apps.outcomes.public import Engagement
from maatwerk.apps.vacancies.public import DIRECT, DailyViews, Spend, Touchpoint

#: The channel of an application that says nothing about where it came from.
UNKNOWN = "unknown"
TITLES_SHOWN = 500  # in the choice of a vacancy


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Which applications (received) and vacancies (opened) count: from a day to a day, of a family, of a vacancy.

    `visible` holds the vacancies the viewer works on, or asks for them; None where they see all.
    """

    start: dt.date
    end: dt.date
    family_id: uuid.UUID | None = None
    vacancy_id: uuid.UUID | None = None
    visible: Collection[uuid.UUID] | None = None

    def of(self, prefix: str = "opportunity") -> Q:
        """Return the condition on vacancies; `prefix` is the way from the asked table to the vacancy."""
        at = f"{prefix}__" if prefix else ""
        found = Q()
        if self.family_id:
            found &= Q(**{f"{at}job_family_id": self.family_id})
        if self.vacancy_id:
            found &= Q(**{f"{at}id": self.vacancy_id})
        if self.visible is not None:
            found &= Q(**{f"{at}id__in": self.visible})
        return found

    def within(self, field: str) -> Q:
        """Return the condition on a moment, by whole days of the site's time zone; as instants, which an index can find."""
        return Q(**{f"{field}__gte": _begin_of(self.start)}) & self.before_end(field)

    def before_end(self, field: str) -> Q:
        """Return the condition on a moment up to the last day of the period, and that day."""
        return Q(**{f"{field}__lt": _begin_of(self.end + dt.timedelta(days=1))})


def _begin_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A vacancy of the cohort: when it opened, and when and how it ended."""

    id: uuid.UUID
    title: str
    family: str
    state: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One application from its channel to what became of it; `moves` holds (stage, since) in order.

    `tenure_months` is None where nobody was hired, or nothing was heard since; `separated` says whether that tenure ended.
    """

    id: uuid.UUID
    person_id: uuid.UUID
    vacancy_id: uuid.UUID
    vacancy: str
    family_id: uuid.UUID
    family: str
    channel: str
    stage: str
    applied_at: dt.datetime
    closed_at: dt.datetime | None
    moves: tuple[tuple[str, dt.datetime], ...]
    tenure_months: float | None = None
    separated: bool = False

    @property
    def is_hired(self) -> bool:
        """Whether this application ended in a hire."""
        return self.stage == "hired"


def vacancies(cohort: Cohort) -> list[Vacancy]:
    """Return the vacancies opened in the period, in no order: where they are listed, `in_order` puts them so."""
    found = Opportunity.objects.filter(cohort.of(""), cohort.within("opened_at"), kind="vacancy")
    rows = found.order_by().values_list(
        "id", "title", "job_family__name", "state", _seconds("opened_at"), _seconds("closed_at")
    )
    return [
        Vacancy(key, title, family, state, _moment(opened), _moment_or_none(closed))
        for key, title, family, state, opened, closed in rows
    ]


def in_order(rows: Iterable[Vacancy]) -> list[Vacancy]:
    """Return vacancies in the order in which they opened."""
    return sorted(rows, key=lambda row: (row.opened_at, row.id))


def _seconds(field: str) -> Func:
    """Return a moment as seconds since 1970: reading 300,000 moments as text took half of the time of a page.

    The field is a bare one: that of floats would have each of them converted to a float once more, in Python.
    """
    return Func(Value("epoch"), F(field), function="date_part", output_field=Field())


def _moment(seconds: float) -> dt.datetime:
    """Return the moment, exact to the microsecond that the database keeps."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def _moment_or_none(seconds: float | None) -> dt.datetime | None:
    return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC)


def titles_to_choose(cohort: Cohort) -> list[tuple[uuid.UUID, str]]:
    """Return key and title of the vacancies to choose from: the newest that were there in the period, and the chosen one."""
    there = Opportunity.objects.filter(cohort.before_end("opened_at"), kind="vacancy")
    if cohort.visible is not None:
        there = there.filter(pk__in=cohort.visible)
    found = list(there.order_by("-opened_at", "id").values_list("id", "title")[:TITLES_SHOWN])
    if cohort.vacancy_id and all(key != cohort.vacancy_id for key, _title in found):
        found += there.filter(pk=cohort.vacancy_id).values_list("id", "title")
    return found


_APPLIED_AT = 5  # its place in a row below


def journeys(cohort: Cohort) -> list[Journey]:
    """Return the applications received in the period, oldest first, each with its stages, channel and tenure."""
    # what came from another system went its way there: nobody here moved it
    chosen = Application.objects.filter(cohort.of(), cohort.within("applied_at"), import_id__isnull=True)
    rows = list(
        chosen.order_by("applied_at", "id").values_list(
            "id",
            "person_id",
            "opportunity_id",
            "source",
            "stage",
            _seconds("applied_at"),
            _seconds("closed_at"),
        )[:MOST]
    )
    if len(rows) == MOST:  # what belongs to later ones is not read either
        chosen = chosen.filter(applied_at__lte=_moment(rows[-1][_APPLIED_AT]))
    moves, came_by, stayed, work = _moves(chosen), _came_by(chosen), _stayed(chosen), _work(chosen)
    found = []
    for key, person, vacancy, source, stage, applied, closed in rows:
        title, family_id, family = work[vacancy]
        pair, applied_at = (person.int, vacancy.int), _moment(applied)
        tenure, separated = stayed.get(pair, _NOT_HEARD_OF)
        found.append(
            Journey(
                id=key, person_id=person, vacancy_id=vacancy, vacancy=title, family_id=family_id, family=family,
                channel=came_by.get(pair) or source.strip() or UNKNOWN,
                stage=stage, applied_at=applied_at, closed_at=_moment_or_none(closed),
                moves=(("applied", applied_at), *moves.get(key.int, ())), tenure_months=tenure, separated=separated,
            )
        )  # fmt: skip
    return found


#: A person and a vacancy. By number: a key of a class of Python's takes ten times as long to find among 50,000.
_Pair = tuple[int, int]
_NOT_HEARD_OF: tuple[float | None, bool] = (None, False)


def _work(chosen: "QuerySet[Application]") -> dict[uuid.UUID, tuple[str, uuid.UUID, str]]:
    """Title and kind of work (its key and its name) by vacancy: once each, not once for each application."""
    rows = Opportunity.objects.filter(pk__in=chosen.values("opportunity_id"))
    named = {family.id: family.name for family in job_families()}
    return {
        key: (title, family, named[family])
        for key, title, family in rows.values_list("id", "title", "job_family_id")
    }


def _moves(chosen: "QuerySet[Application]") -> dict[int, list[tuple[str, dt.datetime]]]:
    """Stages by application in the order they were entered; moves that were taken back count as not made."""
    found: dict[int, list[tuple[str, dt.datetime]]] = {}
    # that it takes something back is said twice, so that the few that do are set beside all, not each looked up
    undone = Decision.objects.filter(undoes=OuterRef("pk"), undoes__isnull=False)
    rows = Decision.objects.filter(~Exists(undone), application__in=chosen.order_by())
    rows = rows.exclude(choice=Decision.Choice.UNDO)
    moved = rows.order_by("made_at", "id").values_list("application_id", "to_stage", _seconds("made_at"))
    for key, stage, at in moved:
        found.setdefault(key.int, []).append((stage, _moment(at)))
    return found


def _theirs(chosen: "QuerySet[Application]") -> Exists:
    """Return the condition that a row is about the person and the vacancy of a chosen application."""
    return Exists(chosen.filter(person=OuterRef("person"), opportunity=OuterRef("opportunity")))


def _came_by(chosen: "QuerySet[Application]") -> dict[_Pair, str]:
    """Channel by person and vacancy: the link they applied by, the last one where there were more."""
    rows = Touchpoint.objects.filter(_theirs(chosen), basis=Touchpoint.Basis.LINK).order_by("at", "id")
    return {
        (person.int, vacancy.int): channel
        for person, vacancy, channel in rows.values_list("person_id", "opportunity_id", "link__channel")
    }


def _stayed(chosen: "QuerySet[Application]") -> dict[_Pair, tuple[float | None, bool]]:
    """Tenure by person and vacancy, the last one written down where somebody came back."""
    hired = chosen.filter(stage=Stage.HIRED)
    rows = Engagement.objects.filter(_theirs(hired)).order_by("created_at", "id")
    return {
        (person.int, vacancy.int): (months, bool(left))
        for person, vacancy, months, left in rows.values_list(
            "person_id", "opportunity_id", "tenure_months", "separated"
        )
        if vacancy
    }


def views_by_channel(cohort: Cohort) -> dict[str, int]:
    """Return how often pages were opened in the period, by channel."""
    rows = (
        DailyViews.objects.filter(cohort.of(), day__gte=cohort.start, day__lte=cohort.end)
        .values_list("link__channel")
        .annotate(n=Sum("views"))
    )
    return _added((channel or DIRECT, int(count)) for channel, count in rows)


def cents_by_channel(cohort: Cohort) -> dict[str, int]:
    """Return what was spent in the period, by channel, in cents of a euro."""
    rows = (
        Spend.objects.filter(cohort.of(), day__gte=cohort.start, day__lte=cohort.end, currency="EUR")
        .values_list("channel")
        .annotate(n=Sum("cents"))
    )
    return _added((channel, int(cents)) for channel, cents in rows)


def _added(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, count in pairs:
        found[key] = found.get(key, 0) + count
    return found
