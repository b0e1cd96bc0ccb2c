"""Incidents as rows: the clock to the minute, who is on the list, what was done."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from maatwerk.apps.opportunities.public import titles
from maatwerk.apps.organisations.public import names as colleague_names
from maatwerk.apps.privacy.models import Incident, IncidentPerson, IncidentScope, IncidentStep
from maatwerk.apps.privacy.rules import AUTHORITY_STEPS, LETTERS, PEOPLE_STEPS
from maatwerk.kernel import tenancy
from maatwerk.kernel.models import Event, Work
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui import formats

_PAPERS_SHOWN = 10
_NOTHING = dt.timedelta()
_HOURS_SAID = 96  # up to here in hours, as the law counts; beyond it in days


@dataclass(frozen=True, slots=True)
class IncidentClock:
    """Until when the authority is told; `answered_at` is when it was, or when it was settled that it need not be."""

    due_at: dt.datetime
    answered_at: dt.datetime | None
    left: dt.timedelta

    @property
    def is_late(self) -> bool:
        """Whether it was, or still is, told after the clock."""
        return self.left < _NOTHING

    @property
    def said(self) -> str:
        """How much is left, or how much too late it is, in words."""
        words = {"time": in_words(abs(self.left))}
        if self.is_late:
            return _("%(time)s too late") % words
        return (_("%(time)s left") if self.answered_at is None else _("%(time)s to spare")) % words


def in_words(span: dt.timedelta) -> str:
    """Write a span in hours and minutes, or in days and hours where it is long."""
    hours, minutes = divmod(int(span.total_seconds() // 60), 60)
    if hours >= _HOURS_SAID:
        return _("%(days)d d %(hours)d h") % {"days": hours // 24, "hours": hours % 24}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRow:
    """One incident as lists show it."""

    id: uuid.UUID
    kind: str
    kind_label: str
    what: str
    is_exercise: bool
    aware_at: dt.datetime
    clock: IncidentClock
    owner: str
    people: int
    closed_at: dt.datetime | None

    @property
    def is_breach(self) -> bool:
        """Whether the GDPR's rules on breaches hold; else those of the AI Act on serious incidents."""
        return self.kind == Incident.Kind.BREACH


@dataclass(frozen=True, slots=True)
class StepRow:
    """Something that was done."""

    kind: str
    label: str
    at: dt.datetime
    words: str
    why_late: str
    by: str


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """By what people came onto the list."""

    said: str
    number: int
    made_at: dt.datetime
    by: str
    opportunity_id: uuid.UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPage:
    """One incident whole."""

    row: IncidentRow
    consequences: str
    happened_at: dt.datetime | None
    opened_by: str
    opened_at: dt.datetime
    owner_id: uuid.UUID
    steps: tuple[StepRow, ...]
    scopes: tuple[ScopeRow, ...]
    told: int
    unreachable: int
    letter: dict[str, str]
    letter_at: dt.datetime | None
    letter_done_at: dt.datetime | None
    work_id: uuid.UUID | None
    is_stopped: bool
    learned: str
    closed_by: str

    @property
    def authority_settled(self) -> bool:
        """Whether it is written down that the authority was told, or why it need not be."""
        return any(step.kind in AUTHORITY_STEPS for step in self.steps)

    @property
    def people_settled(self) -> bool:
        """Whether it is written down that the people were told, or why they need not be."""
        return any(step.kind in PEOPLE_STEPS for step in self.steps)


@dataclass(frozen=True, slots=True)
class TakenPaper:
    """That the paper of an incident was taken along, with the hash of what was taken."""

    at: dt.datetime
    form: str
    language: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """Somebody on the list of an incident."""

    person_id: uuid.UUID
    told_at: dt.datetime | None
    is_unreachable: bool


def incident_rows() -> list[IncidentRow]:
    """Return every incident: those whose clock runs, the first to end on top; then those settled; then those closed."""
    return sorted(_rows(list(Incident.objects.all())), key=_place)


def _place(row: IncidentRow) -> tuple[bool, bool, float, str]:
    settled = row.clock.answered_at is not None
    at = row.clock.due_at.timestamp() if row.closed_at is None else -row.closed_at.timestamp()
    return row.closed_at is not None, settled and row.closed_at is None, at, str(row.id)


def running_incidents() -> list[tuple[dt.datetime, bool]]:
    """Return until when the authority is to be told of each incident that is open and of which it was not; the first on top."""
    settled = IncidentStep.objects.filter(kind__in=AUTHORITY_STEPS).values("incident_id")
    open_ones = Incident.objects.filter(closed_at__isnull=True).exclude(pk__in=settled)
    return list(open_ones.order_by("due_at", "id").values_list("due_at", "is_exercise"))


