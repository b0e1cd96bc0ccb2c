"""Concordance: how often decisions follow the advice, and how long people look before deciding."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from math import sqrt
from statistics import NormalDist, median

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.inputs import as_floats
from maatwerk.science.results import Caveat, Estimate, Language, caveat
from maatwerk.science.selection._validity import CONFIDENCE, check_confidence
from maatwerk.science.words import number, percent, with_caveats

RUBBER_STAMP_SHARE = 0.95  # our own default: a decider who follows more often than this ...
RUBBER_STAMP_SECONDS = 10.0  # ... and typically looks shorter than this raises the alarm
FEWEST_DECISIONS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Concordance:
    """Decisions beside advice.

    `followed` is the share of decisions equal to the advice among those made after seeing it, `kappa` the
    same beyond chance; `unseen` the share among decisions made without seeing it (None when there are none):
    what people would have decided anyway. `seconds` is the median time between opening and deciding.
    """

    followed: Estimate
    kappa: float | None
    unseen: Estimate | None
    seconds: float | None
    rubber_stamp: bool
    method: str = "concordance-of-decisions/1"
    caveats: tuple[Caveat, ...] = field(default=())

    @property
    def n(self) -> int:
        """Decisions made after seeing the advice."""
        return self.followed.n

    def explain(self, language: Language = "en") -> str:
        """Return how often advice was followed and how long people looked as plain sentences."""
        sentence = {
            "en": "Of {n} decisions made after seeing the advice, {f} followed it{t}.{alarm}",
            "nl": "Van {n} beslissingen na het zien van het advies volgden {f} het{t}.{alarm}",
        }[language].format(
            n=self.n,
            f=percent(self.followed.estimate, language),
            t="" if self.seconds is None else _TIME[language].format(number(self.seconds, language, 0)),
            alarm=_ALARM[language] if self.rubber_stamp else "",
        )
        return with_caveats(sentence, self.caveats, language)


_TIME: dict[Language, str] = {"en": ", after {} seconds as a rule", "nl": ", doorgaans na {} seconden"}
_ALARM: dict[Language, str] = {
    "en": " That is nearly always and very fast: talk about how the advice is used.",
    "nl": " Dat is bijna altijd en heel snel: bespreek hoe het advies wordt gebruikt.",
}


def decision_concordance(
    advised: ArrayLike,
    decided: ArrayLike,
    *,
    seen: ArrayLike | None = None,
    seconds: ArrayLike | None = None,
    rubber_stamp_share: float = RUBBER_STAMP_SHARE,
    rubber_stamp_seconds: float = RUBBER_STAMP_SECONDS,
    rubber_stamp_decisions: int = FEWEST_DECISIONS,
    confidence: float = CONFIDENCE,
) -> Concordance:
    """Compare decisions with advice.

    Parameters
    ----------
    advised, decided : (n,) bool or 0/1
        Whether the advice was to go on with the person, and whether the human did.
    seen : (n,) bool, optional
        Whether the advice was seen before deciding; everybody by default.
    seconds : (n,) float, optional
        Time from opening to deciding; NaN where not recorded.
    rubber_stamp_share, rubber_stamp_seconds, rubber_stamp_decisions
        The alarm needs more than this share followed and a median time below this, over at least so many
        decisions. With fewer a caveat says that they are few.
    confidence
        Coverage of the Wilson intervals.

    Raises
    ------
    InsufficientDataError
        No decision was made after seeing the advice.
    """
    said, did = _flags("advised", advised), _flags("decided", decided)
    saw = np.ones(len(said), dtype=bool) if seen is None else _flags("seen", seen)
    for argument, array in (("decided", did), ("seen", saw)):
        if array.shape != said.shape:
            raise ScienceError(argument, f"{len(said)} values, one per decision", array.shape)
    if not saw.any():
        raise InsufficientDataError("seen", "true for at least 1 decision", 0)
    equal = said == did
    n, k = int(saw.sum()), int(equal[saw].sum())
    typical = _median_seconds(seconds, saw)
    followed = _share(k, n, confidence)
    return Concordance(
        followed=followed,
        kappa=_kappa(said[saw], did[saw]),
        unseen=_share(int(equal[~saw].sum()), int((~saw).sum()), confidence) if (~saw).any() else None,
        seconds=typical,
        rubber_stamp=(
            n >= rubber_stamp_decisions
            and k / n > rubber_stamp_share
            and typical is not None
            and typical < rubber_stamp_seconds
        ),
        caveats=(caveat("few_decisions", n=n),) if n < rubber_stamp_decisions else (),
    )


def concordance_by_decider(
    deciders: Sequence[Hashable],
    advised: ArrayLike,
    decided: ArrayLike,
    *,
    seen: ArrayLike | None = None,
    seconds: ArrayLike | None = None,
    rubber_stamp_share: float = RUBBER_STAMP_SHARE,
    rubber_stamp_seconds: float = RUBBER_STAMP_SECONDS,
    rubber_stamp_decisions: int = FEWEST_DECISIONS,
) -> dict[Hashable, Concordance]:
    """Return `decision_concordance` per decider, for those who saw advice before at least one decision."""
    said, did = _flags("advised", advised), _flags("decided", decided)
    saw = np.ones(len(said), dtype=bool) if seen is None else _flags("seen", seen)
    times = np.full(len(said), np.nan) if seconds is None else as_floats("seconds", seconds)
    for argument, array in (("decided", did), ("seen", saw), ("seconds", times)):
        if array.shape != said.shape:
            raise ScienceError(argument, f"{len(said)} values, one per decision", array.shape)
    if len(deciders) != len(said):
        raise ScienceError("deciders", f"{len(said)} names, one per decision", len(deciders))
    found: dict[Hashable, Concordance] = {}
    for decider in dict.fromkeys(deciders):
        own = np.fromiter((name == decider for name in deciders), dtype=bool, count=len(said))
        if (own & saw).any():
            found[decider] = decision_concordance(
                said[own],
                did[own],
                seen=saw[own],
                seconds=times[own],
                rubber_stamp_share=rubber_stamp_share,
                rubber_stamp_seconds=rubber_stamp_seconds,
                rubber_stamp_decisions=rubber_stamp_decisions,
            )
    return found


def _flags(argument: str, values: ArrayLike) -> NDArray[np.bool_]:
    array = np.asarray(values)
    if array.ndim != 1 or (array.dtype != bool and not np.isin(array, (0, 1)).all()):
        raise ScienceError(argument, "0 or 1 per decision", "other values")
    return array.astype(bool)


def _median_seconds(seconds: ArrayLike | None, saw: NDArray[np.bool_]) -> float | None:
    if seconds is None:
        return None
    times = as_floats("seconds", seconds)
    if times.shape != saw.shape or (times < 0).any() or np.isinf(times).any():
        raise ScienceError("seconds", f"{len(saw)} times of at least 0, NaN where unknown", "others")
    known = times[saw & ~np.isnan(times)]
    return median(known.tolist()) if len(known) else None


def _kappa(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float | None:
    """Agreement beyond chance [cohen1960]_; None when chance alone agrees fully."""
    expected = first.mean() * second.mean() + (1 - first.mean()) * (1 - second.mean())
    return None if expected >= 1 else float(((first == second).mean() - expected) / (1 - expected))


def _share(k: int, n: int, confidence: float) -> Estimate:
    """Share with Wilson's interval [wilson1927]_."""
    z = NormalDist().inv_cdf((1 + check_confidence(confidence)) / 2)
    middle, half = k + z * z / 2, z * sqrt(k * (n - k) / n + z * z / 4)
    return Estimate(
        estimate=k / n,
        low=max(0.0, (middle - half) / (n + z * z)),
        high=min(1.0, (middle + half) / (n + z * z)),
        n=n,
        method="share-wilson/1",
        confidence=confidence,
    )
