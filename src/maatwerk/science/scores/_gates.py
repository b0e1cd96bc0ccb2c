"""Judgements on numbers by thresholds that come from outside: the rule table of the organisation.

What is "sufficient" is a professional convention that changes by country and year, so no threshold
stands here; the functions only apply the ones they are given and say which side a number fell on.
"""

from dataclasses import dataclass
from typing import Literal

from maatwerk.science.errors import ScienceError
from maatwerk.science.results import Caveat, Estimate, Language, caveat
from maatwerk.science.scores._input import check_number
from maatwerk.science.scores._reliability import check_reliability
from maatwerk.science.words import number, with_caveats

Grade = Literal["insufficient", "sufficient", "good"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A grade with what it was based on; `passes` when the grade is not "insufficient"."""

    grade: Grade
    value: float
    sufficient: float
    good: float
    caveats: tuple[Caveat, ...] = ()

    @property
    def passes(self) -> bool:
        """Whether the value reaches the lower threshold."""
        return self.grade != "insufficient"

    def explain(self, language: Language = "en") -> str:
        """Return the grade and what it was measured against, as one plain sentence."""
        digits = 0 if self.good > 1 else 2
        value, low, high = (
            number(part, language, digits) for part in (self.value, self.sufficient, self.good)
        )
        grade = {"insufficient": "onvoldoende", "sufficient": "voldoende", "good": "goed"}[self.grade]
        text = {
            "en": f"{value} is {self.grade}: {low} is sufficient, {high} is good.",
            "nl": f"{value} is {grade}: vanaf {low} is het voldoende, vanaf {high} goed.",
        }[language]
        return with_caveats(text, self.caveats, language)


def reliability_gate(reliability: float | Estimate, *, sufficient: float, good: float) -> Gate:
    """Grade a reliability: below `sufficient`, from `sufficient` up to `good`, or from `good`.

    Parameters
    ----------
    reliability
        In [0, 1] (a negative alpha is graded insufficient), or an `Estimate`, whose point estimate is
        graded; when its interval reaches below `sufficient` the gate carries the caveat
        "interval_below_threshold".
    sufficient, good
        Thresholds in [0, 1], `sufficient` at most `good`. Both are inclusive.
    """
    low, high = check_reliability(sufficient, "sufficient"), check_reliability(good, "good")
    _check_order(low, high)
    found: tuple[Caveat, ...] = ()
    if isinstance(reliability, Estimate):
        value = reliability.estimate
        found = reliability.caveats
        if value >= low > reliability.low:
            found += (caveat("interval_below_threshold", threshold=low, low=reliability.low),)
    else:
        value = check_number(reliability, "reliability")
    if value > 1:
        raise ScienceError("reliability", "at most 1", value)
    return Gate(grade=_grade(value, low, high), value=value, sufficient=low, good=high, caveats=found)


def norm_gate(
    n: int, age_years: float, *, sufficient: int, good: int, dated_after: float, unusable_after: float
) -> Gate:
    """Grade a norm group by its size and its age.

    Parameters
    ----------
    n
        People in the norm group.
    age_years
        Years since the norm data were collected, zero or more.
    sufficient, good
        Sizes from which the group is sufficient, and good (both inclusive).
    dated_after, unusable_after
        Ages in years above which norms carry the caveat "norms_dated", and are insufficient whatever
        their size (caveat "norms_unusable").
    """
    size, age = check_number(n, "n"), check_number(age_years, "age_years")
    if size < 0 or age < 0:
        raise ScienceError("n" if size < 0 else "age_years", "zero or more", n if size < 0 else age_years)
    low, high = check_number(sufficient, "sufficient"), check_number(good, "good")
    _check_order(low, high)
    if check_number(dated_after, "dated_after") > check_number(unusable_after, "unusable_after"):
        raise ScienceError("dated_after", f"at most unusable_after ({unusable_after})", dated_after)
    grade = _grade(size, low, high)
    found: tuple[Caveat, ...] = ()
    if age > unusable_after:
        grade, found = "insufficient", (caveat("norms_unusable", years=age),)
    elif age > dated_after:
        found = (caveat("norms_dated", years=age),)
    return Gate(grade=grade, value=size, sufficient=low, good=high, caveats=found)


def _check_order(sufficient: float, good: float) -> None:
    if sufficient > good:
        raise ScienceError("sufficient", f"at most good ({good})", sufficient)


def _grade(value: float, sufficient: float, good: float) -> Grade:
    if value >= good:
        return "good"
    return "sufficient" if value >= sufficient else "insufficient"
