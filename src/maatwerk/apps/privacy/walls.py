"""Who may touch what privacy keeps. *Scoring* has no right here."""

from maatwerk.kernel.walls import ORGANISATION, Rows, Wall

_OWN = "person_id = (SELECT current_person())"
_SEEN = f"{ORGANISATION.using} AND ((SELECT current_person()) IS NULL OR {_OWN})"
#: The owner's function that erases asks whether it may; outside an organisation there is nothing.
_ASKED = Rows("organisation_id = nullif(current_setting('maatwerk.organisation', true), '')::uuid", "false")

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
}
