"""What the tables of the kernel and of libraries keep."""

from maatwerk.kernel.keeping.declare import About, Kept, Until, Why


def _runs(fields: str, until: Until = Until.ORGANISATION) -> Kept:
    return Kept(fields=fields, why=Why.RUNNING, until=until, about=About.NOBODY)


def _signs_in(fields: str, until: Until = Until.ACCOUNT) -> Kept:
    return Kept(fields=fields, why=Why.STAFF, until=until, about=About.COLLEAGUE)


TABLES: dict[str, Kept] = {
    # keys and codes alone (a test holds every event to it), and what the person did here at all
    "kernel_event": Kept(
        fields="at kind actor_id object_id person_id data seal_number position",
        why=Why.DECISIONS,
        until=Until.LOG,
    ),
    "kernel_seal": _runs("number previous_hash hash events sealed_at"),
    "kernel_rule": _runs("key jurisdiction valid_from valid_to value unit source"),
    "kernel_work": _runs(
        "kind object_id started_by state step done total attempt result created_at ended_at"
    ),
    "kernel_allowance": _runs("key remaining at", Until.SHORT),
}
#: Tables of libraries; their columns are the library's own.
LIBRARIES: dict[str, Kept] = {
    "account_emailaddress": _signs_in("*"),
    "account_emailconfirmation": _signs_in("*", Until.SHORT),
    "mfa_authenticator": _signs_in("*"),
    "procrastinate_jobs": _runs("*", Until.SHORT),
    "procrastinate_events": _runs("*", Until.SHORT),
    "procrastinate_workers": _runs("*", Until.SHORT),
    "procrastinate_periodic_defers": _runs("*", Until.SHORT),
    "django_migrations": _runs("*"),
    "django_content_type": _runs("*"),
    "auth_permission": _runs("*"),
    "auth_group": _runs("*"),
    "auth_group_permissions": _runs("*"),
}
