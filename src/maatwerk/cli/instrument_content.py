"""`maatwerk instrument load|list|show|publish`: the tests of an organisation, and those that come along."""

import argparse
import uuid
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from maatwerk.cli.acting import acting_member, add_acting_flags
from maatwerk.cli.output import Stop, _, say, say_json, tell

if TYPE_CHECKING:
    from maatwerk.apps.assessments.public import InstrumentLine
    from maatwerk.apps.organisations.public import Member


def add_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `load`, `list`, `show` and `publish`."""
    load = verbs.add_parser(
        "load",
        help=_("bring in a test that comes with Maatwerk, in each of its languages"),
        description=_(
            "Bring in tests that come with Maatwerk, as drafts. None of them is calibrated on people; "
            "“list --built-in” names them."
        ),
    )
    load.add_argument("names", nargs="*", metavar="NAME", help=_("which test"))
    load.add_argument("--all", action="store_true", help=_("all of them"))
    load.add_argument("--publish", action="store_true", help=_("publish them at once"))
    add_acting_flags(load)
    load.set_defaults(run=load_instruments)

    listing = verbs.add_parser("list", help=_("the tests of the organisation"))
    listing.add_argument(
        "--built-in", action="store_true", help=_("the tests that come with Maatwerk instead")
    )
    add_acting_flags(listing)
    listing.set_defaults(run=list_instruments)

    show = verbs.add_parser("show", help=_("one test: fact sheet, scales and gates, items without keys"))
    publish = verbs.add_parser("publish", help=_("open a test for packages; from then on it never changes"))
    for parser, run in ((show, show_instrument), (publish, publish_one)):
        add_instrument_flags(parser)
        add_acting_flags(parser)
        parser.set_defaults(run=run)


def add_instrument_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags that name one test; `--language` is already that of the sentences."""
    parser.add_argument("key", metavar="KEY", help=_("the key of the test"))
    parser.add_argument("--version", default="", metavar="V", help=_("its version (default: the only one)"))
    parser.add_argument(
        "--test-language", default="", metavar="CODE", help=_("its language (default: the only one)")
    )


def find_package(key: str) -> uuid.UUID:
    """Return the package of tests that has this key, or stop."""
    from maatwerk.apps.assessments.public import package_named

    found = package_named(key)
    if found is None:
        raise Stop(_("There is no package “%(name)s”."), code="no_package", name=key)
    return found


def find_line(arguments: argparse.Namespace) -> "InstrumentLine":
    """Return the test meant, or stop with what there is."""
    from maatwerk.apps.assessments.public import find_instrument, instrument_lines

    found = find_instrument(arguments.key, language=arguments.test_language, version=arguments.version)
    if len(found) == 1:
        return found[0]
    if not found:
        raise Stop(
            _("There is no such test. There are: %(names)s."),
            code="no_instrument",
            names=", ".join(map(_named, instrument_lines())) or "–",
        )
    raise Stop(
        _("Say which one with --test-language and --version: %(names)s."),
        code="which_instrument",
        names=", ".join(map(_named, found)),
    )


def load_instruments(arguments: argparse.Namespace) -> int:
    """Write built-in tests; what is there already stays as it is."""
    with acting_member(arguments) as member:
        from maatwerk.apps.assessments.public import built_in_names, load_built_in

        names = built_in_names() if arguments.all else tuple(arguments.names)
        unknown = sorted(set(names) - set(built_in_names()))
        if unknown or not names:
            raise Stop(
                _("Name a test that comes with Maatwerk, or all with --all: %(names)s."),
                code="no_such_test",
                names=", ".join(built_in_names()),
            )
        loaded = [found for name in names for found in load_built_in(name, by=member)]
        if arguments.publish:
            _publish_drafts([found.line for found in loaded], member)
        if arguments.json:
            say_json([{"is_new": found.is_new, **asdict(found.line)} for found in loaded])
            return 0
        for found in loaded:
            if found.is_new:
                tell(_("Brought in: %(name)s."), name=_named(found.line))
            else:
                tell(_("Already there: %(name)s."), name=_named(found.line))
    return 0


def _publish_drafts(lines: "list[InstrumentLine]", member: "Member") -> None:
    from maatwerk.apps.assessments.public import publish_instrument

    for line in lines:
        if line.state == "draft":
            publish_instrument(line.id, by=member)


def list_instruments(arguments: argparse.Namespace) -> int:
    """Print the tests."""
    with acting_member(arguments):
        from maatwerk.apps.assessments.public import built_in_names, instrument_lines

        if arguments.built_in:
            names = built_in_names()
            if arguments.json:
                say_json(list(names))
            else:
                say("\n".join(names))
            return 0
        lines = instrument_lines()
        if arguments.json:
            say_json([asdict(line) for line in lines])
        elif not lines:
            tell(_("There are no tests yet. Bring some in with: maatwerk instrument load --all"))
        for line in [] if arguments.json else lines:
            say(f"{_named(line):40}  {line.state_label:14}  {line.n_items:4}  {line.name}")
    return 0


def show_instrument(arguments: argparse.Namespace) -> int:
    """Print one test without its keys."""
    with acting_member(arguments):
        from maatwerk.apps.assessments.public import content_of, scale_gates, sheet_of

        line = find_line(arguments)
        content, gates, sheet = content_of(line.id), scale_gates(line.id), sheet_of(line.id)
        if arguments.json:
            found: dict[str, Any] = asdict(line) | {
                "fact_sheet": asdict(sheet),
                "scales": [asdict(gate) | {"passes": gate.passes} for gate in gates],
                "items": [asdict(item) for item in content.items],
            }
            say_json(found)
            return 0
        say(f"{line.name} ({_named(line)}), {line.state_label}")
        for gate in gates:
            tell(
                _("Scale %(scale)s: %(items)d items."),
                scale=gate.key,
                items=sum(item.scale == gate.key for item in content.items),
            )
            for sentence in (*gate.reasons, *gate.notes):
                say(f"  {sentence}")
        for item in content.items:
            say(f"{item.key:24}  {item.kind_label:24}  {item.content['prompt'][:60]}")
    return 0


def publish_one(arguments: argparse.Namespace) -> int:
    """Publish one test."""
    with acting_member(arguments) as member:
        from maatwerk.apps.assessments.public import instrument_line, publish_instrument

        line = find_line(arguments)
        publish_instrument(line.id, by=member)
        if arguments.json:
            say_json(asdict(instrument_line(line.id)))
        else:
            tell(_("%(name)s is published."), name=line.name)
    return 0


def _named(line: "InstrumentLine") -> str:
    return f"{line.key} {line.version} {line.language}"
