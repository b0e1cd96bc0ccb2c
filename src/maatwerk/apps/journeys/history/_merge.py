"""From the rows about one person to their employments."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from itertools import groupby
from statistics import fmean
from typing import Any, NamedTuple, cast

from maatwerk.apps.journeys.history._findings import Findings
from maatwerk.apps.journeys.history._mapping import Mapping
from maatwerk.apps.journeys.history._outcome import Outcome
from maatwerk.apps.journeys.history._problems import Place, problem
from maatwerk.apps.journeys.history._records import EvidenceValue, HistoryRow, Line, PersonRow
from maatwerk.apps.journeys.history._rows import Facts

_DECIMALS = 6
_MADE = 20_000


class Entry(NamedTuple):
    """A row as it is spooled: whose it is, where it stood, what it says."""

    person: str | int
    file: int
    line: int
    identities: tuple[str, ...]
    facts: Facts

    def packed(self) -> tuple[Any, ...]:
        """As plain tuples, which is all that the spool takes."""
        outcome = self.facts.outcome
        plain: tuple[object, ...] = (None if outcome is None else tuple(outcome), *self.facts[1:])
        return (self.person, self.file, self.line, self.identities, plain)


def unpacked(plain: tuple[Any, ...]) -> Entry:
    """Undo `Entry.packed`."""
    person, file, line, identities, (outcome, *others) = plain
    return Entry(person, file, line, identities, Facts(outcome and Outcome(*outcome), *others))


@dataclass
class Counts:
    """What merging counted."""

    persons: int = 0
    engagements: int = 0
    separated: int = 0
    exact_duplicates: int = 0
    repeated_administrations: int = 0
    repeated_persons: int = 0
    persons_without_engagement: int = 0
    longest: float = 0.0


class Merger:
    """Turns sorted entries into employments, one person at a time."""

    def __init__(self, mapping: Mapping, *, names: Sequence[str], roles: Sequence[str]) -> None:
        self.mapping = mapping
        self.names = names
        self.required = [at for at, role in enumerate(roles) if _required(mapping, role)]
        self.instruments = {
            at for at, spec in enumerate(mapping.evidence) if spec.kind == "instrument_result"
        }
        self.findings = Findings()
        self.counts = Counts()
        self._made: dict[tuple[int, Any], EvidenceValue] = {}

    def employments(self, spooled: Iterable[tuple[Any, ...]]) -> Iterator[HistoryRow]:
        """Yield the employments of everybody; `findings` and `counts` start anew."""
        self.findings, self.counts = Findings(), Counts()
        for _, group in groupby(spooled, key=lambda entry: entry[0]):
            found = list(self._of_person([unpacked(entry) for entry in group]))
            self.counts.persons += bool(found)
            self.counts.repeated_persons += len(found) > 1
            yield from found

    def people(self, spooled: Iterable[tuple[Any, ...]]) -> Iterator[PersonRow]:
        """Yield everybody with their evidence, outcomes aside; `findings` and `counts` start anew."""
        self.findings, self.counts = Findings(), Counts()
        for _, group in groupby(spooled, key=lambda entry: entry[0]):
            entries = self._distinct([unpacked(entry) for entry in group])
            self.counts.persons += 1
            yield PersonRow(
                lines=tuple(self._line(entry) for entry in entries),
                person_key=_person_key(entries),
                evidence=self._evidence(entries),
                protected=self._protected(entries),
                source=self._category(entries, "source"),
            )

    def _of_person(self, entries: list[Entry]) -> Iterator[HistoryRow]:
        employed = [entry for entry in entries if entry.facts.outcome is not None]
        linked = self._distinct([entry for entry in entries if entry.facts.outcome is None])
        if not employed:
            self.counts.persons_without_engagement += 1
            return
        for file in self.required:
            if all(entry.file != file for entry in entries):
                lines = [self._line(entry) for entry in employed]
                self.findings.drop("dropped_no_match", *lines, name=self.names[file])
                return
        self._check_constants(entries)
        person = _person_key(entries)
        for _, group in groupby(sorted(employed, key=_employment), key=_employment):
            rows = list(group)
            if (outcome := self._outcome(rows)) is not None:
                yield self._employment(person, outcome, rows, linked)

    def _employment(
        self, person: str, outcome: Outcome, rows: list[Entry], linked: list[Entry]
    ) -> HistoryRow:
        distinct = self._distinct(rows)
        self.counts.engagements += 1
        self.counts.separated += outcome.separated
        self.counts.repeated_administrations += len(distinct) > 1
        self.counts.longest = max(self.counts.longest, outcome.tenure)
        known = [*distinct, *linked]
        ratings = [float(row.facts.rating) for row in distinct if row.facts.rating is not None]  # type: ignore[arg-type]
        return HistoryRow(
            lines=tuple(self._line(entry) for entry in (*rows, *linked)),
            person_key=person,
            engagement_key=_engagement_key(person, outcome),
            tenure_months=outcome.tenure,
            separated=outcome.separated,
            entry_months=outcome.entry,
            hired_on=_date(outcome.hired),
            ended_on=_date(outcome.ended),
            observed_on=_date(outcome.observed),
            evidence=self._evidence(known),
            protected=self._protected(known),
            source=self._category(known, "source"),
            rating=fmean(ratings) if ratings else None,
            reason=self._category(
                [row for row in distinct if _has_left(row) or not outcome.separated], "reason"
            ),
        )

    def _distinct(self, entries: list[Entry]) -> list[Entry]:
        """The entries without those that say exactly the same as an earlier one."""
        if len(entries) < 2:
            return entries
        found = list({(entry.file, entry.facts): entry for entry in reversed(entries)}.values())[::-1]
        self.counts.exact_duplicates += len(entries) - len(found)
        return sorted(found, key=lambda entry: (entry.file, entry.line))

    def _outcome(self, rows: list[Entry]) -> Outcome | None:
        """The outcome of one employment; a later sight of it replaces an earlier one.

        With dates, rows are one employment when the hire date agrees, and may have been seen at different
        moments. Leaving and staying at one tenure is a contradiction, and so is working on after leaving.
        """
        if len(rows) == 1:
            return rows[0].facts.outcome
        known = [(entry.facts.outcome, entry) for entry in rows if entry.facts.outcome is not None]
        left = [pair for pair in known if pair[0].separated]
        still = [pair for pair in known if not pair[0].separated]
        if not left:
            return max(outcome for outcome, _ in still)
        ends = {round(outcome.tenure, _DECIMALS) for outcome, _ in left}
        beyond = [pair for pair in still if pair[0].tenure >= min(ends) or pair[0].hired is None]
        if len(ends) == 1 and not beyond:
            return min(outcome for outcome, _ in left)
        contrary = (beyond or left[::-1])[0][1]
        lines = [self._line(entry) for entry in rows]
        if self.mapping.outcome.drop_disagreeing:
            self.findings.drop("dropped_disagree", *lines)
        else:
            code = "outcome_contradicts" if beyond else "ends_contradict"
            first = left[0][1]
            self.findings.error(problem(code, self._place(first), left=first.line, still=contrary.line))
        return None

    def _evidence(self, entries: list[Entry]) -> tuple[EvidenceValue, ...]:
        """Average numbers over administrations; rows with the same instrument results are one of them."""
        if len(entries) == 1:
            return tuple(self._single(pair) for pair in entries[0].facts.evidence)
        seen: set[tuple[object, ...]] = set()
        collected: dict[int, list[tuple[Entry, Any]]] = {}
        for entry in entries:
            results = tuple(pair for pair in entry.facts.evidence if pair[0] in self.instruments)
            again = results in seen
            seen.add(results)
            for at, value in entry.facts.evidence:
                if not (again and at in self.instruments):
                    collected.setdefault(at, []).append((entry, value))
        return tuple(self._one_evidence(at, collected[at]) for at in sorted(collected))

    def _single(self, pair: tuple[int, Any]) -> EvidenceValue:
        """One row's value; the same values come again and again, so they are made once."""
        found = self._made.get(pair)
        if found is None:
            at, value = pair
            spec = self.mapping.evidence[at]
            number, level = (value, None) if spec.is_number else (None, value)
            found = EvidenceValue(spec.construct, number, level)
            if len(self._made) < _MADE:
                self._made[pair] = found
        return found

    def _one_evidence(self, at: int, said: list[tuple[Entry, Any]]) -> EvidenceValue:
        spec = self.mapping.evidence[at]
        if spec.is_number:
            return EvidenceValue(
                spec.construct, value=fmean(value for _, value in said), administrations=len(said)
            )
        level = self._most_frequent(spec.column, said)
        return EvidenceValue(spec.construct, level=level, administrations=len(said))

    def _protected(self, entries: list[Entry]) -> tuple[tuple[str, str | float], ...]:
        specs = self.mapping.protected
        if len(entries) == 1:
            return tuple(
                (specs[at].attribute, cast(str | float, value)) for at, value in entries[0].facts.protected
            )
        collected: dict[int, list[tuple[Entry, Any]]] = {}
        for entry in entries:
            for at, value in entry.facts.protected:
                collected.setdefault(at, []).append((entry, value))
        return tuple(
            (specs[at].attribute, self._most_frequent(specs[at].column, collected[at]))
            for at in sorted(collected)
        )

    def _category(self, entries: list[Entry], role: str) -> str | None:
        if len(entries) == 1:
            return cast(str | None, getattr(entries[0].facts, role))
        said = [(entry, getattr(entry.facts, role)) for entry in entries]
        said = [(entry, value) for entry, value in said if value is not None]
        spec = self.mapping.source if role == "source" else self.mapping.reason
        if not said or spec is None:
            return None
        twice = any(spec.column == evidence.column for evidence in self.mapping.evidence)
        used: str = self._most_frequent(spec.column, said, quiet=twice)
        return used

    def _most_frequent(self, column: str, said: list[tuple[Entry, Any]], *, quiet: bool = False) -> Any:
        """The value that most rows give, the earliest of equals; a disagreement is a warning."""
        if len(said) == 1:
            return said[0][1]
        counts = Counter(value for _, value in said)
        used = counts.most_common(1)[0][0]
        if len(counts) > 1 and not quiet:
            first, other = said[0][0], next(entry for entry, value in said if value != said[0][1])
            cells = ", ".join(
                f"“{value:g}”" if isinstance(value, float) else f"“{value}”" for value in counts
            )
            self.findings.warn(
                problem(
                    "facts_disagree", self._place(other, column), other=first.line, cells=cells, used=used
                )
            )
        return used

    def _check_constants(self, entries: list[Entry]) -> None:
        """What cannot differ within a person must not: it would be somebody else, or a typing error."""
        if len(entries) == 1:
            return
        first: dict[int, tuple[Entry, object]] = {}
        for entry in entries:
            for at, value in entry.facts.protected:
                spec = self.mapping.protected[at]
                earlier, there = first.setdefault(at, (entry, value))
                if spec.constant and there != value:
                    place = self._place(entry, spec.column)
                    self.findings.error(
                        problem("protected_contradicts", place, other=earlier.line, there=there, here=value)
                    )

    def _place(self, entry: Entry, column: str | None = None) -> Place:
        return Place(self.names[entry.file], entry.line, column)

    def _line(self, entry: Entry) -> Line:
        return Line(self.names[entry.file], entry.line)


