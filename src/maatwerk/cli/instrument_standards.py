"""`maatwerk instrument import-qti|export-qti|import-responses|import-answers`: to and from other systems."""

import argparse
import datetime as dt
from dataclasses import asdict
from pathlib import Path

from maatwerk.cli.acting import acting_member, add_acting_flags
from maatwerk.cli.instrument_content import add_instrument_flags, find_line, find_package
from maatwerk.cli.output import Stop, _, say_json, say_problems, tell


def add_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `import-qti`, `export-qti`, `import-responses` and `import-answers`."""
    bring = verbs.add_parser("import-qti", help=_("bring in a test as a QTI 3 package, whole or not at all"))
    bring.add_argument("file", type=Path, metavar="FILE", help=_("the zip file"))
    bring.add_argument(
        "--test-language", default="", metavar="CODE", help=_("its language, where the package names none")
    )
    bring.add_argument("--version", default="", metavar="V", help=_("its version here"))
    add_acting_flags(bring)
    bring.set_defaults(run=bring_qti)

    take = verbs.add_parser("export-qti", help=_("take a test along as a QTI 3 package, its keys included"))
    add_instrument_flags(take)
    take.add_argument("--to", type=Path, required=True, metavar="FILE", help=_("the zip file to write"))
    add_acting_flags(take)
    take.set_defaults(run=take_qti)

    answers = verbs.add_parser(
        "import-responses", help=_("bring in answers from paper or another system, to calibrate on")
    )
    answers.add_argument("file", type=Path, metavar="FILE", help=_("CSV or XLSX: a row per person"))
    add_instrument_flags(answers)
    answers.add_argument(
        "--population", required=True, help=_("who these people are, and how they were found")
    )
    answers.add_argument(
        "--collected-on", required=True, type=dt.date.fromisoformat, metavar="YYYY-MM-DD", help=_("when")
    )
    answers.add_argument(
        "--group", action="append", default=[], metavar="COL", help=_("compare items between groups")
    )
    answers.add_argument(
        "--missing", action="append", default=[], metavar="TEXT", help=_("also means no answer")
    )
    answers.add_argument("--simulated", action="store_true", help=_("these people are simulated"))
    add_acting_flags(answers)
    answers.set_defaults(run=bring_responses)

    known = verbs.add_parser(
        "import-answers", help=_("bring in answers of known people from paper, into their orders")
    )
    known.add_argument("file", type=Path, metavar="FILE", help=_("CSV or XLSX: a row per person"))
    known.add_argument("package", metavar="PACKAGE", help=_("the key of the package of tests"))
    known.add_argument(
        "--notice", required=True, metavar="NAME", help=_("which notice people were given on paper")
    )
    known.add_argument("--person", default="person", metavar="COL", help=_("column with people's numbers"))
    add_acting_flags(known)
    known.set_defaults(run=bring_answers)


def bring_qti(arguments: argparse.Namespace) -> int:
    """Read a package and write its test as a draft."""
    with acting_member(arguments) as member:
        from maatwerk.apps.assessments.public import DraftRefused, import_qti, instrument_line

        try:
            key = import_qti(
                _bytes(arguments.file),
                by=member,
                language=arguments.test_language,
                version=arguments.version,
            )
        except DraftRefused as refused:
            return say_problems(refused.problems, as_json=arguments.json)
        line = instrument_line(key)
        if arguments.json:
            say_json(asdict(line))
        else:
            tell(_("Brought in: %(name)s."), name=f"{line.key} {line.version} {line.language}")
    return 0


def take_qti(arguments: argparse.Namespace) -> int:
    """Write a test as a package."""
    with acting_member(arguments) as member:
        from maatwerk.apps.assessments.public import export_qti

        content = export_qti(find_line(arguments).id, by=member)
        try:
            arguments.to.write_bytes(content)
        except OSError as error:
            raise Stop(_("%(file)s cannot be written."), code="not_written", file=arguments.to) from error
        if arguments.json:
            say_json({"file": str(arguments.to), "bytes": len(content)})
        else:
            tell(
                _("Written: %(file)s. It holds the keys: keep it where candidates cannot come."),
                file=arguments.to,
            )
    return 0


def bring_responses(arguments: argparse.Namespace) -> int:
    """Keep a file of answers and queue its calibration."""
    with acting_member(arguments) as member:
        from maatwerk.apps.assessments.public import ResponseWish, upload_responses

        if not arguments.file.is_file():
            raise Stop(_("There is no file %(file)s."), code="no_file", file=arguments.file)
        wish = ResponseWish(
            path=arguments.file,
            name=arguments.file.name,
            population=arguments.population,
            collected_on=arguments.collected_on,
            is_simulated=arguments.simulated,
            groups=tuple(dict.fromkeys(arguments.group)),
            missing=frozenset(arguments.missing),
        )
        made = upload_responses(find_line(arguments).id, wish, by=member)
        if arguments.json:
            say_json({"responses": made.pk, "people": made.n_people, "fingerprint": made.fingerprint})
        else:
            tell(
                _(
                    "%(people)d people are in. Their calibration is queued; a psychologist judges it on its page."
                ),
                people=made.n_people,
            )
    return 0


def bring_answers(arguments: argparse.Namespace) -> int:
    """Write answers of known people into their orders."""
    with acting_member(arguments) as member:
        from maatwerk.apps.assessments.public import DraftRefused, PaperWish, import_answers

        package = find_package(arguments.package)
        if not arguments.file.is_file():
            raise Stop(_("There is no file %(file)s."), code="no_file", file=arguments.file)
        wish = PaperWish(
            path=arguments.file,
            name=arguments.file.name,
            notice=arguments.notice,
            person_column=arguments.person,
        )
        try:
            people = import_answers(package, wish, by=member)
        except DraftRefused as refused:
            return say_problems(refused.problems, as_json=arguments.json)
        if arguments.json:
            say_json({"people": people})
        else:
            tell(_("The answers of %(people)d people are in."), people=people)
    return 0


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Stop(_("There is no file %(file)s."), code="no_file", file=file) from error
