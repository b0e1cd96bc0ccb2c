"""What other pages show of what came in."""

from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.public import HIRING_ROLES, ApplicationRow, application_panel
from maatwerk.apps.moving.queries import facts_of
from maatwerk.apps.organisations.public import Member


@application_panel(
    "elsewhere", title=_("Before Maatwerk"), template="moving/_facts.html", order=70, roles=HIRING_ROLES
)
def facts(application: ApplicationRow, _member: Member) -> dict[str, object] | None:
    """Show what another system told of an application."""
    rows = facts_of(application.id)
    return {"rows": rows} if rows else None
