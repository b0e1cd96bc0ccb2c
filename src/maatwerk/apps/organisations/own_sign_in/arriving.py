"""Somebody leaves for the provider and comes back: which account that is here, and whether they may come in.

A provider belongs to one organisation, which can let it say whatever it likes. So it never opens more than that organisation:
the session is confined to it, and the account's own pages (password, second step, addresses) stay shut.
"""

import time
import uuid
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils import timezone

from maatwerk.apps.organisations.invitations import take_up
from maatwerk.apps.organisations.models import Invitation, Membership, ProviderIdentity, User
from maatwerk.apps.organisations.own_sign_in import arranging, provider
from maatwerk.apps.organisations.own_sign_in.tokens import Claims
from maatwerk.apps.organisations.own_sign_in.trouble import Trouble
from maatwerk.apps.organisations.queries import answering_to, lasting
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.limits import Limit

STARTED = "own_sign_ins"
MOST_AT_ONCE = 4  # tabs
MINUTES = 10
REFUSED = Limit("own sign-in refused", burst=10, per_hour=30)


@dataclass(frozen=True, slots=True)
class Started:
    """A sign-in under way in this browser."""

    organisation: uuid.UUID
    question: provider.Question
    client_of: str  # issuer and client it was begun with: settings may change meanwhile
    leads_to: str
    is_trial: bool


def begin(request: Any, *, organisation: uuid.UUID, slug: str, leads_to: str, is_trial: bool = False) -> str:
    """Remember a question in this browser's session, and return the provider's page to go to."""
    with tenancy.acting(organisation=organisation):
        row, client = arranging.provider_row(), arranging.client()
    if row is None or not (row.is_on or is_trial):
        raise Trouble("no_start")
    question = provider.Question.new()
    address = provider.where_to_go(client, question, back=arranging.way_back(slug))
    kept = {
        "organisation": organisation.hex, "nonce": question.nonce, "verifier": question.verifier, "at": time.time(),
        "client": _named(client), "leads_to": leads_to, "trial": is_trial,
    }  # fmt: skip
    open_ones = list(request.session.get(STARTED, {}).items())[-(MOST_AT_ONCE - 1) :]
    request.session[STARTED] = {**dict(open_ones), question.state: kept}
    return address


def started(request: Any, *, state: str) -> Started:
    """Take the question that an answer belongs to out of the session: each is answered once."""
    under_way = dict(request.session.get(STARTED, {}))
    kept = under_way.pop(state, None)
    if kept is None:
        raise Trouble("no_start")
    request.session[STARTED] = under_way
    if time.time() - kept["at"] > MINUTES * 60:
        raise Trouble("no_start")
    question = provider.Question(state, kept["nonce"], kept["verifier"])
    return Started(uuid.UUID(kept["organisation"]), question, kept["client"], kept["leads_to"], kept["trial"])


def answered(begun: Started, *, slug: str, code: str, said_issuer: str | None) -> Claims:
    """Ask the provider who came back; its answer is checked."""
    with tenancy.acting(organisation=begun.organisation):
        client = arranging.client()
    if _named(client) != begun.client_of:
        raise Trouble("mixed_up")
    claims = provider.answer(
        client, begun.question, code=code, back=arranging.way_back(slug), said_issuer=said_issuer
    )
    with tenancy.acting(organisation=begun.organisation):
        arranging.worked()
    return claims


def _named(client: provider.Client) -> str:
    return f"{client.issuer} {client.client_id}"


def account_for(organisation: uuid.UUID, claims: Claims) -> User:
    """Return the account that may come in as who the provider says, made from an invitation where there is none.

    Raises
    ------
    Trouble
        Nobody comes in; the reason is logged.
    """
    try:
        with tenancy.acting(organisation=organisation):
            return _found(organisation, claims)
    except Trouble as trouble:
        refused(organisation, trouble)
        raise


def refused(organisation: uuid.UUID, trouble: Trouble) -> None:
    """Keep in the log why somebody did not come in: never who they said they were."""
    if REFUSED.take(organisation.hex):
        with tenancy.acting(organisation=organisation):
            events.record("organisations.own_sign_in_refused", object_id=organisation, reason=trouble.code)


def _found(organisation: uuid.UUID, claims: Claims) -> User:
    row = arranging.provider_row()
    if row is None or not row.is_on:
        raise Trouble("no_start")
    tied = (
        ProviderIdentity.objects.filter(issuer=row.issuer, subject=claims.subject)
        .select_related("user")
        .first()
    )
    if tied is not None:
        user: User = tied.user
        if claims.email:
            _of_a_domain(row, claims)
    else:
        check_address(row, claims)
        user = _by_address(claims) or _invited(organisation, claims)
        if ProviderIdentity.objects.filter(issuer=row.issuer, user=user).exists():
            raise Trouble(
                "linked_otherwise"
            )  # an address that was given to somebody new opens nothing of the old owner
    if not user.is_active:
        raise Trouble("closed_account")
    if not _memberships(Q(user_id=user.pk)).exists():
        raise Trouble("not_member")
    if tied is None:
        ProviderIdentity.objects.create(
            organisation_id=organisation, user=user, issuer=row.issuer, subject=claims.subject
        )
        events.record("organisations.own_sign_in_tied", object_id=user.pk)
    return user


def check_address(row: arranging.ProviderRow, claims: Claims) -> None:
    """Refuse an address that proves nothing."""
    if not claims.email or "@" not in claims.email:
        raise Trouble("no_address")
    if claims.is_verified is False or (claims.is_verified is None and not row.vouches_for_addresses):
        raise Trouble("unverified")
    _of_a_domain(row, claims)


def _of_a_domain(row: arranging.ProviderRow, claims: Claims) -> None:
    if row.domains and claims.email.rpartition("@")[2] not in row.domains:
        raise Trouble("other_domain")


def _memberships(which: Q) -> Any:
    return Membership.objects.filter(lasting(), which, organisation_id=tenancy.current_organisation())


def _by_address(claims: Claims) -> User | None:
    """Return the member with this address."""
    found = _memberships(answering_to(claims.email)).select_related("user").order_by("user_id").first()
    return found.user if found else None


def _invited(organisation: uuid.UUID, claims: Claims) -> User:
    """Make the account of somebody who was invited. Who has one accepts the invitation themselves, by the link in their mail."""
    invitation = (
        Invitation.objects.select_for_update()
        .filter(email__iexact=claims.email, accepted_at__isnull=True, expires_at__gt=timezone.now())
        .first()
    )
    if invitation is None:
        raise Trouble("not_member")
    if User.objects.filter(email__iexact=claims.email).exists():
        raise Trouble("accept_first")
    user: User = User.objects.create_user(claims.email, None, name=claims.name)
    # the provider vouches to this organisation alone: to the rest of the site the address is not proved
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    take_up(invitation, user)
    return user
