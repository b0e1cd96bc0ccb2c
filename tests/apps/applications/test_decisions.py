"""Deciding: by people with the role, one at a time, with a reason; and what follows from it."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import timezone

from factories import loop
from maatwerk.apps.applications.models import Decision
from maatwerk.apps.applications.public import (
    Choice,
    Stage,
    application,
    applications,
    apply_for,
    decide,
    decisions,
    own_view,
    record_own_view,
    register_application,
    see_advice,
)
from maatwerk.apps.applications.rules import ENDED, next_stage
from maatwerk.apps.opportunities.public import close_opportunity
from maatwerk.apps.organisations.public import Member, Role
from maatwerk.apps.outcomes.models import Engagement, FollowUp
from maatwerk.apps.people.public import Contact, names
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.usefixtures("committed", "english")
ROOT = Path(__file__).resolve().parents[3]
REASON = "A good conversation about the work."


@pytest.fixture
def world(committed: None) -> loop.World:
    """An organisation with one vacancy and one applicant, without a model."""
    made = loop.make_world()
    made.vacancy = loop.make_vacancy(made)
    made.person = loop.make_applicant(made, made.vacancy, contact=Contact("Noor"))
    with made.acting():
        made.application = applications(made.vacancy)[0].id
    return made


def with_roles(member: Member, *roles: Role) -> Member:
    """The same person with other roles."""
    return replace(member, roles=frozenset(roles))


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.RECRUITER, Role.MANAGER}])
def test_only_recruiters_and_managers_decide(world: loop.World, role: Role) -> None:
    with world.acting() as member, pytest.raises(NotAllowed):
        decide(
            application_id=world.application,
            choice=Choice(choice="reject", reason=REASON),
            by=with_roles(member, role),
        )
    with world.acting():
        assert (application(world.application).stage, decisions(world.application)) == (Stage.APPLIED, [])


def test_a_decision_needs_a_reason_of_ones_own(world: loop.World) -> None:
    with world.acting() as member, pytest.raises(Refusal, match="own reason"):
        decide(application_id=world.application, choice=Choice(choice="advance", reason=" ok "), by=member)


def test_every_stage_change_has_its_decision(world: loop.World) -> None:
    with world.acting() as member:
        for _step in range(3):
            decide(
                application_id=world.application, choice=Choice(choice="advance", reason=REASON), by=member
            )
        assert application(world.application).stage == Stage.OFFER
        with pytest.raises(Refusal, match="not possible at this stage"):
            decide(
                application_id=world.application, choice=Choice(choice="advance", reason=REASON), by=member
            )
        made = decisions(world.application)
    assert [(one.from_stage, one.to_stage) for one in made] == [
        ("applied", "assessed"),
        ("assessed", "interview"),
        ("interview", "offer"),
    ]


def test_hiring_starts_an_engagement_with_its_follow_ups(world: loop.World) -> None:
    with world.acting() as member:
        decide(application_id=world.application, choice=Choice(choice="hire", reason=REASON), by=member)
        engagement = Engagement.objects.get(person_id=world.person)
        planned = list(
            FollowUp.objects.filter(engagement=engagement).order_by("months").values_list("months", "asked")
        )
        assert application(world.application).closed_at is not None
    assert engagement.started_on == timezone.localdate()
    assert planned == [(months, world.member.user_id) for months in (3, 6, 9, 12)]


@pytest.mark.parametrize("stage", sorted(ENDED))
@pytest.mark.parametrize("choice", [choice.value for choice in Decision.Choice])
def test_what_has_ended_does_not_move(stage: str, choice: str) -> None:
    assert next_stage(stage, choice) is None


def test_a_person_applies_once_and_not_to_a_closed_vacancy(world: loop.World) -> None:
    with world.acting(), pytest.raises(Refusal, match="already"):
        apply_for(opportunity_id=world.vacancy, person_id=world.person)
    with world.acting() as member:
        close_opportunity(opportunity_id=world.vacancy, state="filled")
        with pytest.raises(Refusal, match="closed"):
            register_application(opportunity_id=world.vacancy, contact=Contact("Late"), by=member)


def test_closing_a_vacancy_moves_nobody(world: loop.World) -> None:
    with world.acting():
        close_opportunity(opportunity_id=world.vacancy, state="filled")
        assert application(world.application).stage == Stage.APPLIED


def test_two_people_with_the_same_contact_stay_two_people(world: loop.World) -> None:
    with world.acting() as member:
        contact = Contact("Noor", "shared@x.example", "0612345678")
        first = register_application(opportunity_id=world.vacancy, contact=contact, by=member)
        second = register_application(opportunity_id=world.vacancy, contact=contact, by=member)
        assert first.person_id != second.person_id
        assert names([first.person_id, second.person_id]) == {
            first.person_id: "Noor",
            second.person_id: "Noor",
        }


def test_an_own_view_comes_before_the_advice_or_not_at_all(world: loop.World) -> None:
    loop.advise(world, world.vacancy)
    with world.acting() as member:
        strict = replace(member, organisation=replace(member.organisation, own_view_first=True))
        with pytest.raises(Refusal, match="own view first"):
            see_advice(application_id=world.application, by=strict)
        record_own_view(application_id=world.application, opinion=4, note="Calm and precise.", by=strict)
        see_advice(application_id=world.application, by=strict)
        assert own_view(world.application, member.user_id) == (4, "Calm and precise.")
    with world.acting() as member:
        decision = decide(
            application_id=world.application, choice=Choice(choice="advance", reason=REASON), by=member
        )
        assert decision.advice_seen
        assert decision.seconds_looked is not None


def test_who_saw_the_advice_cannot_say_what_they_thought_before(world: loop.World) -> None:
    loop.advise(world, world.vacancy)
    with world.acting() as member:
        see_advice(application_id=world.application, by=member)
        with pytest.raises(Refusal, match="saw the advice already"):
            record_own_view(
                application_id=world.application, opinion=5, note="I knew it all along.", by=member
            )


def test_a_list_of_applications_costs_one_query(
    world: loop.World, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    with world.acting(), django_assert_num_queries(1):
        assert len(applications(world.vacancy)) == 1
    loop.make_applicant(world, world.vacancy)
    loop.make_applicant(world, world.vacancy)
    with world.acting(), django_assert_num_queries(1):
        assert len(applications(world.vacancy)) == 3


def test_one_function_of_all_the_code_moves_an_application() -> None:
    """No job, command or service can: a stage is assigned in `move`, which only people's own acts call."""
    movers = set()
    for path in (ROOT / "src" / "maatwerk").rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef) and any(_moves(node) for node in ast.walk(function)):
                movers.add(f"{path.stem}.{function.name}")
    assert movers == {"deciding.move"}


def test_only_decisions_of_people_and_withdrawing_reach_what_moves() -> None:
    callers = set()
    for path in (ROOT / "src" / "maatwerk").rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef):
                calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
                if any(isinstance(call, ast.Name) and call.id == "move" for call in calls):
                    callers.add(f"{path.parent.name}.{path.stem}.{function.name}")
    assert {name for name in callers if name.startswith("operations.")} == {
        "operations.deciding.decide",
        "operations.deciding.undo",
        "operations.deciding.withdraw",
        "operations.closing._close",
    }


def _moves(node: ast.AST) -> bool:
    """Whether a node assigns `….stage` or calls `….update(stage=…)`."""
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        return node.attr == "stage"
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"update", "bulk_update"}
        and any(keyword.arg == "stage" for keyword in node.keywords)
    )
