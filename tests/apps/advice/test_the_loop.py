"""The loop over the real logins: admit, fit, approve, advise, replay, and what never changes an advice."""

import datetime as dt
import json
import threading
import uuid

import psycopg
import pytest
from django.db import connections
from django.utils import timezone

from factories import loop
from maatwerk.apps.advice.public import (
    Admission,
    Advice,
    ModelVersion,
    Replayed,
    admit_feature,
    advice_on,
    move_version,
    newest_shortlist,
    replay,
    replay_all,
    request_advice,
    version,
    withdraw_feature,
)
from maatwerk.apps.audits.public import AttributeValue, compute_impact, impact_of_version, record_attributes
from maatwerk.apps.outcomes.models import FollowUp
from maatwerk.apps.outcomes.public import Answer, Hire, answer_follow_up, start_engagement
from maatwerk.apps.people.models import Identity
from maatwerk.apps.people.public import Contact
from maatwerk.kernel.models import Event, Work
from maatwerk.kernel.postgres.cluster import Cluster
from maatwerk.kernel.postgres.roles import with_database
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.usefixtures("committed", "english")


@pytest.fixture
def world(committed: None) -> loop.World:
    """A history in which patience helps and luck does not, with a live version."""
    made = loop.make_world(people=500)
    loop.admit(made)
    made.version_id = loop.propose(made)
    loop.put_live(made, made.version_id)
    return made


def test_a_version_tells_the_worthwhile_from_the_worthless(world: loop.World) -> None:
    with world.acting():
        row = version(world.version_id)
    weights = {found["name"]: found for found in row.fitted["features"]}
    assert row.verdict == ModelVersion.Verdict.ESTABLISHED
    # the truth of the generator: -0.8 and 0 log-odds of leaving per SD (coverage is the science tests' subject)
    assert weights["patience"]["weight_high"] < -0.4
    assert abs(weights["luck"]["weight"]) < 0.15
    assert [step.to_state for step in row.steps] == ["reviewed", "approved", "live"]


def test_advice_adds_up_and_replays_to_the_identical_number(world: loop.World) -> None:
    vacancy = loop.make_vacancy(world)
    person = loop.make_applicant(world, vacancy, patience=63.5)
    assert loop.advise(world, vacancy) == 1
    with world.acting():
        advice = advice_on(vacancy)[person]
    said = advice.detail["prediction"]
    assert advice.status == Advice.Status.ADVICE
    assert abs(sum(part["log_odds"] for part in said["contributions"]) - said["log_odds"]) < 1e-9
    assert [found["months"] for found in said["estimates"]] == [3, 6, 9, 12]
    assert all(found["low"] < found["estimate"] < found["high"] for found in said["estimates"])
    with world.acting("scoring"):
        again = replay(advice_id=advice.id)
    assert again["identical"]


def test_advice_does_not_depend_on_who_somebody_is(world: loop.World) -> None:
    """Declined or answered demographics, another name, another address: byte-equal advice."""
    vacancy = loop.make_vacancy(world)
    declined = loop.make_applicant(world, vacancy, patience=57.0)
    answered = loop.make_applicant(
        world, vacancy, patience=57.0, contact=Contact("Aïcha", "a@x.example", "", "Street 1")
    )
    moved = loop.make_applicant(
        world, vacancy, patience=57.0, contact=Contact("Jan", "j@x.example", "", "Street 2")
    )
    with world.acting():
        record_attributes(
            [AttributeValue(answered, "sex", "female"), AttributeValue(answered, "birth_year", "1961")],
            source="t",
        )
        Identity.objects.filter(person_id=moved).update(name="Johan", address="Far away")
    loop.advise(world, vacancy)
    with world.acting():
        advice = advice_on(vacancy)
    details = {json.dumps(advice[person].detail, sort_keys=True) for person in (declined, answered, moved)}
    assert len(details) == 1
    with world.acting():
        assert set(newest_shortlist(vacancy).bands.values()) == {1}


