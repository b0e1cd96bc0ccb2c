"""Decision curves: is acting on the prediction worth more than treating everybody alike?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import ScienceError
from maatwerk.science.evaluation._censoring import check_horizon
from maatwerk.science.evaluation._checks import Floats, check_histories, check_probabilities
from maatwerk.science.evaluation._survival import survival_curve


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPoint:
    """Net benefit at one threshold, in rightly flagged leavers per person (false flags discounted)."""

    threshold: float
    model: float
    everybody: float
    nobody: float = 0.0
    flagged: int = 0


def decision_curve(
    tenure: ArrayLike,
    event: ArrayLike,
    survival: ArrayLike,
    *,
    horizon: float,
    thresholds: Sequence[float],
) -> tuple[DecisionPoint, ...]:
    """Net benefit of giving extra support to those whose predicted risk of leaving exceeds a threshold [1]_.

    Net benefit = P(flagged, leaves) − P(flagged, stays) · threshold / (1 − threshold), with the share of
    leavers among the flagged from Kaplan–Meier [2]_, so that censored people count for as long as they
    were seen.

    Parameters
    ----------
    survival : array of shape (n,)
        Predicted probability of still being there after `horizon` months.
    thresholds
        Risks of leaving in (0, 1): acting on a false alarm costs threshold / (1 − threshold) as much as
        missing a leaver.

    References
    ----------
    .. [1] vickers2006, equation 1
    .. [2] vickers2008, section 2.2
    """
    known = check_histories(tenure, event)
    risk = 1.0 - check_probabilities("survival", survival, len(known.tenure))
    check_horizon(known, horizon)
    points = []
    for threshold in thresholds:
        if not 0 < threshold < 1:
            raise ScienceError("thresholds", "between 0 and 1", threshold)
        flagged = risk >= threshold
        odds = threshold / (1.0 - threshold)
        points.append(
            DecisionPoint(
                threshold=float(threshold),
                model=_net_benefit(known.tenure, known.event, flagged, horizon, odds),
                everybody=_net_benefit(known.tenure, known.event, np.ones_like(flagged), horizon, odds),
                flagged=int(flagged.sum()),
            )
        )
    return tuple(points)


def _net_benefit(
    tenure: Floats, event: np.ndarray, flagged: np.ndarray, horizon: float, odds: float
) -> float:
    if not flagged.any():
        return 0.0
    curve = survival_curve(tenure[flagged], event[flagged])
    staying = float(curve.at([min(horizon, curve.follow_up)])[0])
    return float(flagged.mean()) * ((1.0 - staying) - staying * odds)
