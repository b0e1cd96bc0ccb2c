"""Signing in with a second step: a code of an app on one's phone, or a passkey. Who needs one, and from when."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Exists, OuterRef

from maatwerk.apps.organisations.models import Organisation, Role

GRACE_DAYS = 14
#: They let people in, or say what may count about people: a stolen password must not be enough.
ALWAYS = frozenset({Role.ADMINISTRATOR, Role.PSYCHOLOGIST})
#: Recovery codes alone are no second step: they are for when it is lost.
_STEPS = ("totp", "webauthn")


def has_one(user_reference: str) -> Exists:
    """Return the condition that an account has set up a second step; `user_reference` leads to the account."""
    from allauth.mfa.models import Authenticator

    return Exists(Authenticator.objects.filter(user_id=OuterRef(user_reference), type__in=_STEPS))


def needed_by(organisation: Organisation, since: Mapping[Role, dt.datetime]) -> dt.datetime | None:
    """Return until when a member may do without, given since when they have each role; None where none is needed.

    In a simulated organisation nobody is real, so nothing needs guarding.
    """
    if organisation.is_simulated:
        return None
    begins = [max(at, organisation.second_step_from) for role, at in since.items() if role in ALWAYS]
    if organisation.second_step_for_all_from:
        begins += [max(at, organisation.second_step_for_all_from) for at in since.values()]
    return min(begins) + dt.timedelta(days=GRACE_DAYS) if begins else None
