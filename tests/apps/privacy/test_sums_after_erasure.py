"""What stays when people are erased: the pages say what they said, and nobody can be subtracted."""

import copy
import datetime as dt
import itertools
import json
import re
import uuid

import numpy as np
import pytest
from django.db import ProgrammingError, transaction

from factories.loop import World, make_vacancy, make_world
from factories.organisations import client_of, make_member
from maatwerk.apps.applications.models import Application
from maatwerk.apps.applications.public import apply_for
from maatwerk.apps.audits import auditing
from maatwerk.apps.audits.models import (
    AuditTable,
    ChannelImpact,
    ImpactAudit,
    KeptCounts,
    TrendPoint,
    WaitingGroups,
)
from maatwerk.apps.audits.public import (
    AttributeValue,
    compute_channel_impact,
    count_periods,
    look_at_trend,
    record_attributes,
)
from maatwerk.apps.evidence.public import Kind, Measurement, record_evidence
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.outcomes.models import Engagement, FollowUp, Outcome
from maatwerk.apps.people.public import register_person
from maatwerk.apps.privacy.models import KeptMoments, WaitingNumbers
from maatwerk.apps.privacy.public import count_groups, erase, order_erasure
from maatwerk.apps.validity.operations import state_reliability
from maatwerk.apps.validity.operations import study as make_study
from maatwerk.apps.validity.queries import waves
from maatwerk.kernel import tenancy

PEOPLE, ERASED, BATCH = 60, 40, 10


class Study:
    """Applicants with two results each; every other one was hired, rated and asked about; half are women."""

    def __init__(self) -> None:
        rng = np.random.default_rng(5)
        self.world: World = make_world()
        self.organisation = self.world.member.organisation.id
        vacancy = make_vacancy(self.world)
        scores = rng.normal(50, 10, size=(PEOPLE, 2)).round(2)
        for first in range(0, PEOPLE, 2):  # of two the better is hired
            scores[first : first + 2, 0] = sorted(scores[first : first + 2, 0], reverse=True)
        with self.world.acting() as member:
            state_reliability(family_id=self.world.family_id, value=0.6, source="Two leads.", by=member)
            self.people = [self._person(number, row, vacancy, rng) for number, row in enumerate(scores)]
            record_attributes(
                (
                    AttributeValue(one, attribute, value)
                    for place, one in enumerate(self.people)
                    for attribute, value in (
                        ("sex", "female" if place % 4 < 2 else "male"),
                        ("birth_year", str(1965 + place % 40)),
                    )
                ),
                source="test",
            )

    def _person(self, number: int, scores, vacancy: uuid.UUID, rng) -> uuid.UUID:
        person = register_person()
        apply_for(opportunity_id=vacancy, person_id=person, source="indeed" if number % 3 else "referral")
        record_evidence(
            person_id=person,
            measurements=[
                Measurement(
                    concept_id=self.world.concepts[key],
                    kind=Kind.INSTRUMENT_RESULT,
                    value=float(value),
                    instrument_id=self.world.instrument_id,
                )
                for key, value in zip(("patience", "luck"), scores, strict=True)
            ],
            source="test",
        )
        hired = number % 2 == 0
        if hired:
            self._work(person, number, float(scores[0]), rng)
        closed = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC) + dt.timedelta(days=2 * number)
        Application.objects.filter(person_id=person).update(
            stage="hired" if hired else "rejected", closed_at=closed
        )
        return person

    def _work(self, person: uuid.UUID, number: int, score: float, rng) -> None:
        rating = None if number % 12 == 10 else float(score / 10 + 1.5 * rng.normal())
        left = number % 6 == 0
        work = Engagement.objects.create(
            organisation_id=self.organisation,
            person_id=person,
            job_family_id=self.world.family_id,
            performance=rating,
            tenure_months=4 if left else 13,
            separated=left,
        )
        asked = FollowUp.objects.create(
            organisation_id=self.organisation,
            engagement=work,
            months=3,
            due_on=dt.date(2026, 6, 1),
            state="missing" if rating is None else "answered",
        )
        if rating is not None:
            Outcome.objects.create(
                organisation_id=self.organisation,
                engagement=work,
                follow_up=asked,
                observed_on=dt.date(2026, 6, 1),
                still_here=True,
                performance=rating,
                rater_saw_advice=number < ERASED,
            )

    def erase(self, people: list[uuid.UUID]) -> None:
        for person in people:
            with self.world.acting() as member:
                key = order_erasure(person_id=person, cause="request", by=member)
            erase(self.organisation, key)
            count_groups(self.organisation)

    def validity(self) -> dict:
        """What a study finds now; where people are counted from sums is apart."""
        with self.world.acting():
            result = copy.deepcopy(make_study(family_id=self.world.family_id).result)
            found = {"waves": [str(one) for one in waves(self.world.family_id)]}
        return found | {"sums": result.pop("from_sums"), "result": result}

    def impact(self) -> dict:
        """What would be counted now: tables of the period, the trend and the channels; nothing of it stays."""
        with self.world.acting(), tenancy.acting(organisation=self.organisation, using="audit"):
            point = transaction.savepoint(using="audit")
            count_periods()
            _look_at_trend_without_cases()
            compute_channel_impact()
            found = {
                "tables": {
                    "/".join((t.outcome, t.part, t.level, t.attributes)): t.table
                    for t in AuditTable.objects.using("audit")
                },
                "people": list(ImpactAudit.objects.using("audit").values_list("start", "people", "withdrew")),
                "trend": list(
                    TrendPoint.objects.using("audit")
                    .order_by("attribute", "group", "until")
                    .values_list("attribute", "group", "until", "ratio_low", "ratio_high", "people")
                ),
                "channels": dict(ChannelImpact.objects.using("audit").values_list("attribute", "table")),
            }
            transaction.savepoint_rollback(point, using="audit")
        return found

    def page(self, path: str) -> str:
        client = client_of(make_member(self.organisation, Role.AUDITOR))
        return client.get(f"/o/{self.world.member.organisation.slug}/{path}").content.decode()


