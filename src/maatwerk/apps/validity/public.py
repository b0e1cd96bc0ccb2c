"""The front door of validity."""

from maatwerk.apps.validity.analysis import measure, predicted_by_group
from maatwerk.apps.validity.contracts import Material, Money, Numbers, Predictor, Stamp
from maatwerk.apps.validity.operations.alarms import thresholds
from maatwerk.apps.validity.queries import ExperimentRow, experiments_of, numbers_of, studies_until
from maatwerk.apps.validity.rules import LATEST_DAYS

__all__ = [
    "LATEST_DAYS",
    "ExperimentRow",
    "Material",
    "Money",
    "Numbers",
    "Predictor",
    "Stamp",
    "experiments_of",
    "measure",
    "numbers_of",
    "predicted_by_group",
    "studies_until",
    "thresholds",
]
