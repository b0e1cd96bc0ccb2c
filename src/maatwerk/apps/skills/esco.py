"""Reads the occupations of the official ESCO files: one per language as the Commission publishes them, or one with both."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from maatwerk.kernel.refusals import Refusal


@dataclass(frozen=True, slots=True)
class OccupationRow:
    """An occupation as the classification names it; a label is empty where no file gave it."""

    uri: str
    isco: str
    label_en: str
    label_nl: str
    also_en: tuple[str, ...] = ()
    also_nl: tuple[str, ...] = ()


def read_occupations(*, dutch: Iterable[str] = (), english: Iterable[str] = ()) -> list[OccupationRow]:
    """Join the official files `occupations_nl.csv` and `occupations_en.csv` (lines of text) on their address.

    Columns read: ``conceptUri``, ``iscoGroup``, ``preferredLabel``, ``altLabels`` (one per line in the cell).
    """
    labels: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {}
    groups: dict[str, str] = {}
    for language, lines in (("nl", dutch), ("en", english)):
        for row in _rows(lines, needed=("conceptUri", "iscoGroup", "preferredLabel")):
            uri = row["conceptUri"]
            groups[uri] = _isco(row["iscoGroup"])
            labels.setdefault(uri, {})[language] = (
                row["preferredLabel"].strip(),
                _split(row.get("altLabels") or "", "\n"),
            )
    return [
        _joined(uri, groups[uri], found.get("en", ("", ())), found.get("nl", ("", ())))
        for uri, found in labels.items()
    ]


def read_bilingual(lines: Iterable[str]) -> list[OccupationRow]:
    """Read a file that holds both languages side by side: ``label_nl``, ``label_en``, ``alt_labels_…`` with bars between."""
    return [
        _joined(
            row["conceptUri"],
            _isco(row["iscoGroup"]),
            (row["label_en"].strip(), _split(row.get("alt_labels_en") or "", "|")),
            (row["label_nl"].strip(), _split(row.get("alt_labels_nl") or "", "|")),
        )
        for row in _rows(lines, needed=("conceptUri", "iscoGroup", "label_nl", "label_en"))
    ]


def _joined(
    uri: str, isco: str, english: tuple[str, tuple[str, ...]], dutch: tuple[str, tuple[str, ...]]
) -> OccupationRow:
    return OccupationRow(uri, isco, english[0] or dutch[0], dutch[0] or english[0], english[1], dutch[1])


def _rows(lines: Iterable[str], *, needed: tuple[str, ...]) -> Iterator[Mapping[str, str]]:
    reader = csv.DictReader(lines)
    missing = [name for name in needed if name not in (reader.fieldnames or ())] if reader.fieldnames else []
    if missing:
        raise Refusal(
            _("This is no ESCO file: it lacks the column “%(name)s”.") % {"name": missing[0]},
            code="not_esco",
            field="file",
            status=422,
        )
    for row in reader:
        if not row["conceptUri"].startswith("http://data.europa.eu/esco/"):
            raise Refusal(
                _("This is no ESCO file: row %(row)s has no ESCO address.") % {"row": reader.line_num},
                code="not_esco",
                field="file",
                status=422,
            )
        yield row


def _isco(text: str) -> str:
    """Return the unit group in four digits: spreadsheets drop the zero of the armed forces."""
    return text.strip().removeprefix("C").zfill(4)[:4]


def _split(text: str, separator: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(separator) if part.strip())
