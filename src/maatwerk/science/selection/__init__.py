"""Validity of a selection procedure: observed, corrected, combined with research, and worth what."""

from maatwerk.science.selection._concordance import Concordance, concordance_by_decider, decision_concordance
from maatwerk.science.selection._corrections import (
    Attenuation,
    CorrectedValidity,
    Correction,
    IndirectRangeRestriction,
    RangeRestriction,
    attenuation,
    correct_validity,
    thorndike_2,
    thorndike_3,
)
from maatwerk.science.selection._experiment import (
    ArmComparison,
    assign_arm,
    compare_arms,
    compare_means,
    compare_retention,
)
from maatwerk.science.selection._exploration import (
    ExplorationAnalysis,
    Lottery,
    analyse_exploration,
    draw_lottery,
    exploration_size,
)
from maatwerk.science.selection._incremental import (
    IncrementalValidity,
    incremental_from_moments,
    incremental_validity,
)
from maatwerk.science.selection._meta import (
    CombinedValidity,
    MetaAnalysis,
    ValidityPrior,
    combine_with_prior,
    meta_analysis,
)
from maatwerk.science.selection._missing_outcomes import ValidityUnderSelection, aipw_validity, ipw_validity
from maatwerk.science.selection._moment_validity import Lawley, lawley_validity, validity_from_moments
from maatwerk.science.selection._moments import (
    SMALLEST_BATCH,
    SufficientMoments,
    UnrestrictedMoments,
    lawley,
)
from maatwerk.science.selection._steering import (
    GroupGap,
    SteeredWeighting,
    frontier_weightings,
    group_gap,
    judge_weighting,
    selected,
    validity_change,
)
from maatwerk.science.selection._utility import (
    Utility,
    mean_score_of_selected,
    naylor_shine,
    taylor_russell,
    utility,
)
from maatwerk.science.selection._validity import correlation_estimate, observed_validity

__all__ = [
    "SMALLEST_BATCH",
    "ArmComparison",
    "Attenuation",
    "CombinedValidity",
    "Concordance",
    "CorrectedValidity",
    "Correction",
    "ExplorationAnalysis",
    "GroupGap",
    "IncrementalValidity",
    "IndirectRangeRestriction",
    "Lawley",
    "Lottery",
    "MetaAnalysis",
    "RangeRestriction",
    "SteeredWeighting",
    "SufficientMoments",
    "UnrestrictedMoments",
    "Utility",
    "ValidityPrior",
    "ValidityUnderSelection",
    "aipw_validity",
    "analyse_exploration",
    "assign_arm",
    "attenuation",
    "combine_with_prior",
    "compare_arms",
    "compare_means",
    "compare_retention",
    "concordance_by_decider",
    "correct_validity",
    "correlation_estimate",
    "decision_concordance",
    "draw_lottery",
    "exploration_size",
    "frontier_weightings",
    "group_gap",
    "incremental_from_moments",
    "incremental_validity",
    "ipw_validity",
    "judge_weighting",
    "lawley",
    "lawley_validity",
    "mean_score_of_selected",
    "meta_analysis",
    "naylor_shine",
    "observed_validity",
    "selected",
    "taylor_russell",
    "thorndike_2",
    "thorndike_3",
    "utility",
    "validity_change",
    "validity_from_moments",
]
