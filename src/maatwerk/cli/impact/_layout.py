"""From raw rows to blocks: where headers stand, what their columns hold, tables that lie on their side or beside each other."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from maatwerk.cli.impact import _funnel as funnel
from maatwerk.cli.impact import _words as words
from maatwerk.cli.impact._cells import (
    CellError,
    is_count_with_rate,
    is_missing,
    is_withheld,
    part_and_whole,
    people,
)
from maatwerk.kernel.tables import Row, Sheet

_COUNTED = re.compile(
    r"^(?P<name>.*\S)\s*\(\s*n\s*=\s*(?P<n>[\d.,'’\s]+)\)$", re.IGNORECASE
)  # “Male (n=1390)”
LOOKED_AT = 400  # rows in which headers are looked for; a table of counts is hardly longer
MOST_TITLES = 40
MEASURES = ("applicants", "selected", "rejected", "rate", "ratio")
_EXACT = {
    "applicants": words.APPLICANTS,
    "selected": words.SELECTED,
    "rejected": words.REJECTED,
    "rate": words.RATE,
    "ratio": words.RATIO,
}
#: Phrases that tell a measure inside a longer header, the more telling first.
_INSIDE = (
    ("ratio", re.compile(r"\b(?:adverse )?impact ?ratio\b|\bimpactverhouding\b|\bratio to\b")),
    (
        "rate",
        re.compile(
            r"\b(?:selection|scoring|hiring|hire|pass(?:ing)?|success|offer) ?rate\b|%|\bpercent(?:age)?\b"
        ),
    ),
    (
        "rejected",
        re.compile(
            r"\b(?:not|non|niet) ?(?:selected|hired|passed|geselecteerd|aangenomen)\b|\brejected\b|\bafgewezen\b"
        ),
    ),
    (
        "selected",
        re.compile(
            r"\bselected\b|\bhire[ds]\b|\bgeselecteerd(?:en)?\b|\baangenomen\b|\b(?:above|boven)(?: the| de)? median?\w*\b"
            r"|\bpassed\b|\badvanced\b|\bpromoted\b"
        ),
    ),
    (
        "applicants",
        re.compile(
            r"\bapplica(?:nts|tions)\b|\bsollicitanten\b|\bsollicitaties\b|\bcandidates\b|\bkandidaten\b|\bassessed\b"
            r"|\btest takers\b|\bapplied$|\bgesolliciteerd$"
        ),
    ),
)
_FUZZY_ATTRIBUTES = (
    ("birth", re.compile(r"\b(?:birth|geboorte\w*|dob)\b")),
    ("race", re.compile(r"\b(?:race|racial|ethnic\w*|etnisch\w*|etnicit\w*)\b")),
    ("sex", re.compile(r"\b(?:sex|gender|geslacht)\b")),
    ("age", re.compile(r"\b(?:age|leeftijd\w*)\b")),
)
_STOP = frozenset(
    {"number", "no", "of", "total", "n", "aantal", "the", "nr", "#", "count", "totaal", "num", "who", "were"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line says about the columns; empty means find out."""

    groups: tuple[str, ...] = ()
    applicants: str = ""
    selected: str = ""
    score: str = ""
    stage: str = ""
    date: str = ""
    by: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every column that is named."""
        single = (self.applicants, self.selected, self.score, self.stage, self.date)
        return (*self.groups, *self.by, *(name for name in single if name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One table of a file: the words above it, its header and its rows; `levels` names what columns are about."""

    file: str
    title: str
    header: tuple[str, ...]
    header_line: int
    rows: Iterable[Row]
    kind: str = "people"  # or "counts"
    roles: dict[int, str] = field(default_factory=dict)
    levels: dict[int, str] = field(default_factory=dict)

    def at(self, role: str) -> int | None:
        """Return the first column with a role."""
        return next((place for place, found in self.roles.items() if found == role), None)

    def named(self, name: str) -> int | None:
        """Return the column of this name, also where capitals or signs differ."""
        if name in self.header:
            return self.header.index(name)
        return next(
            (at for at, cell in enumerate(self.header) if words.plain(cell) == words.plain(name)), None
        )


def measure_of(header: str, *, loose: bool = True) -> str | None:
    """Return which measure of a table of counts a header names."""
    word = words.plain(header)
    if header.strip() in {"#", "%"}:
        return {"#": "applicants", "%": "rate"}[header.strip()]
    for name, known in _EXACT.items():
        if word in known:
            return name
    if not loose or words.attribute_of(header) or word in words.DATE:
        return None
    return next((name for name, phrase in _INSIDE if phrase.search(word)), None)


