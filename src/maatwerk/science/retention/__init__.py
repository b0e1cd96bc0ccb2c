"""Who stays, how sure that is, and why: a Bayesian hazard with exact reasons, its validation and its gate."""

from maatwerk.science.evaluation import SurvivalCurve, survival_curve
from maatwerk.science.retention._bands import (
    Band,
    Change,
    WhatWouldChange,
    band_edges,
    bands,
    what_would_change,
)
from maatwerk.science.retention._competing import CompetingHazards, Incidence
from maatwerk.science.retention._encode import Encoder, encode
from maatwerk.science.retention._evidence import Feature
from maatwerk.science.retention._fitted import FittedHazard, predict_one
from maatwerk.science.retention._gate import Gate, gate
from maatwerk.science.retention._hazard import HORIZONS, HazardModel
from maatwerk.science.retention._performance import FittedPerformance, PerformanceModel, PerformancePrediction
from maatwerk.science.retention._prediction import Contribution, Outlook, Prediction
from maatwerk.science.retention._prior import FeaturePrior, Prior, weight_from_validity
from maatwerk.science.retention._start import fitted_from_prior
from maatwerk.science.retention._success import Success, SuccessDefinition, success
from maatwerk.science.retention._validation import HorizonValidity, Validity, nested_validation

__all__ = [
    "HORIZONS",
    "Band",
    "Change",
    "CompetingHazards",
    "Contribution",
    "Encoder",
    "Feature",
    "FeaturePrior",
    "FittedHazard",
    "FittedPerformance",
    "Gate",
    "HazardModel",
    "HorizonValidity",
    "Incidence",
    "Outlook",
    "PerformanceModel",
    "PerformancePrediction",
    "Prediction",
    "Prior",
    "Success",
    "SuccessDefinition",
    "SurvivalCurve",
    "Validity",
    "WhatWouldChange",
    "band_edges",
    "bands",
    "encode",
    "fitted_from_prior",
    "gate",
    "nested_validation",
    "predict_one",
    "success",
    "survival_curve",
    "weight_from_validity",
    "what_would_change",
]
