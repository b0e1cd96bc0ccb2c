"""Steering: drawn behind the wall, chosen by a person, a draft like any other; groups never reach the model."""

import datetime as dt
import json
import uuid
from argparse import Namespace
from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pytest
from django.db import ProgrammingError, connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories.loop import admit, advise, make_applicant, make_vacancy, make_world, propose, put_live
from factories.organisations import client_of, make_member
from maatwerk.apps.advice.models import Steering
from maatwerk.apps.advice.public import (
    Advice,
    ModelVersion,
    Weighting,
    advice_on,
    propose_steered,
    steer,
    steering_of,
    version,
)
from maatwerk.apps.applications.public import Application
from maatwerk.apps.audits import steering
from maatwerk.apps.audits.models import SteeringStudy
from maatwerk.apps.audits.public import AttributeValue, record_attributes
from maatwerk.apps.audits.rules import periods
from maatwerk.apps.evidence.public import Kind, Measurement, PersonMeasurement, record_many
from maatwerk.apps.opportunities.public import Opportunity
from maatwerk.apps.organisations.public import Organisation, Role, User
from maatwerk.apps.people.public import register_people
from maatwerk.apps.register.papers.facts import facts_of
from maatwerk.apps.register.papers.kinds import document
from maatwerk.cli import model_steer
from maatwerk.cli.model import find_advising
from maatwerk.kernel.bulk import insert_rows
from maatwerk.kernel.ids import new_id
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import NotAllowed, Refusal

PAGE = 21  # queries
GAP = 8.0  # of a standard deviation of 10: women score lower on patience


def last_period():
    today = timezone.localdate()
    return list(periods(today - dt.timedelta(days=400), today, months=6))[-1]


def past_applicants(world, *, people=160, seed=3):
    """Let people have applied in the last half-year that is over, with results and a sex; one in five was hired."""
    rng = np.random.default_rng(seed)
    start, _end = last_period()
    with world.acting():
        vacancy = Opportunity.objects.create(
            organisation_id=world.member.organisation.id,
            job_family_id=world.family_id,
            title="Packer",
            state="filled",
        )
        keys = list(register_people("" for _ in range(people)))
        women = rng.random(people) < 0.5
        scores = rng.normal(50, 10, size=(people, 2))
        scores[:, 0] -= GAP * women
        closed = dt.datetime.combine(start, dt.time(12), dt.UTC) + dt.timedelta(days=40)
        insert_rows(
            Application,
            ["organisation", "id", "opportunity", "person", "stage", "source", "applied_at", "stage_since", "closed_at",
             "next_action"],
            ([world.member.organisation.id, new_id(), vacancy.pk, person, "hired" if k % 5 == 0 else "rejected", "indeed",
              closed, closed, closed, ""] for k, person in enumerate(keys)),
        )  # fmt: skip
        record_many(
            (
                PersonMeasurement(
                    person_id=person,
                    occasion=uuid.uuid4(),
                    measurement=Measurement(
                        concept_id=world.concepts[name],
                        kind=Kind.INSTRUMENT_RESULT,
                        value=round(float(value), 1),
                        instrument_id=world.instrument_id,
                    ),
                )
                for person, row in zip(keys, scores, strict=True)
                for name, value in zip(("patience", "luck"), row, strict=True)
            ),
            source="test",
        )
        record_attributes(
            [AttributeValue(p, "sex", "female" if w else "male") for p, w in zip(keys, women, strict=True)]
            + [AttributeValue(p, "birth_year", str(1960 + k % 45)) for k, p in enumerate(keys)],
            source="test",
        )


