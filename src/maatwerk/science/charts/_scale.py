"""From values to positions, and where the ticks go."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear or logarithmic map from values [low, high] to positions [start, end]."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        """Return the position of a value; values outside land on the edge."""
        low, high, at = self.low, self.high, min(max(value, self.low), self.high)
        if self.log:
            low, high, at = math.log(low), math.log(high), math.log(at)
        return self.start + (self.end - self.start) * (at - low) / (high - low)

    def ticks(self, about: int = 5) -> list[float]:
        """Return round values inside the range."""
        if self.log:
            return _log_ticks(self.low, self.high, about)
        step = nice_step((self.high - self.low) / max(about, 1))
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [round(index * step, 12) for index in range(first, last + 1)]


def nice_step(rough: float) -> float:
    """Return 1, 2 or 5 times a power of ten, the nearest above `rough`."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * size for size in (1, 2, 2.5, 5, 10) if power * size >= rough * (1 - 1e-9))


def widen(low: float, high: float, *, about: int = 5) -> tuple[float, float]:
    """Return the range extended to round values; a range without width gets one."""
    if high - low < 1e-12 * max(1.0, abs(low)):
        low, high = low - 0.5, high + 0.5
    step = nice_step((high - low) / about)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def digits_for(ticks: list[float]) -> int:
    """Return how many decimals tell neighbouring ticks apart."""
    for digits in range(6):
        if all(abs(round(tick, digits) - tick) < 1e-9 * max(1.0, abs(tick)) for tick in ticks):
            return digits
    return 6


def _log_ticks(low: float, high: float, about: int) -> list[float]:
    ranges = ((1, 2, 5), (1, 1.5, 2, 3, 5, 7), (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9))
    found: list[float] = []
    for sizes in ranges:
        powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        found = [
            round(size * 10.0**power, 9)
            for power in powers
            for size in sizes
            if low * (1 - 1e-9) <= size * 10.0**power <= high * (1 + 1e-9)
        ]
        if len(found) >= about - 1:
            break
    while len(found) > 2 * about:
        found = found[::2]
    return found
