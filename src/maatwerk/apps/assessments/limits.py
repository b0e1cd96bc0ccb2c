"""How often somebody may knock: a bucket per key that fills again with time.

Kept in this process: each web process counts for itself, so the true limit is a small multiple of what stands here. It
keeps guessing and hammering slow; the links themselves hold by their 256 bits.
"""

import threading
import time
from collections import OrderedDict

KEYS_KEPT = 20_000


class Bucket:
    """At most `burst` at once, and `per_second` over time, for each key."""

    def __init__(self, *, burst: int, per_second: float) -> None:
        self.burst, self.per_second = burst, per_second
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str, now: float | None = None) -> bool:
        """Take one; False where none is left."""
        now = time.monotonic() if now is None else now
        with self._lock:
            left = self._left(key, now)
            self._kept[key] = (left - 1 if left >= 1 else left, now)
            self._kept.move_to_end(key)
            if len(self._kept) > KEYS_KEPT:
                self._kept.popitem(last=False)
        return left >= 1

    def has_left(self, key: str, now: float | None = None) -> bool:
        """Whether `take` would succeed."""
        with self._lock:
            return self._left(key, time.monotonic() if now is None else now) >= 1

    def _left(self, key: str, now: float) -> float:
        left, since = self._kept.get(key, (float(self.burst), now))
        return min(self.burst, left + (now - since) * self.per_second)

    def forget(self) -> None:
        """Let everybody begin anew."""
        with self._lock:
            self._kept.clear()


#: Answers to one link: nobody reads and answers faster than this.
ANSWERS = Bucket(burst=30, per_second=5)
#: Links that do not exist, by the address that asks.
GUESSES = Bucket(burst=20, per_second=0.2)