def test_steering_from_the_frontier_to_advice(committed, monkeypatch, capsys):
    """One world for all of it, since a fit takes seconds: drawn, looked at, refused, chosen, and lived with."""
    world = make_world(people=300, second=-0.5)
    admit(world)
    past_applicants(world)
    put_live(world, propose(world))
    too_little_is_said_in_words(world, monkeypatch)
    study = what_is_drawn(world)
    only_sums_of_enough_people_leave_the_wall(study)
    the_same_data_give_the_same_and_a_period_is_drawn_once(world, study)
    the_terminal_shows_the_same(world, study, monkeypatch, capsys)
    the_page_and_its_doors(world)
    what_is_kept_at_the_terminal_is_json_too(world, capsys)
    a_weighting_names_the_features_of_the_version_and_nothing_else(world)
    draft = chosen_becomes_a_draft_like_any_other(world, study)
    the_scoring_login_reads_neither_the_study_nor_the_reason(world)
    the_draft_says_where_it_comes_from(world, draft)
    put_live(world, draft)
    the_trend_marks_the_day(world)
    equal_evidence_gets_equal_advice(world)
    what_is_over_is_not_steered(world, study)


def live(world):
    with world.acting():
        return ModelVersion.objects.get(state="live").pk


def drawn(world, key=None):
    with world.acting():
        steering.draw(key or live(world))
        return steering.study_of(key or live(world))


def what_is_drawn(world):
    found = drawn(world)
    study = found.study
    assert (found.why_not, study["applicants"], study["hired"]) == ("", 160, 32)
    place = next(k for k, one in enumerate(study["groups"]) if one["attribute"] == "sex")
    now, *others = study["weightings"]
    # women were given lower scores on patience, which is what the model weighs
    sign = 1 if study["groups"][place]["group"] == "female" else -1
    assert sign * (now["impact"][place][1]["estimate"] - 1) < 0
    toward = [one for one in others if one["toward"] == place]
    ratios = [one["impact"][place][1]["estimate"] for one in toward]
    worths = [one["validity"]["estimate"] for one in toward]
    assert ratios == sorted(ratios)
    assert worths == sorted(worths, reverse=True)
    assert {one["key"] for one in others} >= {"without:patience", "without:luck"}
    without = next(one for one in others if one["key"] == "without:patience")
    assert without["change"]["high"] < 0
    assert without["shares"] == {"luck": 1.0, "patience": 0.0}
    return study


def only_sums_of_enough_people_leave_the_wall(study):
    for one in study["groups"]:
        assert min(one["people"], one["others"]) >= 30
    lists = [listed for one in study["weightings"] for listed in one["lists"]]
    assert all(not listed["others"] or listed["others"] >= 10 for listed in lists)
    counted = [found for listed in lists for found in listed["groups"] if found]
    assert counted
    assert all(min(found) >= 10 for found in counted)


def the_same_data_give_the_same_and_a_period_is_drawn_once(world, study):
    assert drawn(world).study == study
    with world.acting("audit"):
        row = version(ModelVersion.objects.using("audit").get(state="live").pk, using="audit")
        assert steering._study(row, last_period()) == (study, "")
    with world.acting():
        assert SteeringStudy.objects.filter(why_not="").count() == 1


def too_little_is_said_in_words(world, monkeypatch):
    monkeypatch.setattr(steering, "LEAST_APPLICANTS", 500)
    found = drawn(world)
    monkeypatch.undo()
    assert (found.why_not, found.study["applicants"]) == ("few_applicants", 160)
    assert "weightings" not in found.study
    client = client_of(User.objects.get(pk=world.member.user_id))
    page = client.get(address(world)).text
    assert "160 people with results" in page
    assert 'name="weighting"' not in page
    with world.acting() as member, pytest.raises(Refusal, match="drawn first"):
        steering.choose(version_id=live(world), key="now", reason="x", by=member)
    assert client.post(address(world), {"weighting": "now", "reason": "x"}).status_code == 409


def address(world):
    return f"/o/{world.member.organisation.slug}/models/versions/{live(world)}/steer/"


