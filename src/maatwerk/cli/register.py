"""`maatwerk register keep FILE`: what must stand in the register before a model goes live, from one file."""

import argparse
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maatwerk.cli.acting import acting_member, add_acting_flags
from maatwerk.cli.output import Stop, _, say_json, tell

if TYPE_CHECKING:
    from maatwerk.apps.opportunities.public import JobFamilyRow
    from maatwerk.apps.organisations.public import Member

PARTS = ("model", "data", "before_it_advises", "plan", "works_council")


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands about the register."""
    parser = commands.add_parser("register", help=_("state what a model is for and how far it may learn"))
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    keep = verbs.add_parser("keep", help=_("keep statement, data sheet and plan of change from a TOML file"))
    keep.add_argument("file", type=Path, metavar="FILE.toml")
    keep.add_argument("--job-family", "-j", metavar="NAME", help=_("the job family (default: the only one)"))
    add_acting_flags(keep)
    keep.set_defaults(run=keep_file)


def keep_file(arguments: argparse.Namespace) -> int:
    """Keep everything the file says, or nothing of it."""
    said = _read(arguments.file)
    with acting_member(arguments) as member:
        from maatwerk.cli.model import find_family

        family = find_family(arguments.job_family)
        _keep(said, family, member)
    if arguments.json:
        say_json({"job_family": family.name, "kept": list(PARTS)})
    else:
        tell(
            _("The register holds what the models of %(family)s are for and how far they may learn."),
            family=family.name,
        )
    return 0


def _read(file: Path) -> dict[str, dict[str, Any]]:
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Stop(_("There is no file %(file)s."), code="no_file", file=file) from None
    except tomllib.TOMLDecodeError as error:
        raise Stop(_("%(file)s is no TOML: %(problem)s"), code="no_toml", file=file, problem=error) from error
    missing = [part for part in PARTS if not isinstance(said.get(part), dict)]
    if missing:
        raise Stop(_("%(file)s lacks the part [%(part)s]."), code="part_missing", file=file, part=missing[0])
    return {part: said[part] for part in PARTS}


def _keep(said: dict[str, dict[str, Any]], family: "JobFamilyRow", member: "Member") -> None:
    from maatwerk.apps.register.public import (
        PlanWish,
        Prepared,
        Sheet,
        Statement,
        approve_plan,
        propose_plan,
        settle_with_council,
        state_component,
        write_preparation,
        write_sheet,
    )

    try:
        statement = Statement(
            kind="model",
            object_id=family.id,
            purpose=said["model"]["purpose"],
            ground=said["model"].get("ground", "4a"),
            owner_id=member.user_id,
        )
        sheet = Sheet(**said["data"])
        prepared = Prepared(**said["before_it_advises"])
        wish = said["plan"] | {name: tuple(said["plan"].get(name, ())) for name in ("verdicts", "may_enter")}
        plan, council = PlanWish(**wish), said["works_council"]
        answer, reason = council["answer"], council["reason"]
    except (KeyError, TypeError) as error:
        raise Stop(
            _("The file does not say everything: %(problem)s"), code="incomplete", problem=error
        ) from error
    state_component(statement=statement, by=member)
    write_sheet(job_family_id=family.id, sheet=sheet, by=member)
    write_preparation(job_family_id=family.id, prepared=prepared, by=member)
    key = propose_plan(job_family_id=family.id, wish=plan, by=member)
    approve_plan(plan_id=key, by=member)
    settle_with_council(plan_id=key, answer=answer, reason=reason, by=member)
