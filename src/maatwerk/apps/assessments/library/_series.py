"""Number series by rule: each rule makes series of growing difficulty, with the one number that continues them.

The difficulty is assumed from the rule and its step, on a standard normal scale; nobody has answered these items yet.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate

SHOWN = 5
Rule = Callable[[int], list[int]]


@dataclass(frozen=True, slots=True)
class Series:
    """A series, the number that follows, which rule made it, and how hard it is assumed to be."""

    rule: str
    shown: tuple[int, ...]
    follows: int
    difficulty: float


def _steady(level: int) -> list[int]:
    return [3 + level + number * (2 + level) for number in range(SHOWN + 1)]


def _falling(level: int) -> list[int]:
    return [60 + 7 * level - number * (3 + level) for number in range(SHOWN + 1)]


def _growing(level: int) -> list[int]:
    steps = [1 + level + number * (1 + level // 3) for number in range(SHOWN)]
    return list(accumulate(steps, initial=2 + level))


def _doubling(level: int) -> list[int]:
    return [(1 + level % 4) * (2 + level // 4) ** number for number in range(SHOWN + 1)]


def _alternating(level: int) -> list[int]:
    up, down = 5 + level, 2 + level // 2
    return list(accumulate((up if number % 2 == 0 else -down for number in range(SHOWN)), initial=4 + level))


def _two_in_one(level: int) -> list[int]:
    first = [2 + level + number * (3 + level) for number in range(3)]
    second = [40 + level - number * (2 + level) for number in range(3)]
    return [number for pair in zip(first, second, strict=True) for number in pair]


def _double_and(level: int) -> list[int]:
    return list(accumulate(range(SHOWN), lambda before, _step: 2 * before + 1 + level % 5, initial=1 + level))


def _two_before(level: int) -> list[int]:
    made = [1 + level, 2 + level % 3]
    while len(made) <= SHOWN:
        made.append(made[-1] + made[-2])
    return made


def _squares_and(level: int) -> list[int]:
    return [(number + 1 + level // 4) ** 2 + level for number in range(SHOWN + 1)]


#: Rules from easy to hard: the assumed difficulty of their first series.
_RULES: dict[str, tuple[Rule, float]] = {
    "steady": (_steady, -2.6),
    "falling": (_falling, -2.2),
    "growing": (_growing, -1.4),
    "doubling": (_doubling, -1.1),
    "alternating": (_alternating, -0.5),
    "two-in-one": (_two_in_one, 0.2),
    "double-and": (_double_and, 0.4),
    "two-before": (_two_before, 0.8),
    "squares-and": (_squares_and, 1.3),
}
LEVELS = 8
#: How much harder each next series of a rule is assumed to be.
STEP = 0.14


def series() -> Iterator[Series]:
    """Make every series, rule by rule; no two are the same."""
    for name, (rule, start) in _RULES.items():
        for level in range(LEVELS):
            numbers = rule(level)
            yield Series(name, tuple(numbers[:SHOWN]), numbers[SHOWN], round(start + STEP * level, 2))
