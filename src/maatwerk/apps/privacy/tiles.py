"""What privacy shows on the start page."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import Member, waiting
from maatwerk.apps.privacy.queries import running_incidents
from maatwerk.apps.privacy.queries.incidents import in_words
from maatwerk.apps.privacy.rules import ACTING_ROLES
from maatwerk.ui.shapes import Tile


@waiting(*ACTING_ROLES, order=1)
def incident_clocks(member: Member) -> Tile | None:
    """Show how much is left of the first clock of an incident of which the authority is still to be told."""
    running = running_incidents()
    if not running:
        return None
    due_at, is_exercise = running[0]
    left = due_at - timezone.now()
    note = _("An incident's clock is over: tell the authority now, with why it is late.")
    if left.total_seconds() >= 0:
        note = _("left to tell the authority of an incident.")
    return Tile(
        _("Exercise: incident") if is_exercise else _("Incident"),
        in_words(abs(left)),
        note,
        reverse("privacy:incidents", args=[member.organisation.slug]),
    )
