"""Brier score under censoring, and the skill over no model: what is gained over saying the same of all."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError
from maatwerk.science.evaluation._censoring import horizon_weights
from maatwerk.science.evaluation._checks import (
    Floats,
    Histories,
    Ints,
    check_confidence,
    check_groups,
    check_histories,
    check_probabilities,
)
from maatwerk.science.evaluation._resampling import (
    as_generator,
    bootstrap_sums,
    group_sums,
    percentile_estimate,
)
from maatwerk.science.results import Estimate


class BrierSkill(NamedTuple):
    """Brier score of a model and of no model on the same people, and 1 − their ratio."""

    brier: Estimate
    brier_null: Estimate
    skill: Estimate


def brier_losses(known: Histories, survival: Floats, horizon: float) -> Floats:
    """Return each row's weighted squared error; their mean is the score of `ipcw_brier`."""
    left, weights = horizon_weights(known, horizon)
    return np.asarray(weights * (1.0 - left - survival) ** 2)


def ipcw_brier(
    tenure: ArrayLike,
    event: ArrayLike,
    survival: ArrayLike,
    *,
    horizon: float,
    persons: ArrayLike | None = None,
    rng: np.random.Generator | int = 0,
    confidence: float = 0.90,
) -> Estimate:
    """Estimate the mean squared error of predicted survival at a horizon, under censoring.

    Parameters
    ----------
    tenure, event : arrays of shape (n,)
        Months, and 1 for left, 0 for still there.
    survival : array of shape (n,)
        Predicted probability of still being there after `horizon` months, in [0, 1].
    horizon
        Months. Censored exactly at the horizon counts as still there.
    persons : array of shape (n,), optional
        Rows of one person are resampled together.

    Returns
    -------
    Estimate
        In [0, 1], lower is better; percentile interval of a bootstrap over persons.

    References
    ----------
    .. [1] graf1999, section 3
    """
    known = check_histories(tenure, event)
    predicted = check_probabilities("survival", survival, len(known.tenure))
    losses = brier_losses(known, predicted, horizon)
    codes = check_groups("persons", persons, len(losses))
    level = check_confidence(confidence)
    return skill_from_losses(losses, losses, codes, as_generator(rng), confidence=level).brier


def brier_skill(
    tenure: ArrayLike,
    event: ArrayLike,
    survival: ArrayLike,
    survival_null: ArrayLike,
    *,
    horizon: float,
    persons: ArrayLike | None = None,
    rng: np.random.Generator | int = 0,
    confidence: float = 0.90,
) -> BrierSkill:
    """Compare a model's IPCW Brier score with that of no model on the same people.

    The skill 1 − Brier / Brier(no model) is paired: each bootstrap draw resamples persons once and
    computes both scores on them, so what they have in common cancels.

    Parameters
    ----------
    survival, survival_null : arrays of shape (n,)
        Probability of still being there at `horizon` by the model and without it (e.g. Kaplan–Meier
        of the people that the model was fitted on).

    References
    ----------
    .. [1] graf1999, section 4 (explained residual variation)
    """
    known = check_histories(tenure, event)
    model = brier_losses(known, check_probabilities("survival", survival, len(known.tenure)), horizon)
    null = brier_losses(
        known, check_probabilities("survival_null", survival_null, len(known.tenure)), horizon
    )
    codes = check_groups("persons", persons, len(model))
    return skill_from_losses(model, null, codes, as_generator(rng), confidence=check_confidence(confidence))


def skill_from_losses(
    model: Floats, null: Floats, codes: Ints, rng: np.random.Generator, *, confidence: float
) -> BrierSkill:
    """Summarise per-row losses of a model and of no model; one bootstrap serves all three numbers.

    Raises
    ------
    InsufficientDataError
        No model makes no error either: nobody left by the horizon, or everybody, so there is nothing to be better at.
    """
    parts = np.column_stack([model, null, np.ones_like(model)])
    sums = group_sums(parts, codes)
    drawn, whole = bootstrap_sums(sums, rng), sums.sum(axis=0)
    if not min(whole[1], drawn[:, 1].min()) > 0:
        raise InsufficientDataError(
            "event", "people who left by the horizon and people who stayed", "one kind"
        )

    def summary(whole_value: float, draws: Floats, method: str) -> Estimate:
        return percentile_estimate(whole_value, draws, len(sums), method=method, confidence=confidence)

    return BrierSkill(
        summary(whole[0] / whole[2], drawn[:, 0] / drawn[:, 2], "ipcw-brier/1"),
        summary(whole[1] / whole[2], drawn[:, 1] / drawn[:, 2], "ipcw-brier/1"),
        summary(1.0 - whole[0] / whole[1], 1.0 - drawn[:, 0] / drawn[:, 1], "brier-skill/1"),
    )
