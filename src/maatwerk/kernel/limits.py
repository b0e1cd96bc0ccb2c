"""How often somebody may knock: an allowance per key that fills again with time, counted across all processes.

One statement per knock, on a table that is not written to the log of the database: after a crash everybody begins anew.
Keys are kept as hashes only, since they are addresses of people and machines.
"""

import hmac
import math
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
RETURNING remaining
"""
_LEFT = """
SELECT least(%(burst)s, remaining + extract(epoch FROM clock_timestamp() - at) * %(rate)s)
FROM kernel_allowance WHERE key = %(key)s
"""
_FORGET = "DELETE FROM kernel_allowance WHERE at < clock_timestamp() - interval '2 days'"
_FORGET_EVERY = 500


@dataclass(frozen=True, slots=True)
class Knock:
    """Whether one was taken, how many whole ones are left, and in how many seconds there is one again, and all of them."""

    allowed: bool
    left: int
    again_in: int
    full_in: int


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `burst` at once, and `per_hour` over time, for each key."""

    name: str
    burst: int
    per_hour: float

    def take(self, key: str) -> bool:
        """Take one; False where none is left. Outside a transaction it counts whatever comes after."""
        return self.knock(key).allowed

    def knock(self, key: str) -> Knock:
        """Take one, and tell what is left."""
        mark = hmac.digest(settings.SECRET_KEY.encode(), f"{self.name}:{key}".encode(), "sha256")
        rate = self.per_hour / 3600
        values: dict[str, str | float] = {"key": mark.hex(), "burst": float(self.burst), "rate": rate}
        with connection.cursor() as cursor:
            if secrets.randbelow(_FORGET_EVERY) == 0:
                cursor.execute(_FORGET)
            cursor.execute(_TAKE, values)
            taken = cursor.fetchone()
            if taken is None:
                cursor.execute(_LEFT, values)
            left = float((taken or cursor.fetchone() or (0.0,))[0])
        return Knock(
            allowed=taken is not None,
            left=math.floor(left),
            again_in=max(0, math.ceil((1 - left) / rate)),
            full_in=math.ceil((self.burst - left) / rate),
        )
