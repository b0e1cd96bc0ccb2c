"""From answers to results to evidence: scored once, seen by the person first, released, withheld, contested, removed."""

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from factories.assessments import Tests, make_candidate, make_package
from maatwerk.apps.assessments.models import (
    AssessmentSession,
    Calibration,
    Item,
    Module,
    Order,
    Response,
    ScaleResult,
    WorkRating,
    WorkSample,
)
from maatwerk.apps.assessments.operations import results
from maatwerk.apps.assessments.operations.orders import place_order
from maatwerk.apps.assessments.operations.scoring import score_session
from maatwerk.apps.assessments.operations.sessions import finish_session
from maatwerk.apps.assessments.queries.report import report_of
from maatwerk.apps.cases.public import Answer, Case, answer_case, page_of_cases
from maatwerk.apps.evidence.models import Evidence
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


GOLDEN = Path(__file__).parent / "golden"
Give = Callable[[int, Item], tuple[object, int | None, int]]


def by_rule(place: int, item: Item) -> tuple[object, int | None, int]:
    """Answer, category and milliseconds of a steady person: two of three right, eight seconds each."""
    if item.kind == "work_sample":
        return "Thank you, we look into it.", None, 60_000
    if item.kind == "rating":
        return "d", 3, 4_000
    return "b", int(place % 3 != 0), 8_000 + 100 * place


def take(
    tests: Tests,
    *instruments: uuid.UUID,
    give: Give = by_rule,
    most: int = 20,
    ended_by: str = "length",
    **package: Any,
) -> tuple[uuid.UUID, uuid.UUID]:
    """Let somebody take a package to its end; returns order and person."""
    package_id = make_package(tests, *instruments, key=f"p{uuid.uuid4().hex[:6]}")
    from maatwerk.apps.assessments.models import Package

    person = make_candidate(tests)
    with tests.acting():
        Package.objects.filter(pk=package_id).update(**package)
        order, _token = place_order(package_id, person, language="en", by=tests.world.member)
    with tests.acting(person):
        Order.objects.filter(pk=order.pk).update(
            state="started", started_at=timezone.now(), noticed_at=timezone.now()
        )
        for module in Module.objects.filter(package_id=package_id):
            answer_module(order, module, give, most, ended_by)
    return order.pk, person


def answer_module(order: Order, module: Module, give: Give, most: int, ended_by: str) -> None:
    from maatwerk.apps.assessments.queries.playing import approved_calibrations

    session = AssessmentSession.objects.create(
        organisation_id=order.organisation_id,
        order=order,
        module=module,
        person_id=order.person_id,
        seed=7,
        calibrations=approved_calibrations(module.instrument_id),
    )
    items = Item.objects.filter(instrument_id=module.instrument_id, is_practice=False).order_by("position")
    for place, item in enumerate(items[:most]):
        answer, category, milliseconds = give(place, item)
        Response.objects.create(
            organisation_id=order.organisation_id,
            session=session,
            person_id=order.person_id,
            item=item,
            position=place,
            answer=answer,
            category=category,
            milliseconds=milliseconds,
        )
    finish_session(session_id=session.pk, ended_by=ended_by)


def rows(tests: Tests, person: uuid.UUID) -> list[ScaleResult]:
    with tests.acting(person):
        return list(ScaleResult.objects.order_by("scale__key"))


def test_a_completed_order_is_scored_and_nobody_else_sees_it(tests: Tests) -> None:
    _order, person = take(tests, tests.bank_id)
    (found,) = rows(tests, person)
    assert found.estimate is not None
    assert 0 < (found.standard_error or 0) < 0.6
    assert 0 <= (found.norm_low or 0) < (found.norm_high or 0) <= 1
    assert found.caveats == ["unsupervised", "simulated", "not_validated"]
    assert found.valid_until is not None
    with tests.acting():
        assert not ScaleResult.objects.exists()
        assert not Evidence.objects.exists()


def test_scoring_again_changes_nothing(tests: Tests) -> None:
    order, person = take(tests, tests.bank_id)
    (before,) = rows(tests, person)
    with tests.acting(person):
        session = AssessmentSession.objects.get(order_id=order)
        assert [row.pk for row in score_session(session.pk)] == [before.pk]
    assert [row.pk for row in rows(tests, person)] == [before.pk]


def test_a_score_reproduces_byte_for_byte(tests: Tests) -> None:
    """PSY-18. The file was written by this code; the estimate in it agrees with a grid of 2,001 points to six digits."""
    _order, person = take(tests, tests.bank_id)
    (found,) = rows(tests, person)
    record = {
        "estimate": found.estimate,
        "standard_error": found.standard_error,
        "norm_low": found.norm_low,
        "norm_high": found.norm_high,
        "caveats": found.caveats,
    }
    assert json.dumps(record, indent=1) + "\n" == (GOLDEN / "bank.json").read_text()
    with tests.acting():
        parameters = Calibration.objects.get(scale__key="luck").parameters
    import numpy as np

    theta = np.linspace(-8, 8, 2001)
    log = -(theta**2) / 2
    for place in range(20):
        item = parameters[f"bank-{place}"]
        right = 1 / (1 + np.exp(-(item["slope"] * theta + item["intercepts"][0])))
        log += np.log(right if place % 3 else 1 - right)
    weight = np.exp(log - log.max())
    assert found.estimate == pytest.approx(float(theta @ weight / weight.sum()), abs=2e-6)


