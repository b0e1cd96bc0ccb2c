"""A fitted hazard as it is deployed: plain floats, no array library, the same answer on every replay."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Self

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.results import Caveat, caveat
from maatwerk.science.retention._evidence import (
    DIGITS,
    EDGE,
    Feature,
    contributions,
    evidence_caveats,
    evidence_variance,
    quadratic_form,
)
from maatwerk.science.retention._prediction import Contribution, Outlook, Prediction

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from maatwerk.science.evaluation._checks import Floats

METHOD = "retention-hazard/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedHazard:
    """Monthly hazard of leaving: baseline log-odds per month plus additive weights, with their covariance.

    Attributes
    ----------
    features
        In the order of the columns that the model was fitted on.
    baseline
        Log-odds of leaving in month 1, 2, … for a person with average evidence.
    covariance
        Posterior covariance of (baseline months…, weights…), in that order.
    horizons
        Months for which advice is given; at most ``len(baseline)``.
    base_rate
        Kaplan–Meier share of the history still there at each horizon, with interval.
    n, n_left
        Persons in the history and how many left.
    by_outcome
        The history was sampled on the outcome: ranking and weights hold, absolute rates are withheld.
    """

    features: tuple[Feature, ...]
    baseline: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    horizons: tuple[float, ...]
    base_rate: tuple[Outlook, ...]
    n: int
    n_left: int
    by_outcome: bool = False
    confidence: float = 0.90
    method: str = METHOD
    caveats: tuple[Caveat, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the features, in order."""
        return tuple(feature.name for feature in self.features)

    def advise(
        self,
        values: Mapping[str, float | None],
        *,
        standard_errors: Mapping[str, float] | None = None,
    ) -> Prediction:
        """Predict for one person from named evidence.

        The same model and values give the same numbers on every run: sums are exactly rounded
        (`math.fsum`), so no order of adding matters, and results are rounded to 12 decimals.

        Parameters
        ----------
        values
            Evidence by feature name. None, NaN or an absent name is missing: it contributes 0 (the
            person counts as average there), the interval widens by what the value could have changed,
            and a caveat says so. A value outside what history has shown counts as the nearest value
            that it has shown, with a caveat.
        standard_errors
            Standard errors of measurement, in the feature's unit; they widen the interval.

        Raises
        ------
        ScienceError
            A value that is infinite or no number.
        """
        rows = contributions(self.features, values, ("stay", "leave"))
        z = [row.sd_units for row in rows]
        noise = self._evidence_variance(rows, standard_errors or {})
        total = math.fsum(row.log_odds for row in rows)
        half = self._z() * math.sqrt(quadratic_form(z, self.covariance, len(self.baseline)) + noise)
        shown = () if self.by_outcome else self.horizons
        return Prediction(
            estimates=tuple(self._outlook(months, total, z, noise) for months in shown),
            contributions=rows,
            log_odds=total,
            log_odds_low=round(total - half, DIGITS),
            log_odds_high=round(total + half, DIGITS),
            reference=tuple(self._outlook(months, 0.0, [0.0] * len(z), 0.0) for months in shown),
            base_rate=() if self.by_outcome else self.base_rate,
            n=self.n,
            n_left=self.n_left,
            method=self.method,
            confidence=self.confidence,
            caveats=self.caveats + evidence_caveats(rows),
            unused=tuple(sorted(set(values) - set(self.names))),
            model=self,
        )

    def difference(self, one: Prediction, other: Prediction) -> tuple[float, float]:
        """Log-odds of leaving of `one` minus `other`, and its standard error under the joint posterior.

        What both share (the baseline, the uncertainty about a weight on which they do not differ)
        cancels; evidence that is missing for either widens it.
        """
        pairs = list(zip(one.contributions, other.contributions, strict=True))
        z = [a.sd_units - b.sd_units for a, b in pairs]
        variance = quadratic_form(z, self.covariance, len(self.baseline))
        variance += self._evidence_variance(one.contributions, {}) + self._evidence_variance(
            other.contributions, {}
        )
        return one.log_odds - other.log_odds, math.sqrt(variance)

    def linear_predictor(self, prediction: Prediction, month: int) -> float:
        """Log-odds of leaving in `month` (1, 2, …): the baseline plus the contributions."""
        if not 1 <= month <= len(self.baseline):
            raise ScienceError("month", f"from 1 to {len(self.baseline)}", month)
        return math.fsum([self.baseline[month - 1], *(c.log_odds for c in prediction.contributions)])

    def risk_of(self, X: "ArrayLike") -> "Floats":
        """Return the log-odds of leaving relative to average evidence for many people, shape (n,)."""
        from maatwerk.science.retention._batch import (
            linear_predictors,
        )  # advice on one person needs no arrays

        return linear_predictors(self, X).sum(axis=1)  # type: ignore[no-any-return]

    def survival_of(self, X: "ArrayLike", months: float) -> "Floats":
        """Return the probability of still being there after `months` for many people, shape (n,)."""
        from maatwerk.science.retention._batch import outlooks

        return outlooks(self, X, [months]).estimate[:, 0]

    def null_survival(self, months: float) -> float:
        """Return the share of the history still there after `months`."""
        for outlook in self.base_rate:
            if outlook.months == months:
                return outlook.estimate
        known = [outlook.months for outlook in self.base_rate]
        raise InsufficientDataError("months", f"one of {known}, which the history reaches", months)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON-able values; floats survive JSON exactly (shortest round-trip form)."""
        plain = asdict(self)
        plain["caveats"] = [{"code": c.code, "values": dict(c.values)} for c in self.caveats]
        plain["covariance"] = [list(row) for row in self.covariance]
        return {name: list(value) if isinstance(value, tuple) else value for name, value in plain.items()}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Rebuild from `to_dict`, also after a trip through JSON."""
        if stored.get("method") != METHOD:
            raise ScienceError("method", repr(METHOD), repr(stored.get("method")))
        fields = dict(stored)
        fields["features"] = tuple(Feature(**feature) for feature in stored["features"])
        fields["baseline"] = tuple(stored["baseline"])
        fields["covariance"] = tuple(tuple(row) for row in stored["covariance"])
        fields["horizons"] = tuple(stored["horizons"])
        fields["base_rate"] = tuple(Outlook(**outlook) for outlook in stored["base_rate"])
        fields["caveats"] = tuple(caveat(found["code"], **found["values"]) for found in stored["caveats"])
        return cls(**fields)

    def _z(self) -> float:
        return NormalDist().inv_cdf((1 + self.confidence) / 2)

    def _evidence_variance(self, rows: Sequence[Contribution], errors: Mapping[str, float]) -> float:
        offset = len(self.baseline)
        variances = [self.covariance[offset + k][offset + k] for k in range(len(self.features))]
        return evidence_variance(self.features, rows, variances, errors)

    def _outlook(self, months: float, total: float, z: Sequence[float], noise: float) -> Outlook:
        """Survival to `months` and its interval by the delta method on log(−log S)."""
        shares = [min(1.0, months - month) for month in range(math.ceil(months))]
        logits = [max(-EDGE, min(EDGE, self.baseline[j] + total)) for j in range(len(shares))]
        cumulative = math.fsum(s * math.log1p(math.exp(x)) for s, x in zip(shares, logits, strict=True))
        # d cumulative / d log-odds of month j is share · hazard; a weight moves every month by its z
        slope = [s / (1.0 + math.exp(-x)) for s, x in zip(shares, logits, strict=True)]
        reach = math.fsum(slope)
        gradient = [*slope, *([0.0] * (len(self.baseline) - len(slope))), *(reach * value for value in z)]
        variance = quadratic_form(gradient, self.covariance) + reach * reach * noise
        spread = min(EDGE, self._z() * math.sqrt(variance) / cumulative)
        return Outlook(
            months,
            round(math.exp(-cumulative), DIGITS),
            round(math.exp(-cumulative * math.exp(spread)), DIGITS),
            round(math.exp(-cumulative * math.exp(-spread)), DIGITS),
        )


def predict_one(stored: Mapping[str, Any], values: Mapping[str, float | None]) -> Prediction:
    """Replay: predict from a stored model (`FittedHazard.to_dict`) and named evidence."""
    return FittedHazard.from_dict(stored).advise(values)