def the_terminal_shows_the_same(world, study, monkeypatch, capsys):
    monkeypatch.setattr(model_steer, "speaking", lambda _arguments: nullcontext())
    monkeypatch.setattr(model_steer, "acting_member", lambda _arguments: world.acting())
    said = Namespace(job_family=None, version=None, choose=None, reason="", json=True, find=find_advising)
    assert model_steer.steer(said) == 0
    assert json.loads(capsys.readouterr().out)["weightings"] == study["weightings"]
    said.json = False
    assert model_steer.steer(said) == 0
    shown = capsys.readouterr().out
    assert all(one["key"] in shown for one in study["weightings"])
    said.choose, said.reason = "female=1.2", "x"
    with pytest.raises(Refusal, match="the same for everybody"):
        model_steer.steer(said)
    said.choose = "9-9"
    with pytest.raises(Refusal, match="Choose one"):
        model_steer.steer(said)


def what_is_kept_at_the_terminal_is_json_too(world, capsys):
    said = Namespace(
        job_family=None, version=None, choose="now", reason="Goed zo.", json=True, find=find_advising
    )
    assert model_steer.steer(said) == 0
    assert json.loads(capsys.readouterr().out) == {
        "version": 1,
        "id": str(live(world)),
        "verdict": "established",
        "state": "live",
    }


def the_page_and_its_doors(world):
    path, client = address(world), client_of(User.objects.get(pk=world.member.user_id))
    page = client.get(path).text
    for words in ("Without Luck", "Keep it as it is now", "Impact ratio", "Shortlist of 25%", "(sex)"):
        assert words in page, words
    assert client.get(path + "?group=99&cut=x").status_code == 200
    assert (
        client.get(path + "?group=%C2%B2&cut=" + 5000 * "9").status_code == 200
    )  # digits that are no number
    assert client.post(path, {"weighting": "now", "reason": " "}).status_code == 422
    # a cut-off of a group's own: in a field, or in place of a weighting
    for posted in (
        {"weighting": "now", "reason": "x", "cutoff_female": "0.2"},
        {"weighting": '{"female": 1.2}', "reason": "x"},
    ):
        answer = client.post(path, posted)
        assert answer.status_code == 422
        assert "Norms, cut-offs or points by sex" in answer.text
    assert client.post(path, {"weighting": "now", "reason": "Nog even zo."}).status_code == 302
    assert "Nog even zo." in client.get(path).text
    with world.acting():
        kinds = list(Event.objects.values_list("kind", flat=True))
        assert kinds.count("audits.steering_refused") == 2
        assert kinds.count("advice.weighting_kept") == 1
        assert {"audits.steering_drawn", "audits.steering_seen"} <= set(kinds)
        assert ModelVersion.objects.count() == 1
    for role in (Role.AUDITOR, Role.OUTSIDE_AUDITOR):
        auditor = client_of(somebody(world, role))
        assert auditor.get(path).status_code == 200
        assert 'name="weighting"' not in auditor.get(path).text
        assert auditor.post(path, {"weighting": "now", "reason": "x"}).status_code == 403
    asked = [queries_of(client, path)]
    for reason in ("Nog steeds.", "En nog eens."):
        assert client.post(path, {"weighting": "now", "reason": reason}).status_code == 302
    client.get(path)  # says that it was written down, once
    asked.append(queries_of(client, path))
    assert asked == [PAGE, PAGE]  # one choice on it, and three


def queries_of(client, path):
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


def somebody(world, role):
    with world.acting():
        organisation = Organisation.objects.get(pk=world.member.organisation.id)
    return make_member(organisation, role)


def a_weighting_names_the_features_of_the_version_and_nothing_else(world):
    key, nothing = live(world), Weighting(choice="now", factors=None, seen={})
    with world.acting() as member:
        for factors in ({"patience": 1.0}, {"patience": 1.0, "luck": 1.0, "sex": 0.5}):
            with pytest.raises(Refusal, match="the same for everybody") as refused:
                steer(
                    version_id=key,
                    weighting=Weighting(choice="x", factors=factors, seen={}),
                    reason="x",
                    by=member,
                )
            assert refused.value.code == "no_group_norms"
        with pytest.raises(Refusal, match="Say why"):
            steer(version_id=key, weighting=nothing, reason=" ", by=member)
        auditor = replace(member, roles=frozenset({Role.AUDITOR}))
        with pytest.raises(NotAllowed):
            steer(version_id=key, weighting=nothing, reason="x", by=auditor)


