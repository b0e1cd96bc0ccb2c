"""`maatwerk validity FILE`: what scores in a file are worth for an outcome. Needs no database."""

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maatwerk.cli.acting import add_output_flags
from maatwerk.cli.output import Stop, _, say, say_json, tell, translated
from maatwerk.cli.runtime import set_up_django

if TYPE_CHECKING:
    from maatwerk.cli.validity_columns import File

SMALLEST_GROUP = 10
MOST_MONTHS = 600
MANY = 5  # comparisons of groups from which chance is named
MIND = {
    "ranked": _(
        "The outcome is a place in an order: where 1 is the best, a score that foretells good work has a negative r."
    ),
    "leaving_without_time": _(
        "The outcome says who left, or how long people were seen, and not how long they could have been: people who "
        "started later look better or worse for that alone. With a start and an end, use `maatwerk history` and `model`."
    ),
    "not_seen_long_enough": _(
        "Some people were still there and not seen so long; they count as missing, while those who left within that time count. "
        "With a start and an end of each, `maatwerk history` and `model` use them too."
    ),
}
VERDICTS = {
    "established": _("established here"),
    "not_established": _("not established here"),
    "no_signal": _("no usable signal"),
}
WHY = {
    "too_few": _("too few people with both"),
    "constant_score": _("everybody has the same score"),
    "constant_outcome": _("everybody has the same outcome"),
}
WITHOUT = {
    "no_pool": _(
        "selection on this score: who applied and was not hired is not said (--hired, --rest-applied)"
    ),
    "small_pool": _("selection on this score: too few applicants to know their spread"),
    "no_restriction": _(
        "selection on this score: those with an outcome are spread no less than the applicants"
    ),
    "not_stated": _("how reliably the outcome was measured: not stated (--outcome-reliability)"),
    "impossible": _(
        "how reliably the outcome was measured: the stated value cannot be true with this correlation"
    ),
}


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `validity`."""
    parser = commands.add_parser(
        "validity",
        help=_("what scores are worth for an outcome, from a CSV or XLSX file"),
        description=_(
            "What scores are worth for an outcome: one row per person, columns recognised by their titles in English and Dutch. "
            "What was read as what is said; name the columns that it got wrong."
        ),
        epilog=_(
            "Example: maatwerk validity people.xlsx --outcome Rating --score Test --hired Hired --outcome-reliability 0.52"
        ),
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--outcome", default="", metavar="COL", help=_("column with the outcome"))
    parser.add_argument(
        "--score", action="append", default=[], metavar="COL", help=_("column with a score; repeat for more")
    )
    parser.add_argument(
        "--group",
        action="append",
        default=[],
        metavar="COL",
        help=_("column with a group of people, for differential prediction; repeat for more"),
    )
    parser.add_argument(
        "--hired",
        default="",
        metavar="COL",
        help=_("column with yes/no: only who was hired has an outcome, everybody counts as applicant"),
    )
    parser.add_argument(
        "--rest-applied",
        action="store_true",
        help=_("who has no outcome applied and was not hired"),
    )
    parser.add_argument(
        "--person", default="", metavar="COL", help=_("column with a person's number; each counts once")
    )
    parser.add_argument(
        "--months",
        type=_months,
        default=None,
        metavar="N",
        help=_("where months and leaving stand apart: after how many months somebody counts as stayed (12)"),
    )
    parser.add_argument("--sheet", default="", metavar="NAME", help=_("sheet of a workbook"))
    parser.add_argument(
        "--outcome-reliability",
        type=_share,
        default=None,
        metavar="R",
        help=_("how reliably the outcome was measured, between 0 and 1"),
    )
    add_output_flags(parser)
    parser.set_defaults(run=validity_of_file)


def _share(text: str) -> float:
    value = float(text.replace(",", "."))
    if not 0 < value <= 1:
        raise ValueError(text)
    return value


def _months(text: str) -> float:
    value = float(text.replace(",", "."))
    if not 0 < value <= MOST_MONTHS:
        raise ValueError(text)
    return value


def validity_of_file(arguments: argparse.Namespace) -> int:
    """Print the validity of every score."""
    set_up_django()
    from django.utils import translation

    from maatwerk.cli.validity_columns import Asked, read_file
    from maatwerk.kernel.tables import TableError

    translation.activate(arguments.language)  # to the end of the process: the results are spoken too
    asked = Asked(
        outcome=arguments.outcome,
        scores=tuple(arguments.score),
        groups=tuple(arguments.group),
        hired=arguments.hired,
        person=arguments.person,
        sheet=arguments.sheet,
        months=arguments.months,
    )
    try:
        found = read_file(arguments.file, asked)
    except TableError as error:
        raise Stop("%(problem)s", code="cannot_compute", problem=error) from error
    report = report_on(found, reliability=arguments.outcome_reliability, rest_applied=arguments.rest_applied)
    if arguments.json:
        say_json(report)
    else:
        _say_report(report, arguments.language)
    return 0


def report_on(found: "File", *, reliability: float | None, rest_applied: bool = False) -> dict[str, Any]:
    """Return everything that is found in a file, as plain JSON."""
    from maatwerk.apps.validity.public import Material, Predictor, measure

    hired = found.is_hired or [y is not None or not rest_applied for y in found.values]
    working = [at for at, one in enumerate(hired) if one]
    outcome = [found.values[at] for at in working]
    material = Material(
        predictors=tuple(
            Predictor(
                key=title,
                values=tuple(values[at] for at in working),
                pool=tuple(x for x in values if x is not None) if len(working) < len(values) else (),
            )
            for title, values in found.scores.items()
        ),
        outcome=tuple(outcome),
        reliability=reliability,
    )
    scores = measure(material)
    for row in scores:
        row.pop("by_rater")  # a file does not say who rated
    return {
        "file": found.name,
        "sheet": found.sheet or None,
        "rows": found.rows,
        "hired": len(working),
        "with_outcome": sum(y is not None for y in outcome),
        "read_as": {
            "outcome": found.outcome,
            "scores": list(found.scores),
            "groups": list(found.groups),
            "hired": found.hired or None,
            "person": found.person or None,
            "tenure": found.tenure or None,
            "months": found.months,
            "words": found.words,
            "not_used": found.ignored,
        },
        "other_outcomes": found.other_outcomes,
        "other_sheets": found.other_sheets,
        "totals_left_out": found.totals,
        "people_twice": found.twice,
        "people_repeated": {"column": found.repeated.column, "rows": found.repeated.rows}
        if found.repeated
        else None,
        "codes_as_missing": [
            {"column": one.column, "code": one.code, "cells": one.cells} for one in found.coded
        ],
        "cells_not_read": [
            {"column": one.column, "cells": one.cells, "line": one.line, "example": one.example}
            for one in found.unread
        ],
        "scores": scores,
        "differential_prediction": _by_group(found, working),
        "mind": _in_mind(found),
    }


def _in_mind(found: "File") -> list[str]:
    """Return codes of what to know when reading it."""
    from maatwerk.cli.validity_titles import RANKED, holds, is_leaving

    if not is_leaving(found.outcome):
        return ["ranked"] if holds(found.outcome, RANKED) else []
    if not found.tenure:
        return ["leaving_without_time"]
    return ["not_seen_long_enough"] if found.not_seen_long else []


def _by_group(found: "File", working: list[int]) -> list[dict[str, Any]]:
    """Compare each group that is large enough with everybody else whose group is known, per score."""
    from maatwerk.apps.validity.public import predicted_by_group

    rows = []
    for attribute, groups in found.groups.items():
        for title, values in found.scores.items():
            known = [
                (x, y, group)
                for at in working
                if (x := values[at]) is not None
                and (y := found.values[at]) is not None
                and (group := groups[at]) is not None
            ]
            sizes = Counter(group for _x, _y, group in known)
            for group in _compared(sizes):
                made = predicted_by_group(
                    [x for x, _y, _g in known],
                    [y for _x, y, _g in known],
                    [g == group for _x, _y, g in known],
                )
                if made is not None:
                    rows.append({"attribute": attribute, "group": group, "score": title} | made)
    return rows


def _compared(sizes: Counter[str]) -> list[str]:
    """Return the groups to compare with everybody else: of two groups the smaller alone, since the other mirrors it."""
    large = [group for group, n in sizes.most_common() if min(n, sizes.total() - n) >= SMALLEST_GROUP]
    return sorted(large[1:] if len(sizes) == 2 else large)


def _say_report(report: dict[str, Any], language: str) -> None:
    read = report["read_as"]
    tell(
        _("%(file)s: %(rows)d rows, %(n)d with an outcome (“%(outcome)s”)."),
        file=report["file"], rows=report["rows"], n=report["with_outcome"], outcome=read["outcome"],
    )  # fmt: skip
    _say_reading(report)
    say()
    for row in report["scores"]:
        _say_score(row, language)
    for row in report["differential_prediction"]:
        said, group = row["says"][language], _group_in_words(row["attribute"], row["group"])
        say(f"{row['attribute']} = {group}, {row['score']}: {said}")
    if len(report["differential_prediction"]) >= MANY:
        tell(_("Of so many comparisons chance alone makes one in twenty look like a difference."))
    for code in report["mind"]:
        tell(MIND[code])
    if read["not_used"]:
        from maatwerk.cli.validity_columns import listed

        say()
        tell(_("Not used: %(names)s."), names=listed(read["not_used"]))


def _group_in_words(attribute: str, group: str) -> str:
    """Return what a group is called: sexes and ages in the reader's language, others as the file says."""
    from maatwerk.apps.audits.words import group_label
    from maatwerk.cli import validity_titles as titles
    from maatwerk.cli.validity_cells import SEXES

    if titles.holds(attribute, titles.SEX):
        return group_label(SEXES.get(" ".join(group.lower().split()), group))
    return group_label(group) if titles.holds(attribute, titles.AGES) else group


