"""What organisations themselves put on the start page."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations import queries
from maatwerk.apps.organisations.models import Role
from maatwerk.apps.organisations.rules import Member
from maatwerk.apps.organisations.start import Step, next_step
from maatwerk.ui.shapes import Action


@next_step(Role.ADMINISTRATOR, order=90)
def invite_colleagues(member: Member) -> Step:
    """Somebody to decide, rate or check beside the founder."""
    return Step(
        _("Ask a colleague in"),
        _("For example somebody who reviews models, or a manager who tells how the work goes."),
        Action(_("Invite a colleague"), reverse("organisations:invite", args=[member.organisation.slug])),
        done=len(queries.colleagues()) > 1,
    )