def _rows(found: list[Incident]) -> list[IncidentRow]:
    known = colleague_names({one.owner_id for one in found})
    keys = [one.pk for one in found]
    steps = IncidentStep.objects.filter(incident_id__in=keys, kind__in=AUTHORITY_STEPS)
    answered = dict(steps.order_by("-at", "-id").values_list("incident_id", "at"))
    listed = IncidentPerson.objects.filter(incident_id__in=keys).values_list("incident_id")
    people = dict(listed.annotate(number=Count("id")).order_by())
    now = timezone.now()
    return [
        IncidentRow(
            id=one.pk,
            kind=one.kind,
            kind_label=one.get_kind_display(),
            what=one.what,
            is_exercise=one.is_exercise,
            aware_at=one.aware_at,
            clock=IncidentClock(one.due_at, answered.get(one.pk), one.due_at - (answered.get(one.pk) or now)),
            owner=known.get(one.owner_id, ""),
            people=people.get(one.pk, 0),
            closed_at=one.closed_at,
        )
        for one in found
    ]


def incident_row(incident_id: uuid.UUID) -> IncidentRow:
    """Return one incident as lists show it; refuse where there is none."""
    return _rows([_found(incident_id)])[0]


def _found(incident_id: uuid.UUID) -> Incident:
    one = Incident.objects.filter(pk=incident_id).first()
    if one is None:
        raise Refusal(_("There is no such incident."), code="no_incident", status=404)
    return one


def incident_page(incident_id: uuid.UUID) -> IncidentPage:
    """Return one incident whole; refuse where there is none."""
    one = _found(incident_id)
    steps = list(IncidentStep.objects.filter(incident=one).order_by("at", "id"))
    scopes = list(IncidentScope.objects.filter(incident=one).order_by("made_at", "id"))
    keys = {one.opened_by_id, one.closed_by_id, *(step.written_by_id for step in steps)}
    keys |= {key for scope in scopes for key in (scope.made_by_id, scope.account_id)}
    known = colleague_names({key for key in keys if key})
    work = (
        Work.objects.filter(object_id=one.pk, kind=LETTERS).order_by("-created_at", "-id").first()
        if one.letter_at and not one.letter_done_at
        else None
    )
    told = IncidentPerson.objects.filter(incident=one).aggregate(
        told=Count("id", filter=Q(told_at__isnull=False)),
        unreachable=Count("id", filter=Q(is_unreachable=True)),
    )
    return IncidentPage(
        row=_rows([one])[0],
        consequences=one.consequences,
        happened_at=one.happened_at,
        opened_by=known.get(one.opened_by_id, ""),
        opened_at=one.opened_at,
        owner_id=one.owner_id,
        steps=tuple(
            StepRow(
                step.kind, step.get_kind_display(), step.at, step.words, step.why_late,
                known.get(step.written_by_id, ""),
            )
            for step in steps
        ),
        scopes=tuple(_scopes(scopes, known)),
        told=told["told"],
        unreachable=told["unreachable"],
        letter=one.letter,
        letter_at=one.letter_at,
        letter_done_at=one.letter_done_at,
        work_id=work.pk if work else None,
        is_stopped=work is not None and work.state in {Work.State.FAILED, Work.State.REFUSED},
        learned=one.learned,
        closed_by=known.get(one.closed_by_id, "") if one.closed_by_id else "",
    )  # fmt: skip


def _scopes(found: Iterable[IncidentScope], known: dict[uuid.UUID, str]) -> Iterable[ScopeRow]:
    found = list(found)
    vacancies = titles({one.opportunity_id for one in found if one.opportunity_id})
    for one in found:
        words = {
            "vacancy": vacancies.get(one.opportunity_id, "") if one.opportunity_id else "",
            "account": known.get(one.account_id, "") if one.account_id else "",
            "since": formats.moment(one.since),
            "until": formats.moment(one.until),
        }
        said = {
            IncidentScope.Kind.EVERYBODY: _("Everybody whose data is kept here"),
            IncidentScope.Kind.VACANCY: _("Who applied for “%(vacancy)s”"),
            IncidentScope.Kind.ACCOUNT: _(
                "Whose data %(account)s opened or worked on, %(since)s to %(until)s"
            ),
            IncidentScope.Kind.APPLIED: _("Who applied, %(since)s to %(until)s"),
        }[IncidentScope.Kind(one.kind)]
        yield ScopeRow(
            said % words, one.number, one.made_at, known.get(one.made_by_id, ""), one.opportunity_id
        )


def listed_people(incident_id: uuid.UUID, *, most: int | None = None) -> list[ListedPerson]:
    """Return who is on the list of an incident, in an order that says nothing about them."""
    found = IncidentPerson.objects.filter(incident_id=incident_id).order_by("person_id")[:most]
    return [ListedPerson(one.person_id, one.told_at, one.is_unreachable) for one in found]


def taken_papers(incident_id: uuid.UUID) -> list[TakenPaper]:
    """Return when the paper of an incident was taken along, the newest first, as the log says it."""
    found = Event.objects.filter(
        organisation_id=tenancy.current_organisation(),
        object_id=incident_id,
        kind="privacy.incident_paper_taken",
    ).order_by("-at", "-id")
    return [
        TakenPaper(one.at, one.data["form"], one.data["language"], one.data["sha256"])
        for one in found[:_PAPERS_SHOWN]
    ]
