"""`maatwerk organisation create`."""

import argparse

from maatwerk.cli.acting import OPERATOR, acting_member, add_acting_flags
from maatwerk.cli.output import _, say_json, tell


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands about organisations."""
    parser = commands.add_parser("organisation", help=_("make an organisation"))
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    create = verbs.add_parser("create", help=_("make an organisation; you get every role in it"))
    create.add_argument("name", help=_("its web address, in small letters"))
    add_acting_flags(create)
    create.set_defaults(run=create_organisation)


def create_organisation(arguments: argparse.Namespace) -> int:
    """Make an organisation in which the operator has every role."""
    arguments.organisation, arguments.acting_as = arguments.name, OPERATOR
    with acting_member(arguments, found=True) as member:
        if arguments.json:
            say_json({"organisation": member.organisation.slug, "id": member.organisation.id})
        else:
            tell(_("Organisation %(name)s is there."), name=member.organisation.slug)
    return 0
