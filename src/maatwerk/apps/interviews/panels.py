"""What other pages show of interviews: a part of an application's page, a tab of an applicant's own, a tile at the start."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.public import ApplicationRow, application_panel
from maatwerk.apps.interviews.queries import interviews_of_application, interviews_of_member
from maatwerk.apps.interviews.rules import INTERVIEW_ROLES, may_plan
from maatwerk.apps.interviews.views.own import PAGE
from maatwerk.apps.interviews.views.own import waiting as to_pick
from maatwerk.apps.organisations.public import Member, waiting
from maatwerk.apps.people.public import OwnTab, own_tab
from maatwerk.ui.shapes import Tile


@application_panel(
    "interviews",
    title=_("Interviews"),
    template="interviews/_panel.html",
    order=45,
    roles=INTERVIEW_ROLES,
)
def interviews(application: ApplicationRow, member: Member) -> dict[str, object] | None:
    """Show the interviews of one application, and the way to plan one."""
    rows = interviews_of_application(application.id)
    plans = may_plan(member) and application.closed_at is None
    if not rows and not plans:
        return None
    return {"rows": [(row, row.waits_for(member.user_id)) for row in rows], "may_plan": plans}


@waiting(*INTERVIEW_ROLES, order=25)
def to_score(member: Member) -> Tile | None:
    """Interviews that this member held and has not scored."""
    number = sum(row.waits_for(member.user_id) for row in interviews_of_member(member))
    if not number:
        return None
    url = reverse("interviews:interviews", args=[member.organisation.slug])
    return Tile(_("Interviews to score"), str(number), _("While you still remember what was said."), url)


own_tab(OwnTab(_("Interviews"), PAGE, order=20, count=to_pick))
