"""Item response models: calibration, scoring, fit, information, linking and differential functioning.

Everything uses one form: P(answer is the k-th category or higher) = logistic(slope · theta + intercept_k).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maatwerk.science.irt._calibration import Calibration, ItemParameters, Population
    from maatwerk.science.irt._model import GradedResponseModel
    from maatwerk.science.irt._scoring import Scores, score

_HOME = {
    "Calibration": "_calibration",
    "ItemParameters": "_calibration",
    "Population": "_calibration",
    "GradedResponseModel": "_model",
    "Scores": "_scoring",
    "score": "_scoring",
}

__all__ = ["Calibration", "GradedResponseModel", "ItemParameters", "Population", "Scores", "score"]


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use, so that importing the front door stays fast."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
