"""A checked plan becomes vacancies, people and applications, in one transaction: all of it or nothing."""

import uuid
from collections.abc import Callable

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.public import (
    Application,
    PastApplication,
    ask_about_doubles,
    begin_today,
    bring_in_applications,
)
from maatwerk.apps.moving.contracts import Counted
from maatwerk.apps.moving.models import Move, PastFact, SourceNumber
from maatwerk.apps.moving.reading import ApplicationIn, PersonIn, Plan, VacancyIn
from maatwerk.apps.moving.rules import may_move_in
from maatwerk.apps.opportunities.public import (
    Opportunity,
    PastOpportunity,
    bring_in_families,
    bring_in_opportunities,
)
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.people.public import Contact, bring_in_people, people_by_external_id
from maatwerk.apps.vacancies.public import join_team, may_open_vacancies
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.bulk import BATCH, batched, insert_rows
from maatwerk.kernel.dates import short_day
from maatwerk.kernel.ids import new_id
from maatwerk.kernel.refusals import NotAllowed, Refusal

Told = Callable[[int, int], None]


def refuse_known(fingerprint: str) -> None:
    """Refuse files that are in already, with the day on which they came."""
    before = Move.objects.filter(fingerprint=fingerprint, state=Move.State.IMPORTED).first()
    if before is not None and before.imported_at is not None:
        raise Refusal(
            _("These files came in on %(day)s already. Take that import back first if you want them anew.")
            % {"day": short_day(timezone.localtime(before.imported_at))},
            code="came_in_before",
        )


def bring_in(move: Move, plan: Plan, *, by: Member, tell: Told = lambda done, total: None) -> Counted:
    """Write what a plan holds for the organisation acted for; broken rows are not in it.

    Nobody is decided on here: an application stands where the other system put it, with what was told of it as facts, and
    no decision of a human of this organisation is made up. Nothing becomes public.
    """
    if not may_move_in(by):
        raise NotAllowed(_("Your role does not include bringing in applications."))
    refuse_known(move.fingerprint)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # deferred checks of many rows would fill the memory
    writer = _Writer(move)
    vacancies = writer.vacancies(list(plan.vacancies.values()), by)
    people, new = writer.people(list(plan.people.values()))
    written, known = 0, 0
    for batch in batched(plan.applications, BATCH):
        fresh = writer.not_known(batch, vacancies, people)
        known += len(batch) - len(fresh)
        written += writer.applications(fresh, vacancies, people)
        tell(written + known, len(plan.applications))
    counted = Counted(
        vacancies=writer.opened,
        people=len(new),
        applications=written,
        known=known,
        doubles=ask_about_doubles(new),
    )
    move.state, move.imported_at = Move.State.IMPORTED, timezone.now()
    move.save(update_fields=["state", "imported_at"])
    return counted


