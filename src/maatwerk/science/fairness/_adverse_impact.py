"""Adverse impact: one group's selection rate beside another's."""

from dataclasses import dataclass, field
from math import erfc, sqrt

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.fairness._counts import (
    FOUR_FIFTHS,
    SMALL_GROUP,
    below_threshold,
    check_group,
    check_share,
)
from maatwerk.science.fairness._exact import fisher
from maatwerk.science.fairness._intervals import katz, koopman, newcombe
from maatwerk.science.results import Caveat, Estimate, Language, caveat
from maatwerk.science.words import number, p_value, percent, with_caveats

METHOD = "adverse-impact/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class OneSelection:
    """The same table after one selection moved between the groups, towards the other verdict.

    `selected` and `reference_selected` are the counts after the move; `ratio` is theirs, None where the
    reference is left with nobody selected; `changes` says whether the
    four-fifths flag or the order of the two rates is another than observed.
    """

    selected: int
    reference_selected: int
    ratio: float | None
    below_four_fifths: bool
    changes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseImpact:
    """Two selection rates and everything a report on their ratio needs.

    Attributes
    ----------
    selected, applicants, reference_selected, reference_applicants
        Counts of persons.
    rate, reference_rate
        Selection rates in [0, 1].
    ratio
        `rate / reference_rate` in [0, inf), interval by Katz, or by Koopman at the boundary (see caveats).
    difference
        `rate - reference_rate` in [-1, 1], interval by Newcombe.
    below_four_fifths
        The screen of the Uniform Guidelines: ratio under `threshold`. No significance test and no finding.
    fisher_p, mid_p, z, z_p
        Two-sided tests of equal rates: exact, mid-p, and the pooled z ("two standard deviations").
    shortfall
        Selections the group is short of at the overall rate, in persons; negative when it has more.
    one_selection
        What one different selection would do; None where no selection can be moved.
    """

    selected: int
    applicants: int
    reference_selected: int
    reference_applicants: int
    rate: float
    reference_rate: float
    ratio: Estimate
    difference: Estimate
    below_four_fifths: bool
    threshold: tuple[int, int]
    fisher_p: float
    mid_p: float
    z: float
    z_p: float
    shortfall: float
    one_selection: OneSelection | None
    method: str = METHOD
    caveats: tuple[Caveat, ...] = field(default=())

    @property
    def n(self) -> int:
        """Persons in both groups together."""
        return self.applicants + self.reference_applicants

    def explain(self, language: Language = "en") -> str:
        """Return both rates, the ratio with its interval and the test as plain sentences."""
        values = {
            "selected": self.selected,
            "applicants": self.applicants,
            "rate": percent(self.rate, language),
            "ref_selected": self.reference_selected,
            "ref_applicants": self.reference_applicants,
            "ref_rate": percent(self.reference_rate, language),
            "ratio": number(self.ratio.estimate, language),
            "low": number(self.ratio.low, language),
            "high": number(self.ratio.high, language),
            "confidence": percent(self.ratio.confidence, language),
            "p": p_value(self.fisher_p, language),
            "side": _SIDE[language][self.below_four_fifths],
            "threshold": number(self.threshold[0] / self.threshold[1], language),
        }
        return with_caveats(_SENTENCE[language].format(**values), self.caveats, language)


_SIDE: dict[Language, dict[bool, str]] = {
    "en": {True: "below", False: "not below"},
    "nl": {True: "onder", False: "niet onder"},
}
_SENTENCE: dict[Language, str] = {
    "en": (
        "{selected} of {applicants} people in this group were selected ({rate}), against {ref_selected} of "
        "{ref_applicants} in the comparison group ({ref_rate}). The ratio of the two rates is {ratio} "
        "({confidence} interval {low} to {high}), {side} {threshold}; chance alone gives a difference "
        "this large with p {p}."
    ),
    "nl": (
        "{selected} van de {applicants} mensen in deze groep zijn gekozen ({rate}), tegen {ref_selected} van "
        "de {ref_applicants} in de vergelijkingsgroep ({ref_rate}). De verhouding is {ratio} "
        "({confidence}-interval {low} tot {high}), {side} {threshold}; alleen toeval geeft zo'n groot "
        "verschil met p {p}."
    ),
}


