"""Who may touch cases. *Scoring* has no right here: that somebody contested or asked for more time is no evidence."""

from maatwerk.kernel.walls import ORGANISATION, Rows, Wall

_OWN = "person_id = (SELECT current_person())"
#: On a person's own page, that person's cases alone. A colleague sees no request for an adjustment unless they may grant
#: it, so who only decides about applicants never learns of one. Timed work, which acts as nobody, reaches all.
_SEEN = (
    f"{ORGANISATION.using} AND CASE WHEN (SELECT current_person()) IS NOT NULL THEN {_OWN}"  # noqa: S608 - constants alone
    " WHEN (SELECT current_account()) IS NULL OR kind <> 'accommodation' THEN true"
    " ELSE EXISTS (SELECT 1 FROM organisations_membership m WHERE m.organisation_id = (SELECT current_organisation())"
    " AND m.user_id = (SELECT current_account()) AND m.role IN ('psychologist', 'administrator')) END"
)
_OPENED = f"{ORGANISATION.check} AND ((SELECT current_person()) IS NULL OR {_OWN})"
_ANSWERED = f"{_SEEN} AND (SELECT current_person()) IS NULL"

WALLS = {
    "Case": Wall(
        rows=Rows(_SEEN, ORGANISATION.check, insert=_OPENED, change=_ANSWERED),
        app="SELECT, INSERT, UPDATE (state, owner_id, answer, answered_at, answered_by_id, closed_at, closing)",
        reason="a person sees their own; who only decides sees no request for an adjustment",
    )
}
