"""Experiments that leave a test out or put the interview first: the tests and the pipeline really follow the lot."""

import datetime as dt
import itertools
import random
from types import SimpleNamespace

import pytest
from django.utils import timezone

from factories.assessments import make_package, make_tests
from factories.loop import make_applicant
from factories.organisations import client_of, make_member
from maatwerk.apps.applications.applying.settling import settle_intake
from maatwerk.apps.applications.public import Application, Choice, application, card, decide, order_of
from maatwerk.apps.applications.views.pipeline_parts import following
from maatwerk.apps.assessments.models import Module, Order
from maatwerk.apps.assessments.public import at_random, place_order, rehearse
from maatwerk.apps.journeys.standing import standing_of
from maatwerk.apps.organisations.public import Role, memberships
from maatwerk.apps.people.public import Contact
from maatwerk.apps.validity import dealing
from maatwerk.apps.validity.experiment_pages import result_view, ways_of
from maatwerk.apps.validity.models import Assignment
from maatwerk.apps.validity.operations import (
    Declaration,
    declare_experiment,
    end_experiment,
    experimenting,
    judge_experiment,
)
from maatwerk.apps.validity.queries import experiment
from maatwerk.kernel.refusals import Refusal

pytestmark = pytest.mark.django_db
ON = Choice(choice="advance", reason="Let us go on with this person.")


@pytest.fixture
def tests(english):
    return make_tests()


@pytest.fixture
def as_role(tests):
    def member(role):
        user = make_member(tests.world.member.organisation.id, role)
        return next(
            one for one in memberships(user) if one.organisation.id == tests.world.member.organisation.id
        )

    return member


def declared(tests, by, **changed):
    said = {
        "family_id": tests.world.family_id, "way": "interview_first", "hypothesis": "Fewer people withdraw this way.",
        "outcome": "withdraws", "planned": 40, "stop_on": timezone.localdate() + dt.timedelta(days=60),
    }  # fmt: skip
    return declare_experiment(Declaration(**said | changed), by=by)


def started(tests, as_role, **changed):
    with tests.acting():
        made = declared(tests, as_role(Role.ANALYST), **changed)
        judge_experiment(
            experiment_id=made.pk, approves=True, reason="Both ways are open to everybody.", by=as_role(Role.PSYCHOLOGIST)
        )  # fmt: skip
    return made


def apply_dealt(tests, number=4):
    """Let people apply; returns their keys by how they were dealt, in order of arrival."""
    for place in range(number):
        contact = Contact(name="Kim", email=f"kim-{place}@example.org")
        make_applicant(tests.world, tests.vacancy_id, patience=None, contact=contact)
    with tests.acting():
        rows = Assignment.objects.order_by("position").values_list(
            "treated", "application_id", "application__person_id"
        )
        return {
            way: [(key, person) for treated, key, person in rows if treated is way] for way in (True, False)
        }


def test_the_lot_leaves_a_test_out_and_who_takes_the_rest_is_done(tests, as_role):
    package = make_package(tests, tests.every_kind_id, tests.bank_id)
    made = started(tests, as_role, way="drop_part", part_id=tests.bank_id, outcome="finishes")
    dealt = apply_dealt(tests)
    with tests.acting():
        bank = Module.objects.get(instrument_id=tests.bank_id).pk
        orders = {
            person: place_order(package, person, language="en", by=tests.world.member, with_mail=False)
            for way in dealt.values()
            for _key, person in way
        }
        spared = {person: order.left_out for person, (order, _token) in orders.items()}
    assert spared == {person: bank if way else None for way, rows in dealt.items() for _key, person in rows}
    first, second = (person for _key, person in dealt[True])
    token, organisation = orders[first][1], tests.world.member.organisation.id
    assert rehearse(organisation, token, choose=at_random(random.Random(1))) == 7
    with tests.acting():
        assert Order.objects.get(person_id=first).state == "completed"
        end_experiment(experiment_id=made.pk, reason="The tests take long enough.", by=as_role(Role.AUDITOR))
        assert (
            Order.objects.get(person_id=second).left_out is None
        )  # had not begun: the whole package, as everybody
        assert Order.objects.get(person_id=first).left_out == bank
    late = make_applicant(tests.world, tests.vacancy_id, patience=None)
    with tests.acting():
        assert place_order(package, late, language="en", by=tests.world.member)[0].left_out is None


def test_what_everybody_needs_is_not_left_out(tests, as_role, monkeypatch):
    make_package(tests, tests.every_kind_id)
    analyst = as_role(Role.ANALYST)

    def refused(part, match):
        with tests.acting(), pytest.raises(Refusal, match=match) as found:
            declared(tests, analyst, way="drop_part", part_id=part)
        assert found.value.field == "part"

    refused(None, "Choose the test")
    refused(tests.every_kind_id, "together with another one")  # it is the only one
    make_package(tests, tests.every_kind_id, tests.bank_id, key="both")
    live = SimpleNamespace(features=(SimpleNamespace(concept_id=str(tests.world.concepts["luck"])),))
    monkeypatch.setattr(experimenting, "live_version", lambda _family: live)
    refused(tests.bank_id, "would get no advice")
    with tests.acting():
        assert declared(tests, analyst, way="drop_part", part_id=tests.every_kind_id).part_id


