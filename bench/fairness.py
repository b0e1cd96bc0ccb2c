"""One million applications: rates and impact ratios beside fairlearn's MetricFrame; the frontier's speed."""

from time import perf_counter
from typing import Any

import numpy as np

from bench.report import Row, bar, in_process

APPLICATIONS = 1_000_000
SEED = 20261123
CROSSINGS = [("sex", "race"), ("sex", "race", "age")]


def applications(n: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Sex, race and age band of `n` invented applicants, and who was selected."""
    rng = np.random.default_rng(SEED)
    groups = {
        "sex": rng.choice(["female", "male"], n),
        "race": rng.choice(list("abcdefg"), n, p=[0.55, 0.15, 0.12, 0.1, 0.04, 0.03, 0.01]),
        "age": rng.choice(["under 40", "40 and over"], n, p=[0.7, 0.3]),
    }
    rate = 0.2 + 0.05 * (groups["sex"] == "male") - 0.04 * (groups["race"] == "b")
    return groups, rng.random(n) < rate


def ours(n: int) -> dict[str, Any]:
    """Five tables with tests, intervals and suppression; answers each crossing's rates."""
    from maatwerk.science.fairness import impact_tables

    groups, selected = applications(n)
    impact_tables({"sex": ["a", "b"] * 50}, [0, 1] * 50)  # imports out of the way
    start = perf_counter()
    tables = impact_tables(groups, selected, crossings=CROSSINGS)
    seconds = perf_counter() - start
    rates = {
        "/".join(crossed): {"/".join(row.levels): (row.rate.estimate, row.applicants) for row in table.rows}
        for crossed, table in tables.items()
    }
    return {"seconds": seconds, "rates": rates}


def fairlearn(n: int) -> dict[str, Any]:
    """The same five groupings with MetricFrame: selection rate and count, nothing else."""
    groups, selected = applications(n)
    return metric_frames(groups, selected, [(name,) for name in groups] + CROSSINGS)


def metric_frames(
    columns: dict[str, np.ndarray], selected: np.ndarray, wanted: list[tuple[str, ...]]
) -> dict[str, Any]:
    """Rates and counts of `selected` by each of the `wanted` groupings, and the seconds that MetricFrame takes for them."""
    import fairlearn as package
    import pandas
    from fairlearn.metrics import MetricFrame, count, selection_rate

    frames = {name: pandas.Series(labels) for name, labels in columns.items()}
    predicted = selected.astype(int)
    metrics = {"rate": selection_rate, "count": count}
    MetricFrame(
        metrics=metrics, y_true=[0, 1], y_pred=[0, 1], sensitive_features=pandas.Series(["a", "b"], name="x")
    )
    start = perf_counter()
    results = {}
    for crossed in wanted:
        features = pandas.DataFrame({name: frames[name] for name in crossed})
        frame = MetricFrame(metrics=metrics, y_true=predicted, y_pred=predicted, sensitive_features=features)
        results[crossed] = frame.by_group
    seconds = perf_counter() - start
    rates = {
        "/".join(crossed): {
            "/".join(key if isinstance(key, tuple) else (key,)): (float(row["rate"]), int(row["count"]))
            for key, row in table.iterrows()
        }
        for crossed, table in results.items()
    }
    return {"seconds": seconds, "rates": rates, "version": package.__version__}


def frontier() -> dict[str, float]:
    """Seconds for 200 points of De Corte's example."""
    from maatwerk.science.fairness import validity_impact_frontier

    given = (
        [0.30, 0.30, 0.18, 0.28],
        [1.00, 0.23, 0.09, 0.33],
        [[1, 0.24, 0.00, 0.19], [0.24, 1, 0.12, 0.16], [0.00, 0.12, 1, 0.51], [0.19, 0.16, 0.51, 1]],
    )
    validity_impact_frontier(*given, selection_ratio=0.1, focal_share=0.25, points=2)
    start = perf_counter()
    found = validity_impact_frontier(*given, selection_ratio=0.1, focal_share=0.25)
    return {
        "seconds": perf_counter() - start,
        "points": len(found.points),
        "first": found.points[0].impact_ratio,
        "last": found.points[-1].impact_ratio,
    }


def largest_difference(first: dict[str, Any], second: dict[str, Any]) -> float:
    """Largest gap between two sets of rates; infinite where groups or counts differ."""
    worst = 0.0
    for table, rates in first.items():
        if rates.keys() != second[table].keys():
            return float("inf")
        for group, (rate, people) in rates.items():
            other, others = second[table][group]
            worst = max(worst, abs(rate - other)) if people == others else float("inf")
    return worst


def run() -> list[Row]:
    """Return the rows of this bench."""
    mine = in_process("bench.fairness:ours", threads=1, n=APPLICATIONS)
    theirs = in_process("bench.fairness:fairlearn", threads=1, n=APPLICATIONS)
    curve = in_process("bench.fairness:frontier", threads=1)
    return [
        Row(
            problem=f"selection rates of {APPLICATIONS:,} applications: 3 attributes, 2 crossings",
            ours="impact_tables, with exact tests, intervals and suppression",
            peer="fairlearn MetricFrame, rates and counts only",
            peer_version=theirs["version"],
            ours_seconds=mine["seconds"],
            peer_seconds=theirs["seconds"],
            ratio=mine["seconds"] / theirs["seconds"],
            accuracy=f"largest difference of a rate {largest_difference(mine['rates'], theirs['rates']):.1e}",
            note="1 thread each, own process each; reading labels included, imports not",
        ),
        Row(
            problem="validity-impact frontier, De Corte's 4 predictors, 200 points",
            ours="validity_impact_frontier",
            peer="the published endpoints (De Corte et al. 2007)",
            peer_version="",
            ours_seconds=curve["seconds"],
            accuracy=f"impact ratios {curve['first']:.3f} to {curve['last']:.3f}, published .226 to .852",
            bar=bar("200 points in less than 1 s", curve["seconds"] < 1.0),
            note="1 thread",
        ),
    ]


if __name__ == "__main__":
    for row in run():
        print(row)
