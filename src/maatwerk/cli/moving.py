"""`maatwerk applications import|undo`, `maatwerk export` and `maatwerk setu check|import|export`."""

import argparse
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maatwerk.cli.acting import acting_member, add_acting_flags, add_output_flags
from maatwerk.cli.output import Stop, _, count_up, ngettext, say, say_json, tell
from maatwerk.cli.runtime import set_up_django

if TYPE_CHECKING:
    from maatwerk.apps.moving.public import Move
    from maatwerk.apps.organisations.public import Member

SHOWN = 50


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands about moving in and out."""
    applications = commands.add_parser("applications", help=_("bring in applications of another system"))
    verbs = applications.add_subparsers(required=True, metavar="VERB")
    bring = verbs.add_parser("import", help=_("check exports of another system, and bring them in"))
    bring.add_argument("files", nargs="+", type=Path, metavar="FILE", help=_("CSV or XLSX"))
    bring.add_argument("--dry-run", action="store_true", help=_("check only; list everything that is wrong"))
    bring.add_argument(
        "--leave-out-broken", action="store_true", help=_("bring in the rest where rows are broken")
    )
    bring.add_argument(
        "--word", action="append", default=[], metavar="WORD=STAGE",
        help=_("what a word for a stage stands for, e.g. \"Phone screen=interview\"; may be repeated"),
    )  # fmt: skip
    bring.add_argument(
        "--dates",
        choices=("day-first", "month-first"),
        help=_(
            "how days are written that can be read in two ways, such as 3/4/2024 (default: as the others)"
        ),
    )
    add_acting_flags(bring)
    bring.set_defaults(run=import_applications)
    undo = verbs.add_parser("undo", help=_("take an import back, as far as nobody built on it"))
    undo.add_argument("move", type=uuid.UUID, metavar="IMPORT", help=_("what the import printed"))
    add_acting_flags(undo)
    undo.set_defaults(run=undo_import)
    export = commands.add_parser(
        "export", help=_("take everything of an organisation along, as one ZIP file")
    )
    export.add_argument("target", type=Path, metavar="FILE.zip")
    add_acting_flags(export)
    export.set_defaults(run=export_everything)
    _add_setu(commands)


def _add_setu(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    setu = commands.add_parser("setu", help=_("staffing orders in, assignments out (SETU 2.0, JSON)"))
    verbs = setu.add_subparsers(required=True, metavar="VERB")
    check = verbs.add_parser("check", help=_("hold a message against the standard; needs no organisation"))
    check.add_argument("kind", choices=("order", "assignment"))
    check.add_argument("file", type=Path, metavar="FILE.json")
    add_output_flags(check)
    check.set_defaults(run=check_message)
    bring = verbs.add_parser("import", help=_("take a staffing order in as a requisition"))
    bring.add_argument("file", type=Path, metavar="FILE.json")
    add_acting_flags(bring)
    bring.set_defaults(run=import_order)
    out = verbs.add_parser("export", help=_("print an order as it came, or the assignment of an employment"))
    which = out.add_mutually_exclusive_group(required=True)
    which.add_argument("--order", metavar="NUMBER", help=_("an order as it came in"))
    which.add_argument(
        "--engagement", type=uuid.UUID, metavar="KEY", help=_("the assignment that confirms it")
    )
    add_acting_flags(out)
    out.set_defaults(run=export_message)


def import_applications(arguments: argparse.Namespace) -> int:
    """Check files and bring them in, in one transaction; a dry run takes everything back."""
    words = dict(_pair(text) for text in arguments.word)
    with acting_member(arguments, found=not arguments.dry_run) as member:
        from django.db import transaction

        from maatwerk.apps.moving.public import keep_paths, read_again, report_of

        move = keep_paths(arguments.files, by=member, check=False)
        month_first = None if arguments.dates is None else arguments.dates == "month-first"
        looked, plan = read_again(move, words, month_first=month_first)
        report = report_of(looked, plan)
        if arguments.dry_run:
            _say_report(report, arguments)
            transaction.set_rollback(True)
            return 1 if report["fatal"] or report["broken_count"] else 0
        try:
            came = _bring_in(move, plan, report, arguments=arguments, member=member)
        except Refused:
            _say_report(report, arguments)
            transaction.set_rollback(True)
            return 1
    if arguments.json:
        say_json({"status": "imported", "import": move.pk, "product": move.product, **came})
    else:
        tell(
            _("Came in. Applications: %(applications)d; candidates: %(people)d; vacancies: %(vacancies)d."),
            **came,
        )
        tell(_("Take it back with: %(command)s"), command=f"maatwerk applications undo {move.pk}")
    return 0


class Refused(Exception):
    """The check does not let anything in."""


def _bring_in(
    move: "Move", plan: Any, report: Mapping[str, Any], *, arguments: argparse.Namespace, member: "Member"
) -> dict[str, int]:
    from maatwerk.apps.moving.public import bring_in, came_of, record_import, refuse_unready, without_values
    from maatwerk.kernel.refusals import Refusal

    try:
        refuse_unready(report, leave_out=arguments.leave_out_broken)
    except Refusal as refusal:
        if not arguments.json:
            sys.stderr.write(f"{refusal.sentence}\n")
        raise Refused from refusal
    counted = bring_in(move, plan, by=member, tell=count_up)
    record_import(move, counted, left_outside=sorted(report["left_outside"]), broken=len(plan.broken))
    came = came_of(counted)
    move.report = without_values(report, broken=False) | {"came": came}
    move.save(update_fields=["report"])
    return came


def _pair(text: str) -> tuple[str, str]:
    word, sign, stage = text.rpartition("=")
    if not sign:
        raise Stop(_("Write --word as WORD=STAGE; “%(text)s” is not."), code="word_without_stage", text=text)
    return word, stage


def _say_report(report: Mapping[str, Any], arguments: argparse.Namespace) -> None:
    if arguments.json:
        say_json({"status": "checked", **report})
        return
    for part in ("fatal", "broken", "remarks"):
        for each in report[part][:SHOWN]:
            say(each["sentences"][arguments.language])
    for kind, headers in report["left_outside"].items():
        tell(_("Stays outside (%(kind)s): %(columns)s"), kind=kind, columns=", ".join(headers))
    for word in report["words"]:
        if not word["stage"]:
            tell(_('“%(word)s” is no stage that is known. Add: --word "%(word)s=STAGE"'), word=word["word"])
    tell(
        _(
            "Would come in. Applications: %(applications)d; candidates: %(people)d; vacancies: %(vacancies)d;"
            " broken rows: %(broken)d."
        ),
        applications=report["applications"], people=report["people"], vacancies=report["vacancies"],
        broken=report["broken_count"],
    )  # fmt: skip


def undo_import(arguments: argparse.Namespace) -> int:
    """Take an import back."""
    with acting_member(arguments) as member:
        from maatwerk.apps.moving.public import Move, because, stays_by_reason, take_back

        move = Move.objects.select_for_update().filter(pk=arguments.move).first()
        if move is None:
            raise Stop(_("There is no import %(key)s."), code="no_import", key=arguments.move)
        counted, stays = take_back(move, by=member)
        left = stays_by_reason(stays)
        went = {
            "vacancies": counted.vacancies,
            "people": counted.people,
            "applications": counted.applications,
        }
        move.report = {**move.report, "went": went, "stays": [list(one) for one in left]}
        move.save(update_fields=["report"])
        if arguments.json:
            say_json({"status": "undone", **went, "stays": left})
            return 0
        tell(
            _(
                "Gone again. Applications: %(applications)d; candidates: %(people)d; vacancies: %(vacancies)d."
            ),
            **went,
        )
        for kind, app, count in left:
            tell(_("Stays: %(count)d (%(kind)s), %(why)s"), count=count, kind=kind, why=because(app))
    return 0


def export_everything(arguments: argparse.Namespace) -> int:
    """Write everything of an organisation into one ZIP file."""
    if not arguments.target.parent.is_dir():
        raise Stop(_("There is no folder %(folder)s."), code="no_folder", folder=arguments.target.parent)
    with acting_member(arguments) as member:
        from maatwerk.apps.moving.public import export_to

        fingerprint = export_to(arguments.target, by=member)
    if arguments.json:
        say_json({"status": "exported", "file": str(arguments.target), "sha256": fingerprint})
    else:
        tell(
            _("Written: %(file)s. Its list has the SHA-256 %(fingerprint)s."),
            file=arguments.target,
            fingerprint=fingerprint,
        )
    return 0


def check_message(arguments: argparse.Namespace) -> int:
    """Hold a message against the standard."""
    set_up_django()
    from django.utils import translation

    from maatwerk.apps.moving.public import MESSAGES, findings, read_message
    from maatwerk.kernel.refusals import Refusal

    with translation.override(arguments.language):
        try:
            found = list(findings(read_message(_content(arguments.file)), MESSAGES[arguments.kind]))
        except Refusal as refusal:
            raise Stop("%(sentence)s", code=refusal.code, sentence=refusal.sentence) from refusal
        wrong = sum(one.is_wrong for one in found)
        if arguments.json:
            say_json({"status": "wrong" if wrong else "good", "findings": [one.as_dict() for one in found]})
            return 1 if wrong else 0
        for one in found:
            say(str(one))
        problems = ngettext("%(count)d problem.", "%(count)d problems.", wrong) % {"count": wrong}
        say(problems if wrong else translation.gettext("Nothing wrong."))
    return 1 if wrong else 0


def import_order(arguments: argparse.Namespace) -> int:
    """Take a staffing order in."""
    content = _content(arguments.file)
    with acting_member(arguments) as member:
        from maatwerk.apps.moving.public import receive_order

        received = receive_order(content, by=member)
        if arguments.json:
            kept = [one.as_dict() for one in received.kept]
            told = {"requisition": received.requisition_id, "order": received.number, "kept": kept}
            say_json({"status": "received", **told})
        else:
            tell(_("“%(title)s” is in as a requisition."), title=received.title)
            for one in received.kept:
                say(str(one))
    return 0


def export_message(arguments: argparse.Namespace) -> int:
    """Print an order or an assignment as JSON."""
    with acting_member(arguments) as member:
        from maatwerk.apps.moving.public import assignment_for, order_as_it_came

        if arguments.order:
            say_json(order_as_it_came(arguments.order))
        else:
            say_json(assignment_for(engagement_id=arguments.engagement, by=member))
    return 0


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Stop(_("The file “%(name)s” is not there."), code="no_file", name=path.name) from error
