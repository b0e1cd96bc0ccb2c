"""Adverse impact, differential measurement and prediction: what was measured, on how many, how sure."""

from maatwerk.science.fairness._adverse_impact import AdverseImpact, OneSelection, adverse_impact
from maatwerk.science.fairness._counts import FOUR_FIFTHS
from maatwerk.science.fairness._dif_screen import DifScreen, dif_screen
from maatwerk.science.fairness._frontier import Frontier, Weighting, impact_ratio, validity_impact_frontier
from maatwerk.science.fairness._impact_parts import ImpactByPart, impact_by_part
from maatwerk.science.fairness._impact_results import GroupRow, ImpactTable
from maatwerk.science.fairness._impact_table import (
    SMALLEST_CELL,
    impact_table,
    impact_tables,
    impact_tables_from_counts,
)
from maatwerk.science.fairness._local_law import (
    LocalLawAudit,
    LocalLawRow,
    LocalLawTable,
    local_law_144,
    local_law_144_from_counts,
)
from maatwerk.science.fairness._mantel_haenszel import MantelHaenszel, mantel_haenszel, mantel_haenszel_dif
from maatwerk.science.fairness._mantel_rating import RatingDif, mantel_rating_dif
from maatwerk.science.fairness._monitoring import ImpactMonitor, ImpactWatch, monitor_impact
from maatwerk.science.fairness._prediction import DifferentialPrediction, differential_prediction
from maatwerk.science.fairness._proxy import ProxyAuc, proxy_auc
from maatwerk.science.fairness._published import CheckedRow, PublishedCheck, PublishedRow, check_published
from maatwerk.science.fairness._regression_dif import RegressionDif, likelihood_ratio_dif, logistic_dif
from maatwerk.science.fairness._shrinkage import ShrunkenRate, ShrunkenRates, shrunken_rates
from maatwerk.science.fairness._surveys import PromoterScore, may_release, promoter_score, promoter_scores
from maatwerk.science.fairness._tally import Tally, tally

__all__ = [
    "FOUR_FIFTHS",
    "SMALLEST_CELL",
    "AdverseImpact",
    "CheckedRow",
    "DifScreen",
    "DifferentialPrediction",
    "Frontier",
    "GroupRow",
    "ImpactByPart",
    "ImpactMonitor",
    "ImpactTable",
    "ImpactWatch",
    "LocalLawAudit",
    "LocalLawRow",
    "LocalLawTable",
    "MantelHaenszel",
    "OneSelection",
    "PromoterScore",
    "ProxyAuc",
    "PublishedCheck",
    "PublishedRow",
    "RatingDif",
    "RegressionDif",
    "ShrunkenRate",
    "ShrunkenRates",
    "Tally",
    "Weighting",
    "adverse_impact",
    "check_published",
    "dif_screen",
    "differential_prediction",
    "impact_by_part",
    "impact_ratio",
    "impact_table",
    "impact_tables",
    "impact_tables_from_counts",
    "likelihood_ratio_dif",
    "local_law_144",
    "local_law_144_from_counts",
    "logistic_dif",
    "mantel_haenszel",
    "mantel_haenszel_dif",
    "mantel_rating_dif",
    "may_release",
    "monitor_impact",
    "promoter_score",
    "promoter_scores",
    "proxy_auc",
    "shrunken_rates",
    "tally",
    "validity_impact_frontier",
]