def test_advice_is_given_once_and_keeps_its_version(world: loop.World) -> None:
    vacancy = loop.make_vacancy(world)
    person = loop.make_applicant(world, vacancy)
    assert loop.advise(world, vacancy) == 1
    assert loop.advise(world, vacancy) == 0
    newer = loop.propose(world)
    loop.put_live(world, newer)
    other = loop.make_applicant(world, vacancy)
    assert loop.advise(world, vacancy) == 1
    with world.acting():
        advice = advice_on(vacancy)
    assert (advice[person].version_id, advice[other].version_id) == (world.version_id, newer)


def test_two_workers_at_once_answer_everybody_once() -> None:
    world = loop.make_world()
    vacancy = loop.make_vacancy(world)
    people = {loop.make_applicant(world, vacancy, patience=None) for _number in range(20)}
    with world.acting():
        request_advice(opportunity_id=vacancy, person_ids=sorted(people))
    gate, given = threading.Barrier(2), []

    def work() -> None:
        gate.wait(timeout=20)
        try:
            given.append(loop.advise(world, vacancy))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _worker in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(given) == [0, 20]
    with world.acting():
        assert set(advice_on(vacancy)) == people


def test_no_evidence_no_advice(world: loop.World) -> None:
    vacancy = loop.make_vacancy(world)
    person = loop.make_applicant(world, vacancy, patience=None)
    with world.acting():
        from maatwerk.apps.applications.public import ask_advice

        ask_advice(opportunity_id=vacancy)
    loop.advise(world, vacancy)
    with world.acting():
        advice = advice_on(vacancy)[person]
    assert (advice.status, advice.detail) == (
        Advice.Status.NO_EVIDENCE,
        {"inputs": {"luck": None, "patience": None}},
    )


def test_without_a_live_version_there_is_no_advice() -> None:
    world = loop.make_world()
    vacancy = loop.make_vacancy(world)
    person = loop.make_applicant(world, vacancy)
    loop.advise(world, vacancy)
    with world.acting():
        assert advice_on(vacancy)[person].status == Advice.Status.NO_MODEL


def test_erasing_the_key_makes_an_advice_unreadable(world: loop.World, cluster: Cluster) -> None:
    vacancy = loop.make_vacancy(world)
    person = loop.make_applicant(world, vacancy)
    loop.advise(world, vacancy)
    with world.acting():
        assert advice_on(vacancy)[person].detail is not None
    with psycopg.connect(
        with_database(cluster.superuser_url(), connections["default"].settings_dict["NAME"])
    ) as connection:
        connection.execute("DELETE FROM people_personkey WHERE person_id = %s", [person])
    with world.acting():
        assert advice_on(vacancy)[person].detail is None


def test_impact_counts_leave_the_wall_and_no_person_does(world: loop.World) -> None:
    with world.acting():
        compute_impact(version_id=world.version_id)
        tables = impact_of_version(world.version_id)
    (table,) = tables
    rows = {row["levels"][0]: row for row in table.table["rows"]}
    assert table.attribute == "sex"
    assert set(rows) == {"female", "male"}
    assert sum(row["applicants"] for row in rows.values()) == 500
    assert sum(row["selected"] for row in rows.values()) == 250


def test_a_new_version_stands_beside_the_live_one_and_rolls_back(world: loop.World) -> None:
    newer = loop.propose(world)
    loop.put_live(world, newer)
    with world.acting() as member:
        assert version(newer).compared_with_id == world.version_id
        assert version(world.version_id).state == "retired"
        move_version(version_id=world.version_id, to="live", reason="The newer one was a mistake.", by=member)
        assert (version(world.version_id).state, version(newer).state) == ("live", "retired")


