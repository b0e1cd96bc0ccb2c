"""Recomputing a table that somebody published: does it say what its own figures say?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from maatwerk.science.errors import ScienceError
from maatwerk.science.results import Caveat, Language
from maatwerk.science.words import with_caveats

METHOD = "published-table/1"
SLACK = 1e-9  # of binary fractions: .8 printed as .80 is still .8
Verdict = Literal["agrees", "disagrees", "not_checkable"]
Comparator = Literal["highest", "highest_listed", "named", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRow:
    """One group as it was printed; None for what was not.

    `rate` lies in [0, 1]. `rate_step` and `ratio_step` are the worth of the last printed digit (.01 for "0.85"), so that a
    figure is held to no more than was printed. `share` of the known people says who may be left out of the comparison.
    """

    group: str
    applicants: float | None = None
    selected: float | None = None
    rate: float | None = None
    ratio: float | None = None
    rate_step: float = 0.0
    ratio_step: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRow:
    """A printed row beside what its figures give: `rate` from the counts, `ratio` to the comparator of the whole table."""

    group: str
    rate: float | None
    ratio: float | None
    rate_verdict: Verdict
    ratio_verdict: Verdict
    contradiction: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedCheck:
    """Whether a printed table agrees with itself.

    Attributes
    ----------
    comparator
        What the printed ratios were divided by, as far as the figures show: ``highest`` rate of the table; highest rate among
        groups that are not small (``highest_listed``); another ``named`` group; ``none`` explains them.
    compared_with
        The group whose rate that is.
    ratios, agreeing
        How many ratios could be checked, and how many follow from `comparator`.
    """

    rows: tuple[CheckedRow, ...]
    comparator: Comparator
    compared_with: str | None
    ratios: int
    agreeing: int
    rates: int
    rates_agreeing: int
    n: float
    method: str = METHOD
    caveats: tuple[Caveat, ...] = field(default=())

    @property
    def contradicts_itself(self) -> bool:
        """Whether any printed figure does not follow from the others."""
        return any(row.contradiction for row in self.rows)

    @property
    def contradictions(self) -> tuple[CheckedRow, ...]:
        """The rows whose figures do not go together."""
        return tuple(row for row in self.rows if row.contradiction)

    def explain(self, language: Language = "en") -> str:
        """Return what was found as plain sentences."""
        said = []
        if self.rates:
            said.append(_RATES[language].format(n=self.rates, agreeing=self.rates_agreeing))
        if self.ratios:
            said.append(
                _RATIOS[self.comparator][language].format(
                    n=self.ratios, agreeing=self.agreeing, group=self.compared_with
                )
            )
        if wrong := self.contradictions:
            said.append(_WRONG[language].format(groups=", ".join(row.group for row in wrong)))
        return with_caveats(" ".join(said) or _NOTHING[language], self.caveats, language)


_NOTHING: dict[Language, str] = {
    "en": "Nothing was printed that can be checked.",
    "nl": "Er is niets afgedrukt dat na te rekenen is.",
}
_RATES: dict[Language, str] = {
    "en": "{agreeing} of {n} printed rates follow from the printed counts.",
    "nl": "{agreeing} van de {n} afgedrukte percentages volgen uit de afgedrukte aantallen.",
}
_WRONG: dict[Language, str] = {
    "en": "The table contradicts itself at: {groups}.",
    "nl": "De tabel spreekt zichzelf tegen bij: {groups}.",
}
_RATIOS: dict[Comparator, dict[Language, str]] = {
    "highest": {
        "en": "{agreeing} of {n} printed ratios are the rate over the highest rate, that of {group}.",
        "nl": "{agreeing} van de {n} afgedrukte verhoudingen zijn het percentage gedeeld door het hoogste, dat van {group}.",
    },
    "highest_listed": {
        "en": "{agreeing} of {n} printed ratios compare with {group}, the highest rate once small groups are left out.",
        "nl": "{agreeing} van de {n} afgedrukte verhoudingen vergelijken met {group}, het hoogste zonder kleine groepen.",
    },
    "named": {
        "en": "{agreeing} of {n} printed ratios compare with {group}, which does not have the highest rate.",
        "nl": "{agreeing} van de {n} afgedrukte verhoudingen vergelijken met {group}, en dat is niet het hoogste percentage.",
    },
    "none": {
        "en": "The {n} printed ratios follow from no group of this table.",
        "nl": "De {n} afgedrukte verhoudingen volgen uit geen enkele groep van deze tabel.",
    },
}


def check_published(
    rows: Sequence[PublishedRow], *, smallest_share: float = 0.02, tolerance: float | None = None
) -> PublishedCheck:
    """Recompute the rates and impact ratios of one printed table from its own figures [1]_.

    Parameters
    ----------
    rows
        The groups of known category of one attribute or intersection; totals and unknowns left out.
    smallest_share
        Groups under this share of the people may have been left out of the comparison.
    tolerance
        How far a recomputed ratio may be off; by default what the rounding of the printed figures allows.

    Returns
    -------
    PublishedCheck
        Per row what its figures give, and which group the ratios compare with.

    Raises
    ------
    ScienceError
        No rows, a group twice, or a figure out of range.

    References
    ----------
    .. [1] rcny5300, section 5-300: impact ratio is a category's rate over that of the most selected category.
    """
    _check_rows(rows)
    rates = [_rate(row) for row in rows]
    comparator, index = _comparator(rows, rates, smallest_share=smallest_share, tolerance=tolerance)
    checked = tuple(
        _checked(row, rate, rows, rates, index=index, tolerance=tolerance)
        for row, rate in zip(rows, rates, strict=True)
    )
    judged = [row for row in checked if row.ratio_verdict != "not_checkable"]
    counted = [row for row in checked if row.rate_verdict != "not_checkable"]
    return PublishedCheck(
        rows=checked,
        comparator=comparator,
        compared_with=None if index is None else rows[index].group,
        ratios=len(judged) if index is not None else sum(row.ratio is not None for row in rows),
        agreeing=sum(row.ratio_verdict == "agrees" for row in judged),
        rates=len(counted),
        rates_agreeing=sum(row.rate_verdict == "agrees" for row in counted),
        n=sum(row.applicants or 0 for row in rows),
    )


def _check_rows(rows: Sequence[PublishedRow]) -> None:
    if not rows:
        raise ScienceError("rows", "at least one group", "none")
    seen: set[str] = set()
    for row in rows:
        if row.group in seen:
            raise ScienceError("rows", "every group once", f"{row.group!r} twice")
        seen.add(row.group)
        if row.rate is not None and not 0 <= row.rate <= 1:
            raise ScienceError("rate", "between 0 and 1", row.rate)
        if row.ratio is not None and not 0 <= row.ratio < float("inf"):
            raise ScienceError("ratio", "0 or more", row.ratio)


def _is_counted(row: PublishedRow) -> bool:
    """Whether both counts are whole: decimals were worked back from a rate and say nothing of their own."""
    whole = [row.applicants, row.selected]
    return all(value is not None and float(value).is_integer() for value in whole) and bool(row.applicants)


def _rate(row: PublishedRow) -> float | None:
    """Return the rate that the counts give, or the printed one where the two contradict each other."""
    if not _is_counted(row):
        return row.rate
    found = _quotient(row)
    return found if row.rate is None or abs(found - row.rate) <= _allowed(row) else row.rate


def _quotient(row: PublishedRow) -> float:
    assert row.selected is not None
    assert row.applicants
    return row.selected / row.applicants


def _allowed(row: PublishedRow) -> float:
    return row.rate_step / 2 + SLACK


def _comparator(
    rows: Sequence[PublishedRow],
    rates: Sequence[float | None],
    *,
    smallest_share: float,
    tolerance: float | None,
) -> tuple[Comparator, int | None]:
    """Find the group that the printed ratios compare with: the rule's own if it explains them as well as any other."""
    known = [index for index, rate in enumerate(rates) if rate]
    if not known:
        return "none", None
    highest = max(known, key=lambda index: rates[index] or 0)
    people = sum(row.applicants or 0 for row in rows)
    listed = [i for i in known if people and (rows[i].applicants or 0) >= smallest_share * people]
    listed_highest = max(listed, key=lambda index: rates[index] or 0, default=highest)
    order: list[tuple[Comparator, int]] = [("highest", highest), ("highest_listed", listed_highest)]
    order += [("named", index) for index in known]
    scored = [(_explained(rows, rates, index, tolerance), kind, index) for kind, index in order]
    best = max(score for score, _kind, _index in scored)
    if best == 0:
        return ("none", None) if any(row.ratio is not None for row in rows) else ("highest", highest)
    if (
        best == 1 and scored[0][0] == 0 and _printed(rows) > 1
    ):  # a group is always itself: that explains nothing
        return "none", None
    _score, kind, index = next(one for one in scored if one[0] == best)
    return kind, index


