"""Figures of a procedure: how many get how far, how long that takes, and what one of them costs."""

from maatwerk.science.procedure._cost import cost_per
from maatwerk.science.procedure._incidence import Incidence, Quantile, cumulative_incidence
from maatwerk.science.procedure._proportion import proportion

__all__ = ["Incidence", "Quantile", "cost_per", "cumulative_incidence", "proportion"]