def test_no_version_goes_live_that_rests_on_a_test_some_are_spared(tests, as_role, monkeypatch):
    make_package(tests, tests.every_kind_id, tests.bank_id)
    made = started(tests, as_role, way="drop_part", part_id=tests.bank_id, outcome="finishes")

    def proposed(concept):
        features = (SimpleNamespace(concept_id=str(tests.world.concepts[concept])),)
        row = SimpleNamespace(features=features, job_family_id=tests.world.family_id)
        monkeypatch.setattr(dealing, "version", lambda _key: row)
        with tests.acting():
            return dealing.needs_spared_part(made.pk)

    (reason,) = proposed("luck")
    assert "leaves “Number series” out" in reason
    assert proposed("patience") == []
    with tests.acting():
        end_experiment(experiment_id=made.pk, reason="The version needs it now.", by=as_role(Role.AUDITOR))
    assert proposed("luck") == []


def test_the_pipeline_puts_the_interview_first_for_whom_the_lot_says_so(tests, as_role):
    make_package(tests)
    recruiter = as_role(Role.RECRUITER)
    made = started(tests, as_role)
    dealt = apply_dealt(tests)
    with tests.acting():
        settle_intake(
            vacancy_id=tests.vacancy_id, documents="optional", orders_test=True, hides_photo=False, by=recruiter
        )  # fmt: skip
        for way, stages in (
            (True, ["applied", "interview", "assessed", "offer"]),
            (False, ["applied", "assessed", "interview", "offer"]),
        ):
            key, person = dealt[way][0]
            assert [str(one) for one in order_of(interview_first=way)] == stages
            for stage, after in itertools.pairwise(stages):
                assert following(card(key)) == after
                assert decide(application_id=key, choice=ON, by=recruiter).to_stage == after, stage
            invited = Order.objects.filter(person_id=person)
            assert invited.count() == (
                1 if way else 0
            )  # only who came to the tests after the interview is invited here
        waits, gone_on = dealt[True][1][0], dealt[True][0][0]
        end_experiment(experiment_id=made.pk, reason="Nobody asked for it.", by=as_role(Role.AUDITOR))
        assert following(card(waits)) == "assessed"
        assert Application.objects.get(pk=gone_on).interview_first  # no step is asked twice


def test_the_person_reads_the_steps_in_their_own_order(tests, as_role):
    started(tests, as_role)
    dealt = apply_dealt(tests, 2)
    with tests.acting():
        steps = {
            way: [step.label for step in standing_of(application(rows[0][0]), "Packer").steps]
            for way, rows in dealt.items()
            if rows
        }
    for way, labels in steps.items():
        assert labels[1:3] == (["Interview", "Test"] if way else ["Test", "Interview"])


def test_what_came_of_it_is_counted_by_the_lot(tests, as_role):
    made = started(tests, as_role)
    dealt = apply_dealt(tests, 24)
    with tests.acting():
        now = timezone.now()
        for way, rows in dealt.items():
            for place, (key, _person) in enumerate(rows):
                stage = "withdrawn" if place < (2 if way else 8) else "rejected"
                Application.objects.filter(pk=key).update(stage=stage, closed_at=now)
        found = experiment(made.pk)
        seen, words = result_view(found), ways_of(found)
    assert (seen.n_treated, seen.n_control, seen.treated, seen.control) == (12, 12, "17%", "67%")
    assert seen.difference == "−50 points"
    assert words.treated == "Interview first"


def test_the_page_asks_which_test_and_shows_what_is_left_out(tests):
    make_package(tests, tests.every_kind_id, tests.bank_id)
    slug = tests.world.member.organisation.slug
    analyst = client_of(make_member(tests.world.member.organisation.id, Role.ANALYST))
    at = f"/o/{slug}/validity/experiments/"
    wish = {
        "family": str(tests.world.family_id), "way": "drop_part", "hypothesis": "More people finish a shorter test.",
        "outcome": "finishes", "planned": "60", "stop_on": (timezone.localdate() + dt.timedelta(days=30)).isoformat(),
    }  # fmt: skip
    assert "Number series" in analyst.get(at + "new/").text
    missing = analyst.post(at + "new/", wish)
    assert missing.status_code == 422
    assert "Choose the test that is left out." in missing.text
    made = analyst.post(at + "new/", wish | {"part": str(tests.bank_id)})
    assert "Number series" in analyst.get(made.url).text
    assert "all parts: 0" in analyst.get(made.url).text
