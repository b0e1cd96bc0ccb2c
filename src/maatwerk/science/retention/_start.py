"""A model before any outcome: what experts and publications say, around a stated rate."""

import math
from collections.abc import Mapping, Sequence
from statistics import NormalDist

from maatwerk.science.errors import ScienceError
from maatwerk.science.results import caveat
from maatwerk.science.retention._evidence import Feature
from maatwerk.science.retention._fitted import FittedHazard
from maatwerk.science.retention._prior import FeaturePrior, Prior

LEVEL_SD = 0.5  # a stated turnover rate is off by a factor 0.44 to 2.3 in odds, 9 times in 10
_REACH = 4.0  # SDs around the norm's mean within which values are taken as they are


def fitted_from_prior(
    prior: Prior,
    norms: Mapping[str, tuple[float, float]],
    *,
    share_staying: float,
    at_months: float = 12.0,
    horizons: Sequence[float] = (3.0, 6.0, 9.0, 12.0),
    level_sd: float = LEVEL_SD,
    confidence: float = 0.90,
) -> FittedHazard:
    """Deploy expert weights for an organisation that has no outcomes yet.

    Parameters
    ----------
    prior
        Beliefs; their means become the weights, their SDs the uncertainty.
    norms
        Mean and SD of each feature in its norm group.
    share_staying
        Share of hires that is stated to be there after `at_months` months, in (0, 1); the hazard is taken
        as constant.
    level_sd
        How unsure that statement is, in log-odds of leaving per month.

    Returns
    -------
    FittedHazard
        With n = 0 and the caveat ``prior_only``. Values are held within 4 SD of the norm's mean.

    Raises
    ------
    ScienceError
        A feature without norm, an SD that is not positive, a share that is not between 0 and 1.
    """
    if not 0 < share_staying < 1 or at_months <= 0:
        raise ScienceError(
            "share_staying", "between 0 and 1, after a positive number of months", share_staying
        )
    missing = [name for name in prior.names if name not in norms]
    if missing:
        raise ScienceError("norms", "a mean and SD for each feature", f"none for {missing[0]}")
    months = math.ceil(max(horizons))
    # (1 − hazard)^at_months = share staying
    hazard = -math.expm1(math.log(share_staying) / at_months)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    size = months + len(prior.features)
    covariance = [[0.0] * size for _ in range(size)]
    for i in range(months):
        for j in range(months):
            covariance[i][j] = level_sd**2  # one doubt about the level, the same in every month
    for k, belief in enumerate(prior.features):
        covariance[months + k][months + k] = belief.sd**2
    return FittedHazard(
        features=tuple(_feature(belief, *norms[belief.name], z) for belief in prior.features),
        baseline=(math.log(hazard / (1 - hazard)),) * months,
        covariance=tuple(tuple(row) for row in covariance),
        horizons=tuple(float(h) for h in horizons),
        base_rate=(),
        n=0,
        n_left=0,
        confidence=confidence,
        caveats=(caveat("prior_only"),),
    )


def _feature(belief: FeaturePrior, mean: float, sd: float, z: float) -> Feature:
    """Deploy one belief on its norm."""
    if not (math.isfinite(mean) and math.isfinite(sd) and sd > 0):
        raise ScienceError(f"norms[{belief.name!r}]", "a finite mean and a positive SD", (mean, sd))
    low, high = belief.mean - z * belief.sd, belief.mean + z * belief.sd
    return Feature(
        name=belief.name,
        mean=mean,
        sd=sd if belief.scale == "sd" else 1.0,
        low=mean - _REACH * sd,
        high=mean + _REACH * sd,
        weight=belief.mean,
        weight_low=max(low, 0.0) if belief.direction > 0 else low,
        weight_high=min(high, 0.0) if belief.direction < 0 else high,
        prior_mean=belief.mean,
        prior_sd=belief.sd,
        direction=belief.direction,
        group=belief.group,
        source=belief.source,
    )
