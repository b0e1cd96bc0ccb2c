"""What apps ask about people who were erased of the app above them that erased them: it provides, they ask.

Whoever computes a mean, a correlation or a rate over people adds these to the people who are still there, and gets what it
got before anybody was erased.
"""

import uuid
from collections.abc import Callable
from typing import Any

from maatwerk.kernel import tenancy
from maatwerk.kernel.turns import take_turn

#: Given a job family, returns sums as `SufficientMoments.from_dict` reads them, each with its `part`.
Moments = Callable[[uuid.UUID], list[dict[str, Any]]]
#: Returns the keys of everybody who was erased. Asked over the *audit* login.
Erased = Callable[[], set[uuid.UUID]]
_moments: list[Moments] = []
_erased: list[Erased] = []


def provide(*, moments: Moments, erased: Erased) -> None:
    """Say who keeps the sums (from an app's `ready`)."""
    _moments[:], _erased[:] = [moments], [erased]


def kept_moments(job_family_id: uuid.UUID) -> list[dict[str, Any]]:
    """Return the moments of people erased from this job family, each with whom it sums and the names of its variables."""
    return [one for provider in _moments for one in provider(job_family_id)]


def erased_people() -> set[uuid.UUID]:
    """Return the keys of everybody who was erased here; what is left of them counts among the sums."""
    return {person for provider in _erased for person in provider()}


def hold_sums(*, using: str = "default") -> None:
    """Have the sums of this organisation to oneself until this transaction ends: whoever erases, sums or counts asks first.

    So nobody is summed twice; and whoever is erased meanwhile is counted either among the people or in the sums.
    """
    take_turn(f"sums of the erased {tenancy.current_organisation()}", using=using)
