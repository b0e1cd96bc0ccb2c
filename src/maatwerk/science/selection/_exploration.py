"""Exploration: a small logged lottery among acceptable candidates, and what it lets us estimate."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.inputs import as_floats
from maatwerk.science.results import Caveat, Estimate, Language, caveat
from maatwerk.science.selection._missing_outcomes import ValidityUnderSelection, aipw_validity
from maatwerk.science.selection._validity import CONFIDENCE, observed_validity, vector
from maatwerk.science.words import percent, with_caveats


@dataclass(frozen=True, slots=True, kw_only=True)
class Lottery:
    """One draw: who entered, who was drawn, and the chance each had.

    `drawn` holds keys in the order of the draw; `probability` in [0, 1] is the same for everybody who
    entered. The draw follows from `seed` and the keys alone, so that anyone can repeat it.
    """

    entered: tuple[str, ...]
    drawn: tuple[str, ...]
    probability: float
    seed: str
    method: str = "lottery/1"

    @property
    def n(self) -> int:
        """People who entered."""
        return len(self.entered)

    def explain(self, language: Language = "en") -> str:
        """Return the chance everybody had as one plain sentence."""
        return {
            "en": "{d} of {n} acceptable candidates were drawn by lot; everybody had a chance of {p}.",
            "nl": "{d} van de {n} geschikte kandidaten zijn geloot; iedereen had een kans van {p}.",
        }[language].format(d=len(self.drawn), n=self.n, p=percent(self.probability, language, 1))


def draw_lottery(acceptable: Sequence[str], places: int, *, seed: str) -> Lottery:
    """Draw `places` people from the acceptable ones who are not hired otherwise.

    Each key's lot is the SHA-256 hash of seed and key; the lowest lots win. Order of entry does not
    matter, every set of `places` people is equally likely, and a published seed lets a candidate check the
    draw.

    Parameters
    ----------
    acceptable
        Pseudonymous keys of the candidates the recruiter finds acceptable, each once.
    places
        People to draw, 0 to all.
    seed
        Text fixed before the draw, unique per vacancy and round.

    Raises
    ------
    ScienceError
        A key twice, an empty seed, or more places than people.
    """
    entered = tuple(sorted(acceptable))
    if len(set(entered)) != len(entered):
        raise ScienceError("acceptable", "each person once", "a person twice")
    if not 0 <= places <= len(entered):
        raise ScienceError("places", f"between 0 and {len(entered)}", places)
    if not seed:
        raise ScienceError("seed", "a text fixed before the draw", "an empty one")
    lots = {key: hashlib.sha256(f"{seed}\x1f{key}".encode()).digest() for key in entered}
    drawn = tuple(sorted(entered, key=lambda key: lots[key])[:places])
    return Lottery(
        entered=entered,
        drawn=drawn,
        probability=places / len(entered) if entered else 0.0,
        seed=seed,
    )


def exploration_size(half_width: float, *, validity: float = 0.3, confidence: float = CONFIDENCE) -> int:
    """How many people hired by lot give the validity within ± `half_width` [1]_.

    References
    ----------
    .. [1] bonett2000, eq. 4: n = 4 (1 - r²)² (z / width)² + 3, width the whole interval.
    """
    from statistics import NormalDist

    if not 0 < half_width < 1:
        raise ScienceError("half_width", "between 0 and 1, both excluded", half_width)
    if not -1 < validity < 1:
        raise ScienceError("validity", "between -1 and 1, both excluded", validity)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    return ceil(4 * (1 - validity**2) ** 2 * (z / (2 * half_width)) ** 2 + 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplorationAnalysis:
    """What a lottery tells about validity among the acceptable candidates.

    `by_lot` uses the people drawn alone and so describes acceptable candidates *not* hired on judgement;
    `combined` weighs them with those hired on judgement, each by the chance the design gave them, and
    describes all acceptable candidates. `judged` is the naive correlation of the people hired on judgement,
    for comparison.
    """

    combined: ValidityUnderSelection
    by_lot: Estimate
    judged: Estimate | None
    method: str = "exploration/1"
    caveats: tuple[Caveat, ...] = field(default=())

    @property
    def n(self) -> int:
        """People with an outcome."""
        return self.combined.n

    def explain(self, language: Language = "en") -> str:
        """Return the combined and the lottery-only validity as plain sentences."""
        lead = {
            "en": (
                "With the lottery, validity among acceptable candidates: {} From the people drawn alone: {}"
            ),
            "nl": (
                "Met de loting is de validiteit onder geschikte kandidaten: {} Van de gelote mensen "
                "alleen: {}"
            ),
        }[language]
        sentence = lead.format(self.combined.validity.explain(language), self.by_lot.explain(language))
        return with_caveats(sentence, self.caveats, language)


def analyse_exploration(
    predictor: ArrayLike,
    outcome: ArrayLike,
    *,
    judged: ArrayLike,
    drawn: ArrayLike,
    probability: ArrayLike | float,
    recorded: ArrayLike | None = None,
    confidence: float = CONFIDENCE,
) -> ExplorationAnalysis:
    """Estimate validity among acceptable candidates from a hired group of which a known part was drawn by lot.

    Those hired on judgement stand for themselves; those drawn stand for all acceptable candidates not hired
    on judgement, each with weight 1 / probability. It needs no assumption about how judgement works: a
    signal that nobody recorded does no harm [1]_.

    Parameters
    ----------
    predictor : (n,) float
        Score of every acceptable candidate.
    outcome : (n,) float
        NaN where not observed; a hired person may miss one.
    judged, drawn : (n,) bool
        Hired on judgement; hired by lot. Nobody is both.
    probability : float or (n,) float
        Chance of being drawn, for those not hired on judgement.
    recorded : (n, p) float, optional
        Further recorded variables, which sharpen the estimate and need not explain anything.
    confidence
        Coverage of the intervals.

    Raises
    ------
    InsufficientDataError
        Fewer than 4 people drawn have an outcome, or fewer than 20 people altogether.
    ScienceError
        Somebody is both judged and drawn, or has an outcome without being hired.

    References
    ----------
    .. [1] horvitz1952; sarndal1992, section 6.5, for the regression (difference) estimator.
    """
    x, y = vector("predictor", predictor), as_floats("outcome", outcome)
    chosen, lot = np.asarray(judged, dtype=bool), np.asarray(drawn, dtype=bool)
    for argument, array in (("outcome", y), ("judged", chosen), ("drawn", lot)):
        if array.shape != x.shape:
            raise ScienceError(argument, f"{len(x)} values, one per acceptable candidate", array.shape)
    if (chosen & lot).any():
        raise ScienceError("drawn", "disjoint from those hired on judgement", "somebody in both")
    seen = ~np.isnan(y)
    if (seen & ~chosen & ~lot).any():
        raise ScienceError("outcome", "missing for everybody who was not hired", "an outcome without hire")
    chance = np.broadcast_to(as_floats("probability", probability), x.shape)
    if (seen & lot).sum() < 4:
        raise InsufficientDataError("drawn", "at least 4 with an outcome", int((seen & lot).sum()))
    # outcomes lost after hire count as lost at random within each way of hiring
    kept = [float(seen[side].mean()) if side.any() else 1.0 for side in (chosen, lot)]
    propensity = np.where(chosen, kept[0], chance * kept[1])
    extra = x[:, None] if recorded is None else np.column_stack([x, as_floats("recorded", recorded)])
    combined = aipw_validity(x, y, extra, propensity=propensity, confidence=confidence)
    lost = int(((chosen | lot) & ~seen).sum())
    both = chosen & seen
    return ExplorationAnalysis(
        combined=combined,
        by_lot=observed_validity(x[lot & seen], y[lot & seen], confidence=confidence),
        judged=observed_validity(x[both], y[both], confidence=confidence) if both.sum() >= 4 else None,
        caveats=(caveat("outcomes_lost", n=lost),) if lost else (),
    )
