"""Before a version goes live: statement, data sheet, people prepared, plan in force, bounds kept, risks complete."""

import dataclasses
import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from factories import loop
from maatwerk.apps.advice.public import ModelVersion, move_version, version
from maatwerk.apps.register.bounds import Bounds, breaches
from maatwerk.apps.register.models import Component, Preparation
from maatwerk.apps.register.public import (
    PlanWish,
    Prepared,
    RiskStated,
    Sheet,
    Statement,
    approve_plan,
    entries,
    keep_risk,
    propose_plan,
    reasons_against,
    registered_versions,
    settle_with_council,
    state_component,
    write_preparation,
    write_sheet,
)
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import NotAllowed, Refusal

ANY = ("established", "not_established", "no_signal")


@pytest.fixture
def world(committed: None, english: None) -> loop.World:
    """A version that is approved, and an empty register."""
    made = loop.make_world(people=120)
    loop.admit(made, "patience", importance=2, source="Somebody's experience")
    made.version_id = loop.propose(made)
    with made.acting() as member:
        for state in ("reviewed", "approved"):
            move_version(version_id=made.version_id, to=state, reason="Looked at.", by=member)
    return made


def statement(world: loop.World, **change: object) -> Statement:
    given = {
        "kind": "model",
        "object_id": world.family_id,
        "purpose": "Who is likely to stay.",
        "ground": "4a",
        "owner_id": world.member.user_id,
    }
    return Statement(**given | change)  # type: ignore[arg-type]


def wish(**change: object) -> PlanWish:
    given = {"largest_move": 0.3, "least_people": 50, "verdicts": ANY, "reason": "Small steps."}
    return PlanWish(**given | change)  # type: ignore[arg-type]


def prepared(**change: object) -> Prepared:
    day = dt.date(2026, 9, 14)
    given = {
        "overseers": "Recruiters, half a day.",
        "overseers_on": day,
        "workers": "Told at the meeting of all staff.",
        "workers_on": day,
        "assessment": "DPIA of selection, version 1.",
        "assessment_on": day,
    }
    return Prepared(**given | change)  # type: ignore[arg-type]


def test_each_thing_that_is_missing_is_named_until_none_is(world: loop.World) -> None:
    with world.acting() as member:
        assert len(reasons_against(world.version_id)) == 4
        with pytest.raises(Refusal, match="data sheet") as refused:
            move_version(version_id=world.version_id, to="live", reason="Go.", by=member)
        assert refused.value.code == "not_cleared"
        state_component(statement=statement(world), by=member)
        sheet = Sheet(
            origin="Own files", original_purpose="Payroll", gaps="No part-timers", bias_check="None"
        )
        write_sheet(job_family_id=world.family_id, sheet=sheet, by=member)
        assert "trained to oversee its advice" in reasons_against(world.version_id)[0]
        write_preparation(job_family_id=world.family_id, prepared=prepared(), by=member)
        assert reasons_against(world.version_id) == [
            "Nobody has said beforehand how far this model may learn. Propose a plan of change first."
        ]
        plan = propose_plan(job_family_id=world.family_id, wish=wish(), by=member)
        assert "psychologist" in reasons_against(world.version_id)[0]
        approve_plan(plan_id=plan, by=member)
        assert "works council" in reasons_against(world.version_id)[0]
        settle_with_council(plan_id=plan, answer="consent", reason="Letter of 3 May.", by=member)
        assert reasons_against(world.version_id) == []
        move_version(version_id=world.version_id, to="live", reason="Go.", by=member)
        assert version(world.version_id).state == ModelVersion.State.LIVE


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"overseers": "  "}, "overseers"),
        ({"workers": ""}, "workers"),
        ({"assessment_on": dt.date(9999, 1, 1)}, "assessment_on"),
        ({"is_public_service": True}, "rights"),
        ({"is_public_service": True, "rights": "Assessment 1."}, "rights_on"),
    ],
)
def test_preparing_people_says_what_was_done_and_when(
    world: loop.World, change: dict[str, object], field: str
) -> None:
    with world.acting() as member:
        with pytest.raises(Refusal) as refused:
            write_preparation(job_family_id=world.family_id, prepared=prepared(**change), by=member)
        assert refused.value.field == field
        assert not Preparation.objects.exists()


def test_the_database_refuses_a_public_service_that_weighed_nothing(world: loop.World) -> None:
    with world.acting() as member, pytest.raises(IntegrityError), transaction.atomic():
        Preparation.objects.create(
            organisation_id=member.organisation.id,
            job_family_id=world.family_id,
            written_by=member.user_id,
            **dataclasses.asdict(prepared(is_public_service=True)),
        )