def _look_at_trend_without_cases() -> None:
    """The trend alone: cases are opened on another login, which does not see what is rolled back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(auditing, "_open_cases", list)
        look_at_trend()


def assert_same(found, before, at="") -> None:
    """Equal everywhere; numbers to 1e-9."""
    if isinstance(before, dict):
        assert found.keys() == before.keys(), at
        for key in before:
            assert_same(found[key], before[key], f"{at}/{key}")
    elif isinstance(before, list | tuple):
        assert len(found) == len(before), at
        for place, one in enumerate(before):
            assert_same(found[place], one, f"{at}/{place}")
    elif isinstance(before, float):
        assert found == pytest.approx(before, abs=1e-9), at
    else:
        assert found == before, at


def figures_on(page: str) -> list[str]:
    """Return every figure that the middle of a page shows, in order; days and forms are left out."""
    main = re.sub(
        r'<p class="measure" id="from-sums">.*?</p>|<form.*?</form>|<svg.*?</svg>',
        "",
        page.split("<main")[1],
        flags=re.S,
    )
    return re.findall(r"-?\d+(?:[.,]\d+)?%?", re.sub(r"<[^>]*>", " ", main))


@pytest.fixture
def study(committed, english) -> Study:
    return Study()


def test_pages_say_after_an_erasure_what_they_said_before_and_nobody_can_be_subtracted(study):
    """Validity with its corrections, the waves, the period, the trend and the channels; to 1e-9, and on the pages."""
    valid, impact = study.validity(), study.impact()
    shown = study.page(f"validity/work/{study.world.family_id}/")
    assert max(len(one["steps"]) for one in valid["result"]["outcomes"][0]["scores"]) == 2, "both corrections"
    assert impact["tables"]
    assert impact["trend"]
    assert impact["channels"]

    study.erase(study.people[:1])  # who knows the figures before and after learns nothing from it
    assert_same(study.validity()["result"], valid["result"])
    assert_same(study.impact(), impact)
    _app_reads_no_group_back(study)
    _grows_by_whole_batches([_stored_after(study, at) for at in range(1, ERASED, 6)])

    after = study.validity()
    assert after["sums"] == {"hired": ERASED // 2, "applicants": ERASED}
    assert_same(after["result"], valid["result"])
    assert after["waves"] == valid["waves"]
    assert_same(study.impact(), impact)
    page = study.page(f"validity/work/{study.world.family_id}/")
    assert figures_on(page) == figures_on(shown)
    assert "Of 20 of the people hired and 40 applicants with a score only sums are left" in page
    _no_sum_or_waiting_row_tells_of_somebody(study)
    _counted_once_and_thrown_away(study)


def _app_reads_no_group_back(study: Study) -> None:
    with (
        study.world.acting(),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        WaitingGroups.objects.exists()


def _stored_after(study: Study, at: int) -> set[tuple[uuid.UUID, int]]:
    """Erase the next six people, and return every batch that is stored then with its size."""
    study.erase(study.people[at : min(at + 6, ERASED)])
    with study.world.acting():
        found = set(KeptMoments.objects.values_list("pk", "n"))
    with tenancy.acting(organisation=study.organisation, using="audit"):
        return found | set(KeptCounts.objects.using("audit").values_list("pk", "n"))


def _grows_by_whole_batches(releases: list[set[tuple[uuid.UUID, int]]]) -> None:
    assert releases[-1]
    for earlier, later in itertools.pairwise(releases):
        assert earlier <= later, "a batch is never added to: two states of one could be subtracted"
        assert all(n >= BATCH for _key, n in later - earlier)


def _no_sum_or_waiting_row_tells_of_somebody(study: Study) -> None:
    """Fewer sums than numbers; leavers and stayers apart; no key, and no day finer than a week, beside what waits."""
    with study.world.acting():
        kept, waiting = list(KeptMoments.objects.all()), list(WaitingNumbers.objects.all())
    assert {one.part for one in kept} >= {"applied", "hired", "rating:seen", "stays_12:seen:1"}
    for one in kept:
        assert one.n > 2 * len(one.names), "as many sums as numbers would give everybody away"
        if one.part.startswith("stays"):
            assert not any(one.scatter[one.names.index(":outcome")]), "nobody left among these who stayed"
    with tenancy.acting(organisation=study.organisation, using="audit"):
        groups = list(WaitingGroups.objects.using("audit").all())
    keys = {one.id.version for one in [*waiting, *groups]}
    assert keys == {4}, "a key by time would tell in which order people went"
    text = json.dumps([one.row for one in groups] + [[one.part, one.names] for one in waiting])
    assert not any(str(person) in text for person in study.people)
    assert {frozenset(one.row) for one in groups} <= {
        frozenset(("attribute", "group", "at", "hired")),
        frozenset(("part", "of", "score", "groups")),
        frozenset(("hired", "withdrew", "reached", "channel", "family", "version", "groups")),
    }


def _counted_once_and_thrown_away(study: Study) -> None:
    with study.world.acting():
        (audit,) = count_periods()
    assert (audit.people, audit.erased) == (PEOPLE, ERASED)
    assert "40 of them were erased before that" in study.page("impact/")
    with tenancy.acting(organisation=study.organisation, using="audit"):
        assert not WaitingGroups.objects.using("audit").filter(period__isnull=False).exists()
