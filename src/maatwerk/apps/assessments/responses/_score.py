"""From the texts of a file to scored categories, scale by scale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from maatwerk.apps.assessments.responses._key import KeyedItem, ScoringKey
from maatwerk.apps.assessments.responses._key_words import answer_text
from maatwerk.apps.assessments.responses._reading import Reading, alike_once, number_of, whole_of
from maatwerk.apps.assessments.responses._scored import ScaleMatrix
from maatwerk.kernel.tables import Place, Problem, problem, quoted

if TYPE_CHECKING:
    from array import array

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: More different answers than this to one item, and they are no answer categories.
MOST_ANSWERS = 100
#: Zero below at least this many other ratings, and rarer than this share, may well mean that there is no answer.
FEWEST_RATINGS, RARE_ZERO = 3, 0.02
#: What many files write for no answer, next to the answers themselves: one place further than the last of them.
HIGH_CODES, LOW_CODE = (7, 8, 9), -1
#: A person counts as answering all alike from this many answers to a scale on.
STRAIGHT_ITEMS = 4


class _Column(Protocol):
    name: str
    codes: array[int]
    texts: dict[str, int]
    lines: list[int]

    def times(self) -> dict[str, int]: ...


class _Rules(Protocol):
    @property
    def wrong(self) -> frozenset[str]: ...
    @property
    def answers(self) -> tuple[str, ...]: ...
    def is_missing(self, text: str) -> bool: ...


@dataclass(slots=True)
class _Read:
    """One item's texts as numbers: None for no answer."""

    item: KeyedItem
    column: _Column
    values: dict[str, int | None]
    how: str = ""

    def counts(self) -> Counter[int]:
        """Return how many people gave each answer."""
        found: Counter[int] = Counter()
        for text, times in self.column.times().items():
            value = self.values[text]
            if value is not None:
                found[value] += times
        return found


def score_scales(
    columns: Mapping[str, _Column], key: ScoringKey, *, rules: _Rules, name: str
) -> tuple[tuple[ScaleMatrix, ...], list[Problem], list[Problem]]:
    """Return the scored scales, what is wrong, and what is remarkable."""
    scales, problems, notes = [], [], []
    for scale in key.scales:
        read: list[_Read] = []
        empty = _no_option(key.of_scale(scale), columns, rules)
        for item in key.of_scale(scale):
            found, wrong = _values(
                item, columns[item.item], _with(rules, empty if item.correct else ""), name
            )
            problems += [one for one in wrong if one not in problems]
            read.append(found)
        if empty:
            times = sum(columns[one.item].times().get(empty, 0) for one in key.of_scale(scale) if one.correct)
            notes.append(problem("note_zero_is_missing", Place(name), scale=scale, times=times))
        notes += [problem(how, Place(name), scale=scale) for how in sorted({one.how for one in read} - {""})]
        notes += _zeros(scale, read, rules, name)
        problems += _never_right(scale, read, name)
        apart = _apart(read, name)
        problems += [one for one in apart if one not in problems]
        if not problems:
            matrix, remarks = _matrix(scale, read, name)
            scales.append(matrix)
            notes += remarks
    return tuple(scales), alike_once(problems), notes


def _no_option(items: Sequence[KeyedItem], columns: Mapping[str, _Column], rules: _Rules) -> str:
    """Return "0" where it can be no option: options are numbered from 1, and it is nowhere correct."""
    keyed = [item for item in items if item.correct]
    texts = {text for item in keyed for text in columns[item.item].texts if not rules.is_missing(text)}
    if "0" not in texts or "0" in rules.wrong or any("0" in item.correct for item in keyed):
        return ""
    others = [whole_of(text) for text in texts - {"0"}]
    # of 0 and 1 alone, 0 is the other answer
    return "0" if len(others) > 1 and all(value is not None and value >= 1 for value in others) else ""


@dataclass(frozen=True, slots=True)
class _OneMore:
    """The rules, with one more text that means "no answer"."""

    rules: _Rules
    text: str

    @property
    def wrong(self) -> frozenset[str]:
        return self.rules.wrong

    @property
    def answers(self) -> tuple[str, ...]:
        return self.rules.answers

    def is_missing(self, text: str) -> bool:
        return text == self.text or self.rules.is_missing(text)


def _with(rules: _Rules, text: str) -> _Rules:
    return _OneMore(rules, text) if text else rules


