"""Charts of a calibration, drawn by the core, each with its facts as a table for those who do not see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from maatwerk.kernel.languages import language_now
from maatwerk.ui.charts import framed
from maatwerk.ui.formats import number

#: Half a range that holds the level with 90% certainty, in standard errors.
NINETY = NormalDist().inv_cdf(0.95)
#: The standard error of a score at a reliability of .90.
TARGET = 0.32

if TYPE_CHECKING:
    from maatwerk.ui.shapes import Chart


def information_picture(information: Mapping[str, Sequence[float]]) -> Chart:
    """Draw how much a scale tells at each level, with the information at which the standard error is .32 marked."""
    from maatwerk.science.charts import Text, information_chart

    best = max(range(len(information["theta"])), key=lambda at: information["information"][at])
    text = Text(
        title=_("How much the scale tells, by level"),
        description=_(
            "It tells most at level %(level)s, in standard deviations of the people it was calibrated on; there the standard "
            "error of a score is %(error)s."
        )
        % {
            "level": number(information["theta"][best], 1),
            "error": number(information["standard_error"][best], 2),
        },
        x=_("level, in standard deviations"),
        y=_("information"),
        language=language_now(),
    )
    # with the population as prior, a standard error of .32 (reliability .90) takes 1/.32² - 1
    targets = [(1 / TARGET**2 - 1, _("standard error %(error)s") % {"error": number(TARGET, 2)})]
    return framed(
        lambda width: information_chart(
            information["theta"], information["information"], text=text, targets=targets, width=width
        )
    )


def dif_picture(comparison: Mapping[str, Any]) -> Chart | None:
    """Draw the difference of each item between two groups at equal scores, with its interval; None without any."""
    from maatwerk.science.charts import ForestRow, Interval, Text, forest

    rows = [
        ForestRow(row["name"], (Interval(found["group"], found["low"], found["high"]),))
        for row in comparison["items"]
        if (found := row["regression"]) is not None
    ]
    if not rows:
        return None
    text = Text(
        title=_("%(focal)s beside %(reference)s at equal scores") % comparison,
        description=_("Left of the line an item is harder, or less often agreed with, for “%(focal)s”.")
        % comparison,
        x=_("difference in log-odds of a higher answer"),
        language=language_now(),
    )
    return framed(lambda width: forest(rows, text=text, width=width))


def estimate_picture(steps: Sequence[tuple[int, str, float, float]]) -> Chart:
    """Draw what the answers so far said after each item (place, code, estimate, standard error), with its interval."""
    from maatwerk.science.charts import ForestRow, Interval, Text, forest

    rows = [
        ForestRow(f"{place}. {item}", (Interval(theta, theta - NINETY * error, theta + NINETY * error),))
        for place, item, theta, error in steps
    ]
    text = Text(
        title=_("The estimate after each question"),
        description=_("From top to bottom, each with its range (90% certain): it narrows as more is known."),
        x=_("level, in standard deviations of the norm group"),
        language=language_now(),
    )
    return framed(lambda width: forest(rows, text=text, width=width))
