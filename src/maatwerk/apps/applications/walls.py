"""Who may touch applications and decisions. The scoring login has no right here at all."""

from maatwerk.kernel.walls import IMPORTED, ORGANISATION, Rows, Wall, imported_with

_MINE = "made_by_id = (SELECT current_account())"
#: A view of the pipeline that somebody keeps: read by all when shared, changed by who made it alone.
KEPT_VIEW = Rows(
    using=f"{ORGANISATION.using} AND (is_shared OR {_MINE})",
    check=f"{ORGANISATION.check} AND {_MINE}",
)

_OF_IMPORTED = imported_with("applications_application", theirs="id", ours="application_id")
_QUESTION = Rows(ORGANISATION.using, ORGANISATION.check, delete=f"{ORGANISATION.check} AND state <> 'merged'")

WALLS = {
    "Application": Wall(
        rows=IMPORTED,
        app="SELECT, INSERT, DELETE, UPDATE (stage, stage_since, closed_at, due_at, owner_id, next_action, next_on, person_id,"
        " interview_first)",
        audit="SELECT",
    ),
    "OwnView": Wall(rows=ORGANISATION, app="SELECT, INSERT", audit="SELECT"),
    "AdviceSeen": Wall(rows=ORGANISATION, app="SELECT, INSERT", audit="SELECT"),
    "Decision": Wall(rows=ORGANISATION, app="SELECT, INSERT", audit="SELECT"),
    "SignedClosing": Wall(
        rows=ORGANISATION, app="SELECT, INSERT, UPDATE (reason, letters, work_id, ended_at)", audit="SELECT"
    ),
    "Label": Wall(rows=ORGANISATION, app="SELECT, INSERT"),
    "Labelled": Wall(rows=ORGANISATION, app="SELECT, INSERT, DELETE"),
    # applying: a draft is readable with its link alone, documents lie outside the database
    "ApplyingRules": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE", audit="SELECT"),
    "Intake": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE", audit="SELECT"),
    "Draft": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE, DELETE"),
    "Submission": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE (sealed)"),
    "Document": Wall(
        rows=ORGANISATION, app="SELECT, INSERT, UPDATE (draft_id, application_id, file), DELETE"
    ),
    "PossibleDouble": Wall(rows=_QUESTION, app="SELECT, INSERT, UPDATE, DELETE", audit="SELECT"),
    "SavedView": Wall(rows=KEPT_VIEW, app="SELECT, INSERT, UPDATE (query, is_shared), DELETE"),
    "SilenceClock": Wall(
        rows=_OF_IMPORTED,
        app="SELECT, INSERT, DELETE, UPDATE (heard_at, due_at, warned_at, words, late_words)",
        audit="SELECT",
    ),
}