def _printed(rows: Sequence[PublishedRow]) -> int:
    return sum(row.ratio is not None for row in rows)


def _explained(
    rows: Sequence[PublishedRow], rates: Sequence[float | None], index: int, tolerance: float | None
) -> int:
    return sum(
        _follows(row, rate, rows[index], rates[index], tolerance) is True
        for row, rate in zip(rows, rates, strict=True)
    )


def _follows(
    row: PublishedRow, rate: float | None, other: PublishedRow, highest: float | None, tolerance: float | None
) -> bool | None:
    """Whether a printed ratio is this rate over that one, as far as was printed; None where that cannot be told."""
    if row.ratio is None or rate is None or not highest:
        return None
    found = rate / highest
    if tolerance is not None:
        return abs(found - row.ratio) <= tolerance + SLACK
    loose = 0.0 if row is other else (_blur(row) + found * _blur(other)) / highest
    return abs(found - row.ratio) <= row.ratio_step / 2 + loose + SLACK


def _blur(row: PublishedRow) -> float:
    """Return how far the rate that was divided may be from the one used here: it may have been rounded first."""
    return row.rate_step / 2


def _checked(
    row: PublishedRow,
    rate: float | None,
    rows: Sequence[PublishedRow],
    rates: Sequence[float | None],
    *,
    index: int | None,
    tolerance: float | None,
) -> CheckedRow:
    counted = _quotient(row) if _is_counted(row) else None
    rate_verdict: Verdict = "not_checkable"
    if counted is not None and row.rate is not None:
        rate_verdict = "agrees" if abs(counted - row.rate) <= _allowed(row) else "disagrees"
    follows = None if index is None else _follows(row, rate, rows[index], rates[index], tolerance)
    ratio_verdict: Verdict = "not_checkable" if follows is None else "agrees" if follows else "disagrees"
    highest = None if index is None else rates[index]
    impossible = (
        row.selected is not None and row.applicants is not None and row.selected > row.applicants + 0.5
    )
    return CheckedRow(
        group=row.group,
        rate=counted if counted is not None else row.rate,
        ratio=rate / highest if rate is not None and highest else None,
        rate_verdict=rate_verdict,
        ratio_verdict=ratio_verdict,
        contradiction=rate_verdict == "disagrees" or ratio_verdict == "disagrees" or impossible,
    )
