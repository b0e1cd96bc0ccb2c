"""Corrections of a validity coefficient, each with its inputs, in the order they are applied."""

from dataclasses import dataclass, field
from math import sqrt
from typing import Protocol

from maatwerk.science.errors import ScienceError
from maatwerk.science.results import Caveat, Estimate, Language, caveat
from maatwerk.science.selection._validity import check_correlation
from maatwerk.science.words import number


def thorndike_2(r: float, u: float) -> float:
    """Correct for direct range restriction on the predictor: Thorndike's case II [thorndike1949]_.

    Parameters
    ----------
    r
        Correlation among the selected, in [-1, 1].
    u
        Standard deviation of the predictor among the selected over that among all applicants, above 0.

    Returns
    -------
    float
        Correlation among all applicants, in [-1, 1].
    """
    r, u = check_correlation("r", r), _ratio_of_deviations(u)
    return (r / u) / sqrt(1 - r * r + r * r / (u * u))


def thorndike_3(r_xy: float, *, r_xz: float, r_yz: float, u: float) -> float:
    """Correct for selection on a third variable z: Thorndike's case III [thorndike1949]_.

    Parameters
    ----------
    r_xy, r_xz, r_yz
        Correlations of predictor x, outcome y and selection variable z among the selected.
    u
        Standard deviation of z among the selected over that among all applicants, above 0.
    """
    for argument, value in (("r_xy", r_xy), ("r_xz", r_xz), ("r_yz", r_yz)):
        check_correlation(argument, value)
    if 1 - r_xy**2 - r_xz**2 - r_yz**2 + 2 * r_xy * r_xz * r_yz < -1e-12:
        raise ScienceError("r_xy", "possible together with r_xz and r_yz", (r_xy, r_xz, r_yz))
    widening = 1 / _ratio_of_deviations(u) ** 2 - 1
    spread = (1 + r_xz * r_xz * widening) * (1 + r_yz * r_yz * widening)
    return (r_xy + r_xz * r_yz * widening) / sqrt(spread)


def attenuation(r: float, *, outcome_reliability: float, predictor_reliability: float = 1.0) -> float:
    """Correct for unreliability of the outcome and, where asked, of the predictor [spearman1904]_.

    For operational validity leave the predictor's reliability at 1: people are selected on the test as it is.

    Raises
    ------
    ScienceError
        A reliability outside (0, 1], or so low that the corrected correlation would exceed 1.
    """
    check_correlation("r", r)
    for argument, value in (
        ("outcome_reliability", outcome_reliability),
        ("predictor_reliability", predictor_reliability),
    ):
        if not 0 < value <= 1:
            raise ScienceError(argument, "above 0 and at most 1", repr(value))
    corrected = r / sqrt(outcome_reliability * predictor_reliability)
    if abs(corrected) > 1 + 1e-12:
        raise ScienceError("outcome_reliability", f"at least {r * r:.3f} with r = {r:g}", outcome_reliability)
    return min(1.0, max(-1.0, corrected))


def _ratio_of_deviations(u: float) -> float:
    if not u > 0 or u == float("inf"):
        raise ScienceError("u", "a ratio of standard deviations above 0", repr(u))
    return float(u)


class Correction(Protocol):
    """One step from a correlation to a corrected one."""

    @property
    def name(self) -> str:
        """Method and version."""

    def apply(self, r: float) -> float:
        """Return the corrected correlation; increasing in `r`."""

    def explain(self, language: Language = "en") -> str:
        """Return what is corrected, with the inputs."""


@dataclass(frozen=True, slots=True)
class RangeRestriction:
    """Direct range restriction with ratio of standard deviations `u` (`thorndike_2`)."""

    u: float
    name: str = field(default="thorndike-2/1", init=False)

    def apply(self, r: float) -> float:
        """Return the correlation among all applicants."""
        return thorndike_2(r, self.u)

    def explain(self, language: Language = "en") -> str:
        """Return what is corrected, with its input."""
        return {
            "en": "for selection on this score (spread among the selected {u} of that among applicants)",
            "nl": ("voor selectie op deze score (spreiding onder gekozenen {u} van die onder sollicitanten)"),
        }[language].format(u=number(self.u, language))