def adverse_impact(
    *,
    selected: int,
    applicants: int,
    reference_selected: int,
    reference_applicants: int,
    confidence: float = 0.95,
    threshold: tuple[int, int] = FOUR_FIFTHS,
) -> AdverseImpact:
    """Compare a group's selection rate with that of a reference group, usually the one with the highest rate.

    Parameters
    ----------
    selected, applicants, reference_selected, reference_applicants
        Counts of persons, each counted once.
    confidence
        Coverage of both intervals, in (0, 1).
    threshold
        Numerator and denominator of the ratio under which the flag is raised; four fifths [1]_ by default.

    Returns
    -------
    AdverseImpact
        Rates, ratio and difference with intervals, three tests, and the one-selection check [2]_.

    Raises
    ------
    InsufficientDataError
        A group has no applicants, or nobody of the reference group was selected (there is no ratio then).
    ScienceError
        The counts contradict each other, or an argument is out of range.

    References
    ----------
    .. [1] ugesp1978, 29 CFR 1607.4(D).
    .. [2] ugespqa1979, question 21.
    .. [3] katz1978, method C; koopman1984 where a count is 0 or everybody is selected.
    .. [4] newcombe1998, method 10.
    """
    x1, n1 = check_group(selected, applicants)
    x2, n2 = check_group(reference_selected, reference_applicants, prefix="reference_")
    confidence = check_share("confidence", confidence)
    _check_threshold(threshold)
    if x2 == 0:
        raise InsufficientDataError("reference_selected", "at least 1 person, or there is no ratio", 0)
    exact_p, mid_p = fisher(x1, n1, x2, n2)
    z = _pooled_z(x1, n1, x2, n2)
    moved = _one_selection(x1, n1, x2, n2, threshold=threshold)
    return AdverseImpact(
        selected=x1,
        applicants=n1,
        reference_selected=x2,
        reference_applicants=n2,
        rate=x1 / n1,
        reference_rate=x2 / n2,
        ratio=_ratio(x1, n1, x2, n2, confidence=confidence),
        difference=_difference(x1, n1, x2, n2, confidence=confidence),
        below_four_fifths=below_threshold(x1, n1, x2, n2, threshold=threshold),
        threshold=threshold,
        fisher_p=exact_p,
        mid_p=mid_p,
        z=z,
        z_p=erfc(abs(z) / sqrt(2)),
        shortfall=(x1 + x2) * n1 / (n1 + n2) - x1,
        one_selection=moved,
        caveats=_caveats(n1, n2, moved),
    )


def _check_threshold(threshold: tuple[int, int]) -> None:
    numerator, denominator = threshold
    if not 0 < numerator <= denominator:
        raise ScienceError("threshold", "a fraction above 0 and at most 1, as two whole numbers", threshold)


def _ratio(x1: int, n1: int, x2: int, n2: int, *, confidence: float) -> Estimate:
    at_boundary = x1 == 0 or (x1 == n1 and x2 == n2)  # Katz's variance is infinite or 0 there
    interval = koopman if at_boundary else katz
    low, high = interval(x1, n1, x2, n2, confidence=confidence)
    return Estimate(
        estimate=(x1 * n2) / (n1 * x2),
        low=low,
        high=high,
        n=n1 + n2,
        method="impact-ratio-koopman/1" if at_boundary else "impact-ratio-katz/1",
        confidence=confidence,
    )


def _difference(x1: int, n1: int, x2: int, n2: int, *, confidence: float) -> Estimate:
    low, high = newcombe(x1, n1, x2, n2, confidence=confidence)
    return Estimate(
        estimate=x1 / n1 - x2 / n2,
        low=low,
        high=high,
        n=n1 + n2,
        method="rate-difference-newcombe/1",
        confidence=confidence,
    )


def _pooled_z(x1: int, n1: int, x2: int, n2: int) -> float:
    """Two-sample z with pooled variance, no continuity correction; 0 when everybody has the same outcome."""
    pooled = (x1 + x2) / (n1 + n2)
    variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2)
    return (x1 / n1 - x2 / n2) / sqrt(variance) if variance > 0 else 0.0


def _one_selection(x1: int, n1: int, x2: int, n2: int, *, threshold: tuple[int, int]) -> OneSelection | None:
    """Move one selection to the group when it is flagged, away from it when it is not."""
    flagged = below_threshold(x1, n1, x2, n2, threshold=threshold)
    step = 1 if flagged else -1
    y1, y2 = x1 + step, x2 - step
    if not (0 <= y1 <= n1 and 0 <= y2 <= n2):
        return None
    flagged_then = below_threshold(y1, n1, y2, n2, threshold=threshold)
    order, order_then = _sign(x1 * n2 - x2 * n1), _sign(y1 * n2 - y2 * n1)
    return OneSelection(
        selected=y1,
        reference_selected=y2,
        ratio=(y1 * n2) / (n1 * y2) if y2 else None,
        below_four_fifths=flagged_then,
        changes=flagged_then != flagged or order_then != order,
    )


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def _caveats(n1: int, n2: int, moved: OneSelection | None) -> tuple[Caveat, ...]:
    found = []
    if min(n1, n2) < SMALL_GROUP:
        found.append(caveat("small_group", n=min(n1, n2)))
    if moved is not None and moved.changes:
        found.append(caveat("one_selection"))
    return tuple(found)
