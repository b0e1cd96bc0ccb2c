"""Inverse probability of censoring: who is still observed stands in for those who no longer are."""

import numpy as np

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.evaluation._checks import Floats, Histories
from maatwerk.science.evaluation._survival import survival_curve

LEAST_OBSERVED = 0.02  # a person who stands for more than fifty others makes any average meaningless


def censoring_weights(known: Histories, *, until: float | None = None) -> Floats:
    """Return 1 / P(still observed just before the tenure ended), 0 for tenures beyond `until`."""
    observed = _still_observed_before(known, known.tenure)
    inside = np.ones(len(observed), dtype=bool) if until is None else known.tenure < until
    used = inside & known.event
    if used.any() and observed[used].min() < LEAST_OBSERVED:
        raise InsufficientDataError(
            "until", f"months that at least {LEAST_OBSERVED:.0%} of the people were followed", until
        )
    return np.where(inside, 1.0 / np.maximum(observed, LEAST_OBSERVED), 0.0)


def horizon_weights(known: Histories, horizon: float) -> tuple[Floats, Floats]:
    """Return who had left by `horizon` (0/1) and the weight with which each row speaks for the rest.

    Left by then: 1/G(tenure−). Seen to be there at the horizon: 1/G(horizon−). Censored before: 0.
    G is the product-limit estimate of still being observed (Graf et al. 1999, section 3).
    """
    check_horizon(known, horizon)
    left = known.event & (known.tenure <= horizon)
    stayed = ~left & (known.tenure >= horizon)
    observed = _still_observed_before(known, np.minimum(known.tenure, horizon))
    if observed[left | stayed].min() < LEAST_OBSERVED:
        raise InsufficientDataError(
            "horizon", f"months that at least {LEAST_OBSERVED:.0%} of the people were followed", horizon
        )
    weights = np.where(left | stayed, 1.0 / np.maximum(observed, LEAST_OBSERVED), 0.0)
    return left.astype(np.float64), weights


def check_horizon(known: Histories, horizon: float) -> None:
    """Refuse a horizon that nobody was followed to, or at which nobody's state is known."""
    if not np.isfinite(horizon) or horizon <= 0:
        raise ScienceError("horizon", "a positive number of months", horizon)
    if known.tenure.max() < horizon:
        raise InsufficientDataError(
            "horizon", f"at most the follow-up of {known.tenure.max():g} months", horizon
        )


def _still_observed_before(known: Histories, months: Floats) -> Floats:
    """P(not censored before each time), left-continuous; leaving at a time goes before censoring at it."""
    if known.event.all():
        return np.ones_like(months)
    # whoever left at t can no longer be censored at t: censorings are put just after, so that leavers of the
    # same time are not among those at risk of it (as R's prodlim with reverse = TRUE)
    tenure = np.where(known.event, known.tenure, np.nextafter(known.tenure, np.inf))
    curve = survival_curve(tenure, ~known.event)
    steps = np.concatenate([[1.0], curve.survival])
    return np.asarray(steps[np.searchsorted(curve.times, months, side="left")])