def _say_reading(report: dict[str, Any]) -> None:
    """Say what was made of the file, where that is not plain from its titles."""
    from maatwerk.cli.validity_columns import listed

    read = report["read_as"]
    if report["other_sheets"]:
        tell(
            _("Sheet “%(sheet)s” is read; there are others too (--sheet): %(names)s."),
            sheet=report["sheet"],
            names=", ".join(report["other_sheets"]),
        )
    if report["other_outcomes"]:
        tell(_("Outcomes too, and not used (--outcome): %(names)s."), names=listed(report["other_outcomes"]))
    if read["hired"]:
        tell(
            _("Who was hired stands in “%(column)s”; everybody else counts as applicant."),
            column=read["hired"],
        )
    if read["tenure"]:
        tell(
            _(
                "Outcome: still there after %(months)s months, from “%(tenure)s” and “%(outcome)s”; who was not seen so long "
                "counts as missing (--months)."
            ),
            months=f"{read['months']:g}",
            tenure=read["tenure"],
            outcome=read["outcome"],
        )
    for column, words in read["words"].items():
        tell(
            _("“%(column)s” is read by its words, from low to high: %(words)s."),
            column=column,
            words=", ".join(words),
        )
    _say_rows_and_cells(report)


def _say_rows_and_cells(report: dict[str, Any]) -> None:
    """Say which rows are left out or stand there twice, and which cells count as missing."""
    if report["totals_left_out"]:
        lines = ", ".join(str(line) for line in report["totals_left_out"])
        tell(_("Rows that sum others up are left out: line %(lines)s."), lines=lines)
    if report["people_twice"]:
        tell(_("%(n)d rows of people who stand there already are left out."), n=report["people_twice"])
    if repeated := report["people_repeated"]:
        tell(
            _(
                "“%(column)s” holds %(rows)d rows of people who stand there already, and each row counts. If a row is no "
                "person of its own: --person “%(column)s”."
            ),
            **repeated,
        )
    for one in report["codes_as_missing"]:
        tell(
            _(
                "Column “%(column)s”: %(code)s stands %(cells)d times far from every other number and counts as missing."
            ),
            column=one["column"],
            code=f"{one['code']:g}",
            cells=one["cells"],
        )
    for one in report["cells_not_read"]:
        tell(
            _(
                "Column “%(column)s”: %(cells)d cells are no number and count as missing; the first is "
                "“%(example)s”, line %(line)d."
            ),
            **one,
        )


