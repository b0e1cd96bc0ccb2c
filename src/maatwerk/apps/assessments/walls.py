"""Who may touch tests, and above all: who may read answers. A person's own request, and the scoring login."""

from maatwerk.kernel.walls import ORGANISATION, Rows, Wall

_PERSONS_OWN = "organisation_id = (SELECT current_organisation()) AND person_id = (SELECT current_person())"
#: Rows about the person whose request this is, at this organisation: nobody else's page reaches them.
OWN_HERE = Rows(_PERSONS_OWN, _PERSONS_OWN)
#: Granted by a colleague who cannot read it back; read by the person's own session alone.
GRANTED = Rows(_PERSONS_OWN, ORGANISATION.check)

#: Calibration needs which category was scored how fast; never the words of an answer, nor any content or key.
_ITEM_FACTS = "id, organisation_id, instrument_id, scale_id, key, kind, position, area, state, is_practice"
_SCORED = "id, organisation_id, session_id, person_id, item_id, position, category, milliseconds, at"
_PROGRESS = "id, organisation_id, module_id, person_id, seed, calibrations, excluded, state, started_at, completed_at, ended_by"
_GIVEN = "id, organisation_id, instrument_id, delivery, rules, exposure"

WALLS = {
    "FactSheet": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE", audit="SELECT"),
    "Scale": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE, DELETE", scoring="SELECT", audit="SELECT"),
    "Item": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE, DELETE", scoring=f"SELECT ({_ITEM_FACTS})"),
    "ItemKey": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE, DELETE"),
    "ResponseSet": Wall(rows=ORGANISATION, app="SELECT, INSERT", scoring="SELECT", audit="SELECT"),
    "Calibration": Wall(
        rows=ORGANISATION,
        app="SELECT, INSERT, UPDATE (state, judged_at, judged_by_id, judged_reason)",
        scoring="SELECT, INSERT",
        audit="SELECT",
    ),
    "Package": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE", audit="SELECT"),
    "Module": Wall(
        rows=ORGANISATION, app="SELECT, INSERT, UPDATE, DELETE", scoring=f"SELECT ({_GIVEN})", audit="SELECT"
    ),
    "Order": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE"),
    "Accommodation": Wall(rows=GRANTED, app="SELECT, INSERT"),
    # how long somebody took would tell a decider of extra time, so a session is its person's own as well
    "AssessmentSession": Wall(
        rows=OWN_HERE,
        app="SELECT, INSERT, UPDATE",
        scoring=f"SELECT ({_PROGRESS})",
        scoring_sees=ORGANISATION,
    ),
    "Response": Wall(
        rows=OWN_HERE, app="SELECT, INSERT, DELETE", scoring=f"SELECT ({_SCORED})", scoring_sees=ORGANISATION
    ),
    "ScaleResult": Wall(rows=OWN_HERE, app="SELECT, INSERT, DELETE"),
    # a rater of the organisation reads the text of a work sample, and cannot find out whose it is
    "WorkSample": Wall(rows=ORGANISATION, app="SELECT, INSERT, DELETE"),
    "WorkRating": Wall(rows=ORGANISATION, app="SELECT, INSERT"),
}