class _Writer:
    """Writes one move; `opened` counts the vacancies that it made."""

    def __init__(self, move: Move) -> None:
        self.move = move
        self.organisation = tenancy.current_organisation()
        self.opened = 0

    def _numbered(self, number: str) -> str:
        return f"{self.move.product or 'file'}:{number}" if number else ""

    def _known(self, kind: str, numbers: list[str]) -> dict[str, uuid.UUID]:
        found = SourceNumber.objects.filter(kind=kind, number__in=numbers)
        return dict(found.values_list("number", "object_id"))

    def _remember(self, kind: str, pairs: list[tuple[str, uuid.UUID]]) -> None:
        insert_rows(
            SourceNumber,
            ["id", "organisation", "move", "kind", "number", "object_id"],
            (
                (new_id(), self.organisation, self.move.pk, kind, number, key)
                for number, key in pairs
                if number
            ),
        )

    def vacancies(self, found: list[VacancyIn], by: Member) -> dict[str, uuid.UUID]:
        """Return the vacancy of each key: the one that came in under its number before, else a new one."""
        numbers = {one.key: self._numbered(one.number) for one in found}
        known = self._known(SourceNumber.Kind.VACANCY, [number for number in numbers.values() if number])
        still = set(Opportunity.objects.filter(pk__in=known.values()).values_list("pk", flat=True))
        keys = {
            one.key: known[numbers[one.key]]
            for one in found
            if numbers[one.key] in known and known[numbers[one.key]] in still
        }
        new = {one.key: new_id() for one in found if one.key not in keys}
        fresh = [one for one in found if one.key in new]
        families = bring_in_families(sorted({one.family for one in fresh}), import_id=self.move.pk)
        bring_in_opportunities(
            (_opportunity(one, new[one.key], families[one.family]) for one in fresh), import_id=self.move.pk
        )
        self._remember(SourceNumber.Kind.VACANCY, [(numbers[key], made) for key, made in new.items()])
        if may_open_vacancies(by):
            for made in new.values():
                join_team(vacancy_id=made, user_id=by.user_id, task="recruiter", by=by)
        self.opened = len(new)
        return keys | new

    def people(self, found: list[PersonIn]) -> tuple[dict[str, uuid.UUID], list[uuid.UUID]]:
        """Return the person of each key, and who is new; only the other system's own number says that somebody is known."""
        numbers = {one.key: self._numbered(one.number) for one in found}
        known = people_by_external_id(number for number in numbers.values() if number)
        keys = {one.key: known[numbers[one.key]] for one in found if numbers[one.key] in known}
        fresh = [one for one in found if one.key not in keys]
        contacts = ((Contact(one.name, one.email, one.phone), numbers[one.key]) for one in fresh)
        new = list(bring_in_people(contacts, import_id=self.move.pk))
        return keys | dict(zip((one.key for one in fresh), new, strict=True)), new

    def not_known(
        self, batch: list[ApplicationIn], vacancies: dict[str, uuid.UUID], people: dict[str, uuid.UUID]
    ) -> list[ApplicationIn]:
        """Return the applications that did not come in before, by their number there or by person and vacancy."""
        numbers = [number for one in batch if (number := self._numbered(one.number))]
        known = self._known(SourceNumber.Kind.APPLICATION, numbers)
        pairs = set(
            Application.objects.filter(
                opportunity_id__in={vacancies[one.vacancy] for one in batch},
                person_id__in={people[one.person] for one in batch},
            ).values_list("opportunity_id", "person_id")
        )
        return [
            one
            for one in batch
            if self._numbered(one.number) not in known
            and (vacancies[one.vacancy], people[one.person]) not in pairs
        ]

    def applications(
        self, fresh: list[ApplicationIn], vacancies: dict[str, uuid.UUID], people: dict[str, uuid.UUID]
    ) -> int:
        """Write applications with what was told of them, and let promises of open vacancies count from today."""
        rows = [_application(one, vacancies[one.vacancy], people[one.person]) for one in fresh]
        bring_in_applications(rows, import_id=self.move.pk)
        begin_today([(row.id, row.opportunity_id) for row in rows if row.closed_at is None])
        pairs = [
            (self._numbered(one.number), row.id) for one, row in zip(fresh, rows, strict=True) if one.number
        ]
        self._remember(SourceNumber.Kind.APPLICATION, pairs)
        insert_rows(
            PastFact,
            ["id", "organisation", "application", "position", "kind", "at", "words"],
            (
                (new_id(), self.organisation, row.id, position, fact.kind, fact.at, fact.words)
                for one, row in zip(fresh, rows, strict=True)
                for position, fact in enumerate(one.facts)
            ),
        )
        return len(rows)


def _opportunity(one: VacancyIn, key: uuid.UUID, family: uuid.UUID) -> PastOpportunity:
    ended = Opportunity.State.FILLED if one.is_filled else Opportunity.State.WITHDRAWN
    assert one.opened_at is not None  # the check settled it
    return PastOpportunity(
        id=key,
        job_family_id=family,
        title=one.title,
        place=one.place,
        description=one.description,
        state=Opportunity.State.OPEN if one.is_open else ended,
        opened_at=one.opened_at,
        closed_at=one.closed_at,
    )


def _application(one: ApplicationIn, vacancy: uuid.UUID, person: uuid.UUID) -> PastApplication:
    return PastApplication(
        id=new_id(),
        opportunity_id=vacancy,
        person_id=person,
        stage=one.stage,
        source=one.source,
        applied_at=one.applied_at,
        stage_since=one.stage_since,
        closed_at=one.closed_at,
    )


def record_import(move: Move, counted: Counted, *, left_outside: list[str], broken: int) -> None:
    """Write into the log what came in, how many rows did not, and which kinds of data stayed at the border."""
    events.record(
        "moving.files_imported",
        object_id=move.pk,
        vacancies=counted.vacancies,
        people=counted.people,
        applications=counted.applications,
        known=counted.known,
        broken=broken,
        left_outside=left_outside,
    )