def _values(item: KeyedItem, column: _Column, rules: _Rules, name: str) -> tuple[_Read, list[Problem]]:
    """Read every different text of one item."""
    values: dict[str, int | None] = {}
    problems: list[Problem] = []
    given = [text for text in column.texts if not rules.is_missing(text)]
    if len(given) > MOST_ANSWERS:
        problems.append(problem("answers_too_many", Place(name, None, item.item), limit=MOST_ANSWERS))
        return _Read(item, column, dict.fromkeys(column.texts)), problems
    reading = Reading.of(given, item.answers or rules.answers)
    times: dict[str, int] = {}
    for text in column.texts:
        if rules.is_missing(text):
            values[text] = None
        elif item.correct:
            values[text] = int(answer_text(text) in item.correct)
        else:
            place = Place(name, column.lines[column.texts[text]], item.item)
            values[text] = found = reading.whole(text)
            if found is None:
                code = "answer_not_whole" if number_of(text) is not None else "answer_not_a_number"
                times = times or column.times()  # counted once, and only for a column that is refused
                problems.append(problem(code, place, cell=quoted(text), times=times[text]))
            elif _outside(found, item):
                low, high = ("…" if end is None else str(end) for end in (item.low, item.high))
                problems.append(problem("answer_outside", place, cell=quoted(text), low=low, high=high))
    return _Read(item, column, values, "" if item.correct else reading.how), problems


def _outside(value: int, item: KeyedItem) -> bool:
    return (item.low is not None and value < item.low) or (item.high is not None and value > item.high)


def _never_right(scale: str, read: list[_Read], name: str) -> list[Problem]:
    """Refuse a scale of which no item was ever answered correctly: then the key is of something else."""
    keyed = [one for one in read if one.item.correct]
    if (
        len(keyed) < len(read)
        or len(keyed) < FEWEST_RATINGS
        or any(1 in one.values.values() for one in keyed)
    ):
        return []
    first = keyed[0]
    shown = ", ".join(quoted(text) for text in list(first.values)[:8] if first.values[text] is not None)
    correct = "|".join(first.item.correct)
    item = first.item.item
    return [
        problem(
            "key_never_right", Place(name, None, item), scale=scale, item=item, correct=correct, answers=shown
        )
    ]


def _zeros(scale: str, read: list[_Read], rules: _Rules, name: str) -> list[Problem]:
    """Say that 0 stands below ratings of 1 to k; where it is far rarer than every other answer, read it as none.

    Many files write 0 for a question that was passed over. A scale that does start at 0 says so in its key.
    """
    free = [one for one in read if not one.item.correct and one.item.low is None]
    together: Counter[int] = Counter()
    for one in free:
        together.update(one.counts())
    others = [value for value in together if value != 0]
    if 0 not in together or len(others) < FEWEST_RATINGS or min(others) < 1 or "0" in rules.wrong:
        return []
    total, zeros = sum(together.values()), together[0]
    rare = zeros < RARE_ZERO * total and zeros < min(together[value] for value in others) / 4
    if rare:
        for one in free:
            one.values = {text: None if value == 0 else value for text, value in one.values.items()}
    code = "note_rare_zero" if rare else "note_zero_is_answer"
    return [problem(code, Place(name), scale=scale, times=zeros, high=str(max(others)))]


def _apart(read: list[_Read], name: str) -> list[Problem]:
    """Find answers that stand apart from all others, as codes for "no answer" and slips of the finger do.

    Only where the key does not state the range, and only where most answers lie in one unbroken run.
    """
    free = [one for one in read if not one.item.correct and one.item.low is None and one.item.high is None]
    together: Counter[int] = Counter()
    for one in free:
        together.update(one.counts())
    runs = [part for run in _runs(sorted(together)) for part in _without_codes(run)]
    if len(runs) < 2:
        return []
    main = max(runs, key=lambda run: sum(together[value] for value in run))
    if len(main) < 2:
        return []
    problems = []
    for one in free:
        counts = one.counts()
        for text, value in one.values.items():
            if value is not None and value not in main:
                place = Place(name, one.column.lines[one.column.texts[text]], one.item.item)
                low, high = str(main[0]), str(main[-1])
                problems.append(
                    problem("answer_apart", place, cell=quoted(text), low=low, high=high, times=counts[value])
                )
    return problems


def _without_codes(run: list[int]) -> list[list[int]]:
    """Split off an end that nobody's answers reach and that is a usual code for no answer: 9 above 1 to 7, -1 below 1 to 5.

    Over all items of a scale, a place that nobody chose just before the end is hardly chance.
    """
    steps = [later - earlier for earlier, later in pairwise(run)]
    if len(run) > FEWEST_RATINGS and run[-1] in HIGH_CODES and steps[-1] == 2 and set(steps[:-1]) == {1}:
        return [run[:-1], run[-1:]]
    if len(run) > FEWEST_RATINGS and run[0] == LOW_CODE and steps[0] == 2 and set(steps[1:]) == {1}:
        return [run[:1], run[1:]]
    return [run]


