"""Sums of people who were erased, for the apps below the one that keeps them: it provides, they ask by job family.

Whoever computes a mean, a correlation or a rate over people adds these to the people who are still there, and gets what it
got before anybody was erased.
"""

import uuid
from collections.abc import Callable
from typing import Any

#: Given a job family, returns sums as `SufficientMoments.from_dict` reads them.
Moments = Callable[[uuid.UUID], list[dict[str, Any]]]
#: Given a job family, returns counts: attribute → value → furthest stage → people. Asked over the *audit* login.
Cells = Callable[[uuid.UUID], dict[str, dict[str, dict[str, int]]]]
_moments: list[Moments] = []
_cells: list[Cells] = []


def provide(*, moments: Moments, cells: Cells) -> None:
    """Say who keeps the sums (from an app's `ready`)."""
    _moments[:], _cells[:] = [moments], [cells]


def kept_moments(job_family_id: uuid.UUID) -> list[dict[str, Any]]:
    """Return the moments of people erased from this job family, each with the names of its variables."""
    return [one for provider in _moments for one in provider(job_family_id)]


def kept_cells(job_family_id: uuid.UUID) -> dict[str, dict[str, dict[str, int]]]:
    """Return how many people erased from this job family belonged to which group and came how far."""
    return _cells[0](job_family_id) if _cells else {}