def test_steps_need_the_role_the_order_and_a_reason(world: loop.World) -> None:
    newer = loop.propose(world)
    with world.acting() as member:
        with pytest.raises(Refusal, match="cannot become"):
            move_version(version_id=newer, to="live", reason="Skip the queue.", by=member)
        with pytest.raises(Refusal, match="reason"):
            move_version(version_id=newer, to="reviewed", reason=" ", by=member)
        recruiter = type(member)(
            member.user_id, member.name, member.email, member.organisation, frozenset({"recruiter"})
        )
        with pytest.raises(NotAllowed):
            move_version(version_id=newer, to="reviewed", reason="I want it.", by=recruiter)


def test_nothing_feeds_a_model_without_a_psychologists_reason() -> None:
    world = loop.make_world(people=80)
    with world.acting() as member:
        statement = Admission(concept_id=world.concepts["luck"], reason="Asked by the work.")
        with pytest.raises(Refusal, match="not approved for selection"):
            admit_feature(job_family_id=world.family_id, admission=statement, by=member)
        with pytest.raises(Refusal, match="without a reason"):
            admit_feature(
                job_family_id=world.family_id,
                admission=Admission(concept_id=world.concepts["luck"], reason=""),
                by=member,
            )
        unsourced = Admission(concept_id=world.concepts["luck"], reason="Asked.", importance=2)
        with pytest.raises(Refusal, match="rests on"):
            admit_feature(job_family_id=world.family_id, admission=unsourced, by=member)
    with pytest.raises(Refusal, match="Nothing may feed"):
        loop.propose(world)
    loop.admit(world, "luck")
    with world.acting() as member:
        from maatwerk.apps.advice.public import features

        withdraw_feature(feature_id=features(world.family_id)[0].id, by=member)
    with pytest.raises(Refusal, match="Nothing may feed"):
        loop.propose(world)


def test_an_exception_shows(world: loop.World) -> None:
    with world.acting() as member:
        from maatwerk.apps.skills.public import ConceptSpec, ensure_concept

        shift = ensure_concept(ConceptSpec("shift", "job_fact", "Shift", "Dienst")).pk
        statement = Admission(concept_id=shift, kind="job_fact", reason="Evenings are harder.")
        assert admit_feature(job_family_id=world.family_id, admission=statement, by=member).is_exception


def test_too_few_outcomes_without_a_source_may_not_advise() -> None:
    world = loop.make_world(people=40)
    loop.admit(world, "patience")
    draft = loop.propose(world)
    with world.acting():
        assert version(draft).verdict == ModelVersion.Verdict.NOT_ESTABLISHED
    with world.acting() as member:
        for state in ("reviewed", "approved"):
            move_version(version_id=draft, to=state, reason="Looked at.", by=member)
        with pytest.raises(Refusal, match="may not advise"):
            move_version(version_id=draft, to="live", reason="Let us try.", by=member)


def test_too_few_outcomes_on_a_sourced_expectation_advises_and_says_so() -> None:
    world = loop.make_world(people=40)
    loop.admit(world, "patience", importance=2, source="Sackett et al. 2022")
    loop.put_live(world, loop.propose(world))
    vacancy = loop.make_vacancy(world)
    person = loop.make_applicant(world, vacancy)
    loop.advise(world, vacancy)
    with world.acting():
        assert advice_on(vacancy)[person].status == Advice.Status.ON_PRIOR


def test_no_signal_gives_no_advice() -> None:
    world = loop.make_world(people=2_500, effect=0.0)
    loop.admit(world)
    draft = loop.propose(world)
    with world.acting():
        assert version(draft).verdict == ModelVersion.Verdict.NO_SIGNAL
    loop.put_live(world, draft)
    vacancy = loop.make_vacancy(world)
    person = loop.make_applicant(world, vacancy)
    loop.advise(world, vacancy)
    with world.acting():
        advice = advice_on(vacancy)[person]
    assert advice.status == Advice.Status.NO_SIGNAL
    assert "prediction" not in advice.detail


