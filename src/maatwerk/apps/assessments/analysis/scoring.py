"""From answers to a score: estimate, standard error, and the position among people of the norm group as a band.

Calibrated scales: the expected a posteriori estimate of theta (bock1982) on the grid of the calibration. Other scales with
norms: the sum score and its standard error of measurement by classical test theory. Everything is rounded to six digits
at the end, so that a score reproduces byte for byte on another machine. Method pages: eap-scores, norm-bands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maatwerk.apps.assessments.result_words import CONFIDENCE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

METHOD = "maatwerk-score/1"
#: The grid over which theta is integrated: that of calibrations.
NODES, LIMIT = 121, 6.0
#: A sum score stands when at least this share of the items was answered; the open ones count as the person's mean.
LEAST_ANSWERED = 0.8
DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleFacts:
    """What scoring a scale needs: the calibration in force, and the highest category of each item given."""

    model: str
    parameters: Mapping[str, Mapping[str, Any]]
    reliability: float | None
    norm: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A score in standard deviations of the norm group; None where the answers allow none."""

    estimate: float | None
    standard_error: float | None
    norm_low: float | None
    norm_high: float | None
    n_items: int
    method: str = METHOD
    odd: tuple[str, ...] = ()


def score_scale(answers: Mapping[str, int | None], facts: ScaleFacts | None) -> Scored:
    """Score one scale.

    Parameters
    ----------
    answers
        Scored category, from 0, by item key; None where the item was left open.
    facts
        None for a scale without a calibration: then there is no estimate.
    """
    given = {key: category for key, category in answers.items() if category is not None}
    if facts is None:
        return _nothing(len(given), "not_calibrated")
    if facts.model in ("graded", "2pl"):
        return _by_model(given, facts)
    return _by_sum(given, len(answers), facts)


def _nothing(n: int, *why: str) -> Scored:
    return Scored(
        estimate=None, standard_error=None, norm_low=None, norm_high=None, n_items=n, odd=tuple(why)
    )


def _by_model(given: Mapping[str, int], facts: ScaleFacts) -> Scored:
    import numpy as np

    known = {key: facts.parameters[key] for key in sorted(given) if key in facts.parameters}
    odd = [] if len(known) == len(given) else ["items_left_out"]
    if not known:
        return _nothing(0, "not_calibrated")
    theta = np.linspace(-LIMIT, LIMIT, NODES)
    log = -0.5 * theta**2  # the population of the calibration: standard normal
    for key, item in known.items():
        place, moved = _place(given[key], item)
        log = log + np.log(np.maximum(category_curves(theta, item)[:, place], 1e-300))
        if moved and "unseen_answer" not in odd:
            odd.append("unseen_answer")
    posterior = np.exp(log - log.max())
    posterior /= posterior.sum()
    mean = float(posterior @ theta)
    error = float(np.sqrt(posterior @ (theta - mean) ** 2))
    centre, spread = float(facts.norm.get("mean", 0.0)), float(facts.norm.get("sd", 1.0)) or 1.0
    band = norm_band(mean, error, facts.norm)
    return _rounded((mean - centre) / spread, error / spread, band, len(known), odd)


def category_curves(theta: Floats, item: Mapping[str, Any]) -> Floats:
    """Return P(category | theta), shape (n_theta, n_categories): samejima1969."""
    import numpy as np

    steps = float(item["slope"]) * theta[:, None] + np.asarray(item["intercepts"], dtype=np.float64)
    above = 1 / (1 + np.exp(-np.clip(steps, -700, 700)))
    ends = np.ones((len(theta), 1)), np.zeros((len(theta), 1))
    return np.asarray(-np.diff(np.hstack([ends[0], above, ends[1]]), axis=1))


def _place(category: int, item: Mapping[str, Any]) -> tuple[int, bool]:
    """Return where a category stands among those that the calibration saw; the nearest where it never saw it."""
    seen = list(item.get("answers") or range(len(item["intercepts"]) + 1))
    if category in seen:
        return seen.index(category), False
    nearest = min(seen, key=lambda known: (abs(known - category), known))
    return seen.index(nearest), True


def _by_sum(given: Mapping[str, int], n_items: int, facts: ScaleFacts) -> Scored:
    norm, reliability = facts.norm, facts.reliability
    if not norm.get("sd") or reliability is None or not given:
        return _nothing(len(given), "not_calibrated")
    if len(given) < LEAST_ANSWERED * n_items:
        return _nothing(len(given), "skipped")
    total = sum(given.values()) * n_items / len(given)
    estimate = (total - norm["mean"]) / norm["sd"]
    error = max(0.0, 1 - reliability) ** 0.5
    band = norm_band(total, error * norm["sd"], norm)
    return _rounded(estimate, error, band, len(given), ["skipped"] if len(given) < n_items else [])


def norm_band(score: float, error: float, norm: Mapping[str, Any]) -> tuple[float, float]:
    """Return the shares of the norm group below score - z·error and below score + z·error, by its counts where known.

    Mean and standard deviation stand for a normal group otherwise; without either, the standard normal one.
    """
    from maatwerk.science.scores import NormalNorm, NormTable, percentile_band

    group: NormTable | NormalNorm
    if norm.get("counts"):
        low = float(norm.get("low", 0))
        group = NormTable(
            scores=tuple(low + step for step in range(len(norm["counts"]))),
            counts=tuple(norm["counts"]),
            n=sum(norm["counts"]),
            mean=float(norm["mean"]),
            standard_deviation=float(norm["sd"]),
        )
    else:
        group = NormalNorm(
            mean=float(norm.get("mean", 0.0)), standard_deviation=float(norm.get("sd", 1.0)) or 1.0
        )
    band = percentile_band(score, error, norm=group, confidence=CONFIDENCE)
    return band.low / 100, band.high / 100


def _rounded(estimate: float, error: float, band: tuple[float, float], n: int, odd: Sequence[str]) -> Scored:
    return Scored(
        estimate=round(estimate, DIGITS),
        standard_error=round(error, DIGITS),
        norm_low=round(band[0], DIGITS),
        norm_high=round(band[1], DIGITS),
        n_items=n,
        odd=tuple(odd),
    )