@pytest.mark.parametrize(
    ("give", "ended_by", "code"),
    [
        (lambda place, item: ("b", 1, 700), "length", "speeded"),
        (lambda place, item: (None, None, 8_000) if place > 15 else ("b", 1, 8_000), "length", "skipped"),
        (by_rule, "time", "out_of_time"),
    ],
)
def test_what_deserves_care_is_said(tests: Tests, give: Give, ended_by: str, code: str) -> None:
    _order, person = take(tests, tests.bank_id, give=give, ended_by=ended_by)
    assert code in rows(tests, person)[0].caveats


def test_few_answers_are_said(tests: Tests) -> None:
    _order, person = take(tests, tests.bank_id, most=3)
    assert "short" in rows(tests, person)[0].caveats


def test_released_results_are_evidence_with_all_their_caveats(tests: Tests) -> None:
    order, person = take(tests, tests.bank_id)
    (found,) = rows(tests, person)
    with tests.acting(person):
        given = results.release(order)
        assert results.release(order).pieces == 0
    assert given.pieces == 1
    with tests.acting():
        (evidence,) = Evidence.objects.all()
        row = Order.objects.get(pk=order)
    assert (evidence.value, evidence.standard_error, evidence.kind, evidence.unit) == (
        found.estimate,
        found.standard_error,
        "instrument_result",
        "sd",
    )
    assert evidence.caveats == found.caveats
    assert (evidence.instrument_id, evidence.occasion, evidence.valid_until) == (
        tests.bank_id,
        given.occasion,
        found.valid_until,
    )
    assert (evidence.person_id, evidence.purpose) == (person, "selection")
    assert row.released_at is not None


def test_who_withholds_may_still_release_and_not_the_other_way_round(tests: Tests) -> None:
    order, person = take(tests, tests.bank_id)
    with tests.acting(person):
        results.withhold(order)
        assert Order.objects.get(pk=order).withheld_at
    with tests.acting():
        assert not Evidence.objects.exists()
    with tests.acting(person):
        results.release(order)
        with pytest.raises(Refusal, match="has these results already"):
            results.withhold(order)
        assert Order.objects.get(pk=order).withheld_at is None


def test_without_the_right_to_see_first_results_are_passed_on_at_once(tests: Tests) -> None:
    order, person = take(tests, tests.bank_id, grants_nip_right=False)
    with tests.acting():
        assert Evidence.objects.count() == 1
    with tests.acting(person), pytest.raises(Refusal, match="directly"):
        results.withhold(order)


def test_before_the_end_there_is_nothing_to_release(tests: Tests) -> None:
    package = make_package(tests, tests.bank_id)
    person = make_candidate(tests)
    with tests.acting():
        order, _token = place_order(package, person, language="en", by=tests.world.member)
    with tests.acting(person):
        for act in (results.release, results.withhold, results.delete_results, results.ask_explanation):
            with pytest.raises(Refusal, match="not complete"):
                act(order.pk)


def test_contesting_goes_to_a_human_who_answers(tests: Tests) -> None:
    order, person = take(tests, tests.bank_id)
    with tests.acting(person):
        with pytest.raises(Refusal, match="in your own words"):
            results.contest(order, "  ")
        results.contest(order, "The fire alarm went off halfway.")
        with pytest.raises(Refusal, match="already"):
            results.contest(order, "Again.")
        results.ask_explanation(order)
    with tests.acting():
        member = tests.world.member
        recruiter = replace(member, roles=frozenset({"recruiter"}))
        (asked,) = (row for row in page_of_cases(member)[0] if row.kind == "test_contest")
        with pytest.raises(Case.DoesNotExist):  # who decides does not judge results
            answer_case(case_id=asked.id, answer=Answer(text="No."), by=recruiter)
        answer_case(case_id=asked.id, answer=Answer(text="You may take it again."), by=member)
        with pytest.raises(Refusal, match="already"):
            answer_case(case_id=asked.id, answer=Answer(text="No."), by=member)
        kinds = set(Event.objects.values_list("kind", flat=True))
        assert "fire" not in json.dumps(list(Event.objects.values_list("data", flat=True)))
    assert {"assessments.results_contested", "cases.case_answered"} <= kinds
    with tests.acting(person):
        said = {one.kind: one.answer for one in report_of(order).questions}
    assert said == {"test_contest": "You may take it again.", "test_question": ""}


def test_removed_results_are_gone_and_what_was_released_stays_with_its_holder(tests: Tests) -> None:
    order, person = take(tests, tests.bank_id)
    with tests.acting(person):
        results.release(order)
        results.delete_results(order)
        assert not ScaleResult.objects.exists()
        assert not Response.objects.exists()
        with pytest.raises(Refusal, match="removed"):
            results.release(order)
        results.settle(order)  # nothing comes back
        assert not ScaleResult.objects.exists()
    with tests.acting():
        assert Evidence.objects.count() == 1


def test_a_scale_with_a_work_sample_waits_for_two_raters(tests: Tests) -> None:
    order, person = take(tests, tests.every_kind_id)
    assert rows(tests, person) == []
    with tests.acting():
        sample = WorkSample.objects.get()
        assert sample.text == "Thank you, we look into it."
        assert not AssessmentSession.objects.exists()  # whose it is, nobody finds out
        for score, rater in ((2, tests.world.member.user_id), (1, other_account())):
            WorkRating.objects.create(
                organisation_id=sample.organisation_id, sample=sample, rater_id=rater, score=score
            )
    with tests.acting(person):
        results.settle(order)
    (found,) = rows(tests, person)
    assert found.estimate is None
    assert "not_calibrated" in found.caveats


def other_account() -> uuid.UUID:
    from maatwerk.apps.organisations.public import open_account

    account: Any = open_account(email=f"{uuid.uuid4().hex[:8]}@example.org", name="Rater Two")
    return uuid.UUID(str(getattr(account, "pk", account)))
