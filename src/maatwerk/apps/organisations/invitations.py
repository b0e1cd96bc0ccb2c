"""Asking colleagues in by mail. The link holds a token of which only the hash stays here."""

import datetime as dt
import secrets
import uuid
from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations import letters
from maatwerk.apps.organisations.models import Invitation, Membership, Role, User
from maatwerk.apps.organisations.operations import add_member
from maatwerk.apps.organisations.queries import answering_to
from maatwerk.apps.organisations.rules import INVITATION_DAYS, Member, require_role
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.link_tokens import token_hash
from maatwerk.kernel.refusals import Refusal

LETTER = "organisations/mail/invitation.txt"


@transaction.atomic
def invite(*, member: Member, email: str, roles: Collection[Role], until: dt.datetime | None = None) -> None:
    """Ask somebody in by mail, for good or `until` a moment; asking again replaces the earlier link."""
    require_role(member, Role.ADMINISTRATOR)
    address = email.strip().lower()
    if not roles:
        raise Refusal(_("Choose at least one role."), code="no_role", field="roles", status=422)
    if Membership.objects.filter(
        organisation_id=member.organisation.id, user__email__iexact=address
    ).exists():
        raise Refusal(
            _("This colleague is a member already; change the roles in the list."),
            code="member_already",
            field="email",
        )
    Invitation.objects.filter(email=address, accepted_at__isnull=True).delete()
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation_id=member.organisation.id,
        email=address,
        roles=sorted({*roles}),
        token_hash=token_hash(token),
        invited_by_id=member.user_id,
        expires_at=timezone.now() + dt.timedelta(days=INVITATION_DAYS),
        until=until,
    )
    _post(member, invitation, token)
    events.record("organisations.member_invited", object_id=invitation.pk, roles=invitation.roles)


def invite_visitor(*, member: Member, email: str, until: dt.datetime) -> None:
    """Ask in an auditor from outside, who reads until a moment and has no other role beside it."""
    invite(member=member, email=email, roles=[Role.OUTSIDE_AUDITOR], until=until)


@transaction.atomic
def end_visit(*, member: Member, email: str) -> None:
    """End the access of an auditor from outside, and the invitation where it was not accepted yet."""
    require_role(member, Role.ADMINISTRATOR)
    Invitation.objects.filter(email=email.lower(), accepted_at__isnull=True).delete()
    Membership.objects.filter(
        answering_to(email),
        organisation_id=member.organisation.id,
        role=Role.OUTSIDE_AUDITOR,
    ).delete()


def _post(member: Member, invitation: Invitation, token: str) -> None:
    known = User.objects.filter(email__iexact=invitation.email).values_list("language", flat=True).first()
    path = reverse("organisations:invitation", args=[member.organisation.id, token])
    letters.post(
        to=invitation.email,
        language=known or member.organisation.language,
        template=LETTER,
        context={
            "organisation": member.organisation.name,
            "inviter": member.name,
            "roles": _said(invitation.roles),
            "link": settings.SITE_URL.rstrip("/") + path,
            "expires_at": invitation.expires_at,
            "days": INVITATION_DAYS,
        },
        is_confidential=True,
    )


def _in_words(roles: Collection[str]) -> str:
    return ", ".join(str(role.label) for role in Role if role in roles)


#: The labels wait for the reader's language, in which the letter is written.
_said = lazy(_in_words, str)


@transaction.atomic
def withdraw_invitation(*, member: Member, invitation_id: uuid.UUID) -> None:
    """Make the link of an open invitation useless; the event stays."""
    require_role(member, Role.ADMINISTRATOR)
    deleted, _rows = Invitation.objects.filter(pk=invitation_id, accepted_at__isnull=True).delete()
    if not deleted:
        raise Refusal(
            _("This invitation is gone: it was accepted or withdrawn before."), code="no_invitation"
        )
    events.record("organisations.invitation_withdrawn", object_id=invitation_id)


def accept_invitation(*, organisation_id: uuid.UUID, token: str, user: User) -> None:
    """Make the account a member, once. Only who was asked may accept: the link proves the mailbox.

    The organisation's key is part of the link: nobody outside it could find the invitation by its token alone.
    """
    with tenancy.acting(organisation=organisation_id, account=user.pk):
        invitation = Invitation.objects.select_for_update().filter(token_hash=token_hash(token)).first()
        if invitation is None or invitation.accepted_at or invitation.expires_at <= timezone.now():
            raise no_longer_works()
        if not _answers_to(user, invitation.email):
            raise Refusal(
                _(
                    "This invitation was sent to another address than the one you are signed in with. Sign out and"
                    " open the link again, or add that address to your account first."
                ),
                code="other_address",
                status=403,
            )
        take_up(invitation, user)


def take_up(invitation: Invitation, user: User) -> None:
    """Give the account the roles it was invited for, and close the invitation; whether it may is for the caller to know."""
    add_member(user_id=user.pk, roles=[Role(role) for role in invitation.roles], until=invitation.until)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    events.record("organisations.invitation_accepted", object_id=invitation.pk)


def _answers_to(user: User, email: str) -> bool:
    """Whether an address is the account's own, or one it has proved to hold beside it."""
    proved = EmailAddress.objects.filter(user_id=user.pk, email__iexact=email, verified=True)
    return user.email.lower() == email or proved.exists()


def no_longer_works() -> Refusal:
    """Say that a link is unknown, used, withdrawn or too old, without saying which."""
    return Refusal(
        _("This invitation does not work, or no longer does. Ask your colleague for a new one."),
        code="invitation_over",
        status=410,
    )
