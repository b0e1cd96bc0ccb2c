"""Who may touch vacancies, what of them is public, and by which channels people came. *Scoring* has no right here."""

from maatwerk.kernel.walls import ANYBODY, ORGANISATION, PUBLISHED, Wall

_KEPT = "SELECT, INSERT, UPDATE"
_EDITED = "SELECT, INSERT, UPDATE, DELETE"

WALLS = {
    "HiringTeamMember": Wall(rows=ORGANISATION, app="SELECT, INSERT, DELETE", audit="SELECT"),
    "Requisition": Wall(rows=ORGANISATION, app=_KEPT, audit="SELECT"),
    "Vacancy": Wall(rows=ORGANISATION, app=_KEPT, audit="SELECT"),
    "Question": Wall(rows=ORGANISATION, app=_EDITED, audit="SELECT"),
    "Step": Wall(rows=ORGANISATION, app=_EDITED, audit="SELECT"),
    "VacancyTemplate": Wall(rows=ORGANISATION, app=_EDITED),
    "Posting": Wall(
        rows=PUBLISHED,
        app=_EDITED,
        reason="the public copy of a vacancy: the row is there while anybody may read it",
    ),
    "ClosedPosting": Wall(
        rows=PUBLISHED, app="SELECT, INSERT, DELETE", reason="that a vacancy of this key was public once"
    ),
    "SavedSearch": Wall(
        rows=ANYBODY, app=_EDITED, reason="who is told of new vacancies belongs to no organisation"
    ),
    "Listing": Wall(rows=ORGANISATION, app=_EDITED),
    "Campaign": Wall(rows=ORGANISATION, app=_KEPT, audit="SELECT"),
    "TrackedLink": Wall(rows=ORGANISATION, app="SELECT, INSERT", audit="SELECT"),
    "DailyViews": Wall(rows=ORGANISATION, app=_KEPT, audit="SELECT"),
    "Spend": Wall(rows=ORGANISATION, app=_EDITED, audit="SELECT"),
    "Touchpoint": Wall(rows=ORGANISATION, app="SELECT, INSERT", audit="SELECT"),
}
