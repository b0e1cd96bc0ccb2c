"""Who stays, how sure that is, and why: a Bayesian hazard with exact reasons, its validation and its gate."""

from maatwerk.science.evaluation import SurvivalCurve, survival_curve
from maatwerk.science.retention._fitted import Feature, FittedHazard, predict_one
from maatwerk.science.retention._gate import Gate, gate
from maatwerk.science.retention._hazard import HORIZONS, HazardModel
from maatwerk.science.retention._prediction import Contribution, Outlook, Prediction
from maatwerk.science.retention._prior import FeaturePrior, Prior, weight_from_validity
from maatwerk.science.retention._validation import HorizonValidity, Validity, nested_validation

__all__ = [
    "HORIZONS",
    "Contribution",
    "Feature",
    "FeaturePrior",
    "FittedHazard",
    "Gate",
    "HazardModel",
    "HorizonValidity",
    "Outlook",
    "Prediction",
    "Prior",
    "SurvivalCurve",
    "Validity",
    "gate",
    "nested_validation",
    "predict_one",
    "survival_curve",
    "weight_from_validity",
]
