"""Who may touch what privacy keeps. *Scoring* has no right here."""

from maatwerk.kernel.walls import ORGANISATION, Rows, Wall

_OWN = "person_id = (SELECT current_person())"
_SEEN = f"{ORGANISATION.using} AND ((SELECT current_person()) IS NULL OR {_OWN})"
#: The owner's function that erases asks whether it may; outside an organisation there is nothing.
_ASKED = Rows("organisation_id = nullif(current_setting('maatwerk.organisation', true), '')::uuid", "false")


def _of_incident(closed: str) -> str:
    """Return the condition of rows that belong to an incident that is closed, or is not."""
    here = f"EXISTS (SELECT 1 FROM privacy_incident i WHERE i.id = incident_id AND i.closed_at {closed})"  # noqa: S608 - names of ours
    return f"{ORGANISATION.check} AND {here}"


#: What belongs to an incident is written while that is open; what was done is taken away with the closed incident alone.
_OPEN, _CLOSED = _of_incident("IS NULL"), _of_incident("IS NOT NULL")

WALLS = {
    "KeepChoice": Wall(
        rows=Rows(_SEEN, f"{ORGANISATION.check} AND {_OWN}"),
        app="SELECT, INSERT",
        reason="only the person says whether they may be kept longer",
    ),
    "Hold": Wall(
        rows=ORGANISATION,
        app="SELECT, INSERT, UPDATE (review_on, ended_by_id, ended_at, ended_because)",
        audit="SELECT",
        owner="SELECT",
        owner_sees=_ASKED,
        reason="the owner's function that erases looks whether something holds it",
    ),
    "Erasure": Wall(
        rows=ORGANISATION,
        app="SELECT, INSERT, UPDATE (state, cause, due_on, noticed_at, ordered_by_id, started_at, done_at, removed), DELETE",
        audit="SELECT",
        owner="SELECT",
        owner_sees=_ASKED,
        reason="the owner's function that erases looks whether it was ordered",
    ),
    "AccessPackage": Wall(
        rows=Rows(_SEEN, ORGANISATION.check),
        app="SELECT, INSERT, UPDATE (file, size, made_at), DELETE",
        owner="SELECT",
        owner_sees=_ASKED,
        reason="the owner's function that tells a person everything looks whether it was asked",
    ),
    "WaitingNumbers": Wall(rows=ORGANISATION, app="SELECT, INSERT, DELETE"),
    "KeptMoments": Wall(rows=ORGANISATION, app="SELECT, INSERT", audit="SELECT"),
    "Incident": Wall(
        rows=Rows(
            ORGANISATION.using,
            ORGANISATION.check,
            change=f"{ORGANISATION.check} AND closed_at IS NULL",
            delete=f"{ORGANISATION.check} AND closed_at IS NOT NULL",
        ),
        app="SELECT, INSERT, UPDATE (kind, what, consequences, happened_at, aware_at, due_at, owner_id, letter, letter_at,"
        " letter_done_at, learned, closed_by_id, closed_at), DELETE",
        reason="closed it changes no more; once its term is over the nightly look takes it away",
    ),
    "IncidentScope": Wall(
        rows=Rows(ORGANISATION.using, ORGANISATION.check, insert=_OPEN), app="SELECT, INSERT, DELETE"
    ),
    "IncidentPerson": Wall(
        rows=Rows(_SEEN, ORGANISATION.check, insert=_OPEN, change=_OPEN, delete=ORGANISATION.check),
        app="SELECT, INSERT, UPDATE (told_at, is_unreachable), DELETE",
    ),
    "IncidentStep": Wall(
        rows=Rows(ORGANISATION.using, ORGANISATION.check, insert=_OPEN, delete=_CLOSED),
        app="SELECT, INSERT, DELETE",
        reason="what was done is never changed",
    ),
}
