"""All items of a test at once, matched on a total score cleaned of the items that work differently."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.fairness._mantel_haenszel import MantelHaenszel, mantel_haenszel_dif
from maatwerk.science.fairness._tally import as_binary
from maatwerk.science.inputs import as_floats
from maatwerk.science.results import Caveat, Language, caveat
from maatwerk.science.words import with_caveats

MOST_ROUNDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class DifScreen:
    """Mantel-Haenszel results per item, and the items of class C, which leave the pool.

    `items` is None for an item that everybody answered alike, or that no stratum can compare; `settled` says
    whether the set of items in the matching score stopped changing.
    """

    items: tuple[MantelHaenszel | None, ...]
    large: tuple[int, ...]
    rounds: int
    settled: bool
    n: int
    method: str = "dif-screen-mh/1"
    caveats: tuple[Caveat, ...] = field(default=())

    def explain(self, language: Language = "en") -> str:
        """Return how many items work differently as one plain sentence."""
        sentence = {
            "en": "{k} of {m} items work clearly differently for the two groups ({n} people).",
            "nl": "{k} van de {m} items werken duidelijk anders voor de twee groepen ({n} mensen).",
        }[language].format(k=len(self.large), m=len(self.items), n=self.n)
        return with_caveats(sentence, self.caveats, language)


def dif_screen(responses: ArrayLike, focal: ArrayLike, *, purify: bool = True) -> DifScreen:
    """Run Mantel-Haenszel on every right/wrong item, matching on the total score.

    With `purify` items of class C leave the total score and all items are tested again, until the set no
    longer changes [1]_; a studied item always counts in its own matching score.

    Parameters
    ----------
    responses : (n, m) 0/1
        Complete answers; people with a missing answer are left out, and counted.
    focal : (n,) bool or 0/1
        Who belongs to the group under study.

    References
    ----------
    .. [1] holland1988; candell1988 for repeating it.
    """
    answers = as_floats("responses", responses)
    group = as_binary("focal", focal)
    if answers.ndim != 2 or len(answers) != len(group):
        raise ScienceError("responses", f"{len(group)} rows of answers", f"shape {answers.shape}")
    complete = ~np.isnan(answers).any(axis=1)
    left_out = int((~complete).sum())
    answers, group = answers[complete], group[complete]
    if not len(answers):
        raise InsufficientDataError("responses", "people with complete answers", 0)
    right = np.column_stack([as_binary("responses", column) for column in answers.T])
    large: set[int] = set()
    rounds, settled = 0, False
    while not settled and rounds < MOST_ROUNDS:
        rounds += 1
        items = _all_items(right, group, large)
        now = {index for index, found in enumerate(items) if found is not None and found.ets_class == "C"}
        settled, large = now == large or not purify, now
    found_caveats = [] if settled else [caveat("not_converged", iterations=rounds)]
    if left_out:
        found_caveats.append(caveat("left_out", n=left_out))
    return DifScreen(
        items=items,
        large=tuple(sorted(large)),
        rounds=rounds,
        settled=settled,
        n=len(answers),
        caveats=tuple(found_caveats),
    )


def _all_items(right: np.ndarray, group: np.ndarray, excluded: set[int]) -> tuple[MantelHaenszel | None, ...]:
    kept = [index for index in range(right.shape[1]) if index not in excluded]
    total = right[:, kept].sum(axis=1)
    results: list[MantelHaenszel | None] = []
    for index in range(right.shape[1]):
        matching = total + right[:, index] if index in excluded else total
        try:
            results.append(mantel_haenszel_dif(right[:, index], group, matching))
        except InsufficientDataError:
            results.append(None)
    return tuple(results)
