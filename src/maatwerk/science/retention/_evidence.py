"""One person's evidence against a model's features: contributions, gaps, and how unsure they leave us."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maatwerk.science.errors import ScienceError
from maatwerk.science.results import Caveat, caveat
from maatwerk.science.retention._prediction import Contribution, Pull

DIGITS = 12  # results are rounded here, so that the last bit of one machine's exp() cannot show
EDGE = 35.0  # log-odds beyond which a logistic function is 0 or 1 in double precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One feature of a fitted model.

    Attributes
    ----------
    mean, sd
        Centre and unit of the feature among the persons of the history.
    low, high
        Lowest and highest value in the history.
    weight, weight_low, weight_high
        Log-odds per `sd` (of leaving in a month; of a higher rating in a performance model), and its
        interval.
    prior_mean, prior_sd, direction, group, source
        What was believed before; see `FeaturePrior`.
    """

    name: str
    mean: float
    sd: float
    low: float
    high: float
    weight: float
    weight_low: float
    weight_high: float
    prior_mean: float
    prior_sd: float
    direction: int = 0
    group: str = ""
    source: str = ""


def contributions(
    features: Sequence[Feature], values: Mapping[str, float | None], pulls: tuple[Pull, Pull]
) -> tuple[Contribution, ...]:
    """Return what each feature contributes; `pulls` names a negative and a positive contribution."""
    return tuple(_contribution(feature, values.get(feature.name), pulls) for feature in features)


def _contribution(feature: Feature, value: float | None, pulls: tuple[Pull, Pull]) -> Contribution:
    given = _number(feature.name, value)
    used = None if given is None else min(max(given, feature.low), feature.high)
    z = 0.0 if used is None else (used - feature.mean) / feature.sd
    low, high = sorted((feature.weight_low * z, feature.weight_high * z))
    log_odds = feature.weight * z
    pull: Pull = "none"
    if log_odds != 0:
        pull = pulls[log_odds > 0]
    return Contribution(
        name=feature.name,
        value=given,
        used=used,
        sd_units=z,
        log_odds=log_odds,
        low=low,
        high=high,
        pull=pull,
        group=feature.group,
    )


def evidence_variance(
    features: Sequence[Feature],
    rows: Sequence[Contribution],
    variances: Sequence[float],
    standard_errors: Mapping[str, float],
) -> float:
    """Variance of the log-odds from not knowing a person's true values.

    A missing value may be any of the history's: E[weight²] · 1 SD² (for the 0/1 column of a category, its
    variance is at most ¼ of a unit²). A measured one errs by its standard error.
    """
    parts = []
    for feature, row, variance in zip(features, rows, variances, strict=True):
        if row.value is not None:
            error = standard_errors.get(feature.name, 0.0) / feature.sd
        elif feature.low == feature.high:
            error = 0.0  # the same for everybody in the history: no value to be unsure of
        else:
            error = 1.0 if not feature.group else math.sqrt(max(0.0, feature.mean * (1.0 - feature.mean)))
        if not (math.isfinite(error) and error >= 0):
            raise ScienceError("standard_errors", "zero or more", f"{error} for {feature.name}")
        parts.append((feature.weight**2 + variance) * error * error)
    return math.fsum(parts)


def quadratic_form(
    gradient: Sequence[float], covariance: Sequence[Sequence[float]], offset: int = 0
) -> float:
    """g' C g over the block of the covariance that starts at `offset`, exactly rounded, never negative."""
    used = [(index + offset, value) for index, value in enumerate(gradient) if value != 0.0]
    return max(0.0, math.fsum(a * b * covariance[i][j] for i, a in used for j, b in used))


def evidence_caveats(rows: Sequence[Contribution]) -> tuple[Caveat, ...]:
    """Say what is missing and what lies outside the range of the history; a category is named once."""
    missing = dict.fromkeys(row.group or row.name for row in rows if row.value is None)
    outside = [row.name for row in rows if row.value is not None and row.value != row.used]
    found = [caveat("missing_evidence", name=name) for name in missing]
    return tuple(found + [caveat("outside_range", name=name) for name in outside])


def _number(name: str, value: float | None) -> float | None:
    """Return a finite float, or None for what is missing."""
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ScienceError(f"values[{name!r}]", "a number or None", repr(value)) from None
    if math.isnan(number):
        return None
    if math.isinf(number):
        raise ScienceError(f"values[{name!r}]", "finite", number)
    return number