@dataclass(frozen=True, slots=True, kw_only=True)
class IndirectRangeRestriction:
    """Selection on another variable z that was recorded (`thorndike_3`)."""

    r_xz: float
    r_yz: float
    u: float
    name: str = field(default="thorndike-3/1", init=False)

    def apply(self, r: float) -> float:
        """Return the correlation among all applicants."""
        return thorndike_3(r, r_xz=self.r_xz, r_yz=self.r_yz, u=self.u)

    def explain(self, language: Language = "en") -> str:
        """Return what is corrected, with its inputs."""
        return {
            "en": ("for selection on another score (r with this one {a}, with the outcome {b}, u {u})"),
            "nl": ("voor selectie op een andere score (r met deze {a}, met de uitkomst {b}, u {u})"),
        }[language].format(
            a=number(self.r_xz, language), b=number(self.r_yz, language), u=number(self.u, language)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Attenuation:
    """Unreliable measurement of the outcome, and of the predictor where stated (`attenuation`)."""

    outcome_reliability: float
    predictor_reliability: float = 1.0
    name: str = field(default="attenuation/1", init=False)

    def apply(self, r: float) -> float:
        """Return the correlation with perfectly measured outcome (and predictor)."""
        return attenuation(
            r,
            outcome_reliability=self.outcome_reliability,
            predictor_reliability=self.predictor_reliability,
        )

    def explain(self, language: Language = "en") -> str:
        """Return what is corrected, with its inputs."""
        return {
            "en": "for how reliably the outcome ({y}) and the score ({x}) were measured",
            "nl": "voor hoe betrouwbaar de uitkomst ({y}) en de score ({x}) gemeten zijn",
        }[language].format(
            y=number(self.outcome_reliability, language), x=number(self.predictor_reliability, language)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedValidity:
    """The observed validity and the value after each correction, in order.

    `steps` pairs each correction with the validity after it; `corrected` is the last of them. Intervals are
    the observed interval carried through the same corrections: the inputs are taken as known.
    """

    observed: Estimate
    steps: tuple[tuple[Correction, Estimate], ...]
    method: str = "corrected-validity/1"
    caveats: tuple[Caveat, ...] = field(default=())

    @property
    def corrected(self) -> Estimate:
        """The validity after all corrections."""
        return self.steps[-1][1] if self.steps else self.observed

    @property
    def n(self) -> int:
        """People behind the observed validity."""
        return self.observed.n

    def explain(self, language: Language = "en") -> str:
        """Return the observed validity first, then each correction with its inputs."""
        start, then = {
            "en": ("Observed validity: {}", "Corrected {}: {}"),
            "nl": ("Waargenomen validiteit: {}", "Gecorrigeerd {}: {}"),
        }[language]
        told = [start.format(self.observed.explain(language))]
        for correction, estimate in self.steps:
            told.append(then.format(correction.explain(language), estimate.explain(language)))
        return " ".join([*told, *(found.explain(language) for found in self.caveats)])


def correct_validity(observed: Estimate, *corrections: Correction) -> CorrectedValidity:
    """Apply corrections to an observed validity one after the other, keeping every step.

    The order matters. When the outcome's reliability was measured among the selected, correct for attenuation
    first and for range restriction after [1]_.

    Parameters
    ----------
    observed
        From `observed_validity` or `correlation_estimate`.
    corrections
        `Attenuation`, `RangeRestriction`, `IndirectRangeRestriction`, in the order to apply.

    References
    ----------
    .. [1] sackett2022, and hunter2004, chapter 3.
    """
    steps: list[tuple[Correction, Estimate]] = []
    now = observed
    for correction in corrections:
        now = Estimate(
            estimate=correction.apply(now.estimate),
            low=_carry(correction, now.low),
            high=_carry(correction, now.high),
            n=observed.n,
            method=correction.name,
            confidence=observed.confidence,
        )
        steps.append((correction, now))
    found = (caveat("inputs_as_known"),) if corrections else ()
    return CorrectedValidity(observed=observed, steps=tuple(steps), caveats=found)


def _carry(correction: Correction, bound: float) -> float:
    """A bound through a correction; where no correlation corresponds to it the interval ends at ±1."""
    try:
        return correction.apply(bound)
    except ScienceError:
        return 1.0 if bound > 0 else -1.0
