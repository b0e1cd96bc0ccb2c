"""Who may touch models and advice. What a version computed, nobody may change."""

from maatwerk.kernel.walls import ORGANISATION, Rows, Wall

#: Advice that nobody stopped. The database itself hides the rest from every page, and takes nothing new from a worker that
#: was already computing. Each list is asked once per query, however many rows are looked at.
_NOT_STOPPED = (
    "opportunity_id NOT IN (SELECT s.opportunity_id FROM advice_stop s WHERE s.resumed_at IS NULL"
    " AND s.opportunity_id IS NOT NULL) AND (version_id IS NULL OR version_id NOT IN (SELECT s.version_id"
    " FROM advice_stop s WHERE s.resumed_at IS NULL AND s.version_id IS NOT NULL))"
)
_GIVEN = Rows(ORGANISATION.using, ORGANISATION.check, insert=f"{ORGANISATION.check} AND {_NOT_STOPPED}")
#: Who was advised on still sees on their own page what was said of them: a decision may rest on it.
_THEIRS = "person_id = (SELECT current_person())"
_SHOWN = Rows(f"{ORGANISATION.using} AND (({_NOT_STOPPED}) OR {_THEIRS})", "false")
_LISTED = Rows(f"{ORGANISATION.using} AND {_NOT_STOPPED}", "false")

WALLS = {
    "Feature": Wall(
        rows=ORGANISATION, app="SELECT, INSERT, UPDATE (withdrawn_at)", scoring="SELECT", audit="SELECT"
    ),
    "ModelVersion": Wall(
        rows=ORGANISATION,
        app="SELECT, UPDATE (state, live_at, retired_at)",
        scoring="SELECT, INSERT",
        audit="SELECT",
    ),
    # whom a weighting was chosen for is nothing a model may read: of it *scoring* sees the factors alone
    "Steering": Wall(
        rows=ORGANISATION,
        app="SELECT, INSERT",
        scoring="SELECT (id, organisation_id, version_id, factors)",
        audit="SELECT",
    ),
    "VersionStep": Wall(rows=ORGANISATION, app="SELECT, INSERT", audit="SELECT"),
    "TrainingScore": Wall(rows=ORGANISATION, scoring="SELECT, INSERT", audit="SELECT"),
    "AdviceRequest": Wall(rows=ORGANISATION, app="SELECT, INSERT", scoring="SELECT"),
    "Advice": Wall(rows=_GIVEN, app_sees=_SHOWN, app="SELECT", scoring="SELECT, INSERT", audit="SELECT"),
    "Shortlist": Wall(rows=_GIVEN, app_sees=_LISTED, app="SELECT", scoring="SELECT, INSERT", audit="SELECT"),
    "Stop": Wall(
        rows=ORGANISATION,
        app="SELECT, INSERT, UPDATE (resumed_by, resumed_at, resumed_because)",
        scoring="SELECT (id, organisation_id, opportunity_id, version_id, resumed_at)",
        audit="SELECT",
    ),
}
