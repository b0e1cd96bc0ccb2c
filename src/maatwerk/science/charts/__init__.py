"""Charts as SVG for pages and papers, each with its facts as a table. Plain sequences in, strings out.

Colours come from the page: `--chart-1` to `--chart-4`, `--chart-neutral` and `--chart-paper` (the
background), with fallbacks for white paper; text has the colour of the text around it.
"""

from maatwerk.science.charts._bars import Contribution, Mark, contribution_bars, distribution_chart
from maatwerk.science.charts._curves import (
    CalibrationPoint,
    Curve,
    calibration_chart,
    information_chart,
    survival_curve_chart,
)
from maatwerk.science.charts._frontier import frontier_chart
from maatwerk.science.charts._intervals import ForestRow, Interval, RatioPanel, RatioRow, forest, ratio_chart
from maatwerk.science.charts._svg import Chart
from maatwerk.science.charts._words import Text

__all__ = [
    "CalibrationPoint",
    "Chart",
    "Contribution",
    "Curve",
    "ForestRow",
    "Interval",
    "Mark",
    "RatioPanel",
    "RatioRow",
    "Text",
    "calibration_chart",
    "contribution_bars",
    "distribution_chart",
    "forest",
    "frontier_chart",
    "information_chart",
    "ratio_chart",
    "survival_curve_chart",
]
