"""Walls of the tables of the kernel and of libraries. Those of libraries carry no organisation: grants alone decide."""

from maatwerk.kernel.postgres.roles import ROLES
from maatwerk.kernel.walls.declare import ANYBODY, ORGANISATION, OWNER_ONLY, Rows, Wall

_ALL = "SELECT, INSERT, UPDATE, DELETE"
_QUEUE = "job arguments hold no personal data; both kinds of worker take jobs from the same queue"
_SIGN_IN = "needed before an organisation is known: whoever signs in has none yet"
_UNSEALED = f"{ORGANISATION.check} AND seal_number IS NULL"
_EVENTS = Rows(ORGANISATION.using, ORGANISATION.check, insert=_UNSEALED, change=_UNSEALED)

TABLES: dict[str, Wall] = {
    "kernel_event": Wall(
        rows=_EVENTS,
        app="SELECT, INSERT, UPDATE (seal_number, position)",
        scoring="INSERT",
        audit="SELECT, INSERT",
        owner="SELECT",
        owner_sees=Rows("seal_number IS NULL", "false"),
        reason="append-only: only the place in a seal is ever filled in, once; the owner's function finds what to seal",
    ),
    "kernel_seal": Wall(
        rows=ORGANISATION,
        app="SELECT, INSERT",
        audit="SELECT",
        owner="SELECT",
        owner_sees=ANYBODY,
        reason="the owner's function finds seals that may lack their anchor",
    ),
    "kernel_rule": Wall(
        rows=ANYBODY,
        app="SELECT",
        scoring="SELECT",
        audit="SELECT",
        owner="SELECT, INSERT, UPDATE, DELETE",
        reason="law and professional standards, the same for everybody",
    ),
    "kernel_allowance": Wall(
        rows=ANYBODY, app=_ALL, reason="who knocks before an organisation is known; keys are hashes"
    ),
    "kernel_work": Wall(
        rows=ORGANISATION, app="SELECT, INSERT, UPDATE", scoring="SELECT, INSERT, UPDATE", audit="SELECT"
    ),
    "django_migrations": Wall(rows=OWNER_ONLY, owner=_ALL, reason="which migrations ran"),
    "django_content_type": Wall(rows=ANYBODY, app="SELECT", owner=_ALL, reason="names of models"),
    "auth_permission": Wall(rows=OWNER_ONLY, owner=_ALL, reason="Django's own permissions; unused"),
    "auth_group": Wall(rows=OWNER_ONLY, reason="Django's own groups; unused"),
    "auth_group_permissions": Wall(rows=OWNER_ONLY, reason="Django's own groups; unused"),
    "account_emailaddress": Wall(rows=ANYBODY, app=_ALL, reason=_SIGN_IN),
    "account_emailconfirmation": Wall(rows=ANYBODY, app=_ALL, reason=_SIGN_IN),
    "mfa_authenticator": Wall(rows=ANYBODY, app=_ALL, reason=_SIGN_IN),
    "procrastinate_jobs": Wall(rows=ANYBODY, app=_ALL, scoring=_ALL, reason=_QUEUE),
    "procrastinate_events": Wall(
        rows=ANYBODY,
        app=_ALL,
        scoring=_ALL,
        owner="INSERT",
        reason=_QUEUE
        + "; when a worker leaves, its jobs are freed by a foreign key, whose triggers run as the owner",
    ),
    "procrastinate_workers": Wall(rows=ANYBODY, app=_ALL, scoring=_ALL, reason=_QUEUE),
    "procrastinate_periodic_defers": Wall(rows=ANYBODY, app=_ALL, scoring=_ALL, reason=_QUEUE),
}

#: Functions that a login may call, beside PostgreSQL's own: (name pattern, roles).
FUNCTIONS: list[tuple[str, tuple[str, ...]]] = [
    (r"^(current_organisation|organisation_or_none|current_account|current_person)$", ROLES),
    (r"^organisations_to_seal$", ("app",)),
    (r"^assessments_answer$", ("app",)),
    (r"^(erase_person|rows_of_person|organisations_to_look_at)$", ("app",)),
    (r"^procrastinate_", ("owner", "app", "scoring")),
]
