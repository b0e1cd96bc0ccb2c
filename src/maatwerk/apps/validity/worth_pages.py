"""What a validity is worth, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from maatwerk.apps.validity.analysis import worth
from maatwerk.apps.validity.contracts import Money
from maatwerk.apps.validity.words import said
from maatwerk.ui.formats import number, percent, signed

_CENTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthView:
    """What choosing with one score is worth beside choosing at random, with its interval."""

    score: str
    is_established: bool
    corrected: bool
    success: str
    success_between: str
    level: str
    level_between: str
    gain: str
    gain_between: str
    per_hire: str
    per_hire_between: str
    cost: str


def worth_view(result: Mapping[str, Any], money: Money) -> WorthView | None:
    """Return the worth of the score that goes furthest together with ratings; None where no rating was studied.

    The last corrected value counts where there is one: people are chosen from applicants, and work is what counts.
    """
    found = next((one for one in result["outcomes"] if one["outcome"] == "rating"), None)
    scored = [one for one in found["scores"] if one["observed"]] if found else []
    if not scored:
        return None
    best = max(scored, key=lambda one: (one["verdict"] == "established", abs(one["observed"]["estimate"])))
    used = best["steps"][-1] if best["steps"] else best["observed"]
    made = worth(used, money)
    success, level = made["success"], made["level"]
    return WorthView(
        score=said(result["measured"][best["key"]]["labels"]),
        is_established=best["verdict"] == "established",
        corrected=bool(best["steps"]),
        success=percent(success["estimate"]),
        success_between=_range(success, percent),
        level=signed(level["estimate"], 2),
        level_between=_range(level, lambda value: signed(value, 2)),
        gain=_euros(made["gain"]["estimate"]),
        gain_between=_range(made["gain"], _euros),
        per_hire=_euros(made["per_hire"]["estimate"]),
        per_hire_between=_range(made["per_hire"], _euros),
        cost=_euros(made["cost_cents"]),
    )


def _range(found: Mapping[str, float], write: Any) -> str:
    return _("%(low)s to %(high)s") % {"low": write(found["low"]), "high": write(found["high"])}


def _euros(cents: float) -> str:
    sign = "−" if cents < 0 else ""
    return f"{sign}€ {number(round(abs(cents) / _CENTS))}"
