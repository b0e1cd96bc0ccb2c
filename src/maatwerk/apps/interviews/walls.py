"""Who may touch interviews. Scores open to an interviewer once their own are in: PostgreSQL holds to it, not a page."""

from maatwerk.kernel.walls import ORGANISATION, Rows, Wall

_HERE = "organisation_id = (SELECT current_organisation())"
_ME = "(SELECT current_account())"


_ON_PANEL = (
    "EXISTS (SELECT 1 FROM interviews_interviewer i WHERE i.interview_id = THIS.interview_id"
    " AND i.user_id = (SELECT current_account()) AND i.left_at IS NULL)"
)
_IS_IN = (
    "EXISTS (SELECT 1 FROM interviews_scorecard c WHERE c.interview_id = THIS.interview_id"
    " AND c.by_id = (SELECT current_account()))"
)
_NOT_SCORED_WITH = (
    "NOT EXISTS (SELECT 1 FROM interviews_scorecard c WHERE c.kit_id = interviews_kitquestion.kit_id)"
)


def _of(table: str, condition: str) -> str:
    return condition.replace("THIS.", f"{table}.")


def _hidden_until_own_is_in(table: str) -> Rows:
    """Rows of colleagues show to who is not on the panel, or whose scorecard is in; no applicant's page reaches any."""
    return Rows(
        f"{_HERE} AND (SELECT current_person()) IS NULL"
        f" AND (by_id = {_ME} OR {_of(table, _IS_IN)} OR NOT {_of(table, _ON_PANEL)})",
        _HERE,
        insert=f"{_HERE} AND by_id = {_ME} AND {_of(table, _IS_IN)}",
    )


#: A scorecard is one's own, of an interview that one is on.
_OWN_CARD = Rows(
    ORGANISATION.using,
    ORGANISATION.check,
    insert=f"{_HERE} AND by_id = {_ME} AND {_of('interviews_scorecard', _ON_PANEL)}",
)
#: Questions somebody scored by stay as they are.
_UNTIL_SCORED = Rows(
    ORGANISATION.using,
    ORGANISATION.check,
    change=f"{_HERE} AND {_NOT_SCORED_WITH}",
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
