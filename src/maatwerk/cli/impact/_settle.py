"""From the lines of a table of counts to numbers that go together, and what of them contradicts itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from maatwerk.cli.impact._counts import CountFile, CountTable, Key, Levels, Line
from maatwerk.kernel.tables import Place, Problem, problem, quoted

if TYPE_CHECKING:
    from maatwerk.science.fairness import PublishedCheck

ROUNDING = 0.5 + 1e-9  # of each number of people that was worked back from a rate


@dataclass(slots=True, kw_only=True)
class Settled:
    """One table of counts: (selected, applicants) per group, and rates alone where no numbers stand."""

    key: Key
    cells: dict[Levels, tuple[int, int]] = field(default_factory=dict)
    rates: dict[Levels, tuple[float, float | None]] = field(default_factory=dict)  # rate, printed ratio
    unknown_more: int = 0  # of unknown group, of whom nobody says how many were selected
    withheld: int = 0
    check: "PublishedCheck | None" = None
    contradictions: list[Problem] = field(default_factory=list)


def settle(found: CountFile) -> list[Settled]:
    """Return every table with numbers that go together; what is wrong is added to the errors and notes of the file."""
    grand = {key.part: table.total for key, table in found.tables.items() if not key.attributes}
    made = []
    for key, table in found.tables.items():
        if key.attributes and table.lines:
            made.append(_settled(key, table, grand.get(key.part), found))
    _check_sums(made, found)
    return made


def _check_sums(made: list[Settled], found: CountFile) -> None:
    """Compare rows that add the parts up with what the parts come to; an exact sum says nothing new."""
    for one in found.sums:
        tables = [table for table in made if table.key.attributes == one.key.attributes and table.cells]
        cells = [table.cells[one.levels] for table in tables if one.levels in table.cells]
        if not tables or len(cells) < len(tables):
            continue
        for role, place in (("selected", 0), ("applicants", 1)):
            printed, added = getattr(one.line, role), sum(pair[place] for pair in cells)
            if printed is not None and abs(printed.value - added) > ROUNDING * len(cells):
                found.notes.append(
                    problem(
                        "impact_total_differs", Place(one.block.file, one.line.line), what=role,
                        printed=_plain(printed.value), found=_plain(added),
                    )
                )  # fmt: skip


def _settled(key: Key, table: CountTable, grand: Line | None, found: CountFile) -> Settled:
    made = Settled(key=key)
    worked_back = False
    for levels, line in table.lines.items():
        if line.withheld:
            made.withheld += 1
            found.notes.append(
                problem(
                    "impact_withheld_in_file", Place(table.file, line.line), group=quoted(line.name),
                    cell=quoted(line.withheld),
                )
            )  # fmt: skip
            continue
        pair = _pair(line, table.file, found, made)
        if pair is None:
            _without_numbers(made, levels, line, table.file, found)
        elif pair[1] == 0:
            found.notes.append(
                problem("impact_empty_group", Place(table.file, line.line), group=quoted(line.name))
            )
        else:
            worked_back |= line.selected is None and line.rejected is None
            made.cells[levels] = pair
    if worked_back:
        found.notes.append(problem("impact_from_rate", Place(table.file)))
    _check_totals(made, table, grand)
    _check_printed(made, table)
    return made


def _pair(line: Line, file: str, found: CountFile, made: Settled) -> tuple[int, int] | None:
    """Return (selected, applicants) of a row, from whatever two figures it has."""
    applicants, selected, rejected = (
        None if one is None else one.value for one in (line.applicants, line.selected, line.rejected)
    )
    if applicants is None and selected is not None and rejected is not None:
        applicants = selected + rejected
    if selected is None and applicants is not None:
        if rejected is not None:
            selected = applicants - rejected
        elif line.rate is not None:
            selected = applicants * line.rate.value
    if applicants is None and selected is not None and line.rate is not None and line.rate.value > 0:
        applicants = selected / line.rate.value
    if applicants is None or selected is None:
        return None
    place = Place(file, line.line)
    if selected > applicants + ROUNDING or selected < 0:
        found.errors.append(
            problem(
                "impact_more_selected",
                place._replace(column=found.columns.get("selected")),
                selected=_plain(selected),
                applicants=_plain(applicants),
            )
        )
        return None
    if rejected is not None and abs(selected + rejected - applicants) > ROUNDING:
        made.contradictions.append(
            problem(
                "impact_selected_and_rest", place, selected=_plain(selected), rejected=_plain(rejected),
                applicants=_plain(applicants),
            )
        )  # fmt: skip
    return min(round(selected), round(applicants)), round(applicants)


def _without_numbers(made: Settled, levels: Levels, line: Line, file: str, found: CountFile) -> None:
    if None in levels:
        made.unknown_more += round(line.applicants.value) if line.applicants else 0
    elif line.rate is not None:
        made.rates[levels] = (line.rate.value, line.ratio.value if line.ratio else None)
    elif not any(error.line == line.line for error in found.errors):
        found.notes.append(
            problem("impact_row_without_numbers", Place(file, line.line), group=quoted(line.name))
        )


def _check_totals(made: Settled, table: CountTable, grand: Line | None) -> None:
    """Compare the printed totals with what the groups add up to, with and without those of unknown group."""
    for total in [one for one in (table.total, grand) if one is not None]:
        if made.withheld or made.rates or total.withheld:
            continue
        for role, place in (("selected", 0), ("applicants", 1)):
            printed = getattr(total, role)
            if printed is None or not made.cells:
                continue
            known = sum(pair[place] for levels, pair in made.cells.items() if None not in levels)
            everybody = sum(pair[place] for pair in made.cells.values())
            if place:
                everybody += made.unknown_more
            allowed = ROUNDING * len(made.cells) if _is_rounded(table, role) else 1e-6
            if min(abs(printed.value - known), abs(printed.value - everybody)) > allowed and not (
                place == 0 and made.unknown_more
            ):
                made.contradictions.append(
                    problem(
                        "impact_total_differs", Place(table.file, total.line), what=role,
                        printed=_plain(printed.value), found=_plain(everybody),
                    )
                )  # fmt: skip


def _is_rounded(table: CountTable, role: str) -> bool:
    numbers = [getattr(line, role) for line in table.lines.values()]
    return any(one is None or not float(one.value).is_integer() for one in numbers)


def _check_printed(made: Settled, table: CountTable) -> None:
    """Recompute printed rates and ratios."""
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.fairness import PublishedRow, check_published

    lines = {
        line.name: line for levels, line in table.lines.items() if None not in levels and not line.withheld
    }
    if not any(line.rate or line.ratio for line in lines.values()):
        return
    rows = [
        PublishedRow(
            group=name,
            applicants=_value(line.applicants),
            selected=_value(line.selected),
            rate=_value(line.rate),
            ratio=_value(line.ratio),
            rate_step=line.rate.step if line.rate else 0.0,
            ratio_step=line.ratio.step if line.ratio else 0.0,
        )
        for name, line in lines.items()
        if _value(line.applicants) != 0
    ]
    try:
        made.check = check_published(rows)
    except ScienceError:
        return
    _say_check(made, table, lines, made.check)


def _say_check(made: Settled, table: CountTable, lines: Mapping[str, Line], check: "PublishedCheck") -> None:
    for row in check.rows:
        line = lines[row.group]
        if row.rate_verdict == "disagrees":
            assert line.selected
            assert line.applicants
            assert line.rate
            made.contradictions.append(
                problem(
                    "impact_rate_differs", Place(table.file, line.line), group=quoted(row.group),
                    printed=_plain(line.rate.value), selected=_plain(line.selected.value),
                    applicants=_plain(line.applicants.value), found=_plain(row.rate or 0, 4),
                )
            )  # fmt: skip
        if row.ratio_verdict == "disagrees":
            assert line.ratio
            made.contradictions.append(
                problem(
                    "impact_ratio_differs", Place(table.file, line.line), group=quoted(row.group),
                    printed=_plain(line.ratio.value), other=quoted(check.compared_with or ""),
                    found=_plain(row.ratio or 0, 4),
                )
            )  # fmt: skip
    place = Place(table.file, next(iter(lines.values())).line)
    highest = max(check.rows, key=lambda row: row.rate or 0).group
    if check.comparator == "none" and check.ratios:
        made.contradictions.append(problem("impact_ratio_none", place))
    elif check.comparator in {"named", "highest_listed"} and check.compared_with != highest:
        code = "impact_ratio_other" if check.comparator == "named" else "impact_ratio_listed"
        made.contradictions.append(
            problem(code, place, other=quoted(check.compared_with or ""), highest=quoted(highest))
        )


def _value(number: object) -> float | None:
    return None if number is None else float(number.value)  # type: ignore[attr-defined]


def _plain(value: float, digits: int = 6) -> str:
    return f"{value:.{digits}g}"
