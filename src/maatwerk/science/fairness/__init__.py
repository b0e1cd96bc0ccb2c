"""Adverse impact, differential measurement and prediction: what was measured, on how many, how sure."""

from maatwerk.science.fairness._adverse_impact import AdverseImpact, OneSelection, adverse_impact
from maatwerk.science.fairness._counts import FOUR_FIFTHS
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
from maatwerk.science.fairness._tally import Tally, tally

__all__ = [
    "FOUR_FIFTHS",
    "SMALLEST_CELL",
    "AdverseImpact",
    "GroupRow",
    "ImpactTable",
    "LocalLawAudit",
    "LocalLawRow",
    "LocalLawTable",
    "OneSelection",
    "Tally",
    "adverse_impact",
    "impact_table",
    "impact_tables",
    "impact_tables_from_counts",
    "local_law_144",
    "local_law_144_from_counts",
    "tally",
]
