"""`maatwerk instrument calibrate RESPONSES --key KEY`: item parameters and reliability. Needs no database."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maatwerk.cli.acting import add_output_flags
from maatwerk.cli.output import _, say, say_json, say_problems, tell, translated
from maatwerk.cli.runtime import set_up_django

if TYPE_CHECKING:
    from maatwerk.apps.assessments.analysis.reports import ItemReport, ScaleReport
    from maatwerk.apps.assessments.responses import ResponseMatrix

SHOWN_ROWS = 12


def add_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `calibrate`."""
    parser = verbs.add_parser(
        "calibrate",
        help=_("item parameters, fit, reliability, dimensions and DIF from a file of responses"),
        description=_(
            "Calibrate each scale of a key on a file of responses: one row per person, one column per item."
        ),
    )
    parser.add_argument("responses", type=Path, metavar="RESPONSES", help=_("CSV (also .gz) or XLSX"))
    parser.add_argument("--key", type=Path, required=True, metavar="KEY", help=_("CSV, XLSX, JSON or TOML"))
    parser.add_argument(
        "--group",
        action="append",
        default=[],
        metavar="COL",
        help=_("compare items between groups; repeat for more"),
    )
    parser.add_argument("--model", choices=("auto", "graded", "2pl"), default="auto")
    parser.add_argument(
        "--missing",
        action="append",
        default=[],
        metavar="TEXT",
        help=_("also means no answer; repeat for more"),
    )
    parser.add_argument(
        "--wrong",
        action="append",
        default=[],
        metavar="TEXT",
        help=_("is a wrong answer although it looks like none"),
    )
    parser.add_argument(
        "--answers",
        default="",
        metavar="A|B|…",
        help=_("the words of the answers from low to high, where they are words"),
    )
    parser.add_argument("--scale-column", metavar="COL", help=_("column of the key that names the scale"))
    add_output_flags(parser)
    parser.set_defaults(run=calibrate_file)


def calibrate_file(arguments: argparse.Namespace) -> int:
    """Read, calibrate and print."""
    set_up_django()
    from django.utils import translation

    from maatwerk.apps.assessments.analysis.calibrate import calibrate
    from maatwerk.apps.assessments.responses import ReadingRules, answer_words, read_key, read_responses
    from maatwerk.kernel.tables import TableError

    translation.activate(arguments.language)
    rules = ReadingRules(
        missing=frozenset(arguments.missing),
        wrong=frozenset(arguments.wrong),
        answers=answer_words(arguments.answers),
        groups=tuple(dict.fromkeys(arguments.group)),
    )
    try:
        key = read_key(arguments.key, scale_column=arguments.scale_column)
        matrix = read_responses(arguments.responses, key, rules=rules)
    except TableError as error:
        return say_problems(error.problems, as_json=arguments.json)
    reports = calibrate(matrix, model=arguments.model)
    if arguments.json:
        say_json(as_json(matrix, reports))
    else:
        _say_file(matrix)
        for report in reports:
            _say_scale(report)
    return 0


def as_json(matrix: "ResponseMatrix", reports: "tuple[ScaleReport, ...]") -> dict[str, Any]:
    """Return everything as plain values; sentences are in the active language."""
    return {
        "status": "calibrated",
        "responses": matrix.name,
        "fingerprint": matrix.fingerprint,
        "people": matrix.n_people,
        "notes": [found.as_dict() for found in matrix.notes],
        "scales": [_scale_json(report) for report in reports],
    }


def _scale_json(report: "ScaleReport") -> dict[str, Any]:
    shown = asdict(report)
    shown["remarks"] = [found.as_dict() | {"sentence": str(found)} for found in report.remarks]
    shown["dependence"] = [{"items": [one, other], "q3": value} for one, other, value in report.dependence]
    for row, item in zip(shown["items"], report.items, strict=True):
        row["flags"] = [found.as_dict() | {"sentence": str(found)} for found in item.remarks]
        del row["remarks"]
    return shown


def _say_file(matrix: "ResponseMatrix") -> None:
    tell(_("%(file)s: %(people)d people."), file=matrix.name, people=matrix.n_people)
    for found in matrix.notes:
        say(f"  {found}")


