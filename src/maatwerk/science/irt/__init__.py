"""Item response models: calibration, scoring, fit, information, linking and differential functioning.

Everything uses one form: P(answer is the k-th category or higher) = logistic(slope · theta + intercept_k).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maatwerk.science.irt._calibration import Calibration, ItemParameters, Population
    from maatwerk.science.irt._copying import CopyingScreen, SharedAnswers, copying_screen
    from maatwerk.science.irt._dif import ItemDifference, likelihood_ratio_dif
    from maatwerk.science.irt._dimensionality import ParallelAnalysis, parallel_analysis, polychoric
    from maatwerk.science.irt._drift import ItemDrift, item_drift
    from maatwerk.science.irt._fit_statistics import ItemFit, item_fit
    from maatwerk.science.irt._linking import Linking, link, rescale
    from maatwerk.science.irt._model import GradedResponseModel
    from maatwerk.science.irt._person_fit import LocalDependence, PersonFit, local_dependence, person_fit
    from maatwerk.science.irt._reliability import empirical_reliability, marginal_reliability
    from maatwerk.science.irt._scoring import PersonScore, Scores, score

_HOME = {
    "ItemDrift": "_drift",
    "item_drift": "_drift",
    "CopyingScreen": "_copying",
    "SharedAnswers": "_copying",
    "copying_screen": "_copying",
    "Calibration": "_calibration",
    "ItemParameters": "_calibration",
    "Population": "_calibration",
    "ItemDifference": "_dif",
    "likelihood_ratio_dif": "_dif",
    "ParallelAnalysis": "_dimensionality",
    "parallel_analysis": "_dimensionality",
    "polychoric": "_dimensionality",
    "ItemFit": "_fit_statistics",
    "item_fit": "_fit_statistics",
    "Linking": "_linking",
    "link": "_linking",
    "rescale": "_linking",
    "GradedResponseModel": "_model",
    "LocalDependence": "_person_fit",
    "PersonFit": "_person_fit",
    "local_dependence": "_person_fit",
    "person_fit": "_person_fit",
    "empirical_reliability": "_reliability",
    "marginal_reliability": "_reliability",
    "PersonScore": "_scoring",
    "Scores": "_scoring",
    "score": "_scoring",
}

__all__ = [
    "Calibration",
    "CopyingScreen",
    "GradedResponseModel",
    "ItemDifference",
    "ItemDrift",
    "ItemFit",
    "ItemParameters",
    "Linking",
    "LocalDependence",
    "ParallelAnalysis",
    "PersonFit",
    "PersonScore",
    "Population",
    "Scores",
    "SharedAnswers",
    "copying_screen",
    "empirical_reliability",
    "item_drift",
    "item_fit",
    "likelihood_ratio_dif",
    "link",
    "local_dependence",
    "marginal_reliability",
    "parallel_analysis",
    "person_fit",
    "polychoric",
    "rescale",
    "score",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use, so that importing the front door stays fast."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
