"""From TOML to a `Mapping`; every mistake is reported at once."""

import hashlib
import re
import tomllib
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import cast, get_args

from maatwerk.apps.journeys.history._mapping import (
    ATTRIBUTES,
    DIRECTIONS,
    EVIDENCE_KINDS,
    LONGEST_IN_MONTHS,
    LONGEST_MONTHS,
    MISSING,
    MONTHS_PER,
    UNITS,
    CategorySpec,
    Direction,
    EvidenceKind,
    EvidenceSpec,
    FileSpec,
    Label,
    Level,
    Mapping,
    OutcomeSpec,
    ProtectedSpec,
    RatingSpec,
    Unit,
)
from maatwerk.apps.journeys.history._problems import HistoryError, Place, Problem, problem
from maatwerk.apps.journeys.history._records import Sampling
from maatwerk.apps.journeys.history._toml import Section, key_from

_ATTRIBUTES = ", ".join(f'"{name}"' for name in ATTRIBUTES)
SAMPLINGS: tuple[Sampling, ...] = get_args(Sampling)
_DATE_FORM = re.compile(r"(?=.*%d)(?=.*%[mbB])(?=.*%[Yy])")
#: Attributes that cannot differ between two rows about one person.
CONSTANT_ATTRIBUTES = frozenset({"sex", "birth_year"})


def load_mapping(source: Path | str) -> Mapping:
    """Read a mapping from a path, or from TOML text.

    Raises
    ------
    HistoryError
        The file is not there, is no TOML, or says things that contradict each other; all problems at once.
    """
    text = _text(source)
    name = source.name if isinstance(source, Path) else ""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        place = Place(name, int(line[1]) if line else text.count("\n") + 1)
        raise HistoryError(problem("mapping_not_toml", place)) from error
    problems: list[Problem] = []
    mapping = _mapping(Section(values, path="", problems=problems), text)
    problems += _contradictions(mapping)
    if problems:
        raise HistoryError(*(replace(found, file=name) for found in problems))
    return mapping


def _text(source: Path | str) -> str:
    if isinstance(source, str) and ("\n" in source or "=" in source):
        return source
    try:
        return Path(source).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise HistoryError(problem("file_missing", name=Path(source).name)) from error
    except UnicodeDecodeError as error:
        raise HistoryError(problem("mapping_not_text", Place(Path(source).name))) from error


def _mapping(top: Section, text: str) -> Mapping:
    history, person, ignore = top.section("history"), top.section("person"), top.section("ignore")
    decimal = history.one_of("decimal", ("point", "comma", "seen"), "seen")
    missing = history.texts("missing") if "missing" in history else MISSING
    files = tuple(_file(name, section) for name, section in top.sections("file")) or (FileSpec(),)
    same_when = _lists(person, "same_when")
    mapping = Mapping(
        name=history.text("name", example='name = "Service staff 2021-2025"'),
        job_family=history.text("job_family", example='job_family = "service"'),
        sampling=cast(Sampling, history.one_of("sampling", SAMPLINGS)),
        outcome=_outcome(top.section("outcome")),
        files=files,
        person_key=person.texts("key"),
        same_when=same_when,
        evidence=tuple(_evidence(column, section) for column, section in top.sections("evidence")),
        protected=tuple(_protected(column, section) for column, section in top.sections("protected")),
        source=_category(top.section("source"), "values"),
        rating=_rating(top.section("rating")),
        reason=_category(top.section("reason"), "values"),
        ignore=ignore.texts("columns"),
        missing=frozenset({"", *(cell.lower() for cell in missing)}),
        decimal=None if decimal == "seen" else decimal,  # type: ignore[arg-type]
        encoding=history.text("encoding") or None,
        delimiter=history.text("delimiter") or None,
        sheet=history.text("sheet") or None,
        header_line=int(history.number("header_line") or 0) or None,
        text=text,
        fingerprint=hashlib.sha256(text.encode()).hexdigest(),
    )
    for section in (history, person, ignore, top):
        section.finish()
    return mapping


def _file(name: str, section: Section) -> FileSpec:
    keep = section.section("keep")
    found = FileSpec(
        name=name,
        path_hint=section.text("path_hint"),
        key=section.texts("key"),
        keep=tuple((column, keep.texts(column)) for column in keep.values),
        required=section.flag("required"),
    )
    section.finish()
    return found


def _lists(section: Section, name: str) -> tuple[tuple[str, ...], ...]:
    section.known.append(name)
    found = section.values.get(name, [])
    rows = found if isinstance(found, list) else [found]
    if all(isinstance(row, list) and row and all(isinstance(cell, str) for cell in row) for row in rows):
        return tuple(tuple(row) for row in rows)
    expected = '[["tenure", "sex", "age"], …]'
    section.note("mapping_wrong_type", name=section.name_of(name), expected=expected, got=str(found))
    return ()