def attribute_in(text: str) -> str | None:
    """Return which attribute of people a header or a title names, also inside a longer text."""
    if found := words.attribute_of(text):
        return found
    word = words.plain(text)
    return next((name for name, phrase in _FUZZY_ATTRIBUTES if phrase.search(word)), None)


def is_number(cell: str) -> bool:
    """Whether a cell is a number, in any notation."""
    text = cell.replace("%", "").strip()
    if not text or not any(sign.isdigit() for sign in text):
        return False
    if part_and_whole(text):
        return True
    for decimal in ".,":
        try:
            return people(text, decimal) is not None
        except CellError:
            continue
    return False


def _known(cell: str) -> str | None:
    """Return any role that a header cell names."""
    word = words.plain(cell)
    if not word:
        return None
    known = (("group", words.GROUP), ("attribute", words.ATTRIBUTE), ("score", words.SCORE), ("stage", words.STAGE),
             ("outcome", words.OUTCOME), ("date", words.DATE), ("person", words.PERSON))  # fmt: skip
    return (
        attribute_in(cell)
        or measure_of(cell)
        or next((name for name, found in known if word in found), None)
        or words.part_of(cell)
        or (None if words.stage_of(cell) is None else "flag")
    )


def header_place(rows: Sequence[Row], asked: Asked) -> int | None:
    """Return which of the first rows is the header: one with the columns named, else the first with two known words."""
    wanted = {words.plain(name) for name in asked.names}
    best: tuple[int, int] | None = None
    for at, row in enumerate(rows[:MOST_TITLES]):
        cells = [cell for cell in row.cells if cell]
        if wanted and wanted <= {words.plain(cell) for cell in cells}:
            return at
        if len(cells) < 2 or any(is_number(cell) for cell in cells):
            continue
        found = len({_known(cell) for cell in cells} - {None})
        first_of_all = at == 0 and any(map(words.attribute_of, cells))  # below stand records
        if (found >= 2 or first_of_all) and (best is None or found > 2 * best[0]):
            best = (found, at)
    if best:
        return best[1]
    return next((at for at, row in enumerate(rows[:MOST_TITLES]) if sum(map(bool, row.cells)) > 1), None)


def blocks(sheet: Sheet, asked: Asked) -> list[Block]:
    """Return the tables of a sheet, each with its header and the words above it."""
    stream = sheet.rows()
    head = list(itertools.islice(stream, LOOKED_AT))
    if flat := _stood_up(head) or funnel.told_by_step(head, measure_of):
        head, stream = flat, iter(())
    place = header_place(head, asked)
    if place is None:
        return []
    first = _block(sheet.name, head, place)
    if first is None:
        return []
    first = _with_roles(first, head[place + 1 :], asked)
    if first.kind == "people":
        return [replace(first, rows=itertools.chain(head[place + 1 :], stream))]
    return list(_several(sheet.name, [*head, *stream], place, first, asked))


def _block(name: str, rows: Sequence[Row], place: int) -> Block | None:
    header = list(rows[place].cells)
    while header and not header[-1]:
        header.pop()
    if not header:
        return None
    above = next((_only(row) for row in reversed(rows[max(0, place - 3) : place]) if _only(row)), "")
    levels = _levels(header, rows[place - 1].cells if place else [])
    return Block(
        file=name, title=above, header=tuple(header), header_line=rows[place].line, rows=(), levels=levels
    )


def _only(row: Row) -> str:
    """Return the text of a row that holds one text and nothing else."""
    filled = [cell for cell in row.cells if cell]
    return filled[0] if len(filled) == 1 and not is_number(filled[0]) else ""


def _levels(header: Sequence[str], above: Sequence[str]) -> dict[int, str]:
    """Return, for tables whose groups stand beside each other, the group of each column of numbers."""
    roles = [measure_of(cell) for cell in header]
    repeated = {role for role, times in Counter(filter(None, roles)).items() if times > 1}
    if not repeated & {"applicants", "selected"}:
        return {}
    found, current = {}, ""
    if sum(map(bool, above)) > 1:
        for at, role in enumerate(roles):
            current = above[at] if at < len(above) and above[at] else current
            if role and current:
                found[at] = current
    else:
        found = {at: rest for at, role in enumerate(roles) if role and (rest := _rest(header[at], role))}
    return found if len(set(found.values())) > 1 else {}


def _rest(header: str, role: str) -> str:
    """Return what a header says beside its measure: “Men selected” is about men."""
    word = words.plain(header)
    phrase = dict(_INSIDE)[role]
    return " ".join(one for one in phrase.sub(" ", word).split() if one not in _STOP)