def chosen_becomes_a_draft_like_any_other(world, study):
    one = next(
        one for one in study["weightings"] if one["toward"] is not None and min(one["factors"].values()) > 0
    )
    client = client_of(User.objects.get(pk=world.member.user_id))
    for _click in range(2):  # a double click
        answer = client.post(
            f"{address(world)}?group={one['toward']}",
            {"weighting": one["key"], "reason": "Minder verschil voor weinig."},
        )
        assert answer.status_code == 302
    with world.acting():
        (made,) = Steering.objects.filter(factors__isnull=False).values_list("pk", flat=True)
    with world.acting("scoring"):
        draft = propose_steered(steering_id=made).pk
        assert propose_steered(steering_id=made).pk == draft  # the job may run twice
    with world.acting() as member:
        row, source = version(draft), version(live(world))
        assert (row.state, row.proposed_because, row.number) == ("draft", "steered", 2)
        assert row.validity["validity"] is not None
        weights = {one["name"]: one["weight"] for one in row.fitted["features"]}
        before = {one["name"]: one["weight"] for one in source.fitted["features"]}
        sizes = [weights[name] / (before[name] * factor) for name, factor in one["factors"].items()]
        assert sizes == pytest.approx([sizes[0]] * 2, rel=1e-9)
        said = steering_of(draft)
        assert (said.number, said.reason) == (1, "Minder verschil voor weinig.")
        assert (said.chosen_by, said.seen["applicants"]) == (member.user_id, 160)
    return draft


def the_draft_says_where_it_comes_from(world, draft):
    client = client_of(User.objects.get(pk=world.member.user_id))
    page = client.get(f"/o/{world.member.organisation.slug}/models/versions/{draft}/").text
    assert "Steered from" in page
    assert "Minder verschil voor weinig." in page
    with world.acting():
        papers = document("technical", facts_of(draft), language="en")
        assert "Minder verschil voor weinig." in repr(papers)


def the_scoring_login_reads_neither_the_study_nor_the_reason(world):
    for table, column in (
        ("audits_steeringstudy", "study"),
        ("audits_protectedattribute", "value"),
        ("advice_steering", "seen"),
        ("advice_steering", "reason"),
        ("advice_steering", "choice"),
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            world.acting("scoring"),
            connections["scoring"].cursor() as cursor,
        ):
            cursor.execute(f"SELECT {column} FROM {table}")


def equal_evidence_gets_equal_advice(world):
    vacancy = make_vacancy(world)
    one, other = (make_applicant(world, vacancy, patience=61.0) for _ in range(2))
    told = [
        (one, "sex", "female"),
        (other, "sex", "male"),
        (one, "birth_year", "1961"),
        (other, "birth_year", "1999"),
    ]
    with world.acting():
        record_attributes([AttributeValue(*row) for row in told], source="test")
    assert advise(world, vacancy) == 2
    with world.acting():
        said = [(row.version_id, row.status, row.detail) for row in advice_on(vacancy).values()]
        assert said[0] == said[1]
        assert version(said[0][0]).number == 2
        assert Advice.objects.filter(opportunity_id=vacancy).values("score").distinct().count() == 1


def the_trend_marks_the_day(world):
    client = client_of(User.objects.get(pk=world.member.user_id))
    page = client.get(f"/o/{world.member.organisation.slug}/impact/trend/").text
    assert "version 2, steered from version 1" in page
    assert "Minder verschil voor weinig." in page


def what_is_over_is_not_steered(world, study):
    with world.acting() as member:
        retired = ModelVersion.objects.get(state="retired").pk
        with pytest.raises(Refusal, match="no longer advises"):
            steering.choose(version_id=retired, key="now", reason="x", by=member)
