"""Signs that items leaked and that answers were shared, from answers given here: reasons to look, and no proof.

`copying_screen` compares every two people (wollack1997), `item_drift` follows every item over time (veerkamp2000).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from maatwerk.apps.assessments.in_time import AnswersInTime

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from maatwerk.science.irt import Calibration

    Floats = NDArray[np.float64]

#: Sums over all pairs grow with the square of people: the latest count.
MOST_PEOPLE = 3_000
#: How many people answer, on average at least, before an unchanged test raises an alarm about any of its items.
PEOPLE_BETWEEN_ALARMS = 10_000


def look(answers: AnswersInTime, parameters: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return pairs that share more answers than their ability explains, and items that became easier.

    Whatever cannot be judged is said under `not_judged`.
    """
    import numpy as np

    from maatwerk.science.errors import ScienceError
    from maatwerk.science.irt import copying_screen, item_drift

    kept = [at for at, name in enumerate(answers.items) if name in parameters]
    latest = slice(max(0, len(answers.labels) - MOST_PEOPLE), None)
    scored, seconds = answers.scored[latest][:, kept], answers.seconds[latest][:, kept]
    labels = answers.labels[latest]
    calibration = _calibration([answers.items[at] for at in kept], parameters)
    scored = _known(scored, calibration)
    found: dict[str, Any] = {
        "scale": answers.scale,
        "n": len(labels),
        "pairs": [],
        "items": [],
        "not_judged": [],
    }
    try:
        screen = copying_screen(calibration, scored)
        found["pairs"] = _pairs(screen.pairs, labels)
        found["compared"], found["rate"] = screen.compared, screen.false_discovery_rate
    except ScienceError as error:
        found["not_judged"].append({"what": "copying", "why": str(error)})
    try:
        timed = seconds if not np.isnan(seconds).all() else None
        # the promise is per item: over all of them, so many people come by between two false alarms
        drift = item_drift(
            calibration, scored, seconds=timed, run_length=PEOPLE_BETWEEN_ALARMS * max(1, len(kept))
        )
        found["items"] = [
            asdict(one) for one in drift if one.alarm_at is not None or one.faster_alarm_at is not None
        ]
    except ScienceError as error:
        found["not_judged"].append({"what": "drift", "why": str(error)})
    return found


def _pairs(pairs: Sequence[Any], labels: Sequence[str]) -> list[dict[str, Any]]:
    """Return each pair once, in its more striking direction."""
    seen: set[frozenset[int]] = set()
    kept = []
    for pair in pairs:
        both = frozenset((pair.one, pair.other))
        if both in seen:
            continue
        seen.add(both)
        kept.append(
            {
                "one": labels[pair.one],
                "other": labels[pair.other],
                "equal": pair.equal,
                "expected": pair.expected,
                "p_adjusted": pair.p_adjusted,
            }
        )
    return kept


def _known(scored: Floats, calibration: Calibration) -> Floats:
    """Return the answers, those that the calibration never saw as missing."""
    import numpy as np

    kept = scored.copy()
    for column, item in enumerate(calibration.items):
        kept[~np.isin(kept[:, column], item.answers), column] = np.nan
    return kept


def _calibration(names: Sequence[str], parameters: Mapping[str, Mapping[str, Any]]) -> Calibration:
    from maatwerk.science.irt import Calibration, ItemParameters, Population

    items = []
    for name in names:
        one = parameters[name]
        known = one.get("answers") or range(len(one["intercepts"]) + 1)
        items.append(
            ItemParameters(
                name=name,
                answers=tuple(known),
                slope=float(one["slope"]),
                intercepts=tuple(float(value) for value in one["intercepts"]),
            )
        )
    return Calibration(
        items=tuple(items), populations=(Population(name="all", mean=0.0, deviation=1.0),), log_likelihood=0.0,
        n=0, converged=True, distance=0.0, steps=0, theta_limit=6.0, nodes=121,
    )  # fmt: skip
