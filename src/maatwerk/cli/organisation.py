"""`maatwerk organisation`: making one, the way back for who lost every second step, the end of an account."""

import argparse

from maatwerk.cli.acting import OPERATOR, acting_member, add_acting_flags, add_output_flags, speaking
from maatwerk.cli.output import _, say_json, tell


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands about organisations."""
    parser = commands.add_parser("organisation", help=_("make an organisation"))
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    create = verbs.add_parser("create", help=_("make an organisation; you get every role in it"))
    create.add_argument("name", help=_("its web address, in small letters"))
    add_acting_flags(create)
    create.set_defaults(run=create_organisation)
    reset = verbs.add_parser("reset-second-step", help=_("take away the second step of somebody who lost it"))
    reset.add_argument("email", help=_("address of the account"))
    add_output_flags(reset)
    reset.set_defaults(run=reset_second_step)
    close = verbs.add_parser(
        "close-account", help=_("take name and address from the account of somebody who left")
    )
    close.add_argument("email", help=_("address of the account"))
    add_output_flags(close)
    close.set_defaults(run=close_an_account)


def create_organisation(arguments: argparse.Namespace) -> int:
    """Make an organisation in which the operator has every role."""
    arguments.organisation, arguments.acting_as = arguments.name, OPERATOR
    with acting_member(arguments, found=True) as member:
        if arguments.json:
            say_json({"organisation": member.organisation.slug, "id": member.organisation.id})
        else:
            tell(_("Organisation %(name)s is there."), name=member.organisation.slug)
    return 0


def reset_second_step(arguments: argparse.Namespace) -> int:
    """Take away app, passkeys and codes of an account and end its sessions; the event log of each organisation says so."""
    with speaking(arguments):
        from maatwerk.apps.organisations.public import reset_by_operator

        reset_by_operator(arguments.email)
        if arguments.json:
            say_json({"email": arguments.email, "reset": True})
        else:
            tell(_("The second step of %(email)s is taken away; the password stays."), email=arguments.email)
    return 0


def close_an_account(arguments: argparse.Namespace) -> int:
    """Leave of an account that works for nobody any more its code, under which what it did stays told."""
    with speaking(arguments):
        from maatwerk.apps.organisations.public import close_account

        called = close_account(arguments.email)
        if arguments.json:
            say_json({"closed": True, "called": called})
        else:
            tell(_("The account is closed. What it did stands under %(called)s."), called=called)
    return 0
