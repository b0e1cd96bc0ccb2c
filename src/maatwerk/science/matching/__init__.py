"""Matching many people with many opportunities: the best k either way, filtered, with uncertainty."""

from maatwerk.science.matching._match import METHOD, Matches, best_opportunities, best_people
from maatwerk.science.matching._model import AdditiveModels, Filters

__all__ = ["METHOD", "AdditiveModels", "Filters", "Matches", "best_opportunities", "best_people"]
