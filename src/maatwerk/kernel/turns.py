"""Taking turns: work that two at once would do twice waits, until the transaction of whoever came first ends."""

from django.db import connections, transaction


def take_turn(work: str, *, using: str = "default") -> None:
    """Wait until nobody else has the turn for `work`, then have it until this transaction ends.

    Raises
    ------
    TransactionManagementError
        Outside a transaction, where the turn would end at once.
    """
    if not connections[using].in_atomic_block:
        raise transaction.TransactionManagementError(f"a turn for {work!r} needs a transaction to last")
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [work])
