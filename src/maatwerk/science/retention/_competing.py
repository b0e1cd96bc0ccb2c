"""Why people leave: one hazard per reason, and the chance of having left for each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.estimator import Estimator
from maatwerk.science.evaluation._checks import Floats, check_vector
from maatwerk.science.retention._batch import linear_predictors
from maatwerk.science.retention._fitted import FittedHazard
from maatwerk.science.retention._hazard import FOLLOW_UP, HORIZONS, HazardModel
from maatwerk.science.retention._prior import Prior
from maatwerk.science.retention._standardise import check_matrix

_EDGE = 35.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Incidence:
    """Chance of having left for each reason, and of still being there; together 1.

    `left[reason]` and `staying` have shape (n, horizons).
    """

    left: dict[str, Floats]
    staying: Floats
    horizons: tuple[float, ...]


class CompetingHazards(Estimator):
    """One `HazardModel` per reason of leaving (for instance voluntary and dismissed).

    In each month a person stays or leaves for one of the reasons: a multinomial logit with *staying* as
    reference. It is estimated by separate binary regressions, each on the people who stayed or left for
    that reason in the month [1]_: someone who left for another reason counts for the months before.

    Parameters
    ----------
    prior : Prior or mapping of reason to Prior
        Belief per feature; one for all reasons, or one each.
    horizons, follow_up, strength, confidence
        As in `HazardModel`.

    Attributes
    ----------
    models_ : dict of reason to HazardModel
        Each has its own weights, intervals and deployed form.

    References
    ----------
    .. [1] begg1984
    """

    def __init__(
        self,
        prior: Prior | Mapping[str, Prior],
        *,
        horizons: Sequence[float] = HORIZONS,
        follow_up: int = FOLLOW_UP,
        strength: float = 1.0,
        confidence: float = 0.90,
    ) -> None:
        self.prior = prior
        self.horizons = horizons
        self.follow_up = follow_up
        self.strength = strength
        self.confidence = confidence

    def fit(
        self,
        X: ArrayLike,
        tenure: ArrayLike,
        reason: Sequence[str | None],
        *,
        persons: ArrayLike | None = None,
    ) -> Self:
        """Learn the weights of every reason that occurs.

        Parameters
        ----------
        reason : sequence of length n
            Why each person left; None or "" for who is still there.

        Raises
        ------
        InsufficientDataError
            Nobody left.
        """
        months = check_vector("tenure", tenure)
        labels = np.array([label or "" for label in reason])
        if labels.shape != months.shape:
            raise ScienceError("reason", f"one per tenure ({len(months)})", f"{len(labels)}")
        reasons = [str(label) for label in np.unique(labels) if label]
        if not reasons:
            raise InsufficientDataError("reason", "given for at least one person who left", "none")
        matrix = check_matrix(X, len(self._prior_of(reasons[0]).names), rows=len(months))
        self.models_ = {}
        for label in reasons:
            # in the month of leaving for another reason a person is not in the risk set
            other = (labels != "") & (labels != label)
            known = np.where(other, np.maximum(np.ceil(months) - 1, 0), months)
            options = {k: v for k, v in self.get_params().items() if k != "prior"}
            model = HazardModel(self._prior_of(label), **options)
            self.models_[label] = model.fit(matrix, known, labels == label, persons=persons)
        return self

    def predict_incidence(self, X: ArrayLike, horizons: Sequence[float] | None = None) -> Incidence:
        """Return the cumulative chance of each reason at the horizons (whole months), for many people."""
        if not hasattr(self, "models_"):
            raise ScienceError("model", "fitted first", "an unfitted CompetingHazards")
        asked = tuple(float(months) for months in (self.horizons if horizons is None else horizons))
        last = min(len(model.fitted_.baseline) for model in self.models_.values())
        if not asked or any(months != int(months) or not 0 < months <= last for months in asked):
            raise ScienceError("horizons", f"whole months from 1 to {last}", asked)
        odds = {label: _monthly_odds(model.fitted_, X, last) for label, model in self.models_.items()}
        stays = 1.0 / (1.0 + np.sum(list(odds.values()), axis=0))
        there = np.cumprod(stays, axis=1)
        before = np.column_stack([np.ones(len(there)), there[:, :-1]])
        picked = [int(months) - 1 for months in asked]
        left = {label: np.cumsum(before * stays * value, axis=1)[:, picked] for label, value in odds.items()}
        return Incidence(left=left, staying=there[:, picked], horizons=asked)

    def _prior_of(self, reason: str) -> Prior:
        if isinstance(self.prior, Prior):
            return self.prior
        if reason not in self.prior:
            raise ScienceError("prior", f"given for every reason, also {reason!r}", sorted(self.prior))
        return self.prior[reason]


def _monthly_odds(fitted: FittedHazard, X: ArrayLike, months: int) -> Floats:
    """Odds of leaving for one reason against staying, per person and month."""
    total = linear_predictors(fitted, X).sum(axis=1)
    return np.asarray(np.exp(np.clip(np.array(fitted.baseline[:months]) + total[:, None], -_EDGE, _EDGE)))
