"""Utility: what a validity is worth, in success rates, in performance and in money."""

from dataclasses import dataclass, field
from math import erfc, exp, inf, pi, sqrt
from statistics import NormalDist

import numpy as np

from maatwerk.science.errors import ScienceError
from maatwerk.science.results import Caveat, Estimate, Language
from maatwerk.science.selection._validity import check_correlation
from maatwerk.science.words import money, percent

_NORMAL = NormalDist()
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(60)


def taylor_russell(validity: float, *, base_rate: float, selection_ratio: float) -> float:
    """Share of the selected who succeed: P(outcome above its cut | score above its cut) [taylor1939]_.

    Parameters
    ----------
    validity
        Correlation of score and outcome among applicants, in [-1, 1]; both normal.
    base_rate, selection_ratio
        Share of applicants who would succeed, and share selected, in (0, 1).

    Returns
    -------
    float
        In [0, 1]; equals `base_rate` when the validity is 0.
    """
    r = check_correlation("validity", validity)
    outcome_cut = -_NORMAL.inv_cdf(_share("base_rate", base_rate))
    score_cut = -_NORMAL.inv_cdf(_share("selection_ratio", selection_ratio))
    return min(1.0, max(0.0, _both_above(score_cut, outcome_cut, r) / selection_ratio))


def _both_above(h: float, k: float, r: float) -> float:
    """P(X > h, Y > k) of a standard bivariate normal: integral over the correlation [drezner1990]_, eq. 3.

    dL/dr = exp(-(h² - 2hkr + k²) / (2(1 - r²))) / (2π sqrt(1 - r²)), with r = sin(t) to tame the end at ±1.
    """
    apart = 0.25 * erfc(h / sqrt(2)) * erfc(k / sqrt(2))
    if r == 0:
        return apart
    end = np.arcsin(r)
    # panels shrink geometrically towards the end, where the integrand may be steep
    edges = end * (1 - np.concatenate([0.5 ** np.arange(0, 30), [0.0]]))
    half = np.diff(edges) / 2
    angles = (edges[:-1] + half)[:, None] + half[:, None] * _NODES
    cosine = np.maximum(np.cos(angles), 1e-300)
    density = np.exp(-(h * h - 2 * h * k * np.sin(angles) + k * k) / (2 * cosine**2))
    return apart + float((half[:, None] * _WEIGHTS * density).sum()) / (2 * pi)


def naylor_shine(validity: float, *, selection_ratio: float) -> float:
    """Mean standardised outcome of the selected: r · ordinate / selection ratio [naylor1965]_."""
    return check_correlation("validity", validity) * mean_score_of_selected(selection_ratio)


def mean_score_of_selected(selection_ratio: float) -> float:
    """Mean standard score of the top share of a normal distribution."""
    cut = -_NORMAL.inv_cdf(_share("selection_ratio", selection_ratio))
    return exp(-cut * cut / 2) / sqrt(2 * pi) / selection_ratio


