"""Signs that answers should be read with care: speed, sameness, timing. Flags are told, and change no score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

#: Faster than this, nobody reads and solves an item (wisekong2005: response-time effort; three seconds is the usual
#: threshold where no item's own times are known).
SOLVING_MS = 3_000
#: Response-time effort below this means guessing in a part of the test (wisekong2005).
EFFORT = 0.90
#: Faster than this per rating on average, nobody reads the statements (huang2012).
READING_MS = 2_000
#: As many equal answers in a row as no attentive person is expected to give (curran2016).
LONG_RUN = 10
#: Fewer ratings than this say nothing about sameness.
FEWEST_RATINGS = 6
#: Longer than this on one item, and somebody was away.
AWAY_MS = 30 * 60 * 1000
#: Fewer items than this measure too little to lean on, whatever the standard error.
FEWEST_ITEMS = 5

SOLVED = {"choice", "multiple", "order", "numeric"}


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer as timing and sameness see it: `option` is what was chosen, before any turning round."""

    kind: str
    option: str | None
    milliseconds: int | None


def answer_flags(answers: Sequence[GivenAnswer]) -> tuple[str, ...]:
    """Return the codes of what deserves care in one scale's answers, in order of position."""
    found = []
    solved = [one for one in answers if one.kind in SOLVED and one.option is not None]
    if effort_of(solved) < EFFORT:
        found.append("speeded")
    ratings = [one for one in answers if one.kind == "rating" and one.option is not None]
    if _too_alike([one.option for one in ratings]):
        found.append("straight_lined")
    timed = [one.milliseconds for one in ratings if one.milliseconds is not None]
    too_fast = len(timed) >= FEWEST_RATINGS and sum(timed) / len(timed) < READING_MS
    if too_fast or any((one.milliseconds or 0) > AWAY_MS for one in answers):
        found.append("implausible_timing")
    if any(one.option is None for one in answers):
        found.append("skipped")
    return tuple(found)


def effort_of(answers: Sequence[GivenAnswer]) -> float:
    """Return response-time effort: the share of items on which somebody spent time to solve them; 1 without timing."""
    timed = [one.milliseconds for one in answers if one.milliseconds is not None]
    return sum(each >= SOLVING_MS for each in timed) / len(timed) if timed else 1.0


def _too_alike(options: Sequence[str | None]) -> bool:
    if len(options) < FEWEST_RATINGS:
        return False
    longest = max(len(list(run)) for _option, run in groupby(options))
    return longest == len(options) or longest >= LONG_RUN
