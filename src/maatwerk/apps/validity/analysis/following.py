"""How often decisions follow the advice, and how long people look."""

from collections.abc import Sequence
from typing import Any

from maatwerk.apps.validity.analysis.measuring import figure
from maatwerk.apps.validity.contracts import Stamp


def followed(
    advised: Sequence[bool],
    decided: Sequence[bool],
    *,
    seen: Sequence[bool],
    seconds: Sequence[float | None],
    stamp: Stamp,
) -> dict[str, Any] | None:
    """Return the concordance of decisions with advice as plain JSON; None where nobody saw any advice."""
    from maatwerk.science.selection import decision_concordance

    if not any(seen):
        return None
    found = decision_concordance(
        advised,
        decided,
        seen=seen,
        seconds=[float("nan") if one is None else float(one) for one in seconds],
        rubber_stamp_share=stamp.share,
        rubber_stamp_seconds=stamp.seconds,
        rubber_stamp_decisions=stamp.fewest,
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
