"""Who may touch interviews. Scores open to an interviewer once their own are in: PostgreSQL holds to it, not a page."""

from maatwerk.kernel.walls import ORGANISATION, Rows, Wall

_HERE = "organisation_id = (SELECT current_organisation())"
_ME = "(SELECT current_account())"


def _on_panel(table: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM interviews_interviewer i WHERE i.interview_id = {table}.interview_id"
        f" AND i.user_id = {_ME} AND i.left_at IS NULL)"
    )


def _is_in(table: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM interviews_scorecard c WHERE c.interview_id = {table}.interview_id"
        f" AND c.by_id = {_ME})"
    )


def _hidden_until_own_is_in(table: str) -> Rows:
    """Rows of colleagues show to who is not on the panel, or whose scorecard is in; no applicant's page reaches any."""
    return Rows(
        f"{_HERE} AND (SELECT current_person()) IS NULL"
        f" AND (by_id = {_ME} OR {_is_in(table)} OR NOT {_on_panel(table)})",
        _HERE,
        insert=f"{_HERE} AND by_id = {_ME} AND {_is_in(table)}",
    )


#: A scorecard is one's own, of an interview that one is on.
_OWN_CARD = Rows(
    ORGANISATION.using,
    ORGANISATION.check,
    insert=f"{_HERE} AND by_id = {_ME} AND {_on_panel('interviews_scorecard')}",
)
#: Questions somebody scored by stay as they are.
_UNTIL_SCORED = Rows(
    ORGANISATION.using,
    ORGANISATION.check,
    change=f"{_HERE} AND NOT EXISTS (SELECT 1 FROM interviews_scorecard c WHERE c.kit_id = interviews_kitquestion.kit_id)",
)

#: What planning, moving and scoring change of an interview; whose it is never changes.
_MOVES = (
    "state, slot_id, starts_at, ends_at, place, video_url, focus, kit_id, sequence, zone, cancelled_at, reminded_at,"
    " evidence_at"
)

WALLS = {
    "Kit": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE (made_by_id, made_at)", audit="SELECT"),
    "KitQuestion": Wall(rows=_UNTIL_SCORED, app="SELECT, INSERT, UPDATE, DELETE", audit="SELECT"),
    "Slot": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE (withdrawn_at)"),
    "Interview": Wall(rows=ORGANISATION, app=f"SELECT, INSERT, UPDATE ({_MOVES})", audit="SELECT"),
    "Interviewer": Wall(
        rows=ORGANISATION, app="SELECT, INSERT, UPDATE (starts_at, ends_at, left_at)", audit="SELECT"
    ),
    "Scorecard": Wall(rows=_OWN_CARD, app="SELECT, INSERT", audit="SELECT"),
    "Score": Wall(rows=_hidden_until_own_is_in("interviews_score"), app="SELECT, INSERT"),
    "Remark": Wall(rows=_hidden_until_own_is_in("interviews_remark"), app="SELECT, INSERT"),
}
