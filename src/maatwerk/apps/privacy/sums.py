"""Sums over people who were erased, and who they are."""

import uuid
from typing import Any

from maatwerk.apps.privacy.analysis import sums
from maatwerk.apps.privacy.models import Erasure, KeptMoments, WaitingNumbers


def kept_moments(job_family_id: uuid.UUID) -> list[dict[str, Any]]:
    """Return the moments of people erased from a job family; those who still wait for their batch come as one part each."""
    kept = [
        {"part": one.part, "names": one.names, "n": one.n, "mean": one.mean, "scatter": one.scatter}
        for one in KeptMoments.objects.filter(job_family_id=job_family_id)
    ]
    waiting = [
        {"part": one.part} | sums([one.values], one.names)
        for one in WaitingNumbers.objects.filter(job_family_id=job_family_id)
    ]
    return kept + waiting


def erased_people() -> set[uuid.UUID]:
    """Return the keys of everybody who was erased; over the *audit* login."""
    done = Erasure.objects.using("audit").filter(state=Erasure.State.DONE)
    return set(done.values_list("person_id", flat=True))