def _say_scale(report: "ScaleReport") -> None:
    say()
    model = {
        "graded": _("graded response model"),
        "2pl": _("two-parameter logistic model"),
        "sum": _("no item model"),
    }
    tell(
        _("%(scale)s: %(items)d items, %(people)d people, %(missing)s of the answers missing; %(model)s."),
        scale=report.scale,
        items=len(report.items),
        people=report.n,
        missing=f"{report.missing:.1%}",
        model=translated(model[report.model]),
    )
    if report.converged is not None:
        settled = _("The computation settled after %(steps)d steps.")
        restless = _("The computation did NOT settle in %(steps)d steps: do not use these parameters.")
        tell(settled if report.converged else restless, steps=report.steps)
    _say_reliability(report)
    _say_items(report)
    _say_information(report)
    _say_dimensions(report)
    _say_groups(report)
    for found in report.remarks:
        say(f"  ! {found}")


def _say_reliability(report: "ScaleReport") -> None:
    names = {
        "alpha": _("alpha"), "omega": _("omega"), "marginal": _("marginal reliability"),
        "empirical": _("reliability of the scores"),
    }  # fmt: skip
    parts = []
    for code, name in names.items():
        found = report.reliability.get(code)
        if found is None:
            continue
        text = f"{translated(name)} {found['estimate']:.3f}"
        parts.append(f"{text} ({found['low']:.3f}–{found['high']:.3f})" if "low" in found else text)
    if parts:
        say("  " + ", ".join(parts))


def _say_items(report: "ScaleReport") -> None:
    width = max(4, *(len(item.name) for item in report.items))
    heads = [
        translated(text)
        for text in (_("item"), _("people"), _("mean"), _("rest"), _("slope"), _("difficulties"), _("fit"))
    ]
    say(
        f"  {heads[0]:<{width}} {heads[1]:>7} {heads[2]:>6} {heads[3]:>6} {heads[4]:>14}  {heads[5]:<36} {heads[6]}"
    )
    for item in report.items:
        say(f"  {_item_line(item, width)}".rstrip())
        for found in item.remarks:
            say(f"  {'':<{width}} ! {found}")


def _item_line(item: "ItemReport", width: int) -> str:
    mean = "" if item.mean is None else f"{item.mean:.2f}"
    rest = "" if item.item_rest is None else f"{item.item_rest:.2f}"
    slope = "" if item.slope is None else f"{item.slope:.2f}"
    if item.slope_error is not None:
        slope += f" (±{item.slope_error:.2f})"
    places = " ".join(f"{value:.2f}" for value in item.difficulties)
    fit = item.fit or {}
    misfit = "" if fit.get("rmsea") is None else f"{fit['rmsea']:.3f}"
    turned = "-" if item.reversed else " "
    return f"{item.name:<{width}}{turned}{item.n:>7} {mean:>6} {rest:>6} {slope:>14}  {places:<36} {misfit}"


def _say_information(report: "ScaleReport") -> None:
    if report.information is None:
        return
    levels, errors = report.information["theta"], report.information["standard_error"]
    tell(_("  Standard error of a score, by level:"))
    say("    " + "  ".join(f"{levels[at]:+.0f}: {errors[at]:.2f}" for at in range(4, len(levels) - 4, 4)))


def _say_dimensions(report: "ScaleReport") -> None:
    found = report.dimensionality
    if found is None:
        return
    tell(
        _("  Dimensions: %(count)d (eigenvalues %(values)s; by chance %(chance)s)"),
        count=found["dimensions"],
        values=", ".join(f"{value:.2f}" for value in found["eigenvalues"][:3]),
        chance=", ".join(f"{value:.2f}" for value in found["reference"][:3]),
    )


def _say_groups(report: "ScaleReport") -> None:
    for comparison in report.dif:
        tell(
            _("  %(attribute)s: “%(focal)s” (%(n_focal)d) beside “%(reference)s” (%(n_reference)d), at equal scores:"),
            attribute=comparison["attribute"], focal=comparison["focal"], n_focal=comparison["n_focal"],
            reference=comparison["reference"], n_reference=comparison["n_reference"],
        )  # fmt: skip
        for row in comparison["items"]:
            say(f"    {_dif_line(row)}")


def _dif_line(row: dict[str, Any]) -> str:
    odds, regression = row["mantel_haenszel"], row["regression"]
    parts = [f"{row['name']:<16} {row['class'] or '?'}"]
    if odds:
        parts.append(f"MH D-DIF {odds['delta']:+.2f} ({odds['low']:+.2f}, {odds['high']:+.2f})")
    if rating := row["mantel_rating"]:
        low, high = rating["low"], rating["high"]
        parts.append(f"SMD {rating['difference']:+.2f} ({low:+.2f}, {high:+.2f})")
    if regression:
        low, high = regression["low"], regression["high"]
        parts.append(
            f"{regression['group']:+.2f} ({low:+.2f}, {high:+.2f}), ΔR² {regression['r2_change']:.3f}"
        )
    return "  ".join(parts)
