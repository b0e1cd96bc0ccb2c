"""What privacy itself keeps."""

from maatwerk.kernel.keeping import PERSON, About, Kept, Until, Why


def _sums(fields: str) -> Kept:
    return Kept(fields=fields, why=Why.IMPROVING, until=Until.ORGANISATION, about=About.NOBODY)


KEPT = {
    "KeepChoice": Kept(
        fields="person_id keeps_longer at", why=Why.CONSENT, until=Until.CONSENT, whose=PERSON
    ),
    "AccessPackage": Kept(
        fields="person_id case_id file size made_by_id asked_at made_at expires_on",
        why=Why.RIGHTS,
        until=Until.SHORT,
        whose=PERSON,
        hidden="file",
    ),
    "Hold": Kept(
        fields="person_id opportunity_id reason review_on placed_by_id placed_at ended_by_id ended_at ended_because",
        why=Why.RIGHTS,
        until=Until.LOG,
        whose=PERSON,
        empties={"reason": "''", "ended_because": "''"},
    ),
    "Erasure": Kept(
        fields="person_id state cause due_on noticed_at ordered_by_id started_at done_at removed",
        why=Why.RIGHTS,
        until=Until.LOG,
        whose=PERSON,
        stays=True,
    ),
    "Incident": Kept(
        fields="kind what consequences happened_at aware_at due_at owner_id is_exercise opened_by_id opened_at letter letter_at"
        " letter_done_at learned closed_by_id closed_at",
        why=Why.INCIDENTS,
        until=Until.RULE,
        about=About.COLLEAGUE,
    ),
    "IncidentScope": Kept(
        fields="incident_id kind opportunity_id account_id since until number made_by_id made_at",
        why=Why.INCIDENTS,
        until=Until.RULE,
        about=About.COLLEAGUE,
    ),
    "IncidentPerson": Kept(
        fields="incident_id person_id told_at is_unreachable",
        why=Why.INCIDENTS,
        until=Until.CLOCK,
        whose=PERSON,
    ),
    "IncidentStep": Kept(
        fields="incident_id kind at words why_late written_by_id written_at",
        why=Why.INCIDENTS,
        until=Until.RULE,
        about=About.COLLEAGUE,
    ),
    # about people of whom nothing says any more who they were
    "WaitingNumbers": _sums("job_family_id part names values"),
    "KeptMoments": _sums("job_family_id part names n mean scatter"),
}
