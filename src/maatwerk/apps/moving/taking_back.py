"""An import is taken back: what came in goes, unless somebody built on it since; then it stays, and it is said why."""

import uuid
from collections import Counter
from collections.abc import Collection, Iterator

from django.apps import apps
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.public import (
    Application,
    applications_of_import,
    take_back_applications,
    take_back_questions,
    touched_since,
)
from maatwerk.apps.moving.contracts import Counted, Stays
from maatwerk.apps.moving.models import Move, PastFact, SourceNumber
from maatwerk.apps.moving.rules import may_move_in
from maatwerk.apps.opportunities.public import (
    JobFamily,
    Opportunity,
    families_of_import,
    opportunities_of_import,
    take_back_families,
    take_back_opportunities,
)
from maatwerk.apps.organisations.public import Member, TenantModel
from maatwerk.apps.people.public import Person, people_of_import, take_back_people
from maatwerk.apps.vacancies.public import leave_all_teams
from maatwerk.kernel import events
from maatwerk.kernel.bulk import BATCH, batched, delete_rows
from maatwerk.kernel.refusals import NotAllowed, Refusal
from maatwerk.kernel.walls import declared

#: What comes and goes with an import; whatever else points at something keeps it here.
_PERSONS_OWN = frozenset(
    {
        "people.PersonRecord",
        "people.Identity",
        "applications.Application",
        "applications.PossibleDouble",
    }
)
_APPLICATIONS_OWN = frozenset({"applications.SilenceClock", "moving.PastFact"})
_VACANCIES_OWN = frozenset(
    {"applications.Application", "applications.SilenceClock", "vacancies.HiringTeamMember"}
)
_FAMILIES_OWN = frozenset({"opportunities.Opportunity"})
#: Fields that hold the key of something without the database knowing of what.
_LOOSE = ("about", "object_id")
_LOOSE_OWN = "moving.SourceNumber"


def take_back(move: Move, *, by: Member) -> tuple[Counted, list[Stays]]:
    """Remove what an import brought and nothing hangs on; return how much went, and what stays."""
    if not may_move_in(by):
        raise NotAllowed(_("Your role does not include taking imports back."))
    if move.state != Move.State.IMPORTED or move.imported_at is None:
        raise Refusal(_("There is nothing to take back: these files are not in."), code="not_imported")
    stays, gone = _decide(move)
    applications, people, vacancies, families = gone
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    delete_rows(PastFact, applications, by="application")
    delete_rows(SourceNumber, [*applications, *vacancies], by="object_id")
    went = [take_back_applications(applications)]
    take_back_questions(people)
    went.append(take_back_people(people))
    leave_all_teams(vacancies)
    went.append(take_back_opportunities(vacancies))
    went.append(take_back_families(families))
    if went != [len(each) for each in gone]:
        raise RuntimeError(f"{went} went, {[len(each) for each in gone]} were to go")
    counted = Counted(applications=went[0], people=went[1], vacancies=went[2])
    move.state, move.undone_at = Move.State.UNDONE, timezone.now()
    move.save(update_fields=["state", "undone_at"])
    events.record(
        "moving.import_undone",
        object_id=move.pk,
        vacancies=counted.vacancies,
        people=counted.people,
        applications=counted.applications,
        stays=len(stays),
    )
    return counted, stays


Keys = list[uuid.UUID]


def _decide(move: Move) -> tuple[list[Stays], tuple[Keys, Keys, Keys, Keys]]:
    """Return what stays and why, and the applications, people, vacancies and job families that go."""
    assert move.imported_at is not None
    rows = applications_of_import(move.pk)
    people = people_of_import(move.pk)
    vacancies = list(opportunities_of_import(move.pk))
    families = list(families_of_import(move.pk))
    held = _pointed_at(Application, [key for key, _p, _v in rows], besides=_APPLICATIONS_OWN)
    for key in touched_since(move.pk, move.imported_at):
        held.setdefault(key, "applications")
    persons = _pointed_at(Person, people, besides=_PERSONS_OWN)
    persons |= _with_other_applications(people, {key for key, _p, _v in rows})
    for key, person, _vacancy in rows:  # who stays keeps what they sent, and what stays keeps its person
        if person in persons:
            held.setdefault(key, persons[person])
    for key, person, _vacancy in rows:
        if key in held:
            persons.setdefault(person, held[key])
    stays = [Stays("application", key, why) for key, why in held.items()]
    stays += [Stays("person", key, persons[key]) for key in people if key in persons]
    going = [key for key, _p, _v in rows if key not in held]
    busy = _pointed_at(Opportunity, vacancies, besides=_VACANCIES_OWN)
    for key, why in _with_applications(vacancies, set(going)).items():
        busy.setdefault(key, why)
    stays += [Stays("vacancy", key, why) for key, why in busy.items()]
    gone_vacancies = [key for key in vacancies if key not in busy]
    kept = _pointed_at(JobFamily, families, besides=_FAMILIES_OWN)
    kept |= dict.fromkeys(
        Opportunity.objects.filter(job_family_id__in=families)
        .exclude(pk__in=gone_vacancies)
        .values_list("job_family_id", flat=True),
        "opportunities",
    )
    gone_families = [key for key in families if key not in kept]
    return stays, (going, [key for key in people if key not in persons], gone_vacancies, gone_families)


def _pointed_at(target: type[models.Model], keys: Keys, *, besides: Collection[str]) -> dict[uuid.UUID, str]:
    """Return which of these rows something else points at, with the app that it belongs to."""
    found: dict[uuid.UUID, str] = {}
    for model, field in _pointers(target, besides):
        for batch in batched(keys, BATCH):
            rows = model._default_manager.filter(**{f"{field}__in": batch})
            for key in rows.values_list(field, flat=True).distinct():
                found.setdefault(key, model._meta.app_label)
    return found


def _pointers(
    target: type[models.Model], besides: Collection[str]
) -> Iterator[tuple[type[models.Model], str]]:
    walls = declared()
    for model in apps.get_models():
        if not model._meta.managed or not issubclass(model, TenantModel):
            continue
        if not any(verb == "SELECT" for verb, _columns in walls[model._meta.db_table].rights("app")):
            continue  # what nobody here may read keeps nothing; where it must, the database refuses
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey):
                if field.related_model is target and model._meta.label not in besides:
                    yield model, field.attname
            elif field.name in _LOOSE and model._meta.label != _LOOSE_OWN:
                yield model, field.name


def _with_other_applications(people: Keys, own: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return who applied here besides what this import brought."""
    found: dict[uuid.UUID, str] = {}
    for batch in batched(people, BATCH):
        rows = Application.objects.filter(person_id__in=batch).values_list("pk", "person_id")
        found |= {person: "applications" for key, person in rows if key not in own}
    return found


def _with_applications(vacancies: Keys, going: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the vacancies at which somebody stays who applied."""
    rows = Application.objects.filter(opportunity_id__in=vacancies).values_list("pk", "opportunity_id")
    return {vacancy: "applications" for key, vacancy in rows.iterator() if key not in going}


def stays_by_reason(stays: Collection[Stays]) -> list[tuple[str, str, int]]:
    """Return how many of each kind stay for each reason, the most frequent first."""
    counted = Counter((one.kind, one.because) for one in stays)
    return [(kind, because, count) for (kind, because), count in counted.most_common()]
