"""Item statistics: what a psychologist looks at before any model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.results import Language
from maatwerk.science.scores._input import Floats, as_numbers, check_number
from maatwerk.science.scores._reliability import alpha_of
from maatwerk.science.words import number, percent

Flag = Literal[
    "constant",
    "unanswered",
    "too_easy",
    "too_hard",
    "against_the_rest",
    "weak",
    "often_skipped",
    "unused_category",
]

FLAGS: dict[Flag, dict[Language, str]] = {
    "constant": {"en": "Everybody answered alike.", "nl": "Iedereen antwoordde hetzelfde."},
    "unanswered": {"en": "Nobody answered.", "nl": "Niemand antwoordde."},
    "too_easy": {"en": "Almost everybody gets it.", "nl": "Bijna iedereen heeft het goed."},
    "too_hard": {"en": "Almost nobody gets it.", "nl": "Bijna niemand heeft het goed."},
    "against_the_rest": {"en": "It runs against the others.", "nl": "Het loopt tegen de andere in."},
    "weak": {"en": "It says little about the rest.", "nl": "Het zegt weinig over de rest."},
    "often_skipped": {"en": "Many skipped it.", "nl": "Velen sloegen het over."},
    "unused_category": {"en": "An answer was never chosen.", "nl": "Een antwoord is nooit gekozen."},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStatistics:
    """One item. Missing values are None: never NaN.

    Attributes
    ----------
    name
        As given.
    n
        People who answered.
    mean, standard_deviation
        Of the item scores; in item units.
    p
        (mean - lowest) / (highest - lowest) possible score, in [0, 1]: the proportion right for 0/1 items.
    item_rest
        Correlation of the item with the sum of the other items, in [-1, 1], over people who answered all
        items; None when either is constant or fewer than 3 people did.
    alpha_without
        Coefficient alpha of the test without this item; None below 3 items or when undefined.
    missing
        Share of people without an answer, in [0, 1].
    counts
        People per possible category, lowest first; None for scores that are not whole numbers.
    flags
        What deserves a look.
    """

    name: str
    n: int
    mean: float | None
    standard_deviation: float | None
    p: float | None
    item_rest: float | None
    alpha_without: float | None
    missing: float
    counts: tuple[int, ...] | None
    flags: tuple[Flag, ...]

    def explain(self, language: Language = "en") -> str:
        """Return how the item did and why it deserves a look, as plain sentences."""
        if self.p is None:
            text = {"en": f"Nobody answered “{self.name}”.", "nl": f"Niemand beantwoordde “{self.name}”."}[
                language
            ]
            return text
        share = percent(self.p, language)
        text = {
            "en": f"“{self.name}”: on average {share} of the points, {self.n} people.",
            "nl": f"“{self.name}”: gemiddeld {share} van de punten, {self.n} personen.",
        }[language]
        if self.item_rest is not None:
            rest = number(self.item_rest, language)
            text += {
                "en": f" It goes with the other items by {rest}.",
                "nl": f" Het gaat met de andere vragen samen voor {rest}.",
            }[language]
        return " ".join([text, *(FLAGS[flag][language] for flag in self.flags)])


def item_statistics(
    responses: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    lowest: float | None = None,
    highest: float | None = None,
    p_range: tuple[float, float] = (0.10, 0.95),
    item_rest_minimum: float = 0.20,
    missing_maximum: float = 0.10,
) -> tuple[ItemStatistics, ...]:
    """Describe each item: difficulty, item-rest correlation, alpha without it, missing, and flags.

    Unlike the estimators, this takes items that nobody answered or everybody answered alike: telling
    about those is its task.

    Parameters
    ----------
    responses : array of shape (n_people, n_items)
        Item scores in one direction, NaN for missing.
    names
        One per item; default "item 1", "item 2", …
    lowest, highest
        Lowest and highest possible score of every item; default: the extremes over all items.
    p_range, item_rest_minimum, missing_maximum
        Outside of these an item is flagged "too_hard"/"too_easy", "weak", "often_skipped".

    References
    ----------
    .. [1] crocker1986, chapter 14 (item difficulty, corrected item-total correlation).
    """
    array = as_numbers(responses, "responses", dimensions=2)
    people, items = array.shape
    if items < 2 or people < 3:
        raise InsufficientDataError("responses", "at least 3 people and 2 items", f"shape {array.shape}")
    if np.isnan(array).all():
        raise InsufficientDataError("responses", "at least one answer", "none")
    labels = tuple(names) if names is not None else tuple(f"item {index + 1}" for index in range(items))
    if len(labels) != items:
        raise ScienceError("names", f"{items} names", len(labels))
    bottom = float(np.nanmin(array)) if lowest is None else check_number(lowest, "lowest")
    top = float(np.nanmax(array)) if highest is None else check_number(highest, "highest")
    if bottom > np.nanmin(array) or top < np.nanmax(array):
        raise ScienceError("lowest, highest", "bounds that hold every response", (bottom, top))
    complete = array[~np.isnan(array).any(axis=1)]
    rest = _item_rest(complete)
    without = _alpha_without(complete)
    described = []
    for index, name in enumerate(labels):
        column = array[:, index]
        basics = _basics(column[~np.isnan(column)], bottom, top)
        missing = float(np.isnan(column).mean())
        flags = _flags(
            basics,
            rest[index],
            missing,
            p_range=p_range,
            weak_below=item_rest_minimum,
            missing_maximum=missing_maximum,
        )
        described.append(
            ItemStatistics(
                name=name,
                n=basics.n,
                mean=basics.mean,
                standard_deviation=basics.standard_deviation,
                p=basics.p,
                item_rest=rest[index],
                alpha_without=without[index],
                missing=missing,
                counts=basics.counts,
                flags=flags,
            )
        )
    return tuple(described)


@dataclass(frozen=True, slots=True)
class _Basics:
    n: int
    mean: float | None
    standard_deviation: float | None
    p: float | None
    counts: tuple[int, ...] | None


def _basics(seen: Floats, bottom: float, top: float) -> _Basics:
    n = len(seen)
    if n == 0:
        return _Basics(0, None, None, None, None)
    mean = float(seen.mean())
    spread = float(seen.std(ddof=1)) if n > 1 else None
    whole = float(bottom).is_integer() and (seen == np.round(seen)).all() and top - bottom < 100
    counts = None
    if whole:
        filled = np.bincount((seen - bottom).astype(int), minlength=round(top - bottom) + 1)
        counts = tuple(int(count) for count in filled)
    return _Basics(n, mean, spread, (mean - bottom) / (top - bottom) if top > bottom else None, counts)


def _flags(
    basics: _Basics,
    item_rest: float | None,
    missing: float,
    *,
    p_range: tuple[float, float],
    weak_below: float,
    missing_maximum: float,
) -> tuple[Flag, ...]:
    flags: list[Flag] = []
    if basics.n == 0:
        return ("unanswered",)
    if basics.standard_deviation is None or basics.standard_deviation == 0:
        flags.append("constant")
    if basics.p is not None and basics.p < p_range[0]:
        flags.append("too_hard")
    if basics.p is not None and basics.p > p_range[1]:
        flags.append("too_easy")
    if item_rest is not None and item_rest < 0:
        flags.append("against_the_rest")
    elif item_rest is not None and item_rest < weak_below:
        flags.append("weak")
    if missing > missing_maximum:
        flags.append("often_skipped")
    if basics.counts is not None and 0 in basics.counts:
        flags.append("unused_category")
    return tuple(flags)


def _item_rest(complete: Floats) -> list[float | None]:
    items = complete.shape[1]
    if len(complete) < 3:
        return [None] * items
    centred = complete - complete.mean(axis=0)
    rest = centred.sum(axis=1, keepdims=True) - centred
    rest -= rest.mean(axis=0)
    tops = (centred * rest).sum(axis=0)
    bottoms = np.sqrt((centred**2).sum(axis=0) * (rest**2).sum(axis=0))
    scale = np.sqrt(len(complete)) * np.abs(complete).max()
    return [
        float(np.clip(a / b, -1, 1)) if b > 1e-12 * max(scale, 1.0) else None
        for a, b in zip(tops, bottoms, strict=True)
    ]


def _alpha_without(complete: Floats) -> list[float | None]:
    items = complete.shape[1]
    if len(complete) < 3 or items < 3:
        return [None] * items
    covariance = np.cov(complete, rowvar=False)
    found: list[float | None] = []
    for index in range(items):
        kept = np.delete(np.delete(covariance, index, axis=0), index, axis=1)
        defined = kept.sum() > 1e-12 * max(float(np.trace(kept)), 1e-300)
        found.append(alpha_of(kept) if defined else None)
    return found
