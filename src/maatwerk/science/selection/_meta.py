"""What others found: meta-analysis of validities, and a local study combined with it."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.results import Estimate, Language
from maatwerk.science.selection._corrections import CorrectedValidity
from maatwerk.science.selection._validity import CONFIDENCE, check_confidence, check_correlation, vector
from maatwerk.science.words import number, percent


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidityPrior:
    """What published research says about a predictor's validity before any local study.

    `mean` and `sd` describe how true validities vary between settings, both on the correlation scale;
    `source` names the publication.
    """

    mean: float
    sd: float
    source: str

    def __post_init__(self) -> None:
        check_correlation("mean", self.mean)
        if not 0 < self.sd < 1:
            raise ScienceError("sd", "between 0 and 1, both excluded", repr(self.sd))


@dataclass(frozen=True, slots=True, kw_only=True)
class CombinedValidity:
    """Published prior and local study together; `local_weight` in [0, 1] is the share of the local study."""

    posterior: Estimate
    prior: ValidityPrior
    local: Estimate
    local_weight: float

    def explain(self, language: Language = "en") -> str:
        """Return the combined validity, where it comes from, and how much the local study weighs."""
        sentence = {
            "en": ("Published research expects {mean} (spread {sd}; {source}); {n} people here weigh {w}."),
            "nl": ("Onderzoek verwacht {mean} (spreiding {sd}; {source}); {n} mensen hier wegen {w}."),
        }[language].format(
            mean=number(self.prior.mean, language),
            sd=number(self.prior.sd, language),
            source=self.prior.source,
            n=self.local.n,
            w=percent(self.local_weight, language),
        )
        return f"{self.posterior.explain(language)} {sentence}"


def combine_with_prior(
    local: Estimate | CorrectedValidity | None, prior: ValidityPrior, *, confidence: float = CONFIDENCE
) -> CombinedValidity:
    """Combine a local validity with a published distribution of validities.

    Normal prior times normal likelihood on the correlation scale. The sampling variance of the
    observed r is (1 - mean²)² / (n - 1) with the prior's mean carried back to the observed scale, which does
    not depend on the luck of the local r [1]_; corrections inflate it by the square of corrected / observed.

    Parameters
    ----------
    local
        Observed or corrected validity, on the same footing as the prior (operational with operational); None
        when there is no local study yet.
    prior
        Mean and standard deviation of true validities.
    confidence
        Coverage of the credible interval.

    References
    ----------
    .. [1] brannick2001; newman2007, eq. 1.
    """
    check_confidence(confidence)
    if local is None:
        local = Estimate(estimate=prior.mean, low=-1.0, high=1.0, n=0, method="no-local-study/1")
        variance = np.inf
    elif isinstance(local, CorrectedValidity):
        inflation = _inflation(local)
        variance = _sampling_variance(prior.mean / inflation, local.n) * inflation**2
        local = local.corrected
    else:
        variance = _sampling_variance(prior.mean, local.n)
    weight = prior.sd**2 / (prior.sd**2 + variance)
    mean = prior.mean + weight * (local.estimate - prior.mean)
    half = NormalDist().inv_cdf((1 + confidence) / 2) * prior.sd * sqrt(1 - weight)
    posterior = Estimate(
        estimate=mean,
        low=max(-1.0, mean - half),
        high=min(1.0, mean + half),
        n=local.n,
        method="validity-with-prior/1",
        confidence=confidence,
        caveats=local.caveats,
    )
    return CombinedValidity(posterior=posterior, prior=prior, local=local, local_weight=float(weight))


def _sampling_variance(validity: float, n: int) -> float:
    if n < 4:
        raise InsufficientDataError("local", "of at least 4 people", n)
    return (1 - min(1.0, validity**2)) ** 2 / (n - 1)


def _inflation(local: CorrectedValidity) -> float:
    """How much the corrections stretch the observed correlation; from the interval where r is close to 0."""
    if abs(local.observed.estimate) > 0.01:
        return local.corrected.estimate / local.observed.estimate
    return (local.corrected.high - local.corrected.low) / (local.observed.high - local.observed.low)


@dataclass(frozen=True, slots=True, kw_only=True)
class MetaAnalysis:
    """Bare-bones meta-analysis: mean validity and how true validities vary.

    `observed_variance` is the sample-weighted variance of the coefficients, `error_variance` what sampling
    error alone gives, `sd` the standard deviation of true (uncorrected) validities; `credibility_low` and
    `_high` bound the middle 80 % of them. `k` studies hold `n` people.
    """

    k: int
    n: int
    mean: Estimate
    observed_variance: float
    error_variance: float
    sd: float
    credibility_low: float
    credibility_high: float
    method: str = "hunter-schmidt/1"

    def prior(self, source: str) -> ValidityPrior:
        """Return the distribution as a prior; a spread of 0 is widened to the error of the mean."""
        error = (self.mean.high - self.mean.low) / (2 * NormalDist().inv_cdf((1 + self.mean.confidence) / 2))
        return ValidityPrior(mean=self.mean.estimate, sd=max(self.sd, error, 1e-6), source=source)

    def explain(self, language: Language = "en") -> str:
        """Return the mean and the range of true validities as one plain sentence."""
        return {
            "en": ("{k} studies with {n} people: mean validity {m}; four of five settings {a} to {b}."),
            "nl": ("{k} studies met {n} mensen: gemiddeld {m}; vier van vijf situaties {a} tot {b}."),
        }[language].format(
            k=self.k,
            n=self.n,
            m=number(self.mean.estimate, language),
            a=number(self.credibility_low, language),
            b=number(self.credibility_high, language),
        )


def meta_analysis(r: ArrayLike, n: ArrayLike, *, confidence: float = CONFIDENCE) -> MetaAnalysis:
    """Summarise validities of several studies by Hunter and Schmidt's bare-bones method [1]_.

    Parameters
    ----------
    r, n : (k,)
        Uncorrected correlation and number of people of each study.
    confidence
        Coverage of the interval of the mean.

    References
    ----------
    .. [1] hunter2004, chapter 3: error variance (1 - mean²)² / (mean n - 1).
    """
    values, sizes = vector("r", r), vector("n", n)
    if len(values) != len(sizes) or len(values) < 2:
        raise InsufficientDataError("r", "at least 2 studies, each with its n", (len(values), len(sizes)))
    if (np.abs(values) > 1).any() or (sizes < 2).any():
        raise ScienceError("r", "correlations in [-1, 1] of studies with at least 2 people", "others")
    total = float(sizes.sum())
    mean = float(sizes @ values) / total
    observed = float(sizes @ (values - mean) ** 2) / total
    error = (1 - mean**2) ** 2 / (total / len(values) - 1)
    sd = sqrt(max(0.0, observed - error))
    half = NormalDist().inv_cdf((1 + check_confidence(confidence)) / 2) * sqrt(observed / len(values))
    return MetaAnalysis(
        k=len(values),
        n=round(total),
        mean=Estimate(
            estimate=mean,
            low=mean - half,
            high=mean + half,
            n=round(total),
            method="hunter-schmidt-mean/1",
            confidence=confidence,
        ),
        observed_variance=observed,
        error_variance=error,
        sd=sd,
        credibility_low=mean - 1.2815515655446004 * sd,  # middle 80 % of a normal distribution
        credibility_high=mean + 1.2815515655446004 * sd,
    )