def _say_score(row: dict[str, Any], language: str) -> None:
    seen = row["observed"]
    if seen is None:
        tell(
            _("%(score)s: no validity; %(why)s (%(n)d)."),
            score=row["key"],
            why=translated(WHY[row["why"]]),
            n=row["n"],
        )
        return
    tell(
        _("%(score)s: r %(r)s (%(low)s to %(high)s, 95%%), %(n)d people: %(verdict)s."),
        score=row["key"], r=_number(seen["estimate"], language), low=_number(seen["low"], language),
        high=_number(seen["high"], language), n=seen["n"], verdict=translated(VERDICTS[row["verdict"]]),
    )  # fmt: skip
    for step in row["steps"]:
        tell(
            _("  corrected %(what)s: %(r)s (%(low)s to %(high)s)"),
            what=step["says"][language], r=_number(step["estimate"], language), low=_number(step["low"], language),
            high=_number(step["high"], language),
        )  # fmt: skip
    for why in row["without"].values():
        tell(_("  not corrected for %(why)s"), why=translated(WITHOUT[why]))
    if row["adds"]:
        tell(
            _("  beside the other scores it raises the explained share from %(before)s to %(after)s (%(n)d people)"),
            before=_number(row["adds"]["before"] ** 2, language, 3), after=_number(row["adds"]["after"] ** 2, language, 3),
            n=row["adds"]["n"],
        )  # fmt: skip
    missing = row["missing"]
    if missing and missing["warns"]:
        tell(
            _("  mind: %(n)d people without an outcome scored otherwise (%(d)s standard deviations)"),
            n=missing["n"], d=_number(missing["difference"]["estimate"], language),
        )  # fmt: skip


def _number(value: float, language: str, digits: int = 2) -> str:
    written = f"{value:+.{digits}f}" if digits == 2 else f"{value:.{digits}f}"
    return written.replace(".", ",") if language == "nl" else written
