"""Which column of hiring records says what: groups, who was selected, how far, when, and what divides the work."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from maatwerk.cli.impact import _words as words
from maatwerk.cli.impact._cells import CellError, day, decimal_sign, is_missing, number
from maatwerk.cli.impact._layout import Asked, Block
from maatwerk.kernel.tables import Place, Row, TableError, problem

MOST_ASKED = 4  # columns named in a refusal
MOST_PARTS = 40  # of a division: more is a name or a key, no part


def cell_at(row: Row, at: int | None) -> str:
    """Return a cell of a row; nothing where the row ends before it, or there is no such column."""
    return row.cells[at] if at is not None and at < len(row.cells) else ""


@dataclass(slots=True, kw_only=True)
class Columns:
    attributes: dict[int, str]
    parts: dict[int, str]
    outcome: int | None = None
    furthest: int | None = None
    flags: dict[int, int] = field(default_factory=dict)  # column: place in the stages
    score: int | None = None
    date: int | None = None
    person: int | None = None
    weight: int | None = None


def find_columns(block: Block, head: Sequence[Row], asked: Asked) -> Columns:
    roles, header = block.roles, block.header
    _check_named(block, asked)
    cells = {at: [cell for row in head if (cell := cell_at(row, at))] for at in range(len(header))}
    attributes = {at: role for at, role in roles.items() if role in words.ATTRIBUTES}
    if asked.groups:
        named = {block.named(name): name for name in asked.groups}
        attributes = {at: attributes.get(at, name) for at, name in named.items() if at is not None}
    elif not attributes:
        group = block.at("group")
        attributes = {} if group is None else {group: header[group]}
    made = Columns(attributes=attributes, parts={})
    made.score = block.named(asked.score) if asked.score else _numeric(block.at("score"), cells)
    made.furthest = block.named(asked.stage) if asked.stage else block.at("stage")
    made.date = block.named(asked.date) if asked.date else _date_column(block, cells)
    made.person = block.at("person")
    made.flags = {} if asked.selected or asked.stage else _flags(block, cells, made)
    made.outcome = block.named(asked.selected) if asked.selected else _outcome_column(block, cells, made)
    made.furthest = _stage_column(made, cells, asked)
    made.weight = _weight_column(block, head, made)
    taken = {
        *attributes,
        made.outcome,
        made.furthest,
        made.score,
        made.date,
        made.person,
        made.weight,
        *made.flags,
    }
    made.parts = {
        at: role
        for at, role in roles.items()
        if role in words.PARTS and at not in taken and _divides(cells[at])
    }
    for name in asked.by:
        at = block.named(name)
        if at is not None:
            made.parts[at] = made.parts.get(at, header[at])
    for role in [role for role, times in Counter(made.parts.values()).items() if times > 1]:
        made.parts = {at: header[at] if name == role else name for at, name in made.parts.items()}
    names = Counter(made.attributes.values())
    made.attributes = {at: header[at] if names[name] > 1 else name for at, name in made.attributes.items()}
    _check_found(block, made, cells)
    return made


def _check_named(block: Block, asked: Asked) -> None:
    from maatwerk.cli.output import Stop, _

    for name in asked.names:
        if block.named(name) is None:
            raise Stop(
                _("%(file)s has no column “%(column)s”. It has: %(names)s."),
                code="no_column",
                file=block.file,
                column=name,
                names=", ".join(block.header),
            )


def _check_found(block: Block, made: Columns, cells: dict[int, list[str]]) -> None:
    names = ", ".join(block.header)
    if not made.attributes:
        raise TableError(
            problem("impact_no_group", Place(block.file, block.header_line), names=quoted_list(names))
        )
    if made.outcome is None and made.furthest is None and made.score is None and not made.flags:
        place = Place(block.file, block.header_line)
        free = [at for at in yes_or_no(cells, list(cells)) if at not in made.attributes]
        if free:
            asked = ", ".join(f"--selected “{block.header[at]}”" for at in free[:MOST_ASKED])
            raise TableError(problem("impact_which_outcome", place, asked=asked))
        raise TableError(problem("impact_no_outcome", place, names=quoted_list(names)))


def quoted_list(names: str) -> str:
    """Return names as they may stand in a sentence."""
    return names if len(names) <= 300 else names[:300] + "…"


def _divides(cells: Sequence[str]) -> bool:
    return 1 < len(set(cells)) <= MOST_PARTS


def _numeric(at: int | None, cells: dict[int, list[str]]) -> int | None:
    if at is None:
        return None
    given = [cell for cell in cells[at] if not is_missing(cell)]
    decimal = decimal_sign(given, whole=False)
    good = 0
    for cell in given:
        try:
            number(cell, decimal)
        except CellError:
            continue
        good += 1
    return at if given and good * 5 >= len(given) * 4 else None


def _date_column(block: Block, cells: dict[int, list[str]]) -> int | None:
    for at, header in enumerate(block.header):
        if words.plain(header) not in words.DATE or not cells[at]:
            continue
        try:
            if any(day(cell, None) is not None for cell in cells[at][:50]):
                return at
        except CellError:
            continue
    return None


def _says(cells: Sequence[str]) -> float:
    """Return the share of cells that say yes, no, withdrawn or under way."""
    spoken = words.YES | words.NO | words.WITHDREW | words.UNDER_WAY
    given = [cell for cell in cells if not is_missing(cell)]
    said = sum(words.plain(cell) in spoken or words.said_first(cell) in words.NO for cell in given)
    return said / len(given) if given else 0.0


def _flags(block: Block, cells: dict[int, list[str]], made: Columns) -> dict[int, int]:
    """Return columns that each say of one stage whether somebody came through it, where there are at least two."""
    found: dict[int, int] = {}
    for at, header in enumerate(block.header):
        place = words.stage_of(header)
        if place is None or at in made.attributes or at == made.date or place in found.values():
            continue
        if _says(cells[at]) >= 0.9:
            found[at] = place
    return found if len(found) >= 2 else {}


def _outcome_column(block: Block, cells: dict[int, list[str]], made: Columns) -> int | None:
    if made.flags:
        return None
    places = [
        at
        for at, role in block.roles.items()
        if role in {"outcome", "selected", "rate", "stage", "flag", "rejected"}
    ]
    places = [at for at in places if at not in made.attributes and at != made.date]
    best = max(
        places,
        key=lambda at: (_says(cells[at]) > 0.5, block.roles[at] != "stage", _says(cells[at])),
        default=None,
    )
    if best is None or (
        block.roles[best] in {"stage", "rate", "flag", "rejected"} and _says(cells[best]) < 0.8
    ):
        return _outcome_by_cells(block, cells, made)
    if _stages_said(cells[best]) > 0.8 and _says(cells[best]) < 0.99:
        return None
    return best


def _outcome_by_cells(block: Block, cells: dict[int, list[str]], made: Columns) -> int | None:
    """Return the one column that can only be about being chosen: by its own words, or a yes or no under a header about it.

    Two of them, or a yes or no under another header, are named in the refusal and not guessed among.
    """
    free = [at for at in cells if at not in made.attributes and at not in {made.date, made.person}]
    telling = [at for at in free if _says(cells[at]) >= 0.9 and _tells_choice(cells[at])]
    named = [
        at for at in yes_or_no(cells, free) if words.ABOUT_CHOICE & set(words.plain(block.header[at]).split())
    ]
    return next((found[0] for found in (telling, named) if len(found) == 1), None)


def _tells_choice(cells: Sequence[str]) -> bool:
    found = {words.plain(cell) for cell in cells}
    return bool(found & words.CHOSEN) and bool(found & words.NOT_CHOSEN)


def yes_or_no(cells: dict[int, list[str]], places: Sequence[int]) -> list[int]:
    """Return the columns in which everybody has one of two words, one of them yes and the other no."""
    found = []
    for at in places:
        given = {words.plain(cell) for cell in cells[at] if not is_missing(cell)}
        if len(given) == 2 and len(given & words.YES) == 1 and len(given & words.NO) == 1:
            found.append(at)
    return found


def _stage_column(made: Columns, cells: dict[int, list[str]], asked: Asked) -> int | None:
    """Return the column that says how far somebody came, if its words are stages; another one may be called so."""
    if asked.stage:
        return made.furthest
    if made.flags or asked.selected:
        return None
    if (
        made.furthest is not None
        and made.furthest != made.outcome
        and _stages_said(cells[made.furthest]) > 0.8
    ):
        return made.furthest
    candidates = [
        at for at, found in cells.items() if at not in made.attributes and _stages_said(found) > 0.8
    ]
    free = [at for at in candidates if len({words.stage_of(cell) for cell in cells[at]}) >= 3]
    return free[0] if free and made.outcome is None else None


def _stages_said(cells: Sequence[str]) -> float:
    given = [cell for cell in cells if not is_missing(cell)]
    return sum(words.stage_of(cell) is not None for cell in given) / len(given) if given else 0.0


def _weight_column(block: Block, head: Sequence[Row], made: Columns) -> int | None:
    """Return a column that says how many people a row stands for: whole numbers, and no two rows alike beside it."""
    at = block.at("applicants")
    if at is None or at in made.attributes or at in {made.outcome, made.date, made.score}:
        return None
    texts = [tuple(cell for n, cell in enumerate(row.cells) if n != at) for row in head]
    numbers = [cell_at(row, at) for row in head]
    whole = all(cell.replace(".", "").replace(",", "").isdigit() for cell in numbers)
    return (
        at
        if whole and len(set(texts)) == len(texts) and any(cell not in {"0", "1"} for cell in numbers)
        else None
    )
