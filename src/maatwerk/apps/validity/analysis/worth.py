"""What a validity is worth: in success (Taylor–Russell), in performance (Naylor–Shine), and in money."""

from collections.abc import Mapping
from typing import Any

from maatwerk.apps.validity.analysis.measuring import figure
from maatwerk.apps.validity.contracts import Money


def worth(validity: Mapping[str, float], money: Money) -> dict[str, Any]:
    """Return what choosing with a score of this validity is worth beside choosing at random, each with its interval.

    `validity` holds estimate, low, high, n and confidence. A relation the other way round is used the other way round,
    so the sign is taken off; an interval that holds 0 then reaches from a loss of the costs upwards.
    """
    from maatwerk.science.results import Estimate
    from maatwerk.science.selection import naylor_shine, taylor_russell, utility

    sign = -1.0 if validity["estimate"] < 0 else 1.0
    low, high = sorted((sign * validity["low"], sign * validity["high"]))
    at = (sign * validity["estimate"], low, high)
    ratio = money.hired / money.applicants
    made = utility(
        Estimate(
            estimate=at[0], low=low, high=high, n=int(validity["n"]), method="validity",
            confidence=validity["confidence"],
        ),
        applicants=money.applicants,
        hired=money.hired,
        sd_outcome_cents=float(money.sd_cents),
        years=money.years,
        cost_per_applicant_cents=float(money.cost_cents),
        base_rate=money.base_rate,
    )  # fmt: skip
    names = ("estimate", "low", "high")
    success = [taylor_russell(r, base_rate=money.base_rate, selection_ratio=ratio) for r in at]
    level = [naylor_shine(r, selection_ratio=ratio) for r in at]
    return {
        "success": dict(zip(names, success, strict=True)),
        "level": dict(zip(names, level, strict=True)),
        "gain": figure(made.gain),
        "per_hire": figure(made.per_hire),
        "cost_cents": made.cost_cents,
        "selection_ratio": ratio,
    }
