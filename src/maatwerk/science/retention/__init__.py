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
from maatwerk.science.retention._batch import linear_predictors
from maatwerk.science.retention._challenger import Challenge, Curves, challenge, learn_curves
from maatwerk.science.retention._competing import CompetingHazards, Incidence
from maatwerk.science.retention._encode import Encoder, encode
from maatwerk.science.retention._evidence import Feature
from maatwerk.science.retention._fitted import FittedHazard, predict_one
from maatwerk.science.retention._gate import Gate, gate
from maatwerk.science.retention._hazard import HORIZONS, HazardModel
from maatwerk.science.retention._performance import FittedPerformance, PerformanceModel, PerformancePrediction
from maatwerk.science.retention._performance_validation import performance_validation
from maatwerk.science.retention._pooling import (
    Budget,
    Frame,
    Pooled,
    Release,
    pool_organisations,
    release_sums,
)
from maatwerk.science.retention._prediction import Contribution, Outlook, Prediction
from maatwerk.science.retention._prior import FeaturePrior, Prior, weight_from_validity
from maatwerk.science.retention._start import fitted_from_prior
from maatwerk.science.retention._steered import COMPOSITE, composite, reweighted, unfold
from maatwerk.science.retention._success import Success, SuccessDefinition, success
from maatwerk.science.retention._validation import (
    HorizonValidity,
    Validity,
    choose_strength,
    nested_validation,
)

__all__ = [
    "COMPOSITE",
    "HORIZONS",
    "Band",
    "Budget",
    "Challenge",
    "Change",
    "CompetingHazards",
    "Contribution",
    "Curves",
    "Encoder",
    "Feature",
    "FeaturePrior",
    "FittedHazard",
    "FittedPerformance",
    "Frame",
    "Gate",
    "HazardModel",
    "HorizonValidity",
    "Incidence",
    "Outlook",
    "PerformanceModel",
    "PerformancePrediction",
    "Pooled",
    "Prediction",
    "Prior",
    "Release",
    "Success",
    "SuccessDefinition",
    "SurvivalCurve",
    "Validity",
    "WhatWouldChange",
    "band_edges",
    "bands",
    "challenge",
    "choose_strength",
    "composite",
    "encode",
    "fitted_from_prior",
    "gate",
    "learn_curves",
    "linear_predictors",
    "nested_validation",
    "performance_validation",
    "pool_organisations",
    "predict_one",
    "release_sums",
    "reweighted",
    "success",
    "survival_curve",
    "unfold",
    "weight_from_validity",
    "what_would_change",
]
