"""Mantel-Haenszel differential item functioning with the ETS classes."""

from dataclasses import dataclass, field
from math import erfc, exp, log, sqrt
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.fairness._counts import check_share
from maatwerk.science.fairness._tally import as_binary
from maatwerk.science.inputs import as_floats
from maatwerk.science.results import Caveat, Estimate, Language, caveat
from maatwerk.science.words import number, p_value, with_caveats

DELTA = -2.35  # turns a log odds ratio into the ETS delta scale: dorans1993, eq. 3
SMALL_DIF, LARGE_DIF = 1.0, 1.5  # delta units: dorans1993, p. 42
ALPHA = 0.05  # dorans1993, p. 42
FEWEST = 100  # persons in the smaller group below which MH results are unstable: zwick2012, p. 5


@dataclass(frozen=True, slots=True, kw_only=True)
class MantelHaenszel:
    """Does an item work the same for both groups at equal standing on the test?

    Attributes
    ----------
    odds_ratio
        Common odds of a right answer, reference over focal group; above 1 favours the reference group.
    delta
        MH D-DIF = -2.35 ln(odds ratio); negative when harder for the focal group.
    chi2, p
        With continuity correction; `chi2_uncorrected` without.
    ets_class
        "A" negligible, "B" moderate, "C" large.
    strata
        Strata with both groups and both answers; only these carry information.
    """

    odds_ratio: Estimate
    delta: Estimate
    chi2: float
    chi2_uncorrected: float
    p: float
    ets_class: Literal["A", "B", "C"]
    strata: int
    n: int
    method: str = "mantel-haenszel/1"
    caveats: tuple[Caveat, ...] = field(default=())

    def explain(self, language: Language = "en") -> str:
        """Return the size and the class as one plain sentence."""
        harder = self.delta.estimate < 0
        sentence = {
            "en": (
                "At equal total scores this item is {side} for the studied group: {d} delta (p {p}), "
                "class {c}."
            ),
            "nl": (
                "Bij gelijke totaalscore is dit item {side} voor de onderzochte groep: {d} delta (p {p}), "
                "klasse {c}."
            ),
        }[language].format(
            side={"en": ("easier", "harder"), "nl": ("makkelijker", "moeilijker")}[language][harder],
            d=number(self.delta.estimate, language),
            p=p_value(self.p, language),
            c=self.ets_class,
        )
        return with_caveats(sentence, self.caveats, language)


def mantel_haenszel(tables: ArrayLike, *, confidence: float = 0.95) -> MantelHaenszel:
    """Analyse stratified two-by-two tables [1]_.

    Parameters
    ----------
    tables : (k, 2, 2) counts
        Per stratum of equal standing: rows reference and focal group, columns right and wrong.
    confidence
        Coverage of the intervals (Robins, Breslow and Greenland's variance [2]_); class C asks that the
        interval of delta lies beyond 1 and its estimate beyond 1.5 [3]_.

    Raises
    ------
    InsufficientDataError
        No stratum holds both groups and both answers, or the common odds ratio is 0 or infinite.
    ScienceError
        Counts negative, not whole, or of another shape.

    References
    ----------
    .. [1] mantel1959, with the continuity correction capped as in R's `mantelhaen.test`.
    .. [2] robins1986, eq. 2.
    .. [3] dorans1993, p. 42; zwick2012.
    """
    counts = _tables(tables)
    check_share("confidence", confidence)
    a, b, c, d = counts[:, 0, 0], counts[:, 0, 1], counts[:, 1, 0], counts[:, 1, 1]
    n = a + b + c + d
    r, s = a * d / n, b * c / n
    if r.sum() == 0 or s.sum() == 0:
        raise InsufficientDataError("tables", "right and wrong answers in both groups", "none in one of them")
    ratio = float(r.sum() / s.sum())
    expected = (a + b) * (a + c) / n
    variance = float(((a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1))).sum())
    gap = abs(float((a - expected).sum()))
    chi2 = (gap - (0.5 if gap >= 0.5 else 0.0)) ** 2 / variance
    p = erfc(sqrt(chi2 / 2))
    error = sqrt(_robins(a + d, b + c, n, r, s))
    half = NormalDist().inv_cdf((1 + confidence) / 2) * error
    total = int(n.sum())
    centre = log(ratio)
    odds = _estimate(ratio, exp(centre - half), exp(centre + half), total, "mh-odds-ratio/1", confidence)
    delta = _estimate(
        DELTA * centre,
        DELTA * (centre + half),
        DELTA * (centre - half),
        total,
        "mh-d-dif/1",
        confidence,
    )
    smaller = int(min((a + b).sum(), (c + d).sum()))
    return MantelHaenszel(
        odds_ratio=odds,
        delta=delta,
        chi2=chi2,
        chi2_uncorrected=gap * gap / variance,
        p=p,
        ets_class=_ets_class(delta, p),
        strata=len(counts),
        n=total,
        caveats=(caveat("small_group", n=smaller),) if smaller < FEWEST else (),
    )


