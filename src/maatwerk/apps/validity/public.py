"""The front door of validity."""

from maatwerk.apps.validity.analysis import measure, predicted_by_group
from maatwerk.apps.validity.contracts import Material, Money, Predictor

__all__ = ["Material", "Money", "Predictor", "measure", "predicted_by_group"]
