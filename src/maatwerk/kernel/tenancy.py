"""On whose behalf the database is asked. The answer lives inside the transaction and dies with it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connections, transaction

_SETTINGS = ("organisation", "account", "person")
_current: ContextVar[dict[str, uuid.UUID]] = ContextVar("maatwerk_tenancy", default={})  # noqa: B039 - never mutated


class WrongOrganisation(RuntimeError):
    """Code tried to enter a second organisation from within a first: a bug, never a user's mistake."""


@contextmanager
def acting(
    *,
    organisation: uuid.UUID | None = None,
    account: uuid.UUID | None = None,
    person: uuid.UUID | None = None,
    using: str = "default",
) -> Iterator[None]:
    """Open a transaction in which rows are reached as this organisation, account or person.

    May be nested to add an account or a connection, never to change the organisation.
    """
    before = _current.get()
    wished = {"organisation": organisation, "account": account, "person": person}
    now = before | {name: value for name, value in wished.items() if value is not None}
    if "organisation" in before and now["organisation"] != before["organisation"]:
        raise WrongOrganisation(
            f"already acting for {before['organisation']}, cannot enter {now['organisation']}"
        )
    token = _current.set(now)
    try:
        with transaction.atomic(using=using):
            _set(using, now)
            yield
            # inside a longer transaction the settings outlive this block unless they are put back
            if connections[using].in_atomic_block and not connections[using].needs_rollback:
                _set(using, before)
    finally:
        _current.reset(token)


def current_organisation() -> uuid.UUID:
    """Return the organisation acted for; raise where there is none."""
    try:
        return _current.get()["organisation"]
    except KeyError:
        raise WrongOrganisation("not acting for any organisation") from None


def current_account() -> uuid.UUID | None:
    """Return the account acted for, if any (jobs have none)."""
    return _current.get().get("account")


def _set(using: str, values: dict[str, uuid.UUID]) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('maatwerk.organisation', %s, true), set_config('maatwerk.account', %s, true),"
            " set_config('maatwerk.person', %s, true)",
            [str(values.get(name, "")) for name in _SETTINGS],
        )
