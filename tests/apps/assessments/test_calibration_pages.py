"""From a file of answers to a calibration that scores people: brought, computed, looked at, approved or put away."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from apps.assessments.test_results import take
from factories.assessments import Tests, make_tests
from maatwerk.apps.assessments import response_files
from maatwerk.apps.assessments.jobs.calibration import calibrate_responses
from maatwerk.apps.assessments.models import Calibration, FactSheet, Item, ResponseSet, Scale
from maatwerk.apps.assessments.operations import calibrating
from maatwerk.kernel.jobs import Progress
from maatwerk.kernel.models import Event, Work
from maatwerk.kernel.refusals import NotAllowed, Refusal

ABOUT = "Visitors of a job fair in Utrecht, asked one in three."
OPTIONS = "abc"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def answers_of(n: int = 300, items: int = 60, *, planted: int | None = None, seed: int = 5) -> str:
    """Return a file of chosen letters, the right one more often for who can more; men and women in a column.

    The item with number `planted` is much harder for women.
    """
    rng = np.random.default_rng(seed)
    theta, women = rng.normal(size=n), np.arange(n) % 2 == 1
    lines = ["person,sex," + ",".join(f"bank-{at}" for at in range(items))]
    for person in range(n):
        cells = []
        for at in range(items):
            place = (at % 10 - 5) / 4 + (1.8 if at == planted and women[person] else 0.0)
            right = rng.random() < 1 / (1 + np.exp(-1.4 * (theta[person] - place)))
            cells.append(OPTIONS[at % 3] if right else OPTIONS[(at + 1) % 3])
        lines.append(f"{person},{'fm'[int(not women[person])]}," + ",".join(cells))
    return "\n".join(lines) + "\n"


def upload(text: str, name: str = "answers.csv", **more: str) -> dict[str, object]:
    file = SimpleUploadedFile(name, text.encode())
    return {"file": file, "population": ABOUT, "collected_on": "2026-10-01"} | more


def address(tests: Tests) -> str:
    return f"/o/{tests.world.member.organisation.slug}/tests/{tests.bank_id}/calibrate/"


def compute(tests: Tests) -> list[Calibration]:
    """Do the job that was queued, as the worker does."""
    with tests.acting():
        work = Work.objects.get(kind="assessments.calibrate")
    made = calibrate_responses(
        Progress(work.organisation_id, work.pk, work.object_id, tests.world.member.user_id)
    )
    with tests.acting():
        return list(Calibration.objects.filter(pk__in=made["calibrations"]))


@pytest.fixture
def world(committed: None) -> Tests:
    return make_tests()


def test_answers_are_checked_kept_encrypted_computed_and_approved(world: Tests) -> None:
    client = world.client()
    answer = client.post(address(world), upload(answers_of(planted=7), groups="sex"), follow=True)
    assert answer.status_code == 200, answer.content.decode()
    with world.acting():
        kept = ResponseSet.objects.get()
    sealed = (settings.DATA / kept.file).read_bytes()
    assert b"bank-" not in sealed
    assert response_files.load(kept.file, kept.organisation_id, kept.pk).n_people == kept.n_people == 300
    (made,) = compute(world)
    assert (made.state, made.model, made.number) == ("proposed", "2pl", 2)
    assert made.norm["n"] == 300
    assert made.norm["population"] == ABOUT
    assert made.reliability is not None
    assert made.reliability > 0.85
    assert calibrating.class_c_items(made.report) == {"bank-7"}

    page = client.get(address(world).replace(f"{world.bank_id}/calibrate/", f"calibrations/{made.pk}/"))
    text = page.content.decode()
    assert page.status_code == 200
    for said in (
        "standard error 0.32",
        "bank-59",
        "(class C)",
        "these items leave the pool",
        "Visitors of a job fair",
    ):
        assert said in text, said

    judge = address(world).replace(f"{world.bank_id}/calibrate/", f"calibrations/{made.pk}/judge/")
    assert client.post(judge, {"approve": "yes", "reason": ""}).status_code == 422
    assert client.post(judge, {"approve": "yes", "reason": "Enough people, one item out."}).status_code == 302
    with world.acting():
        states = dict(Calibration.objects.filter(scale=made.scale_id).values_list("number", "state"))
        assert states == {1: "retired", 2: "approved"}
        assert Item.objects.get(key="bank-7").state == "withdrawn"
        assert Item.objects.filter(state="withdrawn").count() == 1


def test_a_file_that_cannot_be_used_is_refused_with_all_its_problems(world: Tests) -> None:
    client = world.client()
    spoilt = answers_of(n=40).replace("bank-3,", "bank-2,", 1)
    page = client.post(address(world), upload(spoilt)).content.decode()
    assert "names “bank-2” more than once" in page
    few = client.post(address(world), upload(answers_of(n=12)))
    assert few.status_code == 422
    assert "at least 30" in few.content.decode()
    with world.acting():
        assert not ResponseSet.objects.exists()
        assert not Work.objects.exists()


def test_answers_given_here_are_calibrated_on_the_scoring_login(world: Tests) -> None:
    rng = np.random.default_rng(2)
    for _person in range(31):
        level = rng.normal()

        def give(place: int, item: Item, level: float = level) -> tuple[object, int, int]:
            return "b", int(rng.random() < 1 / (1 + np.exp(-level))), 5_000

        take(world, world.bank_id, give=give, most=6)
    client = world.client()
    answer = client.post(address(world), {"own": "yes", "population": ABOUT})
    assert answer.status_code == 302, answer.content.decode()
    (made,) = compute(world)
    assert made.model == "sum"
    assert made.report["n"] == 31
    assert {remark["code"] for remark in made.report["remarks"]} >= {"too_few_for_model", "item_unanswered"}


def test_too_few_answers_here_are_refused(world: Tests) -> None:
    with world.acting():
        calibrating.use_own_responses(world.bank_id, population=ABOUT, by=world.world.member)
    with pytest.raises(Refusal, match="0 people completed"):
        compute(world)


@pytest.mark.django_db
def test_only_a_psychologist_calibrates(tests: Tests) -> None:
    member = replace(tests.world.member, roles=frozenset({"recruiter"}))
    with tests.acting():
        for act in (
            lambda: calibrating.use_own_responses(tests.bank_id, population=ABOUT, by=member),
            lambda: calibrating.judge_calibration(
                calibration_id=uuid.uuid4(), approve=True, reason="x", by=member
            ),
        ):
            with pytest.raises(NotAllowed):
                act()


def proposed(tests: Tests, **fields: object) -> Calibration:
    scale = Scale.objects.get(key="luck")
    given: dict[str, object] = {
        "number": 2,
        "model": "2pl",
        "method": "t/1",
        "norm": {"n": 400},
        "report": {},
    }
    return Calibration.objects.create(organisation_id=scale.organisation_id, scale=scale, **(given | fields))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"report": {"converged": False}}, "not_converged"),
        ({"norm": {"n": 400, "language": "nl"}}, "norms_do_not_fit"),  # PSY-12
        ({"norm": {"n": 400, "men": {"mean": 1}}}, "norms_do_not_fit"),  # PSY-14
    ],
)
def test_what_may_not_score_people_is_not_approved(
    tests: Tests, fields: dict[str, object], code: str
) -> None:
    with tests.acting():
        made = proposed(tests, **fields)
        with pytest.raises(Refusal) as refusal:
            calibrating.judge_calibration(
                calibration_id=made.pk, approve=True, reason="Looks fine.", by=tests.world.member
            )
        assert refusal.value.code == code
        put_away = calibrating.judge_calibration(
            calibration_id=made.pk, approve=False, reason="Not good enough.", by=tests.world.member
        )
        assert put_away.calibration.state == "retired"
        with pytest.raises(Refusal, match="judged already"):
            calibrating.judge_calibration(
                calibration_id=made.pk, approve=True, reason="Again.", by=tests.world.member
            )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("n", "years", "passes"),
    [(299, 1, False), (300, 1, True), (400, 15.5, True), (400, 20.5, False)],
)
def test_norms_pass_the_gate_by_size_and_age(tests: Tests, n: int, years: float, passes: bool) -> None:
    """PSY-03."""
    from maatwerk.apps.assessments.analysis.gates import scale_gates

    with tests.acting():
        collected = timezone.localdate() - dt.timedelta(days=round(365.25 * years))
        norm = {"n": n, "mean": 0.0, "sd": 1.0, "collected_on": collected.isoformat(), "language": "en"}
        Calibration.objects.filter(scale__key="luck").update(state="retired")
        made = proposed(tests, norm=norm, reliability=0.9)
        calibrating.judge_calibration(
            calibration_id=made.pk, approve=True, reason="Ok.", by=tests.world.member
        )
        FactSheet.objects.update(is_simulated=False)
        (gate,) = scale_gates(tests.bank_id)
    assert gate.passes is passes, gate.reasons


@pytest.mark.django_db
def test_an_approval_goes_when_a_newer_calibration_does_not_pass_the_gates(tests: Tests) -> None:
    """What was approved because its gates passed feeds no advice once they do not; a calibration that passes changes nothing."""
    from maatwerk.apps.evidence.models import Instrument
    from maatwerk.apps.evidence.public import approve_instrument

    norm = {"n": 400, "mean": 0.0, "sd": 1.0, "language": "en"}
    norm["collected_on"] = timezone.localdate().isoformat()
    client, shown = tests.client(), []
    for reliability, number in ((0.9, 2), (0.86, 3), (0.5, 4)):
        with tests.acting():
            FactSheet.objects.update(is_simulated=False)
            made = proposed(tests, norm=norm, reliability=reliability, number=number)
        judge = f"/o/{tests.world.member.organisation.slug}/tests/calibrations/{made.pk}/judge/"
        page = client.post(judge, {"approve": "yes", "reason": "Newer."}, follow=True)
        shown.append("feeds no advice any more" in page.content.decode())
        with tests.acting():
            if number == 2:
                approve_instrument(instrument_id=tests.bank_id, reason="Good enough.", by=tests.world.member)
            approved = Instrument.objects.get(pk=tests.bank_id).approved_at
            assert (approved is not None) == (reliability > 0.8), reliability
    assert shown == [False, False, True]
    with tests.acting():
        assert Event.objects.filter(kind="evidence.instrument_approval_withdrawn").count() == 1
        with pytest.raises(Refusal, match=r"reliability is 0\.50"):
            approve_instrument(instrument_id=tests.bank_id, reason="Again.", by=tests.world.member)
