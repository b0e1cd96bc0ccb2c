"""How often decisions follow the advice, and how long people look."""

from collections.abc import Sequence
from typing import Any

from maatwerk.apps.validity.analysis.measuring import figure


def followed(
    advised: Sequence[bool],
    decided: Sequence[bool],
    *,
    seen: Sequence[bool],
    seconds: Sequence[float | None],
    share: float,
    quick: float,
) -> dict[str, Any] | None:
    """Return the concordance of decisions with advice as plain JSON; None where nobody saw any advice.

    `share` and `quick` are the thresholds of the rubber stamp: followed more often than `share`, and typically within
    `quick` seconds.
    """
    from maatwerk.science.selection import decision_concordance

    if not any(seen):
        return None
    found = decision_concordance(
        advised,
        decided,
        seen=seen,
        seconds=[float("nan") if one is None else float(one) for one in seconds],
        rubber_stamp_share=share,
        rubber_stamp_seconds=quick,
    )
    return {
        "followed": figure(found.followed),
        "unseen": figure(found.unseen) if found.unseen else None,
        "kappa": found.kappa,
        "seconds": found.seconds,
        "rubber_stamp": found.rubber_stamp,
        "n": found.n,
        "few": bool(found.caveats),
    }
