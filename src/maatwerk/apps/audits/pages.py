"""Tables of audits as cells and drawings, in the reader's language."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from maatwerk.apps.audits.models import TrendPoint
from maatwerk.apps.audits.reading import TableRow
from maatwerk.apps.audits.words import SOURCES, STEPS, attribute_label, group_label
from maatwerk.apps.vacancies.public import channel_labels
from maatwerk.ui import formats
from maatwerk.ui.charts import ForestRow, forest
from maatwerk.ui.shapes import Chart

MOST = 1e6  # an upper end beyond this is no end
MOST_WITHHELD = 2  # rows without numbers that a table shows
LEAST_COMPARED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCells:
    """One group of a table, every figure in words; empty where it is left out or is the comparison itself."""

    group: str
    people: int | None
    selected: int | None
    rate: str
    ratio: str
    interval: str
    test: str
    is_reference: bool
    is_withheld: bool
    is_below: bool
    flips: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCells:
    """One table with its drawing and its sentence; `withheld` names groups left out, where they are too many for rows."""

    title: str
    rows: tuple[GroupCells, ...]
    withheld: tuple[str, ...]
    people: int
    unknown: int
    sentence: str
    chart: Chart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartCells:
    """One part of the work (a channel, a stage, everybody) with its tables."""

    title: str
    tables: tuple[TableCells, ...]
    is_flagged: bool


def table_cells(found: TableRow, *, draw: bool = True) -> TableCells:
    """Return one table as a page shows it."""
    rows = sorted(found.rows, key=_place)
    cells = tuple(_cells(row) for row in rows)
    title = attribute_label(found.attributes)
    withheld = tuple(row.group for row in cells if row.is_withheld)
    folded = len(withheld) > MOST_WITHHELD
    return TableCells(
        title=title,
        rows=tuple(row for row in cells if not row.is_withheld) if folded else cells,
        withheld=withheld if folded else (),
        people=found.table["applicants"],
        unknown=found.table["unknown_applicants"],
        sentence=_sentence(rows),
        chart=_forest(title, rows) if draw else None,
    )


def _place(row: dict[str, Any]) -> list[tuple[bool, str]]:
    return [(not level.startswith("<"), level) for level in row["levels"]]


def name_of(row: dict[str, Any]) -> str:
    """Return what the group of a row is called."""
    return " × ".join(group_label(level) for level in row["levels"])


def _cells(row: dict[str, Any]) -> GroupCells:
    impact, rate = row["impact"], row["rate"]
    flip = impact["one_selection"] if impact else None
    return GroupCells(
        group=name_of(row),
        people=row["applicants"],
        selected=row["selected"],
        rate=formats.percent(rate["estimate"], 1) if rate else "",
        ratio=formats.number(impact["ratio"]["estimate"], 2) if impact else "",
        interval=_interval(impact["ratio"]) if impact else "",
        test=_test(impact["mid_p"]) if impact else "",
        is_reference=row["is_reference"],
        is_withheld=row["suppressed"],
        is_below=bool(impact and impact["below_four_fifths"]),
        flips=bool(flip and flip["changes"]),
    )


def _interval(found: dict[str, float]) -> str:
    if found["high"] > MOST:
        return _("%(low)s or more") % {"low": formats.number(found["low"], 2)}
    return formats.interval((found["low"], found["high"]))


def _test(p: float) -> str:
    return (
        _("p below %(p)s") % {"p": formats.number(0.001, 3)} if p < 0.001 else f"p = {formats.number(p, 3)}"
    )


def _compared(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["impact"]]


def _sentence(rows: Sequence[dict[str, Any]]) -> str:
    """Say in words which group has the lowest rate, and whether chance alone could have done it."""
    compared = _compared(rows)
    if not compared:
        return _("There are no two groups large enough to compare.")
    lowest = min(compared, key=lambda row: row["impact"]["ratio"]["estimate"])
    reference = next((name_of(row) for row in rows if row["is_reference"]), "")
    impact = lowest["impact"]
    values = {
        "group": name_of(lowest),
        "reference": reference,
        "ratio": formats.number(impact["ratio"]["estimate"], 2),
        "interval": _interval(impact["ratio"]),
    }
    said = (
        _("The lowest rate is that of %(group)s: %(ratio)s of that of %(reference)s (%(interval)s).") % values
    )
    if not impact["below_four_fifths"]:
        return said + " " + _("That is not below four fifths.")
    if impact["mid_p"] < 0.05:
        return (
            said + " " + _("That is below four fifths, and chance alone seldom gives it: look at the steps.")
        )
    return said + " " + _("That is below four fifths, and so few people that chance alone often gives it.")


def _forest(title: str, rows: Sequence[dict[str, Any]]) -> Chart | None:
    compared = [row for row in _compared(rows) if row["impact"]["ratio"]["high"] < MOST]
    if len(compared) + 1 < LEAST_COMPARED:
        return None
    return forest(
        title=_("Ratio to the highest rate: %(what)s") % {"what": title},
        sentence=_("Left of the line: selected less often. The bar holds the ratio with 95% certainty."),
        rows=[
            ForestRow(name_of(row), *(row["impact"]["ratio"][key] for key in ("estimate", "low", "high")))
            for row in compared
        ],
        middle=1.0,
        axis=_("ratio"),
    )


PARTS = ("", "stage", "channel", "family", "instrument", "version")


def part_titles() -> dict[str, str]:
    """Return what the parts of an audit are called, in the order of the page."""
    return {
        "": _("Everybody"),
        "stage": _("Steps"),
        "channel": _("Channels"),
        "family": _("Kinds of work"),
        "instrument": _("Tests"),
        "version": _("Model versions"),
    }


def parts_of(found: Sequence[TableRow], part: str) -> list[PartCells]:
    """Return the tables of one way to divide the work, level by level; steps in their order, others by name."""
    by_level: dict[tuple[str, str], list[TableRow]] = {}
    for one in found:
        if one.part == part:
            by_level.setdefault((one.outcome, one.level), []).append(one)
    order = list(STEPS)
    levels = sorted(
        by_level, key=lambda key: (order.index(key[1]) if part == "stage" else 0, by_level[key][0].label)
    )
    return [
        PartCells(
            title=_part_title(by_level[key][0]),
            tables=tuple(
                table_cells(one, draw=not part)
                for one in sorted(by_level[key], key=lambda one: one.attributes.count("+"))
            ),
            is_flagged=any(one.is_flagged for one in by_level[key]),
        )
        for key in levels
    ]


def _part_title(one: TableRow) -> str:
    if not one.part:
        return ""
    names = {"stage": STEPS, "channel": {**SOURCES, **channel_labels()}}.get(one.part, {})
    title = str(names.get(one.level, one.label or one.level))
    return _("%(what)s: scored above the median") % {"what": title} if one.outcome == "scored" else title


def flagged(found: Sequence[TableRow]) -> list[str]:
    """Return where a group lies below four fifths, beside everybody: there the total is to be looked at closer."""
    return list(dict.fromkeys(_part_title(one) for one in found if one.part and one.is_flagged))


@dataclass(frozen=True, slots=True, kw_only=True)
class LawRow:
    """One category of a table of Local Law 144."""

    group: str
    people: int | None
    selected: int | None
    rate: str
    ratio: str
    is_listed: bool
    is_withheld: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LawTable:
    """One table of Local Law 144: selection, or scoring above the median of everybody."""

    title: str
    rows: tuple[LawRow, ...]
    unknown: int


def law_tables(found: Sequence[TableRow], *, smallest_share: float) -> list[LawTable]:
    """Return the tables that Local Law 144 asks for, from what left the wall: sex, self-description and both together."""
    wanted = {"sex", "self_description", "sex+self_description"}
    kept = [one for one in found if one.attributes in wanted and one.part in {"", "version"}]
    kept = [one for one in kept if not one.part or one.outcome == "scored"]
    return [
        _law(one, smallest_share)
        for one in sorted(kept, key=lambda one: (one.outcome != "selected", one.label))
    ]


def _law(found: TableRow, smallest_share: float) -> LawTable:
    known = found.table["applicants"] - found.table["unknown_applicants"]
    shown = [row for row in found.rows if row["rate"]]
    counted = [row for row in shown if row["applicants"] >= smallest_share * known]
    highest = max((row["rate"]["estimate"] for row in counted), default=0)
    rows = []
    for row in sorted(found.rows, key=_place):
        listed = row in shown and row not in counted
        rate = row["rate"]["estimate"] if row["rate"] else None
        rows.append(
            LawRow(
                group=name_of(row),
                people=row["applicants"],
                selected=row["selected"],
                rate=formats.percent(rate, 1) if rate is not None else "",
                ratio=formats.number(rate / highest, 3)
                if rate is not None and highest and not listed
                else "",
                is_listed=listed,
                is_withheld=row["suppressed"],
            )
        )
    title = attribute_label(found.attributes)
    if found.part:
        title = f"{title} · {_part_title(found)}"
    return LawTable(title=title, rows=tuple(rows), unknown=found.table["unknown_applicants"])


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendCells:
    """One group followed beside everybody else: where it stands now, over how many people."""

    title: str
    ratio: str
    people: int
    until: dt.date
    is_below: bool


def trend_cells(attribute: str, group: str, points: Sequence[TrendPoint]) -> TrendCells:
    """Return one group of the trend."""
    last = points[-1]
    high = last.ratio_high
    return TrendCells(
        title=f"{group_label(group)} ({attribute_label(attribute)})",
        ratio=formats.interval((last.ratio_low, high))
        if high is not None
        else _("%(low)s or more") % {"low": formats.number(last.ratio_low, 2)},
        people=last.people,
        until=last.until,
        is_below=high is not None and high < 1,
    )
