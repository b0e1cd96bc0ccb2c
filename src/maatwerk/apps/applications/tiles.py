"""What the pipeline puts on the start page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from maatwerk.apps.applications.queries.work import count_late
from maatwerk.apps.organisations.public import Member, Role, waiting
from maatwerk.apps.vacancies.public import works_on
from maatwerk.ui.formats import counted
from maatwerk.ui.shapes import Tile


@waiting(Role.RECRUITER, Role.MANAGER, order=25)
def too_long(member: Member) -> Tile | None:
    """Count the people who wait longer than their vacancy promised."""
    count = count_late(member.user_id, works_on(member.user_id))
    if not count:
        return None
    return Tile(
        label=_("Waiting longer than promised"),
        value=counted(count),
        url=reverse("applications:work", args=[member.organisation.slug]),
    )
