"""What a person asks from their own pages: each becomes a case, with a human who may answer it."""

import uuid

from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.public import ApplicationRow
from maatwerk.apps.cases.public import Asked, open_case
from maatwerk.apps.journeys.standing import OUTCOMES, deciders_of
from maatwerk.apps.vacancies.public import team_of
from maatwerk.kernel.refusals import Refusal

SUBJECT = "application"
ABOUT_APPLICATION = ("contest", "explanation", "accommodation")
ABOUT_DATA = ("access", "rectification", "objection", "erasure")


def may_ask(kind: str, row: ApplicationRow) -> bool:
    """Whether this can be asked where the application stands: a contest needs a decision, an adjustment a step ahead."""
    if kind == "contest":
        return bool(deciders_of(row.id))
    if kind == "accommodation":
        return row.stage not in OUTCOMES
    return kind in ABOUT_APPLICATION


def ask_about(row: ApplicationRow, *, kind: str, text: str) -> uuid.UUID:
    """Ask something about an application. A contest never goes to anybody who decided on it."""
    if not may_ask(kind, row):
        raise Refusal(_("There is no decision to contest, or nothing ahead to adjust."), code="not_now")
    team = tuple(one.user_id for one in team_of(row.opportunity_id))
    return open_case(
        Asked(
            kind=kind,
            text=text,
            person_id=row.person_id,
            subject=SUBJECT,
            object_id=row.id,
            not_by=deciders_of(row.id) if kind == "contest" else (),
            rather=() if kind == "accommodation" else team,
        )
    )


def ask_about_data(person_id: uuid.UUID, *, kind: str, text: str) -> uuid.UUID:
    """Ask something about one's data."""
    if kind not in ABOUT_DATA:
        raise Refusal(_("This cannot be asked here."), code="no_such_question", status=404)
    return open_case(Asked(kind=kind, text=text, person_id=person_id))
