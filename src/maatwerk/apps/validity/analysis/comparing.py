"""Two ways of working, dealt by lot: what the change did, valid however often one looks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from maatwerk.apps.validity.analysis.measuring import figure

if TYPE_CHECKING:
    from maatwerk.science.selection import ArmComparison


def arms_compared(
    outcome: Sequence[float | None],
    treated: Sequence[bool],
    *,
    kind: Literal["proportion", "mean"],
    planned: int,
) -> dict[str, Any] | None:
    """Compare a proportion or a mean; None while an arm is too small, or nothing differs."""
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.selection import compare_arms

    known = [float("nan") if one is None else float(one) for one in outcome]
    try:
        return _plain(compare_arms(known, treated, kind=kind, planned=planned))
    except ScienceError:
        return None


def retention_compared(
    tenure: Sequence[float],
    left: Sequence[bool],
    treated: Sequence[bool],
    *,
    months: float,
    planned: int,
) -> dict[str, Any] | None:
    """Compare the share still there after so many months; None while that is too early."""
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.selection import compare_retention

    try:
        return _plain(
            compare_retention(
                tenure, [float(one) for one in left], treated, horizon=months, planned=max(planned, 20)
            )
        )
    except ScienceError:
        return None


def _plain(found: "ArmComparison") -> dict[str, Any]:
    return {
        "kind": found.kind,
        "difference": figure(found.difference),
        "treated": found.treated,
        "control": found.control,
        "n_treated": found.n_treated,
        "n_control": found.n_control,
        "decided": found.decided,
        "says": {"en": found.explain("en"), "nl": found.explain("nl")},
    }


def deal_arm(position: int, *, seed: str, stratum: str) -> bool:
    """Return whether the application at this place of its vacancy works the new way; the same seed gives the same lot."""
    from maatwerk.science.selection import assign_arm

    return assign_arm(position, seed=seed, stratum=stratum) == "treated"
