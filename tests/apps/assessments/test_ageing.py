"""Norms that grow too old: warned of half a year ahead, and gone from advice on the day, while nobody does anything."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from factories.assessments import Tests, make_tests
from maatwerk.apps.assessments.jobs.ageing import look_at_all_norms
from maatwerk.apps.assessments.models import Calibration, Scale
from maatwerk.apps.assessments.operations.ageing import Looked, look_at_norms
from maatwerk.apps.cases.models import Case
from maatwerk.apps.evidence.models import Instrument
from maatwerk.kernel import events
from maatwerk.kernel.models import Event

#: The rule table: norms are unusable after 20 years (COTAN 2010), told 180 days ahead; a year has 365.25 days.
LAST_DAY = 7305


def approved_on_norms(tests: Tests, days_old: int) -> uuid.UUID:
    """Have the test of numbers approved, on norms of 800 people from so many days ago."""
    collected = (timezone.localdate() - dt.timedelta(days=days_old)).isoformat()
    with tests.acting():
        Calibration.objects.update(state=Calibration.State.RETIRED)
        Calibration.objects.create(
            organisation_id=tests.world.member.organisation.id,
            scale=Scale.objects.get(instrument_id=tests.bank_id),
            number=2,
            model="sum",
            reliability=0.92,
            norm={"n": 800, "mean": 30.0, "sd": 6.0, "collected_on": collected, "language": "en"},
            method="test/1",
            state=Calibration.State.APPROVED,
        )
        Instrument.objects.filter(pk=tests.bank_id).update(
            approved_at=timezone.now(), approved_by=tests.world.member.user_id, approval_reason="Good enough."
        )
    return tests.bank_id


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days_old", "warned", "withdrawn"),
    [
        (LAST_DAY - 181, False, False),
        (LAST_DAY - 180, True, False),
        (LAST_DAY, True, False),
        (LAST_DAY + 1, False, True),
    ],
)
def test_norms_are_warned_of_ahead_and_withdraw_the_approval_on_their_day(
    tests: Tests, days_old: int, warned: bool, withdrawn: bool
) -> None:
    key = approved_on_norms(tests, days_old)
    with tests.acting():
        found = look_at_norms()
        assert (found.warned, found.withdrawn) == ((key,) if warned else (), (key,) if withdrawn else ())
        assert (Instrument.objects.get(pk=key).approved_at is None) is withdrawn
        cases = list(Case.objects.filter(subject="test_norms", object_id=key))
        assert len(cases) == warned + withdrawn
        assert all(one.owner_id == tests.world.member.user_id for one in cases)
        again = look_at_norms()  # the next night says nothing twice
        assert (again.warned, again.withdrawn) == ((), ())
        kinds = set(Event.objects.values_list("kind", flat=True))
    assert ("assessments.norms_warned_of" in kinds) is warned
    assert ("evidence.instrument_approval_withdrawn" in kinds) is withdrawn


@pytest.mark.django_db
def test_the_psychologist_reads_in_the_case_what_to_do_and_on_the_page_until_when(tests: Tests) -> None:
    key = approved_on_norms(tests, LAST_DAY + 1)
    slug = tests.world.member.organisation.slug
    with tests.acting():
        look_at_norms()
        case = Case.objects.get(subject="test_norms")
    client = tests.client()
    shown = client.get(f"/o/{slug}/cases/{case.pk}/").content.decode()
    assert f"/o/{slug}/tests/{key}/" in shown
    assert "te oud" in shown or "too old" in shown
    page = client.get(f"/o/{slug}/tests/{key}/").content.decode()
    assert "too old" in page or "te oud" in page
    assert "usable until" in page or "bruikbaar tot en met" in page


@pytest.mark.django_db
def test_simulated_norms_and_tests_that_nobody_approved_are_left_alone(tests: Tests) -> None:
    key = approved_on_norms(tests, 2 * LAST_DAY)
    with tests.acting():
        Instrument.objects.filter(pk=key).update(approved_at=None)
        assert look_at_norms() == Looked()
        assert not Case.objects.exists()


def test_the_night_visits_every_organisation(committed: None) -> None:
    worlds = [make_tests(), make_tests()]
    for tests in worlds:
        approved_on_norms(tests, LAST_DAY + 1)
        with tests.acting():
            events.record("assessments.instrument_published", object_id=tests.bank_id)
    look_at_all_norms.func(0)
    for tests in worlds:
        with tests.acting():
            assert Instrument.objects.get(pk=tests.bank_id).approved_at is None
