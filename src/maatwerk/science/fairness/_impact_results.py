"""What an impact table holds, and what it says."""

from dataclasses import dataclass, field

from maatwerk.science.errors import ScienceError
from maatwerk.science.fairness._adverse_impact import AdverseImpact
from maatwerk.science.results import Caveat, Estimate, Language
from maatwerk.science.words import number, percent, with_caveats

METHOD = "impact-table/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """One group of an impact table; counts and rates are None where the row is withheld.

    `levels` names the group, one level per crossed attribute; `rate` is the selection rate with its Wilson
    interval; `impact` compares with the reference group and is None for the reference itself.
    """

    levels: tuple[str, ...]
    applicants: int | None
    selected: int | None
    rate: Estimate | None
    impact: AdverseImpact | None
    is_reference: bool = False
    suppressed: bool = False

    @property
    def group(self) -> str:
        """The group's name, e.g. ``"women × 40+"``."""
        return " × ".join(self.levels)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactTable:
    """Selection rates of all groups of one attribute or intersection.

    `applicants` and `selected` count everybody, the `unknown_applicants` and `unknown_selected` whose group
    is not known included. `reference` is the name of the comparison group, None when no two groups compare.
    """

    attributes: tuple[str, ...]
    rows: tuple[GroupRow, ...]
    reference: str | None
    applicants: int
    selected: int
    unknown_applicants: int
    unknown_selected: int
    smallest_cell: int
    method: str = METHOD
    caveats: tuple[Caveat, ...] = field(default=())

    @property
    def n(self) -> int:
        """Persons in the table."""
        return self.applicants

    @property
    def lowest(self) -> GroupRow | None:
        """The shown row with the lowest impact ratio."""
        compared = [row for row in self.rows if row.impact is not None]
        return min(compared, key=lambda row: row.impact.ratio.estimate, default=None)  # type: ignore[union-attr]

    def row(self, *levels: str) -> GroupRow:
        """Return the row of one group."""
        for found in self.rows:
            if found.levels == levels:
                return found
        raise ScienceError("levels", f"one of {[row.levels for row in self.rows]}", levels)

    def explain(self, language: Language = "en") -> str:
        """Return which group has the lowest rate beside the reference, as plain sentences."""
        lowest = self.lowest
        if lowest is None or lowest.rate is None or lowest.impact is None:
            sentence = _NO_COMPARISON[language].format(n=self.applicants)
        else:
            sentence = _LOWEST[language].format(
                n=self.applicants,
                group=lowest.group,
                rate=percent(lowest.rate.estimate, language),
                reference=self.reference,
                ref_rate=percent(lowest.impact.reference_rate, language),
                ratio=number(lowest.impact.ratio.estimate, language),
                low=number(lowest.impact.ratio.low, language),
                high=number(lowest.impact.ratio.high, language),
            )
        return with_caveats(sentence, self.caveats, language)


_NO_COMPARISON: dict[Language, str] = {
    "en": "{n} people; no groups to compare.",
    "nl": "{n} personen; geen groepen om te vergelijken.",
}
_LOWEST: dict[Language, str] = {
    "en": (
        "Of {n} people, the lowest selection rate is that of {group} ({rate}), against {ref_rate} for "
        "{reference}: a ratio of {ratio} (interval {low} to {high})."
    ),
    "nl": (
        "Van {n} personen is het laagste selectiepercentage dat van {group} ({rate}), tegen {ref_rate} voor "
        "{reference}: een verhouding van {ratio} (interval {low} tot {high})."
    ),
}