def _share(argument: str, value: float) -> float:
    if not 0 < value < 1:
        raise ScienceError(argument, "between 0 and 1, both excluded", repr(value))
    return float(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Utility:
    """What selecting with a predictor is worth beside selecting at random, in cents.

    `gain` is the gross worth minus `cost_cents`, with the interval that validity and outcome spread together
    give; `per_hire` divides it by the people hired. `success` is Taylor and Russell's share, where a base
    rate was given.
    """

    gain: Estimate
    per_hire: Estimate
    cost_cents: float
    hired: int
    mean_outcome: float
    success: float | None
    method: str = "brogden-cronbach-gleser/1"
    caveats: tuple[Caveat, ...] = field(default=())

    def explain(self, language: Language = "en") -> str:
        """Return the gain in whole money units with its interval."""
        return {
            "en": (
                "With the figures you gave, selecting with this score is worth {m} (between {a} and {b} with "
                "{c} certainty) beside choosing at random, for {h} people hired; costs are taken off."
            ),
            "nl": (
                "Met de cijfers die u gaf is kiezen met deze score {m} waard (met {c} zekerheid tussen {a} "
                "en "
                "{b}) vergeleken met willekeurig kiezen, bij {h} aannames; de kosten zijn eraf."
            ),
        }[language].format(
            m=money(self.gain.estimate, language),
            a=money(self.gain.low, language),
            b=money(self.gain.high, language),
            c=percent(self.gain.confidence, language),
            h=self.hired,
        )


def utility(
    validity: Estimate,
    *,
    applicants: int,
    hired: int,
    sd_outcome_cents: float | Estimate,
    years: float = 1.0,
    cost_per_applicant_cents: float = 0.0,
    base_rate: float | None = None,
) -> Utility:
    """Value of a selection procedure in money: Brogden, Cronbach and Gleser's model [1]_.

    gain = hired · years · validity · SD of yearly outcome · mean score of the selected - applicants · cost.

    Parameters
    ----------
    validity
        Among applicants, with its interval; standard errors are read off the intervals.
    applicants, hired
        People tested and people hired from them, best score first.
    sd_outcome_cents
        Worth of one standard deviation of yearly performance, in cents; an `Estimate` when uncertain.
    years
        Mean years a hire stays.
    cost_per_applicant_cents
        Cost of testing one applicant.
    base_rate
        Share of applicants who would succeed, for Taylor and Russell's share.

    References
    ----------
    .. [1] brogden1949; cronbach1965, p. 39; variance of the product: goodman1960, eq. 2.
    """
    if not 0 < hired < applicants:
        raise ScienceError("hired", f"above 0 and below {applicants} applicants", hired)
    if not 0 < years < inf:
        raise ScienceError("years", "above 0", years)
    ratio = hired / applicants
    sd = sd_outcome_cents if isinstance(sd_outcome_cents, Estimate) else _exactly(float(sd_outcome_cents))
    if not 0 < sd.estimate < inf:
        raise ScienceError("sd_outcome_cents", "above 0", sd.estimate)
    scale = hired * years * mean_score_of_selected(ratio)
    cost = applicants * cost_per_applicant_cents
    half = scale * _product_half_width(validity, sd)
    middle = scale * validity.estimate * sd.estimate - cost
    gain = Estimate(
        estimate=middle,
        low=middle - half,
        high=middle + half,
        n=validity.n,
        method="brogden-cronbach-gleser/1",
        confidence=validity.confidence,
        caveats=validity.caveats,
    )
    success = None
    if base_rate is not None:
        success = taylor_russell(validity.estimate, base_rate=base_rate, selection_ratio=ratio)
    return Utility(
        gain=gain,
        per_hire=_divided(gain, hired),
        cost_cents=cost,
        hired=hired,
        mean_outcome=naylor_shine(validity.estimate, selection_ratio=ratio),
        success=success,
        caveats=validity.caveats,
    )


def _exactly(value: float) -> Estimate:
    return Estimate(estimate=value, low=value, high=value, n=0, method="given/1")


def _standard_error(estimate: Estimate) -> float:
    return (estimate.high - estimate.low) / (2 * _NORMAL.inv_cdf((1 + estimate.confidence) / 2))


def _product_half_width(first: Estimate, second: Estimate) -> float:
    """Half width of the interval of a product of two independent estimates (Goodman's exact variance)."""
    a, b = _standard_error(first), _standard_error(second)
    variance = (first.estimate * b) ** 2 + (second.estimate * a) ** 2 + (a * b) ** 2
    return _NORMAL.inv_cdf((1 + first.confidence) / 2) * sqrt(variance)


def _divided(estimate: Estimate, by: float) -> Estimate:
    return Estimate(
        estimate=estimate.estimate / by,
        low=estimate.low / by,
        high=estimate.high / by,
        n=estimate.n,
        method=estimate.method,
        confidence=estimate.confidence,
        caveats=estimate.caveats,
    )
