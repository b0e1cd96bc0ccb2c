"""How often somebody may knock at the player, counted across processes without a trip to the database for those who do not.

Each process hands out a little by itself, which is more than a person who reads and answers ever takes. Only who is
faster than that is counted by the allowance that all processes share (`kernel.limits`). So at most the shared allowance
gets through, and from each process that little more; the links themselves hold by their 256 bits.
"""

import threading
import time
from collections import OrderedDict

from maatwerk.kernel.limits import Limit

KEYS_KEPT = 20_000


class Bucket:
    """At most `burst` at once, and `per_second` over time, for each key, in this process alone."""

    def __init__(self, *, burst: float, per_second: float) -> None:
        self.burst, self.per_second = float(burst), per_second
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str, now: float | None = None) -> bool:
        """Take one; False where none is left."""
        now = time.monotonic() if now is None else now
        with self._lock:
            left, since = self._kept.get(key, (self.burst, now))
            left = min(self.burst, left + (now - since) * self.per_second)
            self._kept[key] = (left - 1 if left >= 1 else left, now)
            self._kept.move_to_end(key)
            if len(self._kept) > KEYS_KEPT:
                self._kept.popitem(last=False)
        return left >= 1

    def forget(self) -> None:
        """Let everybody begin anew."""
        with self._lock:
            self._kept.clear()


class Pace:
    """At most a person's own pace for each key, and beyond it a shared allowance."""

    def __init__(self, own: Bucket, shared: Limit) -> None:
        self.own, self.shared = own, shared

    def take(self, key: str) -> bool:
        """Take one; False where none is left anywhere."""
        return not self.wait(key)

    def wait(self, key: str) -> int:
        """Take one and return 0; where none is left anywhere, the seconds until there is one."""
        if self.own.take(key):
            return 0
        knock = self.shared.knock(key)
        return 0 if knock.allowed else max(1, knock.again_in)

    def forget(self) -> None:
        """Let everybody begin anew in this process."""
        self.own.forget()


class Guesses:
    """A shared allowance of failures for each key; who used it up is turned away here without being counted again."""

    def __init__(self, shared: Limit) -> None:
        self.shared = shared
        self._until: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def may_try(self, key: str, now: float | None = None) -> bool:
        """Whether this process knows of nothing against a try."""
        now = time.monotonic() if now is None else now
        with self._lock:
            return self._until.get(key, now) <= now

    def failed(self, key: str, now: float | None = None) -> bool:
        """Count a failure, outside a transaction that will not stand; False where it was one too many."""
        if self.shared.take(key):
            return True
        now = time.monotonic() if now is None else now
        with self._lock:
            self._until[key] = now + 3600 / self.shared.per_hour  # until one may be had again
            self._until.move_to_end(key)
            if len(self._until) > KEYS_KEPT:
                self._until.popitem(last=False)
        return False

    def forget(self) -> None:
        """Let everybody begin anew in this process."""
        with self._lock:
            self._until.clear()


#: Answers to one link. A person's own pace is one in two seconds over time; nobody answers more than these together.
ANSWERS = Pace(Bucket(burst=5, per_second=0.5), Limit("assessments.answers", burst=30, per_hour=5 * 3600))
#: Links that do not exist, by the address that asks.
GUESSES = Guesses(Limit("assessments.guesses", burst=20, per_hour=720))
