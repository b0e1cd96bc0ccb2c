"""How a file of responses is laid out: a row per person or a row per answer, and rows on top that are nobody's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from maatwerk.apps.assessments.responses._key import KeyedItem, ScoringKey
from maatwerk.apps.assessments.responses._key_words import ITEM, answer_text, folded
from maatwerk.kernel.tables import Place, Problem, Row, Table, problem, quoted

#: What a first column without a name is called: R writes the numbers of rows so.
UNNAMED = "row"
#: Which column holds the answer where every answer has a row of its own.
ANSWER = (
    "answer", "response", "value", "score", "rating", "given", "antwoord", "respons", "reactie", "waarde",
)  # fmt: skip
_PERSON = "person|respondent|participant|candidate|subject|user|case|student|kandidaat|deelnemer|persoon"
PERSON = re.compile(
    rf"({_PERSON}|response)[_ ]?(id|nr|no|number|nummer)|id|nr|no|number|nummer|volgnr|{_PERSON}"
)
#: What stands where a person's number would, in a row that holds the key.
KEY_ROW = {
    "key",
    "answer key",
    "answers",
    "correct",
    "solution",
    "sleutel",
    "antwoordsleutel",
    "juist",
    "goed",
}
#: What a survey tool writes under the names of its columns: the text of the question, then this.
_IMPORT_ID = '{"ImportId"'
_TOP = 3
#: So many problems are told of a file; what is wrong in every row is not read to its end.
MOST_PROBLEMS = 40


@dataclass(frozen=True, slots=True)
class Long:
    """A file with a row per answer: where person, item and answer stand."""

    person: int
    item: int
    answer: int


@dataclass(slots=True)
class Top:
    """What was found above the first person."""

    notes: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def person_column(header: Sequence[str], *, besides: Collection[str] = ()) -> str | None:
    """Return the column that looks like a number of persons, if there is one."""
    return next(
        (one for one in header if one not in besides and PERSON.fullmatch(folded(one).replace("_", " "))),
        None,
    )


def long_layout(header: Sequence[str], wanted: Collection[str]) -> Long | None:
    """Return where to look in a file with a row per answer; None where items are columns."""
    if any(item in header for item in wanted):
        return None
    known = [folded(title) for title in header]

    def find(words: Sequence[str]) -> int | None:
        return next((known.index(word) for word in words if word in known), None)

    item, answer = find([word for word in ITEM if word not in ("id", "name")]), find(ANSWER)
    person = person_column(header, besides=[header[at] for at in (item, answer) if at is not None])
    if item is None or answer is None or person is None:
        return None
    return Long(header.index(person), item, answer)


def answers_by_person(
    table: Table, layout: Long, extra: Sequence[str]
) -> tuple[dict[str, dict[str, tuple[str, int]]], list[Problem]]:
    """Return per person each item's answer with its line; `extra` names columns to take the first cell of."""
    people: dict[str, dict[str, tuple[str, int]]] = {}
    problems: list[Problem] = []
    at = [(name, table.header.index(name)) for name in extra]
    width = max(layout.person, layout.item, layout.answer, *(index for _, index in at)) + 1
    for row in table.rows():
        if len(problems) >= MOST_PROBLEMS:
            break
        row.cells.extend([""] * (width - len(row.cells)))
        who, item = row.cells[layout.person], row.cells[layout.item]
        place = Place(table.name, row.line, table.header[layout.item])
        if not who or not item:
            problems.append(problem("long_incomplete", place))
            continue
        given = people.setdefault(who, {name: (row.cells[index], row.line) for name, index in at})
        if item in given:
            problems.append(problem("long_twice", place, person=quoted(who), item=quoted(item)))
        given[item] = (row.cells[layout.answer], row.line)
    return people, problems


def items_seen(table: Table, layout: Long) -> tuple[str, ...]:
    """Return the items that a file with a row per answer holds, in the order in which they come."""
    return tuple(
        dict.fromkeys(row.cells[layout.item] for row in table.rows() if len(row.cells) > layout.item)
    )


def people_rows(table: Table, key: ScoringKey, top: Top) -> Iterator[Row]:
    """Yield the rows of people: without a survey tool's own rows and without a row that holds the key."""
    rows = table.rows()
    first = list(islice(rows, _TOP))
    said = next((at for at, row in enumerate(first) if any(_IMPORT_ID in cell for cell in row.cells)), None)
    if said is not None:
        lines = ", ".join(str(row.line) for row in first[: said + 1])
        top.notes.append(problem("note_survey_rows", Place(table.name), lines=lines))
        first = first[said + 1 :]
    wanted = {item.item: item for item in key.items if item.correct}
    if first and wanted and _says_key(first[0], table.header, wanted):
        top.notes.append(problem("note_key_row", Place(table.name, first[0].line)))
        top.problems += _differences(first[0], table, wanted)
        first = first[1:]
    return chain(first, rows)


def _says_key(row: Row, header: Sequence[str], wanted: Collection[str]) -> bool:
    beside = [cell for title, cell in zip(header, row.cells, strict=False) if title not in wanted]
    return any(cell.strip(" :").casefold() in KEY_ROW for cell in beside)


def _differences(row: Row, table: Table, wanted: Mapping[str, KeyedItem]) -> list[Problem]:
    found = []
    for title, cell in zip(table.header, row.cells, strict=False):
        if title in wanted and cell and answer_text(cell) not in wanted[title].correct:
            place = Place(table.name, row.line, title)
            correct = "|".join(wanted[title].correct)
            found.append(problem("key_row_differs", place, cell=quoted(cell), correct=correct))
    return found
