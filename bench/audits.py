"""One million applications: every table of an audit of impact, intersections, parts and trend, beside fairlearn's MetricFrame."""

from time import perf_counter
from typing import Any

import numpy as np

from bench.fairness import largest_difference, metric_frames
from bench.report import Row, in_process

APPLICATIONS = 1_000_000
SEED = 20261123
ATTRIBUTES = ("sex", "race", "age")
CROSSINGS = [("sex", "race"), ("sex", "age")]
PARTS = {"channel": 6, "family": 8, "version": 4}
MONTHS = 24


def applications(n: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Attributes, parts and month of `n` invented applications, and who was selected."""
    rng = np.random.default_rng(SEED)
    columns = {
        "sex": rng.choice(["female", "male"], n),
        "race": rng.choice(list("abcdefg"), n, p=[0.55, 0.15, 0.12, 0.1, 0.04, 0.03, 0.01]),
        "age": rng.choice(["under 40", "40 and over"], n, p=[0.7, 0.3]),
        "month": rng.integers(0, MONTHS, n).astype("<U2"),
    }
    columns |= {part: rng.integers(0, size, n).astype("<U1") for part, size in PARTS.items()}
    rate = 0.2 + 0.05 * (columns["sex"] == "male") - 0.04 * (columns["race"] == "b")
    return columns, rng.random(n) < rate


def _rates(rows: Any) -> dict[str, tuple[float, int]]:
    return {"/".join(row.levels): (row.rate.estimate, row.applicants) for row in rows}


def ours(n: int) -> dict[str, Any]:
    """All tables with exact tests, intervals and suppression over all of them at once, and the alarm for every group."""
    from maatwerk.science.fairness import impact_by_part, monitor_impact, tally

    columns, selected = applications(n)
    small = {name: np.array(["a", "b"] * 50) for name in (*ATTRIBUTES, *PARTS)}
    impact_by_part(
        tally(small, [0, 1] * 50), parts=list(PARTS), crossings=CROSSINGS
    )  # imports out of the way
    start = perf_counter()
    counted = tally({name: columns[name] for name in (*ATTRIBUTES, *PARTS)}, selected)
    found = impact_by_part(counted, parts=list(PARTS), crossings=CROSSINGS)
    months = tally({name: columns[name] for name in (*ATTRIBUTES, "month")}, selected)
    trend, alarms = {}, 0
    for name in ATTRIBUTES:
        margin = months.margin((name, "month"))
        cells = dict(
            zip(
                margin.levels,
                zip(margin.members @ months.selected, margin.members @ months.applicants, strict=True),
                strict=True,
            )
        )
        trend[f"{name}/month"] = {"/".join(key): (int(x) / int(k), int(k)) for key, (x, k) in cells.items()}
        for group in {level for level, _month in cells}:
            periods = []
            for month in map(str, range(MONTHS)):
                x, k = cells.get((group, month), (0, 0))
                rest = [pair for (level, at), pair in cells.items() if at == month and level != group]
                periods.append((int(x), int(k), int(sum(p[0] for p in rest)), int(sum(p[1] for p in rest))))
            alarms += monitor_impact(periods)[-1].alarm
    seconds = perf_counter() - start
    rates = {"/".join(crossed): _rates(table.rows) for crossed, table in found.overall.items()}
    for (part, level), tables in found.parts.items():
        for (name,), table in tables.items():
            into = rates.setdefault(f"{name}/{part}", {})
            into |= {f"{row.group}/{level}": (row.rate.estimate, row.applicants) for row in table.rows}
    return {"seconds": seconds, "rates": rates | trend, "alarms": alarms}


def fairlearn(n: int) -> dict[str, Any]:
    """The same groupings with MetricFrame: selection rate and count, nothing else."""
    columns, selected = applications(n)
    wanted = [(name,) for name in ATTRIBUTES] + CROSSINGS
    return metric_frames(
        columns, selected, wanted + [(name, part) for part in (*PARTS, "month") for name in ATTRIBUTES]
    )


def run() -> list[Row]:
    """Return the rows of this bench."""
    mine = in_process("bench.audits:ours", threads=1, n=APPLICATIONS)
    theirs = in_process("bench.audits:fairlearn", threads=1, n=APPLICATIONS)
    tables = len(mine["rates"])
    return [
        Row(
            problem=f"audit of {APPLICATIONS:,} applications: {tables} tables with parts, crossings and months",
            ours=f"impact_by_part with exact tests, intervals and suppression; monitor_impact ({mine['alarms']} alarms)",
            peer="fairlearn MetricFrame, rates and counts only",
            peer_version=theirs["version"],
            ours_seconds=mine["seconds"],
            peer_seconds=theirs["seconds"],
            ratio=mine["seconds"] / theirs["seconds"],
            accuracy=f"largest difference of a rate {largest_difference(mine['rates'], theirs['rates']):.1e}",
            note="1 thread each, own process each; reading labels included, imports not",
        )
    ]
