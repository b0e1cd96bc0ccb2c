"""Signing in, and what guards it, as events in every organisation that the account works for."""

from collections.abc import Iterator
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as steps
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver

from maatwerk.apps.organisations import queries
from maatwerk.apps.organisations.models import User
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.limits import Limit

FAILURES = Limit("sign-in failures", burst=5, per_hour=20)


def everywhere(user: User) -> Iterator[None]:
    """Act in every organisation that the account works for, one after the other."""
    for member in queries.memberships(user):
        with tenancy.acting(organisation=member.organisation.id, account=user.pk):
            yield


@receiver(account.user_logged_in)
def signed_in(request: Any, user: User, **_rest: Any) -> None:
    """Say by which steps: a password, an app's code, a passkey, a recovery code."""
    records = request.session.get("account_authentication_methods", [])
    by = sorted(
        {str(one.get("type") or one.get("method")) for one in records if not one.get("reauthenticated")}
    )
    for _each in everywhere(user):
        events.record("organisations.account_signed_in", object_id=user.pk, by=by)


@receiver(user_login_failed)
def password_failed(credentials: dict[str, Any], **_rest: Any) -> None:
    """Note a wrong password for an account that exists; who guesses on gets no longer log."""
    user = User.objects.filter(email__iexact=str(credentials.get("email", ""))).first()
    if user is not None and FAILURES.take(str(user.pk)):
        for _each in everywhere(user):
            events.record("organisations.sign_in_failed", object_id=user.pk, step="password")


@receiver(steps.authentication_failed)
def step_failed(user: User, **_rest: Any) -> None:
    """Note a wrong code or passkey."""
    if FAILURES.take(str(user.pk)):
        for _each in everywhere(user):
            events.record("organisations.sign_in_failed", object_id=user.pk, step="second")


@receiver(account.password_changed)
@receiver(account.password_reset)
def password_changed(user: User, **_rest: Any) -> None:
    """Note a new password; sessions made with the old one have ended."""
    for _each in everywhere(user):
        events.record("organisations.password_changed", object_id=user.pk)


@receiver(steps.authenticator_added)
def step_added(user: User, authenticator: Any, **_rest: Any) -> None:
    """Note a new second step."""
    for _each in everywhere(user):
        events.record("organisations.second_step_added", object_id=user.pk, type=authenticator.type)


@receiver(steps.authenticator_removed)
def step_removed(user: User, authenticator: Any, **_rest: Any) -> None:
    """Note that a second step is gone."""
    for _each in everywhere(user):
        events.record("organisations.second_step_removed", object_id=user.pk, type=authenticator.type)
