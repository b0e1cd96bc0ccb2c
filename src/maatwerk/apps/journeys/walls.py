"""Who may touch uploads, and what a person agreed to and looks for. *Scoring* has no right here."""

from maatwerk.kernel.walls import ORGANISATION, Rows, Wall

_OWN = f"{ORGANISATION.using} AND person_id = (SELECT current_person())"
_TIMED = "(SELECT current_person()) IS NULL AND (SELECT current_account()) IS NULL"
#: Read by colleagues (may somebody be shown other openings?), written by the person alone.
_AGREED = Rows(
    f"{ORGANISATION.using} AND ((SELECT current_person()) IS NULL OR person_id = (SELECT current_person()))",
    _OWN,
)
#: Read and written by the person, and by timed work, which acts as nobody; by no colleague.
_MINE = f"{ORGANISATION.using} AND (person_id = (SELECT current_person()) OR {_TIMED})"

WALLS = {
    "HistoryUpload": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE, DELETE"),
    "Consent": Wall(
        rows=_AGREED,
        app="SELECT, INSERT, UPDATE (withdrawn_at)",
        reason="only the person agrees and withdraws",
    ),
    "Wish": Wall(
        rows=Rows(_MINE, _MINE),
        app="SELECT, INSERT, UPDATE (search, by_mail, told_until), DELETE",
        reason="what somebody looks for is no colleague's business",
    ),
    "Carried": Wall(rows=_AGREED, app="SELECT, INSERT", reason="only the person takes anything along"),
}
