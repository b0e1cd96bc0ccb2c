"""`maatwerk instrument packages|invite`: links for a programme that takes tests as candidates do."""

import argparse
from dataclasses import asdict

from maatwerk.cli.acting import acting_member, add_acting_flags
from maatwerk.cli.instrument_content import find_package
from maatwerk.cli.output import _, say, say_json


def add_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `packages` and `invite`."""
    listing = verbs.add_parser("packages", help=_("the packages to which people can be invited now"))
    add_acting_flags(listing)
    listing.set_defaults(run=list_packages)
    invite = verbs.add_parser(
        "invite",
        help=_("invite people who do not exist, in a simulated organisation, and print their links"),
        description=_(
            "Invite people who do not exist and print a link for each, so that a programme can take their tests as "
            "candidates do. For simulated organisations only: elsewhere a link goes to its person alone."
        ),
    )
    invite.add_argument("package", metavar="PACKAGE", help=_("the key of the package of tests"))
    invite.add_argument("--people", type=int, default=1, metavar="N", help=_("how many people"))
    invite.add_argument(
        "--test-language", choices=("nl", "en"), default="en", help=_("language of the pages around the test")
    )
    add_acting_flags(invite)
    invite.set_defaults(run=invite_people)


def list_packages(arguments: argparse.Namespace) -> int:
    """Print the packages that are ready."""
    with acting_member(arguments):
        from maatwerk.apps.assessments.public import offers

        found = offers()
        if arguments.json:
            say_json([asdict(one) for one in found])
        else:
            for one in found:
                say(f"{one.key}  {one.name}")
    return 0


def invite_people(arguments: argparse.Namespace) -> int:
    """Place the orders and print the links."""
    with acting_member(arguments) as member:
        from maatwerk.apps.assessments.public import invite_invented

        package = find_package(arguments.package)
        links = invite_invented(package, arguments.people, language=arguments.test_language, by=member)
        if arguments.json:
            say_json(links)
        else:
            say("\n".join(links))
    return 0
