"""A colleague who lost every second step: one administrator asks, another agrees, and the colleague sets one up anew.

Two, since whoever takes away a second step opens an account to whoever has its password. Only accounts that work for this
organisation alone: what guards another organisation is not this one's to take away. Whoever runs the server can
(`maatwerk organisation reset-second-step`).
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations import letters, queries, second_step
from maatwerk.apps.organisations.account_events import everywhere
from maatwerk.apps.organisations.models import Role, Session, StepReset, User
from maatwerk.apps.organisations.rules import RESET_DAYS, Member, require_role
from maatwerk.kernel import events
from maatwerk.kernel.refusals import Refusal
from maatwerk.kernel.turns import take_turn

ASKED, DONE = "organisations/mail/step_reset_asked.txt", "organisations/mail/step_reset.txt"


@dataclass(frozen=True, slots=True)
class ResetRow:
    """Somebody asked that a colleague's second step be taken away; another administrator has yet to agree."""

    id: uuid.UUID
    asked_by: str
    is_mine: bool
    reason: str
    expires_at: dt.datetime


def open_reset(user_id: uuid.UUID, *, member: Member) -> ResetRow | None:
    """Return what was asked for a colleague, while it may still be agreed to."""
    row = StepReset.objects.filter(user_id=user_id, expires_at__gt=timezone.now()).first()
    if row is None:
        return None
    names = queries.names({row.asked_by_id})
    is_mine = row.asked_by_id == member.user_id
    return ResetRow(row.pk, names[row.asked_by_id], is_mine, row.reason, row.expires_at)


def has_second_step(user_id: uuid.UUID) -> bool:
    """Whether an account has a second step to lose."""
    return User.objects.filter(second_step.has_one("pk"), pk=user_id).exists()


@transaction.atomic
def ask_reset(*, member: Member, user_id: uuid.UUID, reason: str) -> None:
    """Ask that a colleague's second step be taken away; the other administrators and the colleague are told by mail."""
    require_role(member, Role.ADMINISTRATOR)
    take_turn(f"step reset {user_id}")
    colleague = _colleague(user_id, member)
    if not reason.strip():
        raise Refusal(
            _("Say how you know that it is lost: the administrator who agrees reads it."), field="reason"
        )
    others = [
        one for one in queries.colleagues(Role.ADMINISTRATOR) if one.user_id not in {user_id, member.user_id}
    ]
    if not others:
        raise Refusal(
            _("There is no other administrator to agree. Ask whoever runs the server."), code="nobody_agrees"
        )
    if open_reset(user_id, member=member) is not None:
        raise Refusal(_("A colleague asked for this already."), code="asked_already")
    StepReset.objects.filter(user_id=user_id).delete()  # one that nobody agreed to in time
    row = StepReset.objects.create(
        organisation_id=member.organisation.id,
        user_id=user_id,
        asked_by_id=member.user_id,
        reason=reason.strip(),
        expires_at=timezone.now() + dt.timedelta(days=RESET_DAYS),
    )
    events.record("organisations.second_step_reset_asked", object_id=user_id)
    path = reverse("organisations:roles", args=[member.organisation.slug, user_id])
    said = {
        "asker": member.name, "name": colleague.name, "organisation": member.organisation.name, "reason": row.reason,
        "link": settings.SITE_URL.rstrip("/") + path, "until": row.expires_at,
    }  # fmt: skip
    for to in (*others, colleague):
        _post(to.user_id, ASKED, said | {"is_theirs": to is colleague})


@transaction.atomic
def agree_reset(*, member: Member, user_id: uuid.UUID) -> None:
    """Take a colleague's second step away, as another administrator asked; whoever is signed in as them is no more."""
    require_role(member, Role.ADMINISTRATOR)
    take_turn(f"step reset {user_id}")
    row = open_reset(user_id, member=member)
    if row is None:
        raise Refusal(_("Nobody asks for this, or no longer."), code="nothing_asked", status=404)
    if row.is_mine:
        raise Refusal(
            _("Another administrator than the one who asked has to agree."), code="own_request", status=403
        )
    _colleague(user_id, member)
    StepReset.objects.filter(pk=row.id).delete()
    take_away(user_id)
    events.record("organisations.second_step_reset", object_id=user_id, by="two administrators")
    _post(user_id, DONE, {"organisation": member.organisation.name})


@transaction.atomic
def withdraw_reset(*, member: Member, user_id: uuid.UUID) -> None:
    """Say no, or no longer: the second step stays."""
    require_role(member, Role.ADMINISTRATOR)
    gone, _rows = StepReset.objects.filter(user_id=user_id).delete()
    if not gone:
        raise Refusal(_("Nobody asks for this, or no longer."), code="nothing_asked", status=404)
    events.record("organisations.second_step_reset_withdrawn", object_id=user_id)


@transaction.atomic
def reset_by_operator(email: str) -> None:
    """Take away the second step of any account, on behalf of whoever runs the server; each of its organisations logs it."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None or not has_second_step(user.pk):
        raise Refusal(_("No account at this address has a second step."), code="no_second_step", status=404)
    take_away(user.pk)
    for _each in everywhere(user):
        events.record("organisations.second_step_reset", object_id=user.pk, by="operator")
        StepReset.objects.filter(user_id=user.pk).delete()


def take_away(user_id: uuid.UUID) -> None:
    """Forget every app, passkey and recovery code of an account, and end its sessions; its password stays."""
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user_id=user_id).delete()
    Session.objects.filter(user_id=user_id).delete()


@transaction.atomic
def end_sessions_of(*, member: Member, user_id: uuid.UUID) -> int:
    """End a colleague's sessions, as after a laptop was stolen; return how many.

    Those confined to another organisation stay: they open nothing here.
    """
    require_role(member, Role.ADMINISTRATOR)
    queries.colleague(user_id)
    if user_id == member.user_id:
        raise Refusal(
            _("Your own sessions stand under your name, at “Where you are signed in”."), code="own_sessions"
        )
    mine = Q(confined_to__isnull=True) | Q(confined_to=member.organisation.id)
    ended = Session.objects.filter(mine, user_id=user_id, expire_date__gt=timezone.now()).count()
    Session.objects.filter(mine, user_id=user_id).delete()
    events.record("organisations.sessions_ended", object_id=user_id, sessions=ended)
    return ended


def _colleague(user_id: uuid.UUID, member: Member) -> queries.Colleague:
    """Return whose second step may be taken away by this organisation's administrators."""
    colleague = queries.colleague(user_id)
    if user_id == member.user_id:
        raise Refusal(_("Your own second step stands under your name, at “Safe sign-in”."), code="own_step")
    if not has_second_step(user_id):
        raise Refusal(_("This colleague has no second step that could be lost."), code="no_second_step")
    if len(queries.memberships(User.objects.get(pk=user_id))) > 1:
        raise Refusal(
            _(
                "This account also works for another organisation, which its second step guards as well. Only whoever runs the"
                " server can take it away."
            ),
            code="works_elsewhere",
        )
    return colleague


def _post(user_id: uuid.UUID, template: str, context: dict[str, object]) -> None:
    user = User.objects.get(pk=user_id)
    letters.post(to=user.email, language=user.language or "nl", template=template, context=context)
