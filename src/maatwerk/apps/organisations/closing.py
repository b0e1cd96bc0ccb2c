"""The end of an account that works for no organisation any more: nothing of who it was stays, what it did stays under its code.

Decisions and approvals must remain somebody's for as long as what they are about is kept (AI Act 12, 18; GDPR 17(3)(b), (e)). For
that a code is enough once nobody needs to ask them: the same person under the same code, everywhere, and no name.
"""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.models import ProviderIdentity, User
from maatwerk.apps.organisations.queries import memberships
from maatwerk.apps.organisations.resetting import take_away
from maatwerk.apps.organisations.veil import colleague_code
from maatwerk.kernel import jobs, tenancy
from maatwerk.kernel.refusals import Refusal


@transaction.atomic
def close_account(email: str) -> str:
    """Take name, address, password, second step, sessions and ties to providers from an account; return what it is called now.

    Raises
    ------
    Refusal
        There is none at this address, or it still works for an organisation.
    """
    user = User.objects.select_for_update().filter(email__iexact=email).first()
    if user is None:
        raise Refusal(_("There is no account at this address."), code="no_account", status=404)
    if memberships(user):
        raise Refusal(
            _("This account works for an organisation. An administrator there ends its access first."),
            code="works_here",
        )
    take_away(user.pk)
    EmailAddress.objects.filter(user_id=user.pk).delete()
    for organisation in jobs.organisations():
        with tenancy.acting(organisation=organisation):
            ProviderIdentity.objects.filter(user_id=user.pk).delete()
    with translation.override("en"):
        user.name = str(colleague_code(user.pk))
    user.email, user.is_active = f"{user.pk.hex}@closed.invalid", False  # RFC 2606: nobody has it
    user.set_unusable_password()
    user.save(update_fields=["name", "email", "is_active", "password"])
    return user.name