def _stood_up(rows: list[Row]) -> list[Row]:
    """Turn a table that lies on its side (measures down the first column) upright; empty where it does not."""
    measures = [
        row
        for row in rows
        if row.cells and row.cells[0] and measure_of(row.cells[0]) and any(map(is_number, row.cells[1:]))
    ]
    kinds = {measure_of(row.cells[0]) for row in measures}
    says_all = "rate" in kinds or ("selected" in kinds and kinds & {"applicants", "rejected"})
    if len(measures) < 2 or not says_all or len(kinds) != len(measures):
        return []
    at = rows.index(measures[0])
    if at == 0 or len(rows) > 40 or any(measure_of(cell) for cell in rows[at - 1].cells[1:]):
        return []
    used = [rows[at - 1], *rows[at:]]
    width = max(len(row.cells) for row in used)
    columns = [[row.cells[n] if n < len(row.cells) else "" for row in used] for n in range(width)]
    columns[0][0] = columns[0][0] or "group"
    return [*rows[: at - 1], *(Row(used[0].line, column) for column in columns if any(column))]


def _several(name: str, rows: Sequence[Row], place: int, first: Block, asked: Asked) -> Iterator[Block]:
    """Yield every table of counts under its own header; a header that stands again begins another."""
    starts = [place]
    for at in range(place + 1, len(rows)):
        cells = [cell for cell in rows[at].cells if cell]
        measures = [role for cell in cells if (role := measure_of(cell, loose=False))]
        if len(set(measures)) >= 2 and not any(map(is_number, cells)):
            starts.append(at)
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        block = first if start == place else _block(name, rows, start)
        if block is None:
            continue
        body = list(rows[start + 1 : end])
        while body and end < len(rows) and _only(body[-1]):  # the title of the next table
            body.pop()
        block, body = _counted_in_names(block, body)
        block = _with_roles(block, body, asked)
        if body:
            yield _melted(block, body)


def _counted_in_names(block: Block, rows: list[Row]) -> tuple[Block, list[Row]]:
    """Give a table whose groups carry their number of people, as “Male (n=1390)”, a column of those numbers."""
    if any(measure_of(cell, loose=False) == "applicants" for cell in block.header):
        return block, rows
    for at in range(len(block.header)):
        found = [_COUNTED.match(row.cells[at]) if at < len(row.cells) else None for row in rows]
        if not rows or sum(map(bool, found)) * 3 < len(rows) * 2:
            continue
        made = []
        for row, one in zip(rows, found, strict=True):
            cells = [*row.cells, *[""] * (len(block.header) - len(row.cells))][: len(block.header)]
            cells[at] = one["name"] if one else cells[at]
            made.append(Row(row.line, [*cells, one["n"] if one else ""]))
        return replace(block, header=(*block.header, "n")), made
    return block, rows


def _melted(block: Block, rows: Sequence[Row]) -> Block:
    """Return a block in which groups that stand beside each other have become rows of their own."""
    if not block.levels:
        return replace(block, rows=rows)
    kept = [
        at for at in range(len(block.header)) if at not in block.levels and block.roles[at] not in MEASURES
    ]
    levels = list(dict.fromkeys(block.levels.values()))
    columns = {
        level: {block.roles[at]: at for at, found in block.levels.items() if found == level}
        for level in levels
    }
    measures = [role for role in MEASURES if any(role in found for found in columns.values())]
    made = []
    for row in rows:
        filled = [row.cells[at] if at < len(row.cells) else "" for at in range(len(block.header))]
        for level in levels:
            numbers = [filled[columns[level][role]] if role in columns[level] else "" for role in measures]
            if any(numbers):
                made.append(Row(row.line, [*(filled[at] for at in kept), level, *numbers]))
    sexes = {words.sex_of(level) for level in levels if not words.is_total(level)} <= set(words.SEXES)
    roles = [*(block.roles[at] for at in kept), "sex" if sexes else "group", *measures]
    header = (*(block.header[at] for at in kept), "sex" if sexes else "group", *measures)
    return replace(block, rows=made, header=header, roles=dict(enumerate(roles)), levels={})


