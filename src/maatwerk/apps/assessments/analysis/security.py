"""Signs that items leaked and that answers were shared, from answers given here: reasons to look, and no proof.

`copying_screen` compares every two people (wollack1997), `item_drift` follows every item over time (veerkamp2000).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
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
#: So many times of an item say how long it took before.
FEWEST_TIMES = 200


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
    # the promise is per item: over all of them, so many people come by between two false alarms
    run_length = PEOPLE_BETWEEN_ALARMS * max(1, len(kept))
    try:
        drift = item_drift(calibration, scored, run_length=run_length)
    except ScienceError as error:
        found["not_judged"].append({"what": "drift", "why": str(error)})
        return found
    # an adaptive test gives some items rarely: how fast they are answered is not known yet, how well is
    often = np.flatnonzero((~np.isnan(seconds)).sum(axis=0) >= FEWEST_TIMES)
    faster: dict[str, Any] = {}
    if len(often) > 1:
        timed = replace(calibration, items=tuple(calibration.items[at] for at in often))
        paces = item_drift(
            timed, scored[:, often], seconds=seconds[:, often], run_length=run_length, baseline=FEWEST_TIMES
        )
        faster = {one.name: one.faster_alarm_at for one in paces}
    found["timed"] = len(faster)
    found["items"] = [
        asdict(one) | {"faster_alarm_at": faster.get(one.name)}
        for one in drift
        if one.alarm_at is not None or faster.get(one.name) is not None
    ]
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