def _outcome(section: Section) -> OutcomeSpec:
    unit = cast(Unit, section.one_of("unit", UNITS, "months"))
    per_month = MONTHS_PER[unit]
    longest, limit = section.number("longest"), section.number("max_tenure")
    example = 'max_tenure_reason = "Hired long before the questionnaire existed."'
    found = OutcomeSpec(
        file=section.text("file"),
        tenure=section.text("tenure"),
        unit=unit,
        left_column=section.text("left_column"),
        left=section.texts("left"),
        still=section.texts("still"),
        hired_on=section.text("hired_on"),
        ended_on=section.text("ended_on"),
        observed_on=_observed_on(section),
        date_formats=_date_formats(section) or ("%Y-%m-%d",),
        excel_dates=section.flag("excel_dates"),
        completed=section.flag("completed") if "completed" in section else None,
        entry=section.text("entry"),
        entry_on=section.text("entry_on"),
        longest_months=_longest(section, unit) if longest is None else longest * per_month,
        max_tenure_months=None if limit is None else limit * per_month,
        max_tenure_reason=section.text("max_tenure_reason", example="" if limit is None else example),
        drop_missing=section.one_of("missing", ("error", "drop"), "error") == "drop",
        drop_disagreeing=section.one_of("rows_disagree", ("error", "drop"), "error") == "drop",
    )
    section.finish()
    return found


def _longest(section: Section, unit: Unit) -> float:
    return LONGEST_IN_MONTHS if unit == "months" and not section.values.get("hired_on") else LONGEST_MONTHS


def _date_formats(section: Section) -> tuple[str, ...]:
    """Forms with a day, a month and a year in them; `dd-mm-yyyy` would silently match nothing."""
    found = section.texts("date_format")
    for form in found:
        if not _DATE_FORM.search(form):
            section.note("mapping_date_format", name=section.name_of("date_format"), got=form)
    return found


def _observed_on(section: Section) -> str | date | None:
    """A date of the file as a whole (2025-12-31, with or without quotes), or the name of a column."""
    found = section.values.get("observed_on")
    if isinstance(found, date):
        section.known.append("observed_on")
        return found.date() if isinstance(found, datetime) else found
    text = section.text("observed_on")
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text or None


def _evidence(column: str, section: Section) -> EvidenceSpec:
    minimum, maximum = _range(section)
    construct = section.key("construct", key_from(column))
    found = EvidenceSpec(
        column=section.text("column", column),
        construct=construct,
        label=_label(section, construct),
        kind=cast(EvidenceKind, section.one_of("kind", EVIDENCE_KINDS)),
        file=section.text("file"),
        instrument=section.text("instrument"),
        version=str(section.text("version")),
        unit=section.text("unit"),
        minimum=minimum,
        maximum=maximum,
        direction=cast(Direction, section.one_of("direction", DIRECTIONS, "higher_is_more")),
        levels=_levels(section, "levels"),
        outside_is_missing=section.one_of("outside", ("error", "missing"), "error") == "missing",
        required=section.flag("required"),
        optional=section.flag("optional"),
    )
    if found.direction == "lower_is_more" and found.is_number and (minimum is None or maximum is None):
        section.note("mapping_needs_range", name=section.name_of("direction"))
    if found.kind == "instrument_result" and not found.instrument:
        section.note(
            "mapping_missing", name=section.name_of("instrument"), example='instrument = "name of the test"'
        )
    section.finish()
    return found


def _protected(column: str, section: Section) -> ProtectedSpec:
    minimum, maximum = _range(section)
    attribute = section.one_of("attribute", ATTRIBUTES, key_from(column))
    if attribute not in ATTRIBUTES and "attribute" not in section:
        section.note(
            "mapping_not_one_of", name=section.name_of("attribute"), expected=_ATTRIBUTES, got=attribute
        )
    found = ProtectedSpec(
        column=section.text("column", column),
        attribute=attribute,
        label=_label(section, attribute),
        file=section.text("file"),
        levels=_levels(section, "values"),
        minimum=minimum,
        maximum=maximum,
        constant=section.flag("constant", attribute in CONSTANT_ATTRIBUTES),
        optional=section.flag("optional"),
        date_formats=_date_formats(section),
    )
    section.finish()
    return found


def _category(section: Section, levels: str) -> CategorySpec | None:
    if not section:
        return None
    found = CategorySpec(
        column=section.text("column", example='column = "source"'),
        file=section.text("file"),
        levels=_levels(section, levels) or (),
        optional=section.flag("optional"),
    )
    section.finish()
    return found