def _runs(values: list[int]) -> list[list[int]]:
    """Split ascending values where the step is larger than twice the smallest one."""
    if not values:
        return []
    step = min((later - earlier for earlier, later in pairwise(values)), default=1)
    runs = [[values[0]]]
    for earlier, later in pairwise(values):
        if later - earlier > 2 * step:
            runs.append([])
        runs[-1].append(later)
    return runs


def _matrix(scale: str, read: list[_Read], name: str) -> tuple[ScaleMatrix, list[Problem]]:
    import numpy as np

    notes: list[Problem] = []
    ranges = _ranges(scale, read, name, notes)
    raw: list[Floats] = []
    scored: list[Floats] = []
    for one, (low, high) in zip(read, ranges, strict=True):
        table = np.array(
            [np.nan if value is None else float(value) for value in one.values.values()], dtype=np.float64
        )
        codes = np.frombuffer(one.column.codes, dtype=np.intc)
        plain = table[codes]
        raw.append(codes.astype(np.float64) if one.item.correct else plain)
        scored.append(low + high - plain if one.item.reversed else plain)
        if one.item.correct and one.values and 1 not in one.values.values():
            shown = ", ".join(quoted(text) for text in list(one.values)[:8] if one.values[text] is not None)
            notes.append(
                problem(
                    "key_never_chosen", Place(name, None, one.item.item), item=one.item.item,
                    correct="|".join(one.item.correct), answers=shown,
                )
            )  # fmt: skip
    matrix = np.column_stack(scored)
    return ScaleMatrix(
        scale=scale,
        items=tuple(one.item.item for one in read),
        scored=matrix,
        low=tuple(low for low, _ in ranges),
        high=tuple(high for _, high in ranges),
        reversed=tuple(one.item.item for one in read if one.item.reversed),
        keyed=tuple(one.item.item for one in read if one.item.correct),
        straight=_straight(raw, matrix, is_scored=_is_right_or_wrong(read)),
    ), notes


def _is_right_or_wrong(read: list[_Read]) -> bool:
    """Whether answers came as 0 and 1, in one direction: scored already."""
    return all(not one.item.correct and not one.item.reversed and set(one.counts()) <= {0, 1} for one in read)


def _ranges(scale: str, read: list[_Read], name: str, notes: list[Problem]) -> list[tuple[int, int]]:
    """Return per item its lowest and highest possible answer: as the key says, or as seen over the scale.

    An item with two answers among items with more keeps its own range: it is another kind of item.
    """
    seen = {id(one): sorted(one.counts()) for one in read}
    free = [one for one in read if not one.item.correct]
    many = [value for one in free if len(seen[id(one)]) > 2 for value in seen[id(one)]]
    every = many or [value for one in free for value in seen[id(one)]]
    low_seen, high_seen = (min(every), max(every)) if every else (0, 1)
    ranges, guessed = [], False
    for one in read:
        own = seen[id(one)]
        if one.item.correct:
            ranges.append((0, 1))
            continue
        low, high = low_seen, high_seen
        if (
            many
            and 0 < len(own) <= 2
            and (own[0] < low_seen or (one.item.high is None and own[-1] <= 1 < high_seen))
        ):
            low, high = own[0], max(own[-1], own[0] + 1)
            if one.item.reversed and one.item.low is None:
                notes.append(
                    problem(
                        "note_other_range", Place(name, None, one.item.item), item=one.item.item, low=str(low),
                        high=str(high), scale_low=str(low_seen), scale_high=str(high_seen),
                    )
                )  # fmt: skip
        guessed = guessed or (one.item.reversed and (one.item.low is None or one.item.high is None))
        ranges.append((_stated(one.item.low, low), _stated(one.item.high, high)))
    if guessed:
        notes.append(
            problem("note_range_seen", Place(name), scale=scale, low=str(low_seen), high=str(high_seen))
        )
    return ranges


def _stated(said: int | None, seen: int) -> int:
    return seen if said is None else said


def _straight(raw: list[Floats], scored: Floats, *, is_scored: bool) -> int:
    """Count people who gave the same answer to every item of the scale, before anything was turned round.

    Right and wrong alone tell of nobody: who has everything right did not answer everything alike.
    """
    import numpy as np

    if len(raw) < STRAIGHT_ITEMS or is_scored:
        return 0
    answers = np.where(np.isnan(scored), np.nan, np.column_stack(raw))
    counted = (~np.isnan(answers)).sum(axis=1)
    known = answers[counted >= STRAIGHT_ITEMS]
    return int((np.nanmax(known, axis=1) == np.nanmin(known, axis=1)).sum()) if len(known) else 0
