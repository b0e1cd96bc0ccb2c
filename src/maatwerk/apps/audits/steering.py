"""Steering: what other weightings of a version would be worth and do, drawn on the audit login; a person chooses one.

Groups enter here alone, and only sums above the small-cell threshold come out. What is chosen is a weighting for everybody; it
goes to `advice` by the one way in which versions are made.
"""

import datetime as dt
import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maatwerk.apps.advice.public import (
    KEPT_AS_IT_IS,
    TrainingSet,
    VersionRow,
    Weighting,
    evidence_by_person,
    evidence_values,
    group_norms_refused,
    parts_of_scores,
    steer,
    training_set,
    version,
    why_not_steered,
)
from maatwerk.apps.audits import analysis, cohort
from maatwerk.apps.audits.models import SteeringStudy
from maatwerk.apps.audits.predicting import large_groups
from maatwerk.apps.audits.rules import (
    CUTS,
    LEAST_APPLICANTS,
    LEAST_IN_GROUP,
    LEAST_OF_EACH,
    LEAST_WORKED,
    STEERED_BY,
    in_force,
    periods,
)
from maatwerk.apps.opportunities.public import job_family
from maatwerk.apps.organisations.public import Member
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import Refusal
from maatwerk.kernel.turns import take_turn

AUDIT = "audit"
NAMED = re.compile(
    r"\d+-\d+$|without:"
)  # how weightings are called: of a frontier, or with something left out
Values = Mapping[str, float | str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRow:
    """What was drawn of a version, or why nothing was; `study` holds sums alone."""

    id: uuid.UUID
    start: dt.date | None
    end: dt.date | None
    why_not: str
    study: dict[str, Any]
    computed_at: dt.datetime

    def weighting(self, key: str) -> dict[str, Any] | None:
        """Return one weighting that was shown."""
        return next((one for one in self.study.get("weightings", []) if one["key"] == key), None)


def study_of(version_id: uuid.UUID) -> StudyRow | None:
    """Return the newest look at a version, if there was one."""
    found = SteeringStudy.objects.filter(version_id=version_id).order_by("-computed_at", "-id").first()
    if found is None:
        return None
    return StudyRow(
        id=found.pk,
        start=found.start,
        end=found.end,
        why_not=found.why_not,
        study=found.study,
        computed_at=found.computed_at,
    )


def draw(version_id: uuid.UUID) -> SteeringStudy:
    """Draw what other weightings of a version would do for the applicants of the last period that is over.

    What was drawn of a period is never drawn again: nobody can be found by subtracting two of them. Where too little is known
    that is written down instead, and may be tried again.
    """
    with tenancy.acting(organisation=tenancy.current_organisation(), using=AUDIT):
        row = version(version_id, using=AUDIT)
        if why := why_not_steered(row):
            raise Refusal(why, code="cannot_steer")
        take_turn(f"drawing {version_id}", using=AUDIT)
        period = _last_period()
        done = SteeringStudy.objects.using(AUDIT).filter(
            version_id=version_id, why_not="", start=period and period[0]
        )
        if (known := done.first()) is not None:
            return known
        study, why_not = _study(row, period)
        made = SteeringStudy.objects.using(AUDIT).create(
            organisation_id=tenancy.current_organisation(),
            version_id=version_id,
            start=period and period[0],
            end=period and period[1],
            why_not=why_not,
            study=study,
        )
        events.record("audits.steering_drawn", object_id=version_id, using=AUDIT, why_not=why_not)
    return made


def _last_period() -> tuple[dt.date, dt.date] | None:
    first = cohort.first_end()
    if first is None:
        return None
    over = list(periods(first, timezone.localdate(), months=in_force("impact.period_months")))
    return over[-1] if over else None


def _study(row: VersionRow, period: tuple[dt.date, dt.date] | None) -> tuple[dict[str, Any], str]:
    """Return the study, or what is known so far with the code of what is missing."""
    if period is None:
        return {}, "no_period"
    people, values, hired = _applicants(row, *period)
    horizon, worked, stayed = _worked(row)
    said: dict[str, Any] = {
        "applicants": len(people),
        "hired": sum(hired),
        "worked": len(stayed),
        "months": horizon,
        "cuts": list(CUTS),
        "features": [{"name": f.key, "en": f.label_en, "nl": f.label_nl} for f in row.features],
    }
    if len(people) < LEAST_APPLICANTS:
        return said, "few_applicants"
    if not _are_enough(stayed):
        return said, "few_outcomes"
    applied = parts_of_scores(row, values)
    groups = _groups(people, [sum(parts) for parts in applied], on=period[1])
    if not groups:
        return said, "few_groups"
    found = analysis.Steered(
        names=tuple(feature.key for feature in row.features),
        known=_known_directions(row),
        worked=parts_of_scores(row, worked),
        stayed=stayed,
        applied=applied,
        hired=hired,
        groups=groups,
    )
    drawn = analysis.steering_study(found, cuts=CUTS, smallest_cell=in_force("audit.smallest_cell"))
    if drawn is None:
        return said, "no_frontier"
    sizes = [
        {
            "attribute": one.attribute,
            "group": one.group,
            "people": one.focal.count(1.0),
            "others": one.focal.count(0.0),
        }
        for one in groups
    ]
    return said | {"groups": sizes} | drawn, ""


def _known_directions(row: VersionRow) -> tuple[bool, ...]:
    """Say of each feature whether the interval of its weight, or of a level's, leaves its direction in no doubt."""
    sure = {
        found["name"].partition("=")[0]
        for found in row.fitted["features"]
        if found["weight_low"] * found["weight_high"] > 0
    }
    return tuple(feature.key in sure for feature in row.features)


def _applicants(
    row: VersionRow, start: dt.date, end: dt.date
) -> tuple[list[uuid.UUID], list[dict[str, float | str | None]], list[bool]]:
    """Return who applied for this work and could have been scored, in an order that depends on what is known of them."""
    family = job_family(row.job_family_id, using=AUDIT).name
    ended = {
        one.person: one.hired
        for one in cohort.applied(start, end)
        if one.family == family and not one.withdrew
    }
    evidence = evidence_by_person(ended, using=AUDIT)
    values = {person: evidence_values(evidence[person], row.features) for person in ended}
    known = sorted(
        (person for person, found in values.items() if any(value is not None for value in found.values())),
        key=lambda person: (json.dumps(values[person], sort_keys=True), ended[person], str(person)),
    )
    return known, [values[person] for person in known], [ended[person] for person in known]


def _worked(row: VersionRow) -> tuple[int, list[dict[str, float | str | None]], list[float]]:
    """Return the longest horizon of which enough is known, and who was still there by then."""
    training = training_set(row.job_family_id, using=AUDIT).in_order_of_content()
    best: tuple[int, list[dict[str, float | str | None]], list[float]] = (0, [], [])
    for months in sorted(training.horizons, reverse=True):
        values, stayed = _stayed(training, months)
        if _are_enough(stayed):
            return months, values, stayed
        best = max(best, (months, values, stayed), key=lambda found: len(found[2]))
    return best


def _are_enough(stayed: Sequence[float]) -> bool:
    return len(stayed) >= LEAST_WORKED and min(sum(stayed), len(stayed) - sum(stayed)) >= LEAST_OF_EACH


def _stayed(training: TrainingSet, months: int) -> tuple[list[dict[str, float | str | None]], list[float]]:
    """Return each person seen from the start who left within `months` or was seen so long; the last engagement counts."""
    rows = {
        row.person_id: row
        for row in training.rows
        if row.entry_months == 0 and (row.tenure_months >= months or row.separated)
    }
    return [row.values for row in rows.values()], [
        float(row.tenure_months >= months) for row in rows.values()
    ]


def _groups(people: Sequence[uuid.UUID], scores: Sequence[float], *, on: dt.date) -> list[analysis.Beside]:
    """Return every group that is large enough, beside the others that are; who is in none of them counts nowhere.

    Of two groups the one that scores lower as things are: the other mirrors it.
    """
    known = cohort.groups_of(people, on=on)
    found = []
    for attribute in STEERED_BY:
        labels = {person: known[person][attribute] for person in people if attribute in known.get(person, {})}
        shown = large_groups(labels, list(labels), smallest_cell=LEAST_IN_GROUP)
        if len(shown) < 2:
            continue
        made = [_beside(attribute, group, people, labels, shown) for group in sorted(shown)]
        found += made if len(made) > 2 else [min(made, key=lambda one: one.mean(scores))]
    return found


def _beside(
    attribute: str,
    group: str,
    people: Sequence[uuid.UUID],
    labels: Mapping[uuid.UUID, str],
    shown: Mapping[str, int],
) -> analysis.Beside:
    focal = tuple(
        float(labels[person] == group) if labels.get(person) in shown else float("nan") for person in people
    )
    return analysis.Beside(attribute, group, focal)


@transaction.atomic
def choose(*, version_id: uuid.UUID, key: str, reason: str, by: Member) -> uuid.UUID:
    """Choose one of the weightings that were drawn, or keep today's, with a reason.

    Raises
    ------
    Refusal
        Nothing was drawn, or the weighting is none of those that were: there is no other way to name one.
    """
    study = study_of(version_id)
    if study is None or study.why_not:
        raise Refusal(_("Have it drawn first; there is nothing to choose from yet."), code="nothing_drawn")
    found = study.weighting(key)
    if found is None:
        if not key or NAMED.match(key):
            raise Refusal(_("Choose one of the weightings."), field="weighting")
        raise group_norms_refused()
    seen = {name: found[name] for name in ("shares", "validity", "change", "impact")} | {
        name: study.study[name] for name in ("applicants", "worked", "months", "cuts", "groups", "features")
    }
    seen |= {"start": str(study.start), "end": str(study.end), "study": str(study.id)}
    weighting = Weighting(choice=key, factors=None if key == KEPT_AS_IT_IS else found["factors"], seen=seen)
    return steer(version_id=version_id, weighting=weighting, reason=reason, by=by)
