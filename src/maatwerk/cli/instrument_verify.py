"""`maatwerk instrument verify FILE`: is a document with test results what was signed? Needs no database."""

import argparse
import base64
import binascii
import json
from pathlib import Path

from maatwerk.cli.acting import add_output_flags
from maatwerk.cli.output import Stop, _, say, say_json, tell
from maatwerk.cli.runtime import set_up_django


def add_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `verify`."""
    parser = verbs.add_parser("verify", help=_("check that signed test results were not changed"))
    parser.add_argument("file", type=Path, metavar="FILE", help=_("the document that somebody showed you"))
    parser.add_argument(
        "--public-key",
        metavar="KEY",
        help=_("what the organisation publishes: the key itself, or its key.json"),
    )
    add_output_flags(parser)
    parser.set_defaults(run=verify_file)


def verify_file(arguments: argparse.Namespace) -> int:
    """Check one document; status 1 when it is not what was signed."""
    set_up_django()
    from django.utils import translation

    from maatwerk.apps.assessments.travel import LARGEST, check

    translation.activate(arguments.language)
    try:
        with arguments.file.open("rb") as file:
            found = check(file.read(LARGEST + 1))
    except OSError as error:
        raise Stop(
            _("The file “%(name)s” is not there. Check the name and the folder."),
            code="file_missing",
            name=arguments.file.name,
        ) from error
    problem = found.problem
    if not problem and arguments.public_key and _published(arguments.public_key) != found.public_key:
        problem = "another_key"
    if arguments.json:
        say_json(
            {
                "intact": not problem,
                "problem": problem,
                "fingerprint": found.fingerprint,
                "document": found.document,
            }
        )
        return 1 if problem else 0
    tell(_SAID[problem])
    if found.fingerprint:
        tell(_("Signed with the key %(mark)s."), mark=found.fingerprint)
    if not problem and not arguments.public_key:
        tell(_("Compare this key with what the organisation publishes, or give it with --public-key."))
    for result in found.document.get("results", ()) if not problem else ():
        place = result["of_100_score_lower"]
        say(f"  {result['name']}: {place['from']}–{place['to']} / 100")
        for caveat in result["caveats"]["text"]:
            say(f"    ! {caveat}")
    return 1 if problem else 0


_SAID = {
    "": _("Nobody changed this document since it was signed."),
    "no_document": _("This is no signed document with test results."),
    "changed": _(
        "This document was changed after it was signed, or the signature is not of this text. Do not rely on it."
    ),
    "another_key": _("This document was not signed with the key that you gave. Do not rely on it."),
}


def _published(given: str) -> str:
    """Return the public key from itself or from a file such as key.json."""
    path = Path(given)
    try:
        if path.is_file():
            given = str(json.loads(path.read_text(encoding="utf-8"))["public_key"])
        base64.b64decode(given, validate=True)
    except (OSError, ValueError, KeyError, TypeError, binascii.Error) as error:
        raise Stop(_("“%(key)s” is no public key."), code="no_key", key=given[:80]) from error
    return given
