"""What stays when people are erased: corrected validity and impact are what they were, and nobody can be subtracted."""

import itertools
import uuid

import numpy as np
import pytest

from factories.loop import World, make_vacancy, make_world
from maatwerk.apps.applications.models import Application
from maatwerk.apps.applications.public import apply_for
from maatwerk.apps.audits.public import AttributeValue, record_attributes
from maatwerk.apps.evidence.public import Evidence, Kind, Measurement, record_evidence
from maatwerk.apps.outcomes.models import Engagement
from maatwerk.apps.people.public import register_person
from maatwerk.apps.privacy.models import KeptCells, KeptMoments, WaitingGroups, WaitingNumbers
from maatwerk.apps.privacy.operations.summing import (
    PERFORMANCE,
    furthest_by_family,
    latest_values,
    performance_of,
)
from maatwerk.apps.privacy.public import (
    count_groups,
    erase,
    kept_cells,
    moments_with,
    order_erasure,
)
from maatwerk.kernel import tenancy
from maatwerk.kernel.keeping import kept_sums
from maatwerk.science.selection import SufficientMoments, validity_from_moments

PEOPLE, ERASED, BATCH = 30, 24, 10


class Study:
    """Thirty applicants with two results each; twelve were hired and rated; half are women."""

    def __init__(self) -> None:
        rng = np.random.default_rng(5)
        self.world: World = make_world()
        self.organisation = self.world.member.organisation.id
        vacancy = make_vacancy(self.world)
        scores = rng.normal(50, 10, size=(PEOPLE, 2)).round(2)
        self.people: list[uuid.UUID] = []
        with self.world.acting():
            for number, row in enumerate(scores):
                person = register_person()
                apply_for(opportunity_id=vacancy, person_id=person)
                record_evidence(
                    person_id=person,
                    measurements=[
                        Measurement(
                            concept_id=self.world.concepts[key],
                            kind=Kind.INSTRUMENT_RESULT,
                            value=float(value),
                            instrument_id=self.world.instrument_id,
                        )
                        for key, value in zip(("patience", "luck"), row, strict=True)
                    ],
                    source="test",
                )
                hired = number % 5 in (0, 1)
                if hired:
                    Engagement.objects.create(
                        organisation_id=self.organisation,
                        person_id=person,
                        job_family_id=self.world.family_id,
                        performance=float(row[0] / 10 + 3 * rng.normal()),
                    )
                Application.objects.filter(person_id=person).update(
                    stage="hired" if hired else "rejected", closed_at="2026-01-01T12:00:00Z"
                )
                self.people.append(person)
            record_attributes(
                (
                    AttributeValue(one, "sex", "female" if place % 2 else "male")
                    for place, one in enumerate(self.people)
                ),
                source="test",
            )
        self.names = sorted(str(self.world.concepts[key]) for key in ("patience", "luck"))

    def erase(self, people: list[uuid.UUID]) -> None:
        for person in people:
            with self.world.acting() as member:
                key = order_erasure(person_id=person, cause="request", by=member)
            erase(self.organisation, key)
            count_groups(self.organisation)

    def alive(self) -> list[uuid.UUID]:
        with self.world.acting():
            left = set(Evidence.objects.values_list("person_id", flat=True))
        return [one for one in self.people if one in left]

    def moments(self, names: list[str]) -> SufficientMoments:
        """Sums of everybody: those who are still there from their own rows, those erased from what was kept."""
        with self.world.acting():
            rows = []
            for person in self.alive():
                values = latest_values(person) | performance_of(person, self.world.family_id)
                if set(names) <= set(values):
                    rows.append([values[name] for name in names])
            return SufficientMoments.from_dict(moments_with(self.world.family_id, names=names, rows=rows))

    def validity(self):
        patience = str(self.world.concepts["patience"])
        return validity_from_moments(
            self.moments([*self.names, PERFORMANCE]),
            predictor=patience,
            outcome=PERFORMANCE,
            pool=self.moments([patience]),
            outcome_reliability=0.52,
        )

    def selected(self) -> dict[str, list[int]]:
        """Count applicants and hired people by sex, alive and erased together; over the audit login."""
        alive = set(self.alive())
        with self.world.acting():
            furthest = {one: furthest_by_family(one)[self.world.family_id] for one in alive}
        sexes = {one: "female" if place % 2 else "male" for place, one in enumerate(self.people)}
        counts = {"female": [0, 0], "male": [0, 0]}
        for one, stage in furthest.items():
            counts[sexes[one]][0] += 1
            counts[sexes[one]][1] += stage == "hired"
        with tenancy.acting(organisation=self.organisation, using="audit"):
            for sex, stages in kept_cells(self.world.family_id).get("sex", {}).items():
                counts[sex][0] += sum(stages.values())
                counts[sex][1] += stages.get("hired", 0)
        return counts


@pytest.fixture
def study(committed) -> Study:
    return Study()


def test_validity_and_impact_are_what_they_were_and_releases_show_nobody(study):
    """Equal to 1e-9 after every step; and what is stored grows by whole batches, so that no two can be subtracted."""
    before, counted = study.validity(), study.selected()
    releases = [(0, 0)]
    for start in range(0, ERASED, 4):
        study.erase(study.people[start : start + 4])
        with study.world.acting():
            moments = sum(one.n for one in KeptMoments.objects.all())
        with tenancy.acting(organisation=study.organisation, using="audit"):
            cells = sum(one.n for one in KeptCells.objects.using("audit").all())
        releases.append((moments, cells))
    after = study.validity()
    for attribute in ("observed", "corrected"):
        for part in ("estimate", "low", "high"):
            was = getattr(getattr(before, attribute), part)
            assert getattr(getattr(after, attribute), part) == pytest.approx(was, abs=1e-9)
    assert study.selected() == counted, "impact ratios rest on these counts alone"
    steps = [
        later[kind] - earlier[kind] for earlier, later in itertools.pairwise(releases) for kind in (0, 1)
    ]
    assert all(step == 0 or step >= BATCH for step in steps), releases
    assert releases[-1][0] >= BATCH
    assert releases[-1][1] >= 2 * BATCH


def test_one_who_goes_changes_no_figure_and_waits_under_no_key(study):
    """Who knows the figures before and after somebody went learns nothing from it; and what waits leads to nobody."""
    before = study.moments(study.names)
    study.erase(study.people[:1])
    after = study.moments(study.names)
    assert after.n == before.n
    assert np.allclose(after.mean, before.mean, atol=1e-9)
    assert np.allclose(after.scatter, before.scatter, rtol=1e-9)
    with study.world.acting():
        (row,) = WaitingNumbers.objects.values()
    assert set(row) == {"id", "organisation_id", "job_family_id", "names", "values"}
    assert row["id"].version == 4, "a key by time would tell in which order people went"
    with tenancy.acting(organisation=study.organisation, using="audit"):
        assert {one.id.version for one in WaitingGroups.objects.using("audit").all()} == {4}
    with study.world.acting():
        assert [one["n"] for one in kept_sums.kept_moments(study.world.family_id)] == [1]
