"""Fixed forms, where everybody gets the same items: for uncalibrated banks, and as the rival to beat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.adaptive._bank import Floats, ItemBank
from maatwerk.science.adaptive._engine import AdaptiveTest
from maatwerk.science.adaptive._rules import Quota, Rules, area_table
from maatwerk.science.adaptive._session import Ability, Response, StopReason
from maatwerk.science.adaptive._simulation import Simulation, simulate
from maatwerk.science.errors import ScienceError


@dataclass(frozen=True, eq=False, kw_only=True)
class FixedForm:
    """A list of items that everybody gets.

    Parameters
    ----------
    items
        Positions in order, each once.
    bank
        The calibrated bank, when there is one; without it sessions record responses and give no ability.
    shuffle
        Give the items in an order drawn by the session's seed.
    time_limit_seconds
        No next item after this much time; the caller keeps the clock.
    """

    items: tuple[int, ...]
    bank: ItemBank | None = None
    shuffle: bool = False
    time_limit_seconds: float | None = None
    _test: AdaptiveTest | None = field(init=False, repr=False, default=None)

    def __post_init__(self) -> None:
        items = tuple(int(item) for item in self.items)
        if not items or len(set(items)) != len(items) or min(items) < 0:
            raise ScienceError("items", "one or more positions from 0, each once", items[:5])
        object.__setattr__(self, "items", items)
        if self.bank is None:
            return
        if max(items) >= len(self.bank):
            raise ScienceError("items", f"positions in a bank of {len(self.bank)}", max(items))
        object.__setattr__(self, "_test", AdaptiveTest(self.bank, Rules(max_length=len(items))))

    def start(self, seed: int = 0) -> "FixedSession":
        """Begin a session; the seed only matters for `shuffle`."""
        return FixedSession(self, seed)

    def resume(self, seed: int, items: Sequence[int], responses: Sequence[Response]) -> "FixedSession":
        """Return the session as it stood after these items and responses."""
        if len(items) != len(responses):
            raise ScienceError("responses", f"one for each of {len(items)} items", len(responses))
        session = self.start(seed)
        for item, response in zip(items, responses, strict=True):
            session.answer(item, response)
        return session

    def order(self, seed: int) -> tuple[int, ...]:
        """Return the items in the order of this session."""
        if not self.shuffle:
            return self.items
        from maatwerk.science.adaptive import _kernels

        keys = [_kernels.draw(seed, _kernels.STREAM_PICK, place) for place in range(len(self.items))]
        return tuple(self.items[place] for place in np.argsort(keys, kind="stable"))


class FixedSession:
    """A running session of a fixed form; `stop`, `items`, `responses` and `answer` as in `Session`."""

    def __init__(self, form: FixedForm, seed: int) -> None:
        self.seed = seed
        self.order = form.order(seed)
        self.items: list[int] = []
        self.responses: list[Response] = []
        self.stop: StopReason | None = None
        self._limit = form.time_limit_seconds
        self._scorer = None if form._test is None else form._test.start(0)

    @property
    def ability(self) -> Ability | None:
        """The estimate so far; None for a form without calibration."""
        return None if self._scorer is None else self._scorer.ability

    def next_item(self, elapsed_seconds: float = 0.0) -> int | None:
        """Return the position of the next item, or None and set `stop`."""
        if self.stop is None and self._limit is not None and elapsed_seconds >= self._limit:
            self.stop = "time"
        if self.stop is not None:
            return None
        return next(item for item in self.order if item not in self.items)

    def answer(self, item: int, response: Response) -> None:
        """Record a response: a category from 0, or None when the item was left open."""
        if item not in self.order or item in self.items:
            raise ScienceError("item", "one of the form that was not given yet", item)
        if response is not None and response < 0:
            raise ScienceError("response", "a category from 0, or None", response)
        if self._scorer is not None:
            self._scorer.answer(item, response)
        self.items.append(item)
        self.responses.append(response)
        if len(self.items) == len(self.order):
            self.stop = "length"


def best_fixed_form(
    bank: ItemBank,
    length: int,
    *,
    quotas: Mapping[str, Quota] | None = None,
    prior_mean: float = 0.0,
    prior_sd: float = 1.0,
) -> tuple[int, ...]:
    """Return the items whose form has the smallest expected posterior variance, in order of addition.

    Minimises ``E[1 / (1 / prior_sd² + Σ I_i(theta))]`` over a normal population: greedy addition, then
    exchanges of one item until none helps. `quotas` bounds the areas by minimum and maximum (shares are
    ignored).

    Raises
    ------
    ScienceError
        When no form of this length satisfies the quotas.
    """
    rules = Rules(max_length=length, quotas=quotas or {}, prior_mean=prior_mean, prior_sd=prior_sd)
    areas = area_table(bank, rules)
    grid = np.linspace(prior_mean - 4 * prior_sd, prior_mean + 4 * prior_sd, 65)
    weights = np.exp(-0.5 * ((grid - prior_mean) / prior_sd) ** 2)
    weights /= weights.sum()
    information = bank.information(grid)
    banned = set(bank.excluded)

    def losses(total: Floats) -> Floats:
        return np.asarray((1.0 / (1.0 / prior_sd**2 + total + information)) @ weights)

    def pick(form: list[int], total: Floats) -> int:
        counts = (
            np.bincount(areas.of_item[form], minlength=len(areas.labels))
            if form
            else np.zeros_like(areas.minimum)
        )
        missing = np.maximum(areas.minimum - counts, 0)
        opened = missing > 0 if missing.sum() >= length - len(form) else counts < areas.maximum
        usable = opened[areas.of_item]
        usable[[*form, *banned]] = False
        if not usable.any():
            raise ScienceError("length", "reachable within the quotas and the bank", length)
        return int(np.argmin(np.where(usable, losses(total), np.inf)))

    form: list[int] = []
    total = np.full_like(grid, 0.0)
    while len(form) < length:
        form.append(pick(form, total))
        total = information[form].sum(axis=0)
    improved = True
    while improved:
        improved = False
        for place in range(length):
            rest = form[:place] + form[place + 1 :]
            without = information[rest].sum(axis=0)
            candidate = pick(rest, without)
            found = losses(without)
            if found[candidate] < found[form[place]] - 1e-12:
                form[place] = candidate
                improved = True
    return tuple(form)


def simulate_form(
    bank: ItemBank, items: Sequence[int], thetas: ArrayLike, *, rng: np.random.Generator
) -> Simulation:
    """Give the fixed form to one simulated person for each true value; scores are means under a N(0, 1) prior."""
    chosen = list(items)
    part = ItemBank(slopes=bank.slopes[chosen], intercepts=bank.intercepts[chosen])
    return simulate(
        AdaptiveTest(part, Rules(max_length=len(chosen), min_length=len(chosen))), thetas, rng=rng
    )
