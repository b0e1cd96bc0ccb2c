"""What conversations about applications are: for the team of the vacancy, with its title and where it stands."""

import uuid
from collections.abc import Collection, Sequence

from django.urls import reverse
from django.utils.translation import ngettext

from maatwerk.apps.applications.applying.attaching import add_to_application
from maatwerk.apps.applications.models import Application
from maatwerk.apps.messages.public import Attachment, Subject
from maatwerk.apps.opportunities.public import titles
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.vacancies.public import answer_days_of, visible_keys
from maatwerk.kernel.refusals import Refusal

EXAMPLES = 8


class ApplicationsAsSubjects:
    """Tells messages what an application is."""

    def readable(self, member: Member) -> Collection[uuid.UUID] | None:
        """Return the vacancies whose conversations a member may read: those they work on, or all for recruiters."""
        return visible_keys(member)

    def subject(self, key: uuid.UUID) -> Subject | None:
        """Return an application to talk about."""
        found = Application.objects.filter(pk=key).first()
        if found is None:
            return None
        days = answer_days_of([found.opportunity_id])[found.opportunity_id]
        title = titles([found.opportunity_id])[found.opportunity_id]
        values = {
            "stage": str(found.get_stage_display()),
            "days": ngettext("%(days)d day", "%(days)d days", days) % {"days": days},
        }
        return Subject(found.pk, found.person_id, found.opportunity_id, title, values)

    def recent(self, member: Member) -> Sequence[Subject]:
        """Return the newest applications that a member may see."""
        found = Application.objects.order_by("-applied_at", "-id")
        allowed = self.readable(member)
        if allowed is not None:
            found = found.filter(opportunity_id__in=allowed)
        rows = list(found.only("id", "person_id", "opportunity_id")[:EXAMPLES])
        named = titles({row.opportunity_id for row in rows})
        return tuple(
            Subject(row.pk, row.person_id, row.opportunity_id, named[row.opportunity_id]) for row in rows
        )

    def address(self, key: uuid.UUID, slug: str) -> str:
        """Return the page of the application."""
        return reverse("journeys:application", args=[slug, key])


def keep_file(person_id: uuid.UUID, about: uuid.UUID, found: Attachment) -> bool:
    """Keep a file that came by mail with the documents of its application, if it is one that we take and can look into."""
    application = Application.objects.filter(pk=about, person_id=person_id, closed_at__isnull=True).first()
    if application is None:
        return False
    try:
        add_to_application(application_id=application.pk, content=found.content)
    except Refusal:
        return False
    return True
