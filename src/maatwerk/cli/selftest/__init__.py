"""`maatwerk selftest`: known answers, computed here and now by what is installed. Needs no database."""

import argparse

from maatwerk.cli.acting import add_output_flags
from maatwerk.cli.output import _, ngettext, say, say_json, tell, translated
from maatwerk.cli.runtime import set_up_django
from maatwerk.cli.selftest._vectors import Answer, Vector


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `selftest`."""
    parser = commands.add_parser(
        "selftest", help=_("compute known answers of law, papers and other software, and compare")
    )
    add_output_flags(parser)
    parser.set_defaults(run=selftest)


def selftest(arguments: argparse.Namespace) -> int:
    """Compute every known answer; exit 1 where one differs."""
    set_up_django()
    from django.utils import translation

    from maatwerk.cli.selftest import _measurement, _selection

    vectors = sorted((*_selection.VECTORS, *_measurement.VECTORS), key=_place)
    with translation.override(arguments.language):
        found = [(vector, list(vector.answers())) for vector in vectors]
        wrong = sum(not answer.agrees for _vector, answers in found for answer in answers)
        if arguments.json:
            say_json(
                {"status": "differs" if wrong else "agrees", "vectors": [_as_dict(*one) for one in found]}
            )
        else:
            _print(found, wrong)
    return 1 if wrong else 0


def _place(vector: Vector) -> tuple[int, str]:
    digits = "".join(sign for sign in vector.key if sign.isdigit())
    return int(digits), vector.key


def _print(found: list[tuple[Vector, list[Answer]]], wrong: int) -> None:
    for vector, answers in found:
        say(f"{vector.key:4} {vector.given} ({vector.source})")
        for answer in answers:
            mark = "=" if answer.agrees else "≠"
            printed = translated(_("printed: %(text)s"), text=answer.printed)
            say(f"     {mark} {answer.what}: {answer.written} ({printed})")
    count = sum(len(answers) for _vector, answers in found)
    say()
    if wrong:
        say(ngettext("%(wrong)d answer of %(count)d differs.", "%(wrong)d answers of %(count)d differ.", wrong)
            % {"wrong": wrong, "count": count})  # fmt: skip
    else:
        tell(_("All %(count)d known answers agree in every printed digit."), count=count)


def _as_dict(vector: Vector, answers: list[Answer]) -> dict[str, object]:
    return {
        "key": vector.key,
        "given": vector.given,
        "source": vector.source,
        "answers": [
            {"what": one.what, "printed": one.printed, "computed": one.written, "agrees": one.agrees}
            for one in answers
        ],
    }
