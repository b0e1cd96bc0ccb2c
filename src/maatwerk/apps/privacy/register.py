"""The register of processing (GDPR 30), written from what every table declares: nothing stands in it that is not so."""

from dataclasses import dataclass

from maatwerk.kernel.keeping import About, Kept, Until, Why, by_table


@dataclass(frozen=True, slots=True)
class TableLine:
    """One table: which columns, whom it is about, how long, and what an erasure does with it."""

    table: str
    columns: tuple[str, ...]
    about: str
    until: str
    at_erasure: str


@dataclass(frozen=True, slots=True)
class PurposeLine:
    """One purpose with its ground in law, whom it concerns, how long, and its tables."""

    why: str
    ground: str
    about: tuple[str, ...]
    until: tuple[str, ...]
    tables: tuple[TableLine, ...]


def register(only: About | None = None) -> list[PurposeLine]:
    """Return the register: purposes in a fixed order, tables by name; what is about nobody is left out.

    With `only`, what is about people of that kind alone.
    """
    wanted = set(About) - {About.NOBODY} if only is None else {only}
    kept = {table: one for table, one in sorted(by_table().items()) if one.about in wanted}
    lines = []
    for why in Why:
        tables = {table: one for table, one in kept.items() if one.why == why}
        if tables:
            lines.append(
                PurposeLine(
                    str(why.label),
                    why.ground,
                    _labels(About, {one.about for one in tables.values()}),
                    _labels(Until, {one.until for one in tables.values()}),
                    tuple(_line(table, one) for table, one in tables.items()),
                )
            )
    return lines


def _line(table: str, one: Kept) -> TableLine:
    return TableLine(table, one.columns(), str(one.about.label), str(one.until.label), _at_erasure(one))


def _at_erasure(one: Kept) -> str:
    if not one.whose or one.stays:
        return "stays"
    return "emptied" if one.empties else "removed"


def _labels(kind: type[About] | type[Until], found: set[About] | set[Until]) -> tuple[str, ...]:
    return tuple(str(one.label) for one in kind if one in found)
