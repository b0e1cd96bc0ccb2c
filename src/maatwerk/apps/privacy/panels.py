"""Until when an application may be kept, on its own page: by which rule of which place, and what holds it."""

from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.public import ApplicationRow, application_panel
from maatwerk.apps.organisations.public import Member, Role
from maatwerk.apps.privacy.queries import due_row, held_people


@application_panel(
    "privacy",
    title=_("Privacy"),
    template="privacy/_panel.html",
    order=90,
    roles=(Role.RECRUITER, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR),
)
def _privacy(application: ApplicationRow, member: Member) -> dict[str, object]:
    row = due_row(application.person_id) if application.closed_at else None
    return {
        "row": row,
        "is_held": row.is_held if row else application.person_id in held_people(),
        "may_open": member.has(Role.ADMINISTRATOR, Role.AUDITOR),
    }
