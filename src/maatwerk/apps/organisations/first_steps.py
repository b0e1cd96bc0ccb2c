"""What organisations themselves put on the start page."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations import queries
from maatwerk.apps.organisations.models import Role
from maatwerk.apps.organisations.rules import Member
from maatwerk.apps.organisations.start import Step, next_step
from maatwerk.kernel.dates import short_day
from maatwerk.ui.shapes import Action


@next_step(order=1)
def second_step(member: Member) -> Step | None:
    """A stolen password must not be enough; the page says until when one may do without."""
    if member.second_step_by is None:
        return None
    text = _(
        "With an app on your phone or a passkey, a stolen password is not enough. Needed from %(day)s on."
    )
    return Step(
        _("Set up a second step for signing in"),
        text % {"day": short_day(member.second_step_by)},
        Action(_("Set it up"), reverse("mfa_index")),
    )


@next_step(Role.ADMINISTRATOR, order=90)
def invite_colleagues(member: Member) -> Step:
    """Somebody to decide, rate or check beside the founder."""
    return Step(
        _("Ask a colleague in"),
        _("For example somebody who reviews models, or a manager who tells how the work goes."),
        Action(_("Invite a colleague"), reverse("organisations:invite", args=[member.organisation.slug])),
        done=len(queries.colleagues()) > 1,
    )