def _with_roles(block: Block, rows: Sequence[Row], asked: Asked) -> Block:
    """Say what each column holds, and whether this is a table of counts or one row per person."""
    sample = [row.cells for row in rows[:LOOKED_AT]]
    roles: dict[int, str] = {}
    for at, header in enumerate(block.header):
        role = attribute_in(header) if words.plain(header) not in words.GROUP else None
        roles[at] = role or measure_of(header) or _known(header) or ""
        cells = [row[at] for row in sample if at < len(row) and row[at]]
        if roles[at] == "rate" and cells and all(map(is_count_with_rate, cells)):
            roles[at] = "selected"  # “555 (47.0%)”
        if roles[at] in ("rate", "ratio") and not _is_numeric([row[at] for row in sample if at < len(row)]):
            roles[at] = ""
    if "rate" in roles.values() and not {"applicants", "selected"} & set(roles.values()):
        for at, header in enumerate(
            block.header
        ):  # beside a rate “number” counts people, and is no one's number
            if words.plain(header) in words.NUMBER and _is_numeric(
                [row[at] for row in sample if at < len(row)]
            ):
                roles[at] = "applicants"
    for name, role in (
        *((one, "group") for one in asked.groups),
        (asked.applicants, "applicants"),
        (asked.selected, "selected"),
    ):
        place = block.named(name) if name else None
        if place is not None and not (role == "group" and roles[place] in words.ATTRIBUTES):
            roles[place] = role
    block = replace(block, roles=roles)
    return replace(block, kind="counts" if _is_counts(block, sample, asked) else "people")


def _is_counts(block: Block, sample: Sequence[Sequence[str]], asked: Asked) -> bool:
    if asked.applicants:
        return True
    if asked.score or asked.stage:
        return False
    numbers = {role: _largest(block, sample, role) for role in ("applicants", "selected", "rejected", "rate")}
    if any(_says_yes(block, sample, role) for role in ("selected", "outcome")):
        return False
    if (numbers["applicants"] or 0) > 1 and any(
        numbers[role] is not None for role in ("selected", "rejected", "rate")
    ):
        return True
    if (numbers["selected"] or 0) > 1 and (numbers["rejected"] is not None or numbers["rate"] is not None):
        return True
    if (numbers["selected"] or 0) > 1 and any(map(is_number, _cells(block, sample, "applicants"))):
        return True  # what is no number among them is refused by its line
    if _has_parts(block, sample):
        return True
    if (numbers["applicants"] or 0) > 1 and block.at("selected") is not None and not _repeats(block, sample):
        return True
    return numbers["rate"] is not None and numbers["selected"] is None and block.at("person") is None


def _is_numeric(cells: Iterable[str]) -> bool:
    """Whether most cells that say something are numbers."""
    given = [cell for cell in cells if cell and not is_missing(cell) and not is_withheld(cell)]
    return not given or 2 * sum(map(is_number, given)) >= len(given)


def _cells(block: Block, sample: Sequence[Sequence[str]], role: str) -> list[str]:
    at = block.at(role)
    return [] if at is None else [row[at] for row in sample if at < len(row) and row[at]]


def _largest(block: Block, sample: Sequence[Sequence[str]], role: str) -> float | None:
    """Return the largest number of a column that mostly holds numbers."""
    cells = [cell for cell in _cells(block, sample, role) if not is_missing(cell) and not is_withheld(cell)]
    values = []
    for cell in cells:
        digits = re.sub(r"\(.*\)|[^\d]", "", cell)
        if is_number(cell) and digits:
            values.append(float(digits))
    return max(values) if values and len(values) * 5 >= len(cells) * 3 else None


def _says_yes(block: Block, sample: Sequence[Sequence[str]], role: str) -> bool:
    """Whether a column says yes or no of one person, or one kind of person, at a time."""
    cells = [words.plain(cell) for cell in _cells(block, sample, role) if not is_missing(cell)]
    spoken = words.YES | words.NO | words.WITHDREW | words.UNDER_WAY
    if not cells or sum(cell in spoken for cell in cells) * 5 < len(cells) * 4:
        return False
    return not set(cells) <= {"0", "1"} or _repeats(block, sample)


def _repeats(block: Block, sample: Sequence[Sequence[str]]) -> bool:
    """Whether the same words stand on several rows, as they do where rows are people."""
    skipped = {at for at, role in block.roles.items() if role in (*MEASURES, "outcome", "person")}
    texts = [tuple(cell for at, cell in enumerate(row) if at not in skipped) for row in sample]
    return len(set(texts)) < len(texts)


def _has_parts(block: Block, sample: Sequence[Sequence[str]]) -> bool:
    cells = [cell for role in ("selected", "rate", "applicants") for cell in _cells(block, sample, role)]
    return bool(cells) and all(part_and_whole(cell) or is_missing(cell) for cell in cells)
