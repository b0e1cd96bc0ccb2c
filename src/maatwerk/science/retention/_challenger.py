"""A challenger with curves: may replace the straight lines only where it wins on people neither has seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import ScienceError
from maatwerk.science.evaluation._brier import brier_losses, skill_from_losses
from maatwerk.science.evaluation._checks import Floats, check_confidence, check_groups, check_histories
from maatwerk.science.evaluation._resampling import as_generator
from maatwerk.science.results import Estimate, Language
from maatwerk.science.retention._fold import Data
from maatwerk.science.retention._hazard import FOLLOW_UP
from maatwerk.science.retention._prior import WEAK_SD, FeaturePrior, Prior
from maatwerk.science.retention._standardise import check_matrix
from maatwerk.science.retention._validation import STRENGTHS, _one_round, _Plan

KNOTS = (0.25, 0.5, 0.75)  # quantiles at which a line may bend


@dataclass(frozen=True, slots=True)
class Curves:
    """Columns that let a straight line bend: the feature itself, and how far it lies above each knot.

    The model stays additive and its reasons exact: the columns of one feature share its `group`.
    """

    name: str
    knots: tuple[float, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return (self.name, *(f"{self.name} above {knot:g}" for knot in self.knots))

    def values(self, value: float | None) -> dict[str, float | None]:
        """Return the columns of one person."""
        if value is None or value != value:
            return dict.fromkeys(self.columns)
        return dict(zip(self.columns, (value, *(max(0.0, value - k) for k in self.knots)), strict=True))

    def rows(self, values: ArrayLike) -> Floats:
        """Return the columns of many people, shape (n, 1 + knots); NaN stays NaN."""
        x = np.asarray(values, dtype=np.float64)
        return np.column_stack(
            [x, *(np.where(np.isnan(x), np.nan, np.maximum(x - k, 0.0)) for k in self.knots)]
        )

    def priors(self, belief: FeaturePrior) -> tuple[FeaturePrior, ...]:
        """Return the feature's own belief for its line, and "no bend" for every knot."""
        bends = (FeaturePrior(name=column, sd=WEAK_SD / 2, group=self.name) for column in self.columns[1:])
        return (belief, *bends)


def learn_curves(name: str, values: ArrayLike, *, quantiles: Sequence[float] = KNOTS) -> Curves:
    """Place knots at quantiles of the known values; a feature with few different values gets fewer or none."""
    x = np.asarray(values, dtype=np.float64)
    known = x[np.isfinite(x)]
    if len(known) == 0:
        raise ScienceError(name, "known for somebody", "missing for all")
    knots = np.unique(np.quantile(known, quantiles))
    inside = knots[(knots > known.min()) & (knots < known.max())]
    return Curves(name, tuple(inside.tolist()) if len(np.unique(known)) > 4 else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """Champion (straight lines) against challenger (curves) on the same unseen people.

    `gain` is 1 − Brier(challenger) / Brier(champion), paired; `replaces` only when its lower bound is above 0.
    """

    gain: Estimate
    replaces: bool
    curves: tuple[Curves, ...]
    method: str = "challenge/1"

    def explain(self, language: Language = "en") -> str:
        """Return the outcome as one plain sentence."""
        return _SENTENCES[language][self.replaces]


_SENTENCES: dict[Language, dict[bool, str]] = {
    "en": {
        True: "Curves forecast unseen people better than straight lines here.",
        False: "Curves do not forecast unseen people better than straight lines here: the simple model stays.",
    },
    "nl": {
        True: "Gebogen lijnen voorspellen onbekende mensen hier beter dan rechte.",
        False: "Gebogen lijnen voorspellen onbekende mensen hier niet beter dan rechte: het eenvoudige model blijft.",
    },
}


def challenge(  # noqa: PLR0913 - keyword-only options
    X: ArrayLike,
    tenure: ArrayLike,
    event: ArrayLike,
    persons: ArrayLike | None = None,
    *,
    prior: Prior,
    rng: int,
    months: float = 12.0,
    folds: int = 5,
    inner_folds: int = 4,
    repeats: int = 2,
    strengths: Sequence[float] = STRENGTHS,
    confidence: float = 0.90,
) -> Challenge:
    """Let a model with curves challenge the model with lines, out of sample and on identical folds.

    Both choose their prior strength in inner folds; knots are quantiles of the evidence alone, so no outcome
    is seen in placing them. Features of a category (0/1) stay as they are.

    Parameters
    ----------
    rng : int
        Seed: both models must be dealt the same folds.

    Returns
    -------
    Challenge

    References
    ----------
    .. [1] friedman1991 (linear splines)
    .. [2] hastie1990 (additive models)
    """
    known = check_histories(tenure, event)
    matrix = check_matrix(X, len(prior.features), rows=len(known.tenure))
    codes, level = check_groups("persons", persons, len(matrix)), check_confidence(confidence)
    curves = tuple(
        learn_curves(f.name, matrix[:, k]) if f.scale == "sd" else Curves(f.name, ())
        for k, f in enumerate(prior.features)
    )
    bent = np.column_stack([curve.rows(matrix[:, k]) for k, curve in enumerate(curves)])
    beliefs = tuple(
        belief for curve, f in zip(curves, prior.features, strict=True) for belief in curve.priors(f)
    )
    last = min(FOLLOW_UP, int(np.ceil(known.tenure.max())))
    plan = _Plan(tuple(strengths), folds, inner_folds, (float(months),), max(last, int(np.ceil(months))))
    losses = []
    for columns, held in ((matrix, prior), (bent, Prior(beliefs))):
        generator = np.random.default_rng(rng)
        rounds = [_one_round(Data(columns, known, codes), held, generator, plan) for _ in range(repeats)]
        losses.append(np.mean([brier_losses(known, r.survival[:, 0], months) for r in rounds], axis=0))
    gain = skill_from_losses(losses[1], losses[0], codes, as_generator(rng), confidence=level).skill
    return Challenge(gain=gain, replaces=gain.low > 0, curves=curves)
