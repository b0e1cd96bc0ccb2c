"""What is believed about each feature before any outcome: a mean, how sure, and perhaps a direction."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from statistics import NormalDist
from typing import Literal, Self

from maatwerk.science.errors import ScienceError

WEAK_SD = 0.5  # one SD of evidence changes the monthly odds of leaving by a factor 0.44 to 2.3, 9 times in 10

# Gignac & Szodorai (2016), from 708 meta-analytic correlations between individual differences: the 25th,
# 50th and 75th percentile are .11, .19 and .29; they advise .10, .20 and .30 as small, typical and large
IMPORTANCE_VALIDITY = {0: 0.0, 1: 0.10, 2: 0.20, 3: 0.30}
IMPORTANCE_SD = 0.10  # half the distance between neighbouring statements would be .05; experts err more

Outcome = Literal["staying", "performing"]

_GUMBEL_SD = math.pi / math.sqrt(
    6
)  # SD of log tenure at a constant hazard: Kalbfleisch & Prentice (2002), 2.2.1
_LOGISTIC_SD = math.pi / math.sqrt(3)  # SD of the latent rating in a proportional odds model


@dataclass(frozen=True, slots=True, kw_only=True)
class FeaturePrior:
    """Belief about one feature's weight: log-odds of *leaving* in a month, per standard deviation.

    In a model of performance the same shape holds log-odds of a *higher rating*.

    Attributes
    ----------
    mean, sd
        Normal belief about the weight. Negative: people with more of it stay longer.
    direction
        Constraint a psychologist states: −1 the weight may not be positive (more of it never makes anybody
        leave sooner), +1 it may not be negative, 0 free.
    scale
        ``"sd"``: per standard deviation of the feature; ``"unit"``: per unit, for the 0/1 columns of a
        category, so that rare levels are drawn to the mean more than common ones.
    group
        Name of the category whose columns belong together, or "".
    source
        Where the belief comes from (a publication, an expert's name and date), or "".
    """

    name: str
    mean: float = 0.0
    sd: float = WEAK_SD
    direction: Literal[-1, 0, 1] = 0
    scale: Literal["sd", "unit"] = "sd"
    group: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not self.name:
            raise ScienceError("name", "a name", "an empty string")
        if not math.isfinite(self.mean):
            raise ScienceError("mean", "finite", self.mean)
        if not (math.isfinite(self.sd) and self.sd > 0):
            raise ScienceError("sd", "positive and finite", self.sd)
        if self.direction not in (-1, 0, 1):
            raise ScienceError("direction", "-1, 0 or 1", self.direction)
        if self.mean * self.direction < 0:
            raise ScienceError("mean", f"on the side of its direction ({self.direction:+d})", self.mean)
        if self.scale not in ("sd", "unit"):
            raise ScienceError("scale", "'sd' or 'unit'", repr(self.scale))

    @classmethod
    def from_validity(
        cls,
        name: str,
        validity: float,
        *,
        validity_sd: float,
        outcome: Outcome = "staying",
        share_staying: float | None = None,
        direction: Literal[-1, 0, 1] = 0,
        source: str = "",
    ) -> Self:
        """Turn a published validity and its SD between studies into a belief; see `weight_from_validity`."""
        if not (math.isfinite(validity_sd) and validity_sd > 0):
            raise ScienceError("validity_sd", "positive", validity_sd)
        mean = weight_from_validity(validity, outcome=outcome, share_staying=share_staying)
        # delta method: β = c ρ / √(1 − ρ²) has slope c (1 − ρ²)^(−3/2), and 1 − ρ² = c² / (c² + β²)
        spread = _GUMBEL_SD if outcome == "staying" else _LOGISTIC_SD
        slope = spread * (1.0 + (mean / spread) ** 2) ** 1.5
        sd = slope * validity_sd * _biserial_factor(share_staying)
        return cls(name=name, mean=mean, sd=sd, direction=direction, source=source)

    @classmethod
    def from_importance(
        cls,
        name: str,
        importance: int,
        *,
        helps: bool = True,
        constrain: bool = False,
        outcome: Outcome = "staying",
        source: str = "",
    ) -> Self:
        """Turn an expert's statement (0 none, 1 slight, 2 typical, 3 strong) into a belief about the weight.

        The four statements are read as validities 0, .10, .20 and .30: the small, typical and large
        correlation in research on individual differences [1]_. `helps`: more of it makes people stay
        (or perform); `constrain`: the expert also excludes the opposite direction.

        References
        ----------
        .. [1] gignac2016
        """
        if importance not in IMPORTANCE_VALIDITY:
            raise ScienceError("importance", "0 (none), 1 (slight), 2 (typical) or 3 (strong)", importance)
        validity = IMPORTANCE_VALIDITY[importance] * (1 if helps else -1)
        side: Literal[-1, 0, 1] = 0
        if constrain:
            side = -1 if helps == (outcome == "staying") else 1
        return cls.from_validity(
            name, validity, validity_sd=IMPORTANCE_SD, outcome=outcome, direction=side, source=source
        )


@dataclass(frozen=True, slots=True)
class Prior:
    """Beliefs about all features of a model, in the order of its columns."""

    features: tuple[FeaturePrior, ...]

    def __post_init__(self) -> None:
        if not self.features:
            raise ScienceError("features", "at least one feature", "none")
        if len(set(self.names)) != len(self.features):
            raise ScienceError("features", "features with different names", "a name twice")

    @classmethod
    def weak(
        cls,
        names: Iterable[str],
        *,
        sd: float = WEAK_SD,
        directions: Mapping[str, Literal[-1, 0, 1]] | None = None,
    ) -> Self:
        """Believe nothing in particular: mean 0, the same standard deviation for all."""
        stated = directions or {}
        return cls(tuple(FeaturePrior(name=name, sd=sd, direction=stated.get(name, 0)) for name in names))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the features, in order."""
        return tuple(feature.name for feature in self.features)

    @property
    def is_sourced(self) -> bool:
        """Whether every belief that is not simply "nothing known" says where it comes from."""
        stated = [feature for feature in self.features if feature.mean != 0]
        return bool(stated) and all(feature.source for feature in stated)

    def scaled(self, factor: float) -> Self:
        """Return the same means held `1 / factor` times as firmly: standard deviations × `held(mean, factor)`."""
        if not (math.isfinite(factor) and factor > 0):
            raise ScienceError("factor", "positive and finite", factor)
        return type(self)(
            tuple(replace(feature, sd=feature.sd * held(feature.mean, factor)) for feature in self.features)
        )

    def to_dict(self) -> list[dict[str, object]]:
        """Return plain JSON-able values."""
        return [asdict(feature) for feature in self.features]

    @classmethod
    def from_dict(cls, stored: Iterable[Mapping[str, object]]) -> Self:
        """Rebuild from `to_dict`."""
        return cls(tuple(FeaturePrior(**feature) for feature in stored))  # type: ignore[arg-type]


def held(mean: float, strength: float) -> float:
    """Factor on a belief's standard deviation when the prior's strength is `strength`.

    Below 1, "nothing in particular" (mean 0) is held more firmly, which shrinks towards no effect. A stated
    expectation is never held more firmly than whoever stated it: out of sample the experts may be right on
    the whole, and a firm prior win, while one of their beliefs is wrong and outcomes must be able to show it.
    """
    return strength if mean == 0 else max(1.0, strength)


def weight_from_validity(
    validity: float, *, outcome: Outcome = "staying", share_staying: float | None = None
) -> float:
    """Convert a validity into a weight: log-odds per standard deviation of the predictor.

    *Staying.* At a constant hazard exp(βx), log tenure is −βx plus a Gumbel error of SD π/√6 [1]_. Its
    correlation with a standardised x is ρ = −β / √(β² + π²/6), so β = −(π/√6) · ρ / √(1 − ρ²). Monthly
    hazards are small, so log-hazard and log-odds hardly differ. *Performing.* The rating is a cut latent
    variable with logistic error of SD π/√3: β = (π/√3) · ρ / √(1 − ρ²), the conversion from correlations
    to log odds ratios in [2]_.

    Parameters
    ----------
    validity
        Correlation in (−1, 1) with (log) tenure or the latent tendency to stay, or with performance;
        positive: more of it, longer stays or higher ratings. Corrected or not: say so in the source.
    share_staying : float, optional
        When the published correlation is with *stayed or left* (point-biserial), the share that stayed:
        the correlation is first made biserial [3]_.

    Returns
    -------
    float
        For staying, negative when the validity is positive (log-odds of *leaving*).

    References
    ----------
    .. [1] kalbfleisch2002, section 2.2.1
    .. [2] hasselblad1995
    .. [3] pearson1909
    """
    rho = validity * _biserial_factor(share_staying)
    if not -1 < rho < 1:
        raise ScienceError("validity", "between -1 and 1 (after becoming biserial)", f"{rho:g}")
    if outcome not in ("staying", "performing"):
        raise ScienceError("outcome", "'staying' or 'performing'", repr(outcome))
    spread = -_GUMBEL_SD if outcome == "staying" else _LOGISTIC_SD
    return spread * rho / math.sqrt(1 - rho * rho)


def _biserial_factor(share_staying: float | None) -> float:
    """√(pq) / φ(Φ⁻¹(p)): what makes a point-biserial correlation biserial."""
    if share_staying is None:
        return 1.0
    if not 0 < share_staying < 1:
        raise ScienceError("share_staying", "between 0 and 1", share_staying)
    normal = NormalDist()
    return math.sqrt(share_staying * (1 - share_staying)) / normal.pdf(normal.inv_cdf(share_staying))
