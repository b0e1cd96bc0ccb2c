"""One person taking one adaptive test: the posterior so far, the next item, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from maatwerk.science.errors import ScienceError
from maatwerk.science.results import Language

if TYPE_CHECKING:
    from maatwerk.science.adaptive._engine import AdaptiveTest

Response = int | None
StopReason = Literal["precise", "above", "below", "length", "exhausted", "time"]
Relaxed = Literal["", "shares", "exposure"]

_REASONS: tuple[StopReason | None, ...] = (None, "precise", "above", "below", "length", "exhausted")
_RELAXED: tuple[Relaxed, ...] = ("", "shares", "exposure")
_SENTENCES: dict[str, dict[Language, str]] = {
    "choice": {
        "en": "Item {name} was drawn from the {among} most informative of {open} open items: "
        "its information is {information} at an estimate of {theta} (standard error {se}).",
        "nl": "Item {name} is getrokken uit de {among} meest informatieve van {open} open items: "
        "de informatie is {information} bij een schatting van {theta} (standaardfout {se}).",
    },
    "areas": {
        "en": "Open areas: {areas}.",
        "nl": "Open onderdelen: {areas}.",
    },
    "held": {
        "en": "{held} items were held back in this session so that few people see them.",
        "nl": "{held} items zijn in deze sessie achtergehouden, zodat weinig mensen ze zien.",
    },
    "shares": {
        "en": "No open item fitted the aimed shares of the areas, so these gave way.",
        "nl": "Geen open item paste bij de beoogde verdeling over onderdelen; die is losgelaten.",
    },
    "exposure": {
        "en": "No other item fitted the content rules, so an item that was held back was used.",
        "nl": "Geen ander item paste bij de inhoudsregels; daarom is een achtergehouden item gebruikt.",
    },
}


@dataclass(frozen=True, slots=True)
class Ability:
    """Posterior mean of theta, its standard deviation, and the number of responses it rests on.

    Theta is in standard deviations of the prior's population when the prior is standard normal.
    """

    theta: float
    standard_error: float
    n_responses: int


@dataclass(frozen=True, slots=True)
class Choice:
    """The next item, with all that is needed to say why this one.

    Attributes
    ----------
    item, name, area : the item's position, name and content area
    position : 0 for the first item of the session
    information : the criterion's value for this item, in 1 / theta²
    among : the best items, best first, out of which one was drawn
    n_open : items that could be chosen at all
    n_held : items set aside in this session to limit exposure
    open_areas : labels of the areas from which the item could come
    relaxed : which wish had to give way: none, the areas' shares, or exposure
    theta, standard_error : the estimate before this item
    """

    item: int
    name: str
    area: str
    position: int
    information: float
    among: tuple[int, ...]
    n_open: int
    n_held: int
    open_areas: tuple[str, ...]
    relaxed: Relaxed
    theta: float
    standard_error: float

    def explain(self, language: Language = "en") -> str:
        """Say in plain sentences why this item came now."""
        values = {
            "name": self.name,
            "among": len(self.among),
            "open": self.n_open,
            "information": _number(self.information, language),
            "theta": _number(self.theta, language),
            "se": _number(self.standard_error, language),
            "areas": ", ".join(self.open_areas),
            "held": self.n_held,
        }
        parts = ["choice"]
        parts += ["areas"] * any(self.open_areas)
        parts += ["held"] * (self.n_held > 0)
        parts += [self.relaxed] * bool(self.relaxed)
        return " ".join(_SENTENCES[part][language].format(**values) for part in parts)


class Session:
    """A running session. Made by `AdaptiveTest.start` or `resume`; keeps no clock and stores nothing.

    Attributes
    ----------
    items, responses : what was given so far, in order; with `seed` (and `exclude`) all that must be stored
    ability : the estimate so far
    stop : why the test is over, or None while it runs
    """

    __slots__ = (
        "_book",
        "_held",
        "_log_posterior",
        "_log_ratio",
        "_mean",
        "_sd",
        "_test",
        "_weights",
        "_work",
        "exclude",
        "items",
        "responses",
        "seed",
        "stop",
    )

    def __init__(self, test: "AdaptiveTest", seed: int, exclude: Sequence[int] = ()) -> None:
        from maatwerk.science.adaptive import _kernels

        if not 0 <= seed < 2**63:
            raise ScienceError("seed", "from 0 to 2**63 - 1", seed)
        tables, count, areas = test._tables, len(test.bank), len(test.areas.labels)
        self._test, self.seed = test, int(seed)
        status = np.empty(count, dtype=np.uint8)
        _kernels.begin(tables, self.seed, status)
        self._held = int(np.count_nonzero(status == _kernels.HELD))
        self.exclude = tuple(sorted(set(exclude)))
        for item in self.exclude:
            status[self._known(item)] = _kernels.EXCLUDED
        self._book = (status, np.zeros(areas, dtype=np.int64), np.zeros(areas, dtype=np.uint8))
        self._work = (np.empty(count), np.empty(max(test.rules.bins), dtype=np.int64))
        self._log_posterior = tables.log_prior.copy()
        self._weights = np.empty_like(self._log_posterior)
        self._mean, self._sd = _kernels.update(tables, 0, -1, self._log_posterior, self._weights)
        self._log_ratio = 0.0
        self.items: list[int] = []
        self.responses: list[Response] = []
        self.stop: StopReason | None = None

    @property
    def ability(self) -> Ability:
        """Posterior mean and standard deviation after the responses so far."""
        answered = len(self.responses) - self.responses.count(None)
        return Ability(self._mean, self._sd, answered)

    def next_item(self, elapsed_seconds: float = 0.0) -> Choice | None:
        """Choose the next item, or return None and set `stop`.

        Asking twice gives the same item. `elapsed_seconds` is working time so far, for tests with a time
        limit.
        """
        from maatwerk.science.adaptive import _kernels

        limit = self._test.rules.time_limit_seconds
        if self.stop is None and limit is not None and elapsed_seconds >= limit:
            self.stop = "time"
        if self.stop is not None:
            return None
        test = self._test
        item, count, n_open, relaxed = _kernels.choose(
            test._tables, test._settings, self.seed, (self._mean, self._weights), self._book, self._work
        )
        if item < 0:
            self.stop = "exhausted"
            return None
        values, found = self._work
        labels, opened = test.areas.labels, self._book[2]
        return Choice(
            item=item,
            name=test.bank.names[item],
            area=test.bank.areas[item],
            position=len(self.items),
            information=float(values[item]),
            among=tuple(found[:count].tolist()),
            n_open=n_open,
            n_held=self._held,
            open_areas=tuple(
                label for label, is_open in zip(labels, opened.tolist(), strict=True) if is_open
            ),
            relaxed=_RELAXED[relaxed],
            theta=self._mean,
            standard_error=self._sd,
        )

    def answer(self, item: int, response: Response) -> None:
        """Record a response (a category from 0, or None when the item was left open) and update the
        posterior.

        Raises
        ------
        ScienceError
            When the item is unknown or was given before, or the response is none of its categories.
        """
        from maatwerk.science.adaptive import _kernels

        test = self._test
        status = self._book[0]
        if status[self._known(item)] == _kernels.GIVEN:
            raise ScienceError("item", "one that was not given in this session", item)
        most = int(test._tables.steps[item])
        if response is not None and not 0 <= response <= most:
            raise ScienceError("response", f"a category from 0 to {most}, or None", response)
        category = -1 if response is None else int(response)
        self._mean, self._sd, self._log_ratio, why = _kernels.take(
            test._tables,
            test._settings,
            (item, category),
            self._book,
            (self._log_ratio, self._log_posterior, self._weights),
        )
        self.items.append(int(item))
        self.responses.append(response)
        self.stop = _REASONS[why]

    def recall(self, items: Sequence[int], responses: Sequence[Response]) -> None:
        """Record what was given before, as `answer` would one by one, but at once.

        Raises
        ------
        ScienceError
            As `answer` does, for the first item that cannot be recorded; the session is of no use then.
        """
        from maatwerk.science.adaptive import _kernels

        if not items:
            return
        test = self._test
        given = (
            np.array(items, dtype=np.int64),
            np.array([-1 if response is None else response for response in responses], dtype=np.int64),
        )
        state = (self._log_ratio, self._log_posterior, self._weights)
        wrong, self._mean, self._sd, self._log_ratio, why = _kernels.recall(
            test._tables, test._settings, given, self._book, state
        )
        if wrong >= 0 or any(response is not None and response < 0 for response in responses):
            self._refuse(items, responses)
        self.items.extend(map(int, items))
        self.responses.extend(responses)
        self.stop = _REASONS[why]

    def _refuse(self, items: Sequence[int], responses: Sequence[Response]) -> None:
        """Name what cannot be recorded, by recording one by one."""
        anew = Session(self._test, self.seed, self.exclude)
        for item, response in zip(items, responses, strict=True):
            anew.answer(item, response)

    def _known(self, item: int) -> int:
        if not 0 <= item < len(self._test.bank):
            raise ScienceError("item", f"from 0 to {len(self._test.bank) - 1}", item)
        return int(item)


def _number(value: float, language: Language) -> str:
    text = f"{value:.2f}"
    return text.replace(".", ",") if language == "nl" else text
