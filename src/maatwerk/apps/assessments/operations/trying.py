"""People who do not exist, invited so that a programme can take their tests: to try a package, or the load it bears."""

import secrets
import uuid

from django.utils.translation import gettext_lazy as _

from maatwerk.apps.assessments.links import link
from maatwerk.apps.assessments.operations.orders import place_order
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.people.public import register_people
from maatwerk.kernel.refusals import NotAllowed, Refusal

#: More links than this at once are no trial of two cores.
MOST_INVENTED = 20_000


def invite_invented(package_id: uuid.UUID, people: int, *, language: str, by: Member) -> list[str]:
    """Invite people who do not exist to a ready package and return their links; no mail goes out.

    Elsewhere a link goes to its person alone, since it opens their report. So this works in simulated organisations only.
    """
    if not by.organisation.is_simulated:
        raise NotAllowed(
            _("Only a simulated organisation, such as that of the demo, invites people who do not exist.")
        )
    if not 1 <= people <= MOST_INVENTED:
        raise Refusal(_("Invite from 1 to %(most)d people at once.") % {"most": MOST_INVENTED}, code="people")
    batch = secrets.token_hex(4)
    found = []
    for person in register_people(f"invented-{batch}-{number}" for number in range(people)):
        _order, token = place_order(package_id, person, language=language, by=by, with_mail=False)
        found.append(link(by.organisation.id, token))
    return found