def test_outside_the_plan_an_update_is_a_substantial_modification(world: loop.World) -> None:
    loop.clear_the_way(world)
    with world.acting() as member:
        move_version(version_id=world.version_id, to="live", reason="Go.", by=member)
        plan = propose_plan(
            job_family_id=world.family_id, wish=wish(largest_move=0.01, least_people=5000), by=member
        )
        approve_plan(plan_id=plan, by=member)
        settle_with_council(plan_id=plan, answer="consent", reason="Letter of 3 May.", by=member)
    loop.admit(world, "luck")
    newer = loop.propose(world)
    with world.acting() as member:
        for state in ("reviewed", "approved"):
            move_version(version_id=newer, to=state, reason="Looked at.", by=member)
        with pytest.raises(Refusal) as refused:
            move_version(version_id=newer, to="live", reason="Go.", by=member)
        said = refused.value.sentence
        assert "substantial modification" in said
        assert "It learned from 120 people; the plan asks at least 5,000." in said
        assert "“Luck” is new in it" in said
        assert "Decline it" in said
        # nothing was half done: the one before still advises
        assert (version(world.version_id).state, version(newer).state) == ("live", "approved")
        wider = propose_plan(
            job_family_id=world.family_id,
            wish=wish(largest_move=5.0, may_enter=("luck",)),
            by=member,
        )
        approve_plan(plan_id=wider, by=member)
        settle_with_council(plan_id=wider, answer="not_applicable", reason="No council here.", by=member)
        move_version(version_id=newer, to="live", reason="Go.", by=member)
        move_version(version_id=world.version_id, to="live", reason="Back at once.", by=member)  # no paper


def test_bounds_on_weights_count_what_moved_came_and_went(world: loop.World) -> None:
    with world.acting():
        row = version(world.version_id)

    def with_weights(**weights: float) -> object:
        return dataclasses.replace(
            row, fitted={"features": [{"name": name, "weight": value} for name, value in weights.items()]}
        )

    bounds = Bounds(largest_move=0.3, may_enter=frozenset(), least_people=1, verdicts=frozenset(ANY))
    before = with_weights(patience=-0.5, gone=0.2)
    assert breaches(bounds, with_weights(patience=-0.8, gone=0.2), before) == []  # exactly as far as agreed
    (moved,) = breaches(bounds, with_weights(patience=-0.9, gone=0.2), before)
    assert moved == "The weight of “Patience” moves by 0.40; the plan allows 0.30."
    (went,) = breaches(bounds, with_weights(patience=-0.5), with_weights(patience=-0.5, gone=0.4))
    assert "gone" in went
    assert breaches(bounds, with_weights(patience=9.0), None) == []  # nothing advised before


def test_what_judges_people_is_high_risk_whoever_says_otherwise(world: loop.World) -> None:
    with world.acting() as member:
        for change in ({"ground": "none"}, {"is_high_risk": False}):
            with pytest.raises(Refusal) as refused:
                state_component(statement=statement(world, **change), by=member)
            assert refused.value.code == "profiling_is_high_risk"
        made = state_component(statement=statement(world), by=member)
        with pytest.raises(IntegrityError, match="profiling_is_high_risk"), transaction.atomic():
            Component.objects.create(
                organisation_id=member.organisation.id, kind="matching", purpose="x", ground="none",
                profiles_people=True, is_high_risk=False, owner_id=member.user_id, stated_by=member.user_id,
            )  # fmt: skip
        again = state_component(statement=statement(world, purpose="Better said."), by=member)
        assert Component.objects.get(pk=made).replaced_at is not None
        assert Component.objects.get(pk=again).replaced_at is None


def test_every_version_that_the_log_names_is_in_the_register(world: loop.World) -> None:
    loop.put_live_from_approved(world, world.version_id)
    vacancy = loop.make_vacancy(world)
    loop.make_applicant(world, vacancy)
    loop.advise(world, vacancy)
    with world.acting():
        named = {
            event.data["version"]
            for event in Event.objects.filter(kind="advice.advice_given")
            if event.data["version"]
        } | {str(event.object_id) for event in Event.objects.filter(kind__startswith="advice.version_")}
        assert named
        assert named <= {str(key) for key in registered_versions()}
        assert {found.kind for found in entries()} == {"model", "instrument", "matching", "challenger"}


def test_a_risk_without_mitigation_or_test_holds_models_back(world: loop.World) -> None:
    loop.clear_the_way(world)
    with world.acting() as member:
        risk = RiskStated(hazard="Test leaks", owner_id=member.user_id, mitigation="Many forms")
        key = keep_risk(risk=risk, by=member)
        assert reasons_against(world.version_id) == [
            "1 risk has no mitigation or no test. Complete it first."
        ]
        keep_risk(risk=dataclasses.replace(risk, test="test_exposure"), by=member, risk_id=key)
        assert reasons_against(world.version_id) == []


def test_only_who_speaks_for_the_council_writes_its_consent_down(world: loop.World) -> None:
    with world.acting() as member:
        plan = propose_plan(job_family_id=world.family_id, wish=wish(), by=member)
        administrator = dataclasses.replace(member, roles=frozenset({"administrator"}))
        with pytest.raises(NotAllowed):
            settle_with_council(plan_id=plan, answer="consent", reason="They nodded.", by=administrator)
        with pytest.raises(Refusal, match="none is needed"):
            settle_with_council(plan_id=plan, answer="not_applicable", reason=" ", by=administrator)
        settle_with_council(plan_id=plan, answer="not_applicable", reason="Nine people.", by=administrator)
