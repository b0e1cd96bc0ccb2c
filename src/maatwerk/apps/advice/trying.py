"""A version on people who are not in the database: what it would say, and how right it is. Stores nothing."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from maatwerk.apps.advice import analysis
from maatwerk.apps.advice.contracts import TrainingRow, Values
from maatwerk.apps.advice.models import Advice
from maatwerk.apps.advice.queries import VersionRow, is_stopped
from maatwerk.apps.advice.rules import status_for
from maatwerk.kernel.refusals import Refusal

Status = Advice.Status


def say_about(version: VersionRow, given: Values, *, language: str) -> dict[str, Any]:
    """Return what a version says of one person: status, estimates, exact contributions, caveats in words.

    Only the version's own features are looked at: whatever else is given changes nothing. A stopped version says nothing.
    """
    if is_stopped(version_id=version.id):
        raise Refusal(
            _("This version was stopped: it says nothing until somebody resumes it."), code="stopped"
        )
    values: Values = {feature.key: given.get(feature.key) for feature in version.features}
    status = status_for(version.verdict, values)
    said: dict[str, Any] = {
        "status": status,
        "version": version.number,
        "says": version.validity["gate"][language],
        "estimates": [],
        "contributions": [],
        "caveats": [],
    }
    if status not in {Status.ADVICE, Status.ON_PRIOR}:
        return said
    prediction = analysis.advise(version.fitted, version.features, values)
    stored = prediction.to_dict()
    said |= {
        name: stored[name]
        for name in ("estimates", "contributions", "log_odds", "log_odds_low", "log_odds_high")
    }
    said |= {"reference": stored["reference"], "base_rate": stored["base_rate"], "n": stored["n"]}
    if version.performance:
        columns = analysis.numbers(values, version.features)
        said["performance"] = analysis.perform(version.performance, prediction, columns)
    said["caveats"] = [found.explain("nl" if language == "nl" else "en") for found in prediction.caveats]
    said["exceptions"] = [feature.label(language) for feature in version.features if feature.is_exception]
    return said


def evaluate_version(version: VersionRow, rows: Sequence[TrainingRow]) -> dict[str, Any]:
    """Return how right a version is on people it has not seen: each number with interval and n."""
    return analysis.evaluate(version.fitted, version.features, rows)


def parts_of_scores(version: VersionRow, people: Sequence[Values]) -> list[list[float]]:
    """Return what each feature of a version adds to each person's score, in the order of its features."""
    return analysis.parts_of_scores(version.fitted, version.features, people)
