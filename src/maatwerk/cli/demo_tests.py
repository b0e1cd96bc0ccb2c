"""Tests in the demo: a package on the first vacancy with people in every state, and an adaptive one on its way."""

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

from maatwerk.cli.demo_packages import As, made_ready, settle
from maatwerk.cli.demo_results import ask_about, load_calibration, written_by

if TYPE_CHECKING:
    import uuid

    from maatwerk.apps.organisations.public import Member

SEED = 4


def load_tests(vacancy_id: "uuid.UUID", acting_as: As) -> None:
    """Bring the built-in tests, publish two, invite a few applicants and let some of them take the test."""
    from maatwerk.apps.applications.public import applications

    with acting_as("psychologist") as member:
        every_kind, reasoning = (_published(name, member) for name in ("every-kind", "reasoning-by-rule"))
        _ask_for(vacancy_id, every_kind, reasoning)
    with acting_as("recruiter") as member:
        package = made_ready("Klantvragen: een van elke soort", vacancy_id, every_kind, member)
        _adaptive(vacancy_id, reasoning, member)
        people = [row.person_id for row in applications(vacancy_id)][:6]
    _people(package, people, acting_as)
    load_calibration(acting_as)


def _published(name: str, member: "Member") -> Any:
    from maatwerk.apps.assessments.public import (
        judge_calibration,
        load_built_in,
        proposed_calibrations,
        publish_instrument,
    )

    loaded = next(one.line for one in load_built_in(name, by=member) if one.line.language == "nl")
    publish_instrument(loaded.id, by=member)
    for calibration in proposed_calibrations(loaded.id):
        reason = "Gesimuleerd, zoals alles in deze demo: om adaptief testen te laten zien."
        judge_calibration(calibration_id=calibration, approve=True, reason=reason, by=member)
    return loaded


def _ask_for(vacancy_id: "uuid.UUID", *tests: Any) -> None:
    """Let the vacancy ask what these tests measure, with a reason each."""
    from maatwerk.apps.assessments.public import concepts_measured
    from maatwerk.apps.opportunities.public import RequirementSpec, add_requirement, requirements

    asked = {row.concept_id for row in requirements(vacancy_id)}
    for test in tests:
        for concept in concepts_measured(test.id):
            if concept not in asked:
                wish = RequirementSpec(
                    concept, "Bellers stellen vragen waarop geen draaiboek antwoord geeft."
                )
                add_requirement(opportunity_id=vacancy_id, wish=wish)
                asked.add(concept)


def _adaptive(vacancy_id: "uuid.UUID", test: Any, member: "Member") -> None:
    """Leave an adaptive package to the worker: it is ready a minute after the demo began."""
    from maatwerk.apps.assessments.public import ModuleWish, add_module, make_package, ready_package

    package = make_package(name="Redeneren, adaptief", opportunity_id=vacancy_id, by=member)
    rules = {"max_length": 10, "min_length": 5, "stop_se": 0.45}
    add_module(package.pk, ModuleWish(instrument_id=test.id, delivery="adaptive", rules=rules), by=member)
    settle(package.pk, member)
    ready_package(package.pk, by=member)


def _people(package: "uuid.UUID", people: "list[uuid.UUID]", acting_as: As) -> None:
    """Invite one person for every state: invited, started, done, done and released, over, stopped."""
    from django.utils import timezone

    from maatwerk.apps.assessments.public import (
        Order,
        expire,
        place_order,
        rehearse,
        release,
        stop_order,
    )
    from maatwerk.kernel import tenancy

    with acting_as("recruiter") as member:
        placed = [
            place_order(package, person, language="nl", by=member, with_mail=False) for person in people
        ]
        organisation = member.organisation.id
    choose = written_by(random.Random(SEED))  # noqa: S311 - invented answers
    for (_order, token), most in zip(placed[1:4], (3, None, None), strict=False):
        rehearse(organisation, token, choose=choose, most=most)
    with tenancy.acting(organisation=organisation, person=people[3]):
        release(placed[3][0].pk)
    ask_about([order.pk for order, _token in placed[2:4]], people[2:4], organisation)
    with acting_as("recruiter") as member:
        late = placed[4][0].pk
        Order.objects.filter(pk=late).update(due_at=timezone.now() - dt.timedelta(days=1))
        expire(order_id=late)
        stop_order(order_id=placed[5][0].pk, by=member)
