"""How far the interviewers of a vacancy agree who used one version of its questions."""

import uuid

from maatwerk.apps.interviews.analysis import Agreement, agreement_of
from maatwerk.apps.interviews.queries import scores_of_vacancy


def agreement_on(opportunity_id: uuid.UUID, kit_id: uuid.UUID) -> Agreement:
    """Return their agreement, over the scores that the account acting may read."""
    return agreement_of(scores_of_vacancy(opportunity_id, kit_id=kit_id))
