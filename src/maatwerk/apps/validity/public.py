"""The front door of validity."""

from maatwerk.apps.validity.analysis import measure, predicted_by_group
from maatwerk.apps.validity.contracts import Material, Money, Numbers, Predictor
from maatwerk.apps.validity.queries import numbers_of, studies_until

__all__ = ["Material", "Money", "Numbers", "Predictor", "measure", "numbers_of", "predicted_by_group", "studies_until"]
