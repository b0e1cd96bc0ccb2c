"""`maatwerk advise FILE` and `maatwerk evaluate FILE`: a live version on people in a file; nothing about them is stored."""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maatwerk.cli.acting import acting_member, add_acting_flags
from maatwerk.cli.model import find_family, say_estimate
from maatwerk.cli.output import (
    Stop,
    _,
    counted_people,
    ngettext,
    say,
    say_json,
    say_problems,
    tell,
    translated,
)

if TYPE_CHECKING:
    from maatwerk.apps.advice.public import VersionRow
    from maatwerk.apps.journeys.history import Mapping

MEASURES = {
    "brier": _("Brier score at %(months)g months"),
    "brier_null": _("Brier score without a model at %(months)g months"),
    "skill": _("skill over no model at %(months)g months"),
    "calibration_slope": _("calibration slope at %(months)g months"),
    "calibration_intercept": _("calibration intercept at %(months)g months"),
}


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `advise` and `evaluate`."""
    for name, run, about in (
        (
            "advise",
            advise_file,
            _("advise on each person of a file with the live version: one JSON line each"),
        ),
        (
            "evaluate",
            evaluate_file,
            _("measure the live version on people with outcomes that it has not seen"),
        ),
    ):
        parser = commands.add_parser(name, help=about)
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=_("CSV or XLSX"))
        parser.add_argument(
            "--mapping",
            "-m",
            type=Path,
            metavar="MAP.toml",
            help=_("what the columns mean (default: the mapping of the newest history)"),
        )
        parser.add_argument(
            "--job-family", "-j", metavar="NAME", help=_("the job family (default: the only one)")
        )
        add_acting_flags(parser)
        parser.set_defaults(run=run)


@contextmanager
def _live(arguments: argparse.Namespace) -> Iterator[tuple["VersionRow", "Mapping"]]:
    """Open the live version and the mapping for a file."""
    with acting_member(arguments) as member:
        from maatwerk.apps.advice.public import live_version
        from maatwerk.apps.journeys.history import HistoryError
        from maatwerk.kernel import tenancy

        family = find_family(arguments.job_family)
        with tenancy.acting(organisation=member.organisation.id, using="scoring"):
            version = live_version(family.id, using="scoring")
        if version is None:
            raise Stop(
                _("No version of %(family)s is live. Approve one with: maatwerk model approve --reason …"),
                code="no_live_version",
                family=family.name,
            )
        try:
            yield version, _mapping(arguments.mapping, family.id)
        except HistoryError as error:
            raise Stop("%(problem)s", code="unusable_file", problem=error) from error


def _mapping(path: Path | None, family_id: Any) -> "Mapping":
    from maatwerk.apps.journeys.history import load_mapping
    from maatwerk.apps.outcomes.public import newest_mapping

    if path is not None:
        return load_mapping(path)
    text = newest_mapping(family_id)
    if text is None:
        raise Stop(_("Say what the columns mean with --mapping MAP.toml."), code="which_mapping")
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(text)
        file.flush()
        return load_mapping(Path(file.name))


def advise_file(arguments: argparse.Namespace) -> int:
    """Print one JSON line per person: status, estimates, contributions, caveats."""
    with _live(arguments) as (version, mapping):
        from maatwerk.apps.advice.public import say_about
        from maatwerk.apps.journeys.history import check_people

        checked = check_people(arguments.files, _forgiving(mapping, arguments.files))
        if not checked.report.ok:
            return say_problems(checked.report.errors, as_json=arguments.json)
        for person in checked.people:
            values = {
                found.construct: found.value if found.value is not None else found.level
                for found in person.evidence
            }
            said = say_about(version, values, language=arguments.language)
            say_json({"line": person.lines[0].line, "person": person.person_key} | said)
    return 0


def _forgiving(mapping: "Mapping", files: Sequence[Path]) -> "Mapping":
    """Return the mapping without all that advice never reads: protected attributes, the past, columns it does not know."""
    from maatwerk.apps.journeys.history import read_table

    tables = [
        read_table(
            file,
            encoding=mapping.encoding,
            delimiter=mapping.delimiter,
            sheet=mapping.sheet,
            header_line=mapping.header_line,
        )
        for file in files
    ]
    header = dict.fromkeys(name for table in tables for name in table.header)
    return replace(
        mapping, protected=(), source=None, rating=None, reason=None, ignore=(*mapping.ignore, *header)
    )


def evaluate_file(arguments: argparse.Namespace) -> int:
    """Print concordance, Brier score and baseline, calibration slope and intercept, each with interval and n."""
    with _live(arguments) as (version, mapping):
        from maatwerk.apps.advice.public import evaluate_version
        from maatwerk.apps.journeys.history import check_history
        from maatwerk.apps.journeys.public import people_known
        from maatwerk.science.errors import ScienceError

        with check_history(arguments.files, mapping) as checked:
            if not checked.report.ok:
                return say_problems(checked.report.errors, as_json=arguments.json)
            try:
                found = evaluate_version(version, list(_training_rows(checked)))
            except ScienceError as error:
                raise Stop("%(problem)s", code="cannot_evaluate", problem=error) from error
            known = people_known(version.job_family_id, mapping, (row.person_key for row in checked.rows()))
        shown = {
            "job_family": find_family(arguments.job_family).name,
            "version": version.number,
            "verdict": version.verdict,
            "people_in_history": known,
        } | found
    if arguments.json:
        say_json(shown)
    else:
        _say_evaluation(shown)
    return 0


def _training_rows(checked: Any) -> Iterator[Any]:
    """Yield who is in a file as a fit sees them; the same person has the same key each time, so figures repeat."""
    import uuid

    from maatwerk.apps.advice.public import TrainingRow

    for row in checked.rows():
        yield TrainingRow(
            person_id=uuid.uuid5(uuid.NAMESPACE_OID, row.person_key),
            values={
                found.construct: found.value if found.value is not None else found.level
                for found in row.evidence
            },
            tenure_months=row.tenure_months,
            separated=row.separated,
            entry_months=row.entry_months,
            performance=row.rating,
        )


def _say_evaluation(shown: dict[str, Any]) -> None:
    tell(
        _("%(family)s, version %(number)d, on %(people)s (%(left)d left):"),
        family=shown["job_family"],
        number=shown["version"],
        people=counted_people(shown["n"]),
        left=shown["n_left"],
    )
    if shown["people_in_history"]:
        beware = ngettext(
            "Beware: %(count)d of them has the number of somebody in the history it may have learned from. If this is "
            "the same person, these figures flatter it.",
            "Beware: %(count)d of them have the number of somebody in the history it may have learned from. If they are "
            "the same people, these figures flatter it.",
            shown["people_in_history"],
        )
        say(beware % {"count": shown["people_in_history"]})
    say_estimate(translated(_("concordance")), shown["concordance"])
    for entry in shown["at"]:
        for name, label in MEASURES.items():
            say_estimate(translated(label, months=entry["months"]), entry[name])
