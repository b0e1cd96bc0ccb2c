"""Is a prediction any good? Concordance, Brier score under censoring, calibration, intervals over persons."""

from maatwerk.science.evaluation._brier import BrierSkill, brier_skill, ipcw_brier
from maatwerk.science.evaluation._calibration import (
    Calibration,
    CalibrationPoint,
    calibration,
    calibration_curve,
)
from maatwerk.science.evaluation._concordance import concordance
from maatwerk.science.evaluation._decision import DecisionPoint, decision_curve
from maatwerk.science.evaluation._evaluate import Evaluation, Forecaster, HorizonEvaluation, evaluate
from maatwerk.science.evaluation._learning import LearningPoint, coverage, learning_curve, outcomes_needed
from maatwerk.science.evaluation._resampling import grouped_bootstrap
from maatwerk.science.evaluation._survival import SurvivalCurve, survival_curve

__all__ = [
    "BrierSkill",
    "Calibration",
    "CalibrationPoint",
    "DecisionPoint",
    "Evaluation",
    "Forecaster",
    "HorizonEvaluation",
    "LearningPoint",
    "SurvivalCurve",
    "brier_skill",
    "calibration",
    "calibration_curve",
    "concordance",
    "coverage",
    "decision_curve",
    "evaluate",
    "grouped_bootstrap",
    "ipcw_brier",
    "learning_curve",
    "outcomes_needed",
    "survival_curve",
]
