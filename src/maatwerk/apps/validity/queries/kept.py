"""What stays of people who were erased, in the words in which it was put away: which sums hold what.

The sums of one job family come apart in parts: `applied` (scores of applicants), `hired` (how many), `rating:seen` or
`stays_6:unknown:0` (scores and the outcome, by whether who told it had seen the advice, and for staying by who left),
`rating:missing` (scores of people without the outcome), `wave:3:rated` (how many, and their scores). Leavers and stayers are
summed apart, so that no sum tells of one leaver among stayers.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maatwerk.apps.validity.contracts import OUTCOME, KeptSums, Numbers, Sums
from maatwerk.kernel.keeping.kept_sums import kept_moments

APPLIED, HIRED, WAVE = "applied", "hired", "wave:"
_SEEN = {"seen": True, "unseen": False, "unknown": None}
_CALLED = {said: name for name, said in _SEEN.items()}


@dataclass(frozen=True, slots=True)
class KeptOfFamily:
    """The sums of one job family, by part."""

    parts: Mapping[str, tuple[Sums, ...]]

    @property
    def hired(self) -> int:
        """How many people erased had been hired."""
        return _people(self.parts.get(HIRED, ()))

    @property
    def applied(self) -> int:
        """How many people erased had applied and had a score."""
        return _people(self.parts.get(APPLIED, ()))

    def scores(self) -> set[str]:
        """Return the scores that people erased had when they were hired."""
        found = {
            name
            for part, sums in self.parts.items()
            if part != APPLIED and not part.startswith(WAVE)
            for one in sums
            for name in one["names"]
        }
        return found - {OUTCOME}

    def sums(self, outcome: str) -> KeptSums:
        """Return the sums for one outcome."""
        known = {said: tuple(self._known(f"{outcome}:{name}")) for name, said in _SEEN.items()}
        return KeptSums(
            known={said: sums for said, sums in known.items() if sums},
            missing=self.parts.get(f"{outcome}:missing", ()),
            pool=self.parts.get(APPLIED, ()),
        )

    def _known(self, part: str) -> list[Sums]:
        return [one for name in (part, f"{part}:0", f"{part}:1") for one in self.parts.get(name, ())]

    def count_known(self, outcome: str) -> int:
        """Return of how many people erased an outcome was known."""
        return sum(_people(self._known(f"{outcome}:{name}")) for name in _SEEN)

    def waves(self) -> Counter[tuple[int, str]]:
        """Return how many follow-ups of people erased came to what, by months."""
        found: Counter[tuple[int, str]] = Counter()
        for part, sums in self.parts.items():
            if part.startswith(WAVE):
                _wave, months, came = part.split(":")
                found[int(months), came] += _people(sums)
        return found

    def wave(self, months: int) -> dict[str, tuple[Sums, ...]]:
        """Return the scores of people erased in the wave of a moment, by what came of it."""
        start = f"{WAVE}{months}:"
        return {part.removeprefix(start): sums for part, sums in self.parts.items() if part.startswith(start)}


def _people(sums: Sequence[Sums]) -> int:
    return sum(int(one["n"]) for one in sums)


def kept_of(family_id: uuid.UUID) -> KeptOfFamily:
    """Return the sums of people erased from a job family."""
    parts: dict[str, list[Sums]] = defaultdict(list)
    for one in kept_moments(family_id):
        parts[one["part"]].append(one)
    return KeptOfFamily({part: tuple(sums) for part, sums in parts.items()})


def part_of(family_id: uuid.UUID, part: str, values: Mapping[str, float]) -> list[Numbers]:
    """Return one person's values of one part."""
    names = tuple(sorted(values))
    return [
        Numbers(job_family_id=family_id, part=part, names=names, values=tuple(values[name] for name in names))
    ]


def of_hire(
    family_id: uuid.UUID,
    scores: Mapping[str, float],
    became: Mapping[str, tuple[float | None, bool | None]],
) -> list[Numbers]:
    """Return what stays of somebody hired: that they were, and each outcome with their scores, or that it is missing."""
    found = part_of(family_id, HIRED, {})
    for outcome, (value, saw) in became.items():
        if value is None:
            found += part_of(family_id, f"{outcome}:missing", scores) if scores else []
            continue
        part = f"{outcome}:{_CALLED[saw]}"
        if outcome != "rating":
            part += f":{value:.0f}"
        found += part_of(family_id, part, {**scores, OUTCOME: value})
    return found


def wave_part(months: int, came: str) -> str:
    """Return the part that sums up who was asked about at a moment, by what came of it."""
    return f"{WAVE}{months}:{came}"
