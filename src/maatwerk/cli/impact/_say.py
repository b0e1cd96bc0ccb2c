"""How a report is said: one JSON document, or tables and sentences in the reader's language."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from maatwerk.cli.impact._groups import (
    check_in_words,
    group_in_words,
    law_in_words,
    named,
    table_in_words,
)
from maatwerk.cli.impact._report import LAW, RateRow, Report, Section, Trend
from maatwerk.cli.output import _, say, say_json, tell, translated

if TYPE_CHECKING:
    from maatwerk.science.fairness import GroupRow, ImpactTable, LocalLawTable, PublishedCheck
    from maatwerk.science.results import Language

#: Apart, since words inside a filled-in text are not found by who translates.
WITHHELD, UNKNOWN, REFERENCE = _("withheld"), _("unknown"), _("reference")
MOST_GROUP = 34


def say_report(report: Report, language: "Language", *, law: bool) -> None:
    """Print everything, the plainest first."""
    for number, section in enumerate(report.sections):
        _say_section(section, language, first=number == 0)
    for trend in report.trends:
        if trend.watch.alarm:
            _say_trend(trend, language)
    if report.trends and not any(trend.watch.alarm for trend in report.trends):
        tell(
            _(
                "Trend over %(months)d months: no group is selected less often than everybody else beyond chance."
            ),
            months=len(report.trends[0].months),
        )
    if law:
        _say_law(report, language)
    say()
    columns = ", ".join(
        f"{named(role)} = “{' '.join(header.split())}”"
        for role, header in report.columns.items()
        if role != "jurisdiction"
    )
    if columns:
        tell(_("Read as: %(columns)s."), columns=columns)
    if report.unused:
        tell(_("Not used: %(names)s."), names=", ".join(" ".join(name.split()) for name in report.unused))
    for found in report.contradictions:
        say(f"! {found}")
    for found in report.notes:
        say(f"- {found}")
    rows = [row for section in report.sections for table in section.tables.values() for row in table.rows]
    if any(map(_flips, rows)):
        tell(_("(±1): one selection going to the other group would change the verdict or the order."))
    tell(_("A ratio below four fifths is a signal to look, not a legal finding."))


def _say_section(section: Section, language: "Language", *, first: bool) -> None:
    heading = " · ".join(f"{named(name)}: {level}" for name, level in section.part)
    if section.outcome == "scored":
        above = translated(
            _("scored above the median of everybody (%(median)s)"), median=f"{section.median:g}"
        )
        heading = " · ".join([*([heading] if heading else []), above])
    if heading:
        say()
        say(f"== {heading}")
    for number, (name, table) in enumerate(section.tables.items()):
        if number or not first:
            say()
        _say_table(name, table, section, language)
    for name, rows in section.rates.items():
        _say_rates(name, rows, language)
    if not section.part and section.flagged_parts:
        tell(_("Look also at: %(parts)s."), parts=", ".join(section.flagged_parts))


def _say_table(name: tuple[str, ...], table: "ImpactTable", section: Section, language: "Language") -> None:
    table = table_in_words(table)
    title = " × ".join(named(one) for one in name)
    unknown = table.unknown_applicants + section.unknown_more.get(name, 0)
    titles = [title, *(row.group for row in table.rows), *([translated(UNKNOWN)] if unknown else [])]
    width = min(MOST_GROUP, max(map(len, titles)) + 1)
    heads = [
        translated(text)
        for text in (_("people"), _("selected"), _("rate"), _("ratio"), _("95%% interval"), _("exact p"))
    ]
    say("{:<{w}} {:>9} {:>9} {:>7} {:>9} {:>15} {:>8}".format(title[:width], *heads, w=width))
    for row in table.rows:
        say(_row(row, width, language).rstrip())
    if not table.rows:
        say(f"{'…':<{width}} {translated(WITHHELD):>9}")  # so few people that no group is named
    if unknown:
        say(f"{translated(UNKNOWN):<{width}} {_written(f'{unknown:>9,}', language)}")
    say(table.explain(language))
    small = [
        one for row in table.rows if row.impact for one in row.impact.caveats if one.code == "small_group"
    ]
    if small:
        say(min(small, key=lambda one: int(str(dict(one.values)["n"]))).explain(language))
    if name in section.checks:
        say(check_in_words(section.checks[name], name).explain(language))


def _row(row: "GroupRow", width: int, language: "Language") -> str:
    group = row.group if len(row.group) <= width else row.group[: width - 1] + "…"
    if row.suppressed or row.rate is None or row.applicants is None:
        return f"{group:<{width}} {translated(WITHHELD):>9}"
    counts = f"{row.applicants:>9,} {row.selected:>9,} {row.rate.estimate:>7.1%}"
    left = f"{group:<{width}} {_written(counts, language)}"
    if row.impact is None:
        return f"{left} {translated(REFERENCE) if row.is_reference else '':>9}"
    ratio, mark = row.impact.ratio, " < 4/5" if row.impact.below_four_fifths else ""
    flip = " (±1)" if _flips(row) else ""
    between = f"{ratio.low:.2f}–{ratio.high:.2f}" if ratio.high < 1e6 else f"{ratio.low:.2f}–∞"
    numbers = f"{ratio.estimate:>9.3f} {between:>15} {row.impact.fisher_p:>8.4f}"
    return f"{left} {_written(numbers, language)}{mark}{flip}"


def _written(numbers: str, language: "Language") -> str:
    """Return numbers with the signs of a language: 1.390 and 0,71 in Dutch."""
    return numbers.translate(str.maketrans(".,", ",.")) if language == "nl" else numbers


def _flips(row: "GroupRow") -> bool:
    """Whether one selection going to the other group would change what is said of a group."""
    moved = row.impact.one_selection if row.impact is not None else None
    return moved is not None and moved.changes


def _say_rates(name: tuple[str, ...], rows: list[RateRow], language: "Language") -> None:
    say()
    say(" × ".join(named(one) for one in name))
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.3f}"
        numbers = _written(f"{row.rate:>8.1%} {ratio:>8}", language)
        say(f"{group_in_words(name, row.group):<{MOST_GROUP}} {numbers}")


def _say_trend(trend: Trend, language: "Language") -> None:
    tell(
        _("Trend of %(group)s (%(attribute)s), from %(month)s on:"),
        group=group_in_words((trend.attribute,), trend.group),
        attribute=named(trend.attribute),
        month=trend.alarm_in,
    )
    say(f"  {trend.watch.explain(language)}")


def _say_law(report: Report, language: "Language") -> None:
    say()
    tell(_("Local Law 144 of New York City: our own tables, not an independent audit."))
    for section in report.sections:
        if section.law is None:
            continue
        for name, table in law_in_words(section.law).tables.items():
            where = " · ".join(level for _name, level in section.part)
            say(f"{where + ': ' if where else ''}{' × '.join(named(one) for one in name)}")
            for row in table.rows:
                say(_law_line(row))
            tell(_("  unknown category: %(count)d"), count=table.unknown + section.unknown_more.get(name, 0))
    have = {one for section in report.sections for name in section.tables for one in name}
    if missing := [named(one) for one in LAW if one not in have]:
        tell(
            _("Local Law 144 asks for sex and for race/ethnicity; this file has no %(missing)s."),
            missing=", ".join(missing),
        )


def _law_line(row: Any) -> str:
    if row.suppressed:
        return f"  {row.group:<{MOST_GROUP}} {translated(WITHHELD)}"
    listed = translated(_("under 2%%: listed, no ratio")) if row.listed_only else ""
    ratio = listed if row.impact_ratio is None else f"{row.impact_ratio:.3f}"
    return f"  {row.group:<{MOST_GROUP}} {row.applicants:>9,} {row.selected:>9,} {row.rate:>7.1%} {ratio}"


def report_json(report: Report, language: "Language") -> None:
    """Print one JSON document: every section with its tables, and the first table once more at the top."""
    sections = [_section_json(section, language) for section in report.sections]
    tables = [table for section in sections for table in section["tables"]]
    plainest: dict[str, Any] = next((table for section in sections for table in section["tables"]), {})
    say_json(
        plainest
        | {
            "kind": report.kind,
            "file": report.file,
            "not_used": list(report.unused),
            "columns": {role: header for role, header in report.columns.items() if role != "jurisdiction"},
            "sections": sections,
            "tables": tables,
            "trend": [_trend_json(trend, language) for trend in report.trends],
            "contradictions": [found.as_dict() for found in report.contradictions],
            "notes": [found.as_dict() for found in report.notes],
            "signal": translated(_("A ratio below four fifths is a signal to look, not a legal finding.")),
        }
    )


def _section_json(section: Section, language: "Language") -> dict[str, Any]:
    return {
        "part": dict(section.part),
        "outcome": section.outcome,
        "median": section.median,
        "flagged_parts": list(section.flagged_parts),
        "tables": [
            _table_json(table, language)
            | {
                "part": dict(section.part),
                "outcome": section.outcome,
                "unknown_more": section.unknown_more.get(name, 0),
                "published": _check_json(section.checks.get(name), name, language),
            }
            for name, table in section.tables.items()
        ],
        "rates": [
            {
                "attributes": list(name),
                "rows": [asdict(row) for row in rows],
                "published": _check_json(section.checks.get(name), name, language),
            }
            for name, rows in section.rates.items()
        ],
        "law": _law_json(section, language),
    }


def _table_json(table: "ImpactTable", language: "Language") -> dict[str, Any]:
    rows = [asdict(row) | {"group": row.group} for row in table.rows]
    return asdict(table) | {"rows": rows, "says": table_in_words(table).explain(language)}


def _check_json(
    check: "PublishedCheck | None", name: tuple[str, ...], language: "Language"
) -> dict[str, Any] | None:
    if check is None:
        return None
    said = check_in_words(check, name).explain(language)
    return asdict(check) | {"contradicts_itself": check.contradicts_itself, "says": said}


def _law_json(section: Section, language: "Language") -> dict[str, Any] | None:
    law = section.law
    if law is None:
        return None

    def rows(table: "LocalLawTable") -> list[dict[str, Any]]:
        return [asdict(row) | {"group": row.group} for row in table.rows]

    return {
        "kind": "scoring" if section.outcome == "scored" else "selection",
        "median": section.median,
        "smallest_share": law.smallest_share,
        "independent": False,
        "tables": [
            {
                "attributes": list(name),
                "applicants": table.applicants,
                "unknown": table.unknown + section.unknown_more.get(name, 0),
                "rows": rows(table),
            }
            for name, table in law.tables.items()
        ],
        "says": law_in_words(law).explain(language),
    }


def _trend_json(trend: Trend, language: "Language") -> dict[str, Any]:
    return {
        "attribute": trend.attribute,
        "group": trend.group,
        "months": len(trend.months),
        "alarm": trend.watch.alarm,
        "alarm_in": trend.alarm_in,
        **{
            name: getattr(trend.watch, name)
            for name in ("ratio_low", "ratio_high", "evidence", "n", "confidence")
        },
        "says": trend.watch.explain(language),
    }