def _rating(section: Section) -> RatingSpec | None:
    if not section:
        return None
    minimum, maximum = _range(section)
    for name, value in (("min", minimum), ("max", maximum)):
        if value is None:
            section.note("mapping_missing", name=section.name_of(name), example=f"{name} = …")
    direction = section.one_of("direction", ("higher_is_better", "lower_is_better"), "higher_is_better")
    found = RatingSpec(
        column=section.text("column", example='column = "rating"'),
        minimum=minimum or 0.0,
        maximum=maximum or 0.0,
        file=section.text("file"),
        lower_is_better=direction == "lower_is_better",
        label=_label(section, "rating"),
    )
    section.finish()
    return found


def _range(section: Section) -> tuple[float | None, float | None]:
    minimum, maximum = section.number("min"), section.number("max")
    if minimum is not None and maximum is not None and minimum >= maximum:
        section.note("mapping_range", name=section.name_of("min"), low=minimum, high=maximum)
    return minimum, maximum


def _label(section: Section, key: str) -> Label:
    inner = section.section("label")
    plain = key.replace("_", " ").capitalize()
    found = Label(en=inner.text("en", plain), nl=inner.text("nl", inner.values.get("en", plain)))
    inner.finish()
    return found


def _levels(section: Section, name: str) -> tuple[Level, ...] | None:
    """Levels by cell text: a key alone, or a key with labels; `"any"` accepts every text."""
    if section.values.get(name) == "any":
        section.known.append(name)
        return ()
    if name not in section:
        return None
    inner = section.section(name)
    found = []
    for cell, said in inner.values.items():
        if isinstance(said, dict):
            one = inner.section(cell)
            key = one.key("key", key_from(cell))
            label = Label(en=one.text("en", cell), nl=one.text("nl", one.values.get("en", cell)))
            one.finish()
        else:
            key = inner.key(cell, key_from(cell))
            label = Label(en=key.replace("_", " "), nl=key.replace("_", " "))
        found.append(Level(cell.strip(), key, label))
    return tuple(found)


def _contradictions(mapping: Mapping) -> list[Problem]:
    return [
        *_person_problems(mapping),
        *_outcome_problems(mapping),
        *_role_problems(mapping),
        *_file_problems(mapping),
        *_too_long(mapping),
    ]


def _too_long(mapping: Mapping) -> list[Problem]:
    """Texts that no table would hold."""
    texts = [("[history] name", mapping.name, 200), ("[history] job_family", mapping.job_family, 120)]
    for spec in mapping.evidence:
        place = f"[evidence.{spec.column}]"
        texts += [
            (f"{place} instrument", spec.instrument, 80),
            (f"{place} version", spec.version, 40),
            (f"{place} unit", spec.unit, 40),
            (f"{place} label", max(spec.label.en, spec.label.nl, key=len), 200),
        ]
    return [
        problem("mapping_too_long", name=name, limit=limit)
        for name, text, limit in texts
        if len(text) > limit
    ]


def _person_problems(mapping: Mapping) -> list[Problem]:
    if mapping.is_linked:
        lacking = [spec.name for spec in mapping.files if not spec.key]
        return [problem("mapping_linked_key", name=name) for name in lacking]
    keyed = mapping.person_key or mapping.same_when or any(spec.key for spec in mapping.files)
    return [] if keyed else [problem("mapping_person")]


def _outcome_problems(mapping: Mapping) -> list[Problem]:
    outcome = mapping.outcome
    duration = bool(outcome.tenure and outcome.left_column and outcome.left and outcome.still)
    dates = bool(outcome.hired_on and outcome.ended_on and outcome.observed_on)
    found = []
    if duration == dates or (dates and outcome.tenure) or (duration and outcome.hired_on):
        found.append(problem("mapping_outcome_form"))
    both = {cell.lower() for cell in outcome.left} & {cell.lower() for cell in outcome.still}
    return found + [problem("mapping_left_and_still", value=cell) for cell in sorted(both)]


def _role_problems(mapping: Mapping) -> list[Problem]:
    found = []
    seen: set[str] = set()
    for spec in mapping.evidence:
        if spec.construct in seen:
            found.append(problem("mapping_construct_twice", name=spec.construct))
        seen.add(spec.construct)
    protected = {spec.column for spec in mapping.protected}
    for spec in mapping.evidence:
        if spec.column in protected:
            found.append(problem("mapping_protected_evidence", name=spec.column))
    others = {spec.column for spec in (mapping.source, mapping.reason, mapping.rating) if spec}
    return found + [problem("mapping_protected_source", name=name) for name in sorted(others & protected)]


def _file_problems(mapping: Mapping) -> list[Problem]:
    names = {spec.name for spec in mapping.files}
    known = ", ".join(sorted(names))
    found = []
    if mapping.is_linked and mapping.outcome.file not in names:
        found.append(problem("mapping_linked_outcome", known=known))
    categories = [spec for spec in (mapping.source, mapping.reason, mapping.rating) if spec]
    for spec in (*mapping.evidence, *mapping.protected, *categories):
        if spec.file and spec.file not in names:
            found.append(problem("mapping_file_unknown", name=spec.column, got=spec.file, known=known))
    return found