def mantel_haenszel_dif(
    item: ArrayLike, focal: ArrayLike, matching: ArrayLike, *, confidence: float = 0.95
) -> MantelHaenszel:
    """Analyse one right/wrong item, people matched on equal values of `matching`.

    Parameters
    ----------
    item : (n,) 0/1
        Right or wrong.
    focal : (n,) bool or 0/1
        Who belongs to the group under study.
    matching : (n,)
        Usually the total score with the item included; every distinct value is a stratum.
    """
    right, group = as_binary("item", item), as_binary("focal", focal)
    strata = np.asarray(matching)
    for argument, values in (("focal", group), ("matching", strata)):
        if values.shape != right.shape:
            raise ScienceError(argument, f"{len(right)} values, one per person", values.shape)
    if strata.dtype.kind == "f" and not np.isfinite(strata).all():
        raise ScienceError("matching", "known for everybody", "missing or infinite values")
    stratum = np.unique(strata, return_inverse=True)[1]
    cell = stratum * 4 + group * 2 + ~right
    counts = np.bincount(cell, minlength=4 * (int(stratum.max()) + 1))
    return mantel_haenszel(counts.reshape(-1, 2, 2), confidence=confidence)


def _tables(tables: ArrayLike) -> NDArray[np.float64]:
    """Strata that say something: both groups and both answers present."""
    counts = as_floats("tables", tables)
    if counts.ndim != 3 or counts.shape[1:] != (2, 2):
        raise ScienceError("tables", "strata of two by two counts", f"shape {counts.shape}")
    if not np.isfinite(counts).all() or (counts < 0).any() or (counts % 1 != 0).any():
        raise ScienceError("tables", "whole counts of at least 0", "others")
    used = (counts.sum(axis=1) > 0).all(axis=1) & (counts.sum(axis=2) > 0).all(axis=1)
    if not used.any():
        raise InsufficientDataError("tables", "a stratum with both groups and both answers", "none")
    kept: NDArray[np.float64] = counts[used]
    return kept


def _robins(
    agree: NDArray[np.float64],
    differ: NDArray[np.float64],
    n: NDArray[np.float64],
    r: NDArray[np.float64],
    s: NDArray[np.float64],
) -> float:
    """Variance of the log of the common odds ratio."""
    p, q, R, S = agree / n, differ / n, float(r.sum()), float(s.sum())
    first = float((p * r).sum()) / (2 * R * R)
    middle = float((p * s + q * r).sum()) / (2 * R * S)
    return first + middle + float((q * s).sum()) / (2 * S * S)


def _estimate(value: float, low: float, high: float, n: int, method: str, confidence: float) -> Estimate:
    return Estimate(estimate=value, low=low, high=high, n=n, method=method, confidence=confidence)


def _ets_class(delta: Estimate, p: float) -> Literal["A", "B", "C"]:
    size = abs(delta.estimate)
    nearest = min(abs(delta.low), abs(delta.high)) if delta.low * delta.high > 0 else 0.0
    if size >= LARGE_DIF and nearest > SMALL_DIF:
        return "C"
    return "A" if size < SMALL_DIF or p >= ALPHA else "B"
