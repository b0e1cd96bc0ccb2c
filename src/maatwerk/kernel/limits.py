"""How often somebody may knock: an allowance per key that fills again with time, counted across all processes.

One statement per knock, on a table that is not written to the log of the database: after a crash everybody begins anew.
Keys are kept as hashes only, since they are addresses of people and machines.
"""

import hmac
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

_TAKE = """
INSERT INTO kernel_allowance AS kept (key, remaining, at) VALUES (%(key)s, %(burst)s - 1, clock_timestamp())
ON CONFLICT (key) DO UPDATE SET
    remaining = least(%(burst)s, kept.remaining + extract(epoch FROM clock_timestamp() - kept.at) * %(rate)s) - 1,
    at = clock_timestamp()
WHERE least(%(burst)s, kept.remaining + extract(epoch FROM clock_timestamp() - kept.at) * %(rate)s) >= 1
RETURNING 1
"""
_FORGET = "DELETE FROM kernel_allowance WHERE at < clock_timestamp() - interval '2 days'"
_FORGET_EVERY = 500


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `burst` at once, and `per_hour` over time, for each key."""

    name: str
    burst: int
    per_hour: float

    def take(self, key: str) -> bool:
        """Take one; False where none is left. Outside a transaction it counts whatever comes after."""
        mark = hmac.digest(settings.SECRET_KEY.encode(), f"{self.name}:{key}".encode(), "sha256")
        values: dict[str, str | float] = {
            "key": mark.hex(),
            "burst": float(self.burst),
            "rate": self.per_hour / 3600,
        }
        with connection.cursor() as cursor:
            if secrets.randbelow(_FORGET_EVERY) == 0:
                cursor.execute(_FORGET)
            cursor.execute(_TAKE, values)
            return cursor.fetchone() is not None