def _has_left(entry: Entry) -> bool:
    """Whether a row says that the person left: only that row tells why, when the file has one for every year."""
    return entry.facts.outcome is not None and entry.facts.outcome.separated


def _required(mapping: Mapping, role: str) -> bool:
    return any(spec.name == role and spec.required for spec in mapping.files)


def _employment(entry: Entry) -> tuple[int, float]:
    """What makes rows of one person one employment: the hire date, or else the tenure."""
    outcome = entry.facts.outcome
    if outcome is None:
        return (0, 0.0)
    return (outcome.hired, 0.0) if outcome.hired is not None else (0, round(outcome.tenure, _DECIMALS))


def _person_key(entries: list[Entry]) -> str:
    """The key in the file, or the smallest digest by which the person was recognised."""
    first = entries[0]
    if isinstance(first.person, str):
        return first.person
    digests = [digest for entry in entries for digest in entry.identities if digest]
    return min(digests, default=f"line {first.line}")


def _engagement_key(person: str, outcome: Outcome) -> str:
    which = outcome.hired if outcome.hired is not None else f"{outcome.tenure:.{_DECIMALS}f}"
    return blake2b(f"{person}\0{which}".encode(), digest_size=12).hexdigest()


def _date(day: int | None) -> date | None:
    return None if day is None else date.fromordinal(day)
