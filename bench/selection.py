"""Bias of estimated validity when only the hired have outcomes, by what was recorded."""

from typing import Any

import numpy as np

from bench.report import Row, bar, in_process

TRUTH = 0.385
RECORDED, HIDDEN = 0.30, 0.35  # weights of the recorded and of the unrecorded signal in the outcome
SCENARIOS = {
    "all that selection used is recorded": {"hidden": False, "explored": 0.0},
    "plus a hidden recruiter signal": {"hidden": True, "explored": 0.0},
    "plus hidden, 5 % hired by lot among the acceptable": {"hidden": True, "explored": 0.05},
}
ACCEPTABLE = 0.9


def applicants(rng: np.random.Generator, n: int, *, hidden: bool, explored: float) -> dict[str, np.ndarray]:
    """Score x, recorded signal s, outcome y; the top fifth on their sum (and the hidden one) hired."""
    x, s, h, noise = rng.normal(size=(4, n))
    y = TRUTH * x + RECORDED * s + HIDDEN * h + np.sqrt(1 - TRUTH**2 - RECORDED**2 - HIDDEN**2) * noise
    index = x + s + (h if hidden else 0)
    acceptable = rng.random(n) < ACCEPTABLE if explored else np.ones(n, dtype=bool)
    judged = (index >= np.quantile(index, 0.8)) & acceptable
    drawn = np.zeros(n, dtype=bool)
    if explored:
        drawn[rng.choice(np.flatnonzero(acceptable & ~judged), round(explored * n), replace=False)] = True
    return {"x": x, "s": s, "y": y, "acceptable": acceptable, "judged": judged, "drawn": drawn}


def estimates(people: dict[str, np.ndarray]) -> dict[str, float]:
    """Each estimator's answer for one round of applicants."""
    from maatwerk.science.selection import (
        SufficientMoments,
        aipw_validity,
        analyse_exploration,
        ipw_validity,
        lawley,
        thorndike_2,
    )

    x, s, y = people["x"], people["s"], people["y"]
    hired = people["judged"] | people["drawn"]
    seen = np.where(hired, y, np.nan)
    recorded = np.column_stack([x, s])
    moments = SufficientMoments.from_rows(np.column_stack([x, s, y])[hired], ["x", "s", "y"])
    pool = SufficientMoments.from_rows(recorded, ["x", "s"])
    r = moments.correlation("x", "y")
    found = {
        "observed": r,
        "case II": thorndike_2(r, moments.deviation("x") / pool.deviation("x")),
        "Lawley": lawley(moments, pool).correlation("x", "y"),
        "IPW": ipw_validity(x, seen, recorded).validity.estimate,
        "AIPW": aipw_validity(x, seen, recorded).validity.estimate,
    }
    if people["drawn"].any():
        inside = people["acceptable"]
        design = analyse_exploration(
            x[inside],
            seen[inside],
            judged=people["judged"][inside],
            drawn=people["drawn"][inside],
            probability=people["drawn"].sum() / (inside & ~people["judged"]).sum(),
            recorded=s[inside],
        )
        found |= {
            "lottery alone": design.by_lot.estimate,
            "lottery, by design": design.combined.validity.estimate,
        }
    return found


def bias(runs: int, n: int, seed: int) -> dict[str, Any]:
    """Mean error of each estimator, and its spread, per scenario."""
    table = {}
    for name, scenario in SCENARIOS.items():
        rng = np.random.default_rng(seed)
        rounds = [estimates(applicants(rng, n, **scenario)) for _ in range(runs)]
        table[name] = {
            method: (
                float(np.mean([one[method] for one in rounds]) - TRUTH),
                float(np.std([one[method] for one in rounds])),
            )
            for method in rounds[0]
        }
    return table


def largest_error(found: dict[str, Any], runs: int) -> float:
    """Largest standard error of a mean bias."""
    return max(spread for _, spread in found.values()) / runs**0.5


def run(runs: int = 100, n: int = 4000) -> list[Row]:
    """Return one row per scenario."""
    table = in_process("bench.selection:bias", threads=1, runs=runs, n=n, seed=20261123)
    return [
        Row(
            problem=f"validity .385 from the hired, {n:,} applicants, a fifth hired; {name}",
            ours="selection",
            peer="the simulated truth",
            peer_version="",
            bar=(
                bar("bias of the design's estimate at most .03", abs(found["lottery, by design"][0]) <= 0.03)
                if "lottery, by design" in found
                else ""
            ),
            accuracy="bias " + ", ".join(f"{method} {error:+.3f}" for method, (error, _) in found.items()),
            note=f"{runs} rounds; Monte Carlo error at most {largest_error(found, runs):.3f}",
        )
        for name, found in table.items()
    ]


if __name__ == "__main__":
    for row in run():
        print(row)
