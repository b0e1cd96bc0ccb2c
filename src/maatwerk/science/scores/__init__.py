"""Classical test theory: reliability, agreement, norms and item statistics.

Responses are arrays of shape (n_people, n_items); NaN means "not answered" and is never counted as wrong.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maatwerk.science.scores._agreement import cohen_kappa, contingency, fleiss_kappa
    from maatwerk.science.scores._gates import Gate, norm_gate, reliability_gate
    from maatwerk.science.scores._icc import (
        IntraclassCorrelation,
        intraclass_correlations,
        panel_correlations,
    )
    from maatwerk.science.scores._items import ItemStatistics, item_statistics
    from maatwerk.science.scores._norms import NormalNorm, NormScore, NormTable, norm_table, percentile_band
    from maatwerk.science.scores._omega import OmegaHierarchical, omega_hierarchical, omega_total
    from maatwerk.science.scores._reliability import (
        cronbach_alpha,
        score_interval,
        spearman_brown,
        spearman_brown_length,
        standard_error_of_measurement,
        true_score_interval,
    )
    from maatwerk.science.scores._response_quality import ResponseQuality, response_quality

_HOME = {
    "NormalNorm": "_norms",
    "percentile_band": "_norms",
    "ResponseQuality": "_response_quality",
    "response_quality": "_response_quality",
    "cohen_kappa": "_agreement",
    "contingency": "_agreement",
    "fleiss_kappa": "_agreement",
    "Gate": "_gates",
    "norm_gate": "_gates",
    "reliability_gate": "_gates",
    "IntraclassCorrelation": "_icc",
    "intraclass_correlations": "_icc",
    "panel_correlations": "_icc",
    "ItemStatistics": "_items",
    "item_statistics": "_items",
    "NormScore": "_norms",
    "NormTable": "_norms",
    "norm_table": "_norms",
    "OmegaHierarchical": "_omega",
    "omega_hierarchical": "_omega",
    "omega_total": "_omega",
    "cronbach_alpha": "_reliability",
    "score_interval": "_reliability",
    "spearman_brown": "_reliability",
    "spearman_brown_length": "_reliability",
    "standard_error_of_measurement": "_reliability",
    "true_score_interval": "_reliability",
}

__all__ = [  # the literal list that type checkers and readers need
    "Gate",
    "IntraclassCorrelation",
    "ItemStatistics",
    "NormScore",
    "NormTable",
    "NormalNorm",
    "OmegaHierarchical",
    "ResponseQuality",
    "cohen_kappa",
    "contingency",
    "cronbach_alpha",
    "fleiss_kappa",
    "intraclass_correlations",
    "item_statistics",
    "norm_gate",
    "norm_table",
    "omega_hierarchical",
    "omega_total",
    "panel_correlations",
    "percentile_band",
    "reliability_gate",
    "response_quality",
    "score_interval",
    "spearman_brown",
    "spearman_brown_length",
    "standard_error_of_measurement",
    "true_score_interval",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use, so that importing the front door stays fast."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
