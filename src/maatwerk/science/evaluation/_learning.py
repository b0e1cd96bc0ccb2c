"""How much more experience is needed, and does an interval keep its word?"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.evaluation._checks import Ints, check_groups, check_vector
from maatwerk.science.evaluation._resampling import as_generator, normal_quantile
from maatwerk.science.results import Estimate, caveat


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningPoint:
    """Score of a method on `persons` people: mean over repeats with the spread between them."""

    persons: int
    score: Estimate


def learning_curve(
    score: Callable[[Ints, np.random.Generator], float],
    persons: ArrayLike,
    sizes: Sequence[int],
    *,
    rng: np.random.Generator | int,
    repeats: int = 10,
) -> tuple[LearningPoint, ...]:
    """Repeat an analysis on random subsets of persons of growing size.

    Parameters
    ----------
    score
        Takes row numbers and a generator, returns the out-of-sample score of a fit on those rows.
    persons : array of shape (n,)
        Person of each row; subsets are of whole persons, without replacement.
    sizes
        Numbers of persons, each from 2 to all of them.

    Returns
    -------
    tuple of LearningPoint
        The interval is for the mean over subsets (subsets overlap: it shows the noise of the curve, not
        the sampling error of the data).

    References
    ----------
    .. [1] figueroa2012
    """
    codes = check_groups("persons", persons, len(np.asarray(persons)))
    everybody = int(codes.max()) + 1
    generator = as_generator(rng)
    if repeats < 2:
        raise ScienceError("repeats", "at least 2", repeats)
    points = []
    for size in sizes:
        if not 2 <= size <= everybody:
            raise ScienceError("sizes", f"from 2 to {everybody} persons", size)
        values = np.array(
            [
                score(np.flatnonzero(np.isin(codes, generator.permutation(everybody)[:size])), generator)
                for _ in range(repeats)
            ]
        )
        half = normal_quantile(0.90) * float(values.std(ddof=1)) / math.sqrt(repeats)
        mean = float(values.mean())
        points.append(
            LearningPoint(
                persons=size,
                score=Estimate(
                    estimate=mean, low=mean - half, high=mean + half, n=size, method="learning-curve/1"
                ),
            )
        )
    return tuple(points)


def outcomes_needed(skill: Estimate, outcomes: int, *, smallest_useful: float) -> int | None:
    """Say how many outcomes in total would decide whether the skill is there, if it stays as it is.

    The width of an interval shrinks with the square root of the number of outcomes. A skill above zero
    becomes *established* when its lower distance has shrunk to the skill itself; a skill below the
    smallest useful one is *ruled out* when its upper distance has shrunk to what separates them. The
    sooner of the two is returned.

    Parameters
    ----------
    skill
        Out-of-sample skill with its interval.
    outcomes
        Outcomes behind it.
    smallest_useful
        Skill below which a model is of no use.

    Returns
    -------
    int or None
        Total outcomes, at least `outcomes`; None where the interval has no width to extrapolate from.
    """
    if outcomes < 1:
        raise InsufficientDataError("outcomes", "at least one", outcomes)
    if not skill.high > skill.low:
        return None
    factors = []
    if skill.estimate > 0:
        factors.append((skill.estimate - skill.low) / skill.estimate)
    if skill.estimate < smallest_useful:
        factors.append((skill.high - skill.estimate) / (smallest_useful - skill.estimate))
    return max(outcomes, math.ceil(outcomes * min(factors) ** 2))


def coverage(low: ArrayLike, high: ArrayLike, truth: ArrayLike, *, nominal: float = 0.90) -> Estimate:
    """Share of intervals that contain the truth, with ± 3 Monte Carlo standard errors of the nominal share.

    Parameters
    ----------
    low, high, truth : arrays of shape (runs,)
        Bounds and true value of independent simulated runs.
    nominal
        Promised coverage.

    Returns
    -------
    Estimate
        `low` and `high` are nominal ± 3 √(nominal (1 − nominal) / runs): the intervals keep their word
        when the estimate lies between them [1]_.

    References
    ----------
    .. [1] morris2019, section 5.2
    """
    bottom = check_vector("low", low)
    top, true = check_vector("high", high, len(bottom)), check_vector("truth", truth, len(bottom))
    if len(bottom) == 0:
        raise InsufficientDataError("low", "at least one run", "none")
    half = 3 * math.sqrt(nominal * (1 - nominal) / len(bottom))
    return Estimate(
        estimate=float(((bottom <= true) & (true <= top)).mean()),
        low=nominal - half,
        high=min(1.0, nominal + half),
        n=len(bottom),
        method="coverage/1",
        confidence=0.997,
        caveats=(caveat("small_sample", n=len(bottom)),) if len(bottom) < 100 else (),
    )