def test_history_chosen_by_outcome_gives_an_order_and_no_rates() -> None:
    world = loop.make_world(people=500, sampling="by_outcome")
    loop.admit(world)
    loop.put_live(world, loop.propose(world))
    vacancy = loop.make_vacancy(world)
    person = loop.make_applicant(world, vacancy)
    loop.advise(world, vacancy)
    with world.acting():
        said = advice_on(vacancy)[person].detail["prediction"]
    assert (said["estimates"], said["base_rate"]) == ([], [])
    assert said["log_odds_low"] < said["log_odds"] < said["log_odds_high"]


def test_every_step_of_the_loop_is_in_the_log(world: loop.World) -> None:
    vacancy = loop.make_vacancy(world)
    person = loop.make_applicant(world, vacancy)
    loop.advise(world, vacancy)
    with world.acting():
        kinds = set(Event.objects.values_list("kind", flat=True))
        about = set(Event.objects.filter(person_id=person).values_list("kind", flat=True))
        assert Work.objects.filter(kind="advice.give", object_id=vacancy).exists()
    assert {
        "advice.feature_admitted",
        "advice.version_proposed",
        "advice.version_moved",
        "evidence.instrument_approved",
        "outcomes.history_imported",
    } <= kinds
    assert {"people.person_registered", "evidence.evidence_recorded", "advice.advice_given"} <= about


def test_validity_of_given_advice_is_apart_for_raters_who_had_seen_it(world: loop.World) -> None:
    vacancy = loop.make_vacancy(world)
    people = [loop.make_applicant(world, vacancy, patience=30.0 + 2 * number) for number in range(22)]
    loop.advise(world, vacancy)
    for number, person in enumerate(people):
        _work_and_leave(world, vacancy, person, days=100 + 10 * number, saw=False)
    seen = loop.make_applicant(world, vacancy, patience=50.0)
    loop.advise(world, vacancy)
    _work_and_leave(world, vacancy, seen, days=150, saw=True)
    draft = loop.propose(world)
    with world.acting():
        found = version(draft).validity["advice_given"]
    # every person with more patience stayed longer: the advice had the order right
    assert found["unseen"]["n"] == 22
    assert found["unseen"]["concordance"]["estimate"] == 1.0
    assert found["seen"] == {"n": 1, "concordance": None}
    assert found["unknown"] == {"n": 0, "concordance": None}


def _work_and_leave(
    world: loop.World, vacancy: uuid.UUID, person: uuid.UUID, *, days: int, saw: bool
) -> None:
    today = timezone.localdate()
    with world.acting() as member:
        hire = Hire(
            person_id=person,
            job_family_id=world.family_id,
            opportunity_id=vacancy,
            started_on=today - dt.timedelta(days=days + 1),
            manager_id=member.user_id,
        )
        asked = FollowUp.objects.get(engagement=start_engagement(hire), months=3).pk
        answer = Answer(observed_on=today, still_here=False, separated_on=today, reason_code="own_choice")
        answer_follow_up(follow_up_id=asked, answer=answer, by=member, saw_advice=saw)


def test_every_advice_replays_and_what_was_erased_is_counted(world: loop.World, cluster: Cluster) -> None:
    vacancy = loop.make_vacancy(world)
    people = [loop.make_applicant(world, vacancy, patience=40.0 + number) for number in range(3)]
    loop.advise(world, vacancy)
    with psycopg.connect(
        with_database(cluster.superuser_url(), connections["default"].settings_dict["NAME"])
    ) as connection:
        connection.execute("DELETE FROM people_personkey WHERE person_id = %s", [people[0]])
    with world.acting("scoring"):
        assert replay_all() == Replayed(replayed=2, identical=2, erased=1)


def test_caveats_of_a_version_are_sentences_in_both_languages() -> None:
    world = loop.make_world(people=40)
    loop.admit(world, "patience")
    draft = loop.propose(world)
    with world.acting():
        for caveat in version(draft).caveats:
            assert caveat["says"]["nl"] != caveat["says"]["en"]
