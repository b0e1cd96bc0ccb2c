"""The adaptive test: bank and rules laid out for fast use, shared by all its sessions."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maatwerk.science.adaptive._bank import Floats, ItemBank
from maatwerk.science.adaptive._rules import AreaTable, Exposure, Rules, area_table
from maatwerk.science.adaptive._session import Choice, Response, Session
from maatwerk.science.errors import ScienceError

if TYPE_CHECKING:
    from maatwerk.science.adaptive._kernels import Settings, Tables

METHOD = "adaptive/1"


@dataclass(frozen=True, eq=False)
class AdaptiveTest:
    """A computerised adaptive test, ready to be given.

    Immutable, so one instance serves any number of sessions and threads. Every choice in a session follows
    from the test, the session's seed, and the items and responses so far: nothing else needs to be stored.

    Examples
    --------
    >>> bank = ItemBank(slopes=[1.2, 0.9, 1.5], intercepts=[0.3, -0.5, 0.0])
    >>> test = AdaptiveTest(bank, Rules(max_length=2))
    >>> session = test.start(seed=7)
    >>> choice = session.next_item()
    >>> choice.item
    2
    >>> session.answer(choice.item, 1)
    >>> round(session.ability.theta, 2)
    0.48
    """

    bank: ItemBank
    rules: Rules
    areas: AreaTable = field(init=False, repr=False)
    _tables: "Tables" = field(init=False, repr=False)
    _settings: "Settings" = field(init=False, repr=False)

    def __post_init__(self) -> None:
        exposure, count = self.rules.exposure, len(self.bank)
        if exposure is not None and exposure.probabilities.size != count:
            raise ScienceError("exposure", f"{count} probabilities", exposure.probabilities.size)
        put = object.__setattr__
        put(self, "areas", area_table(self.bank, self.rules))
        put(self, "_tables", _tables(self.bank, self.rules, self.areas))
        put(self, "_settings", _settings(self.rules))

    def start(self, seed: int, *, exclude: Sequence[int] = ()) -> Session:
        """Begin a session.

        Parameters
        ----------
        seed
            From 0 to 2**63 - 1; decides which items are held back and every draw among the best items.
        exclude
            Items this person must not get, e.g. because they had them last time. Store them with the seed.
        """
        return Session(self, seed, exclude)

    def resume(
        self, seed: int, items: Sequence[int], responses: Sequence[Response], *, exclude: Sequence[int] = ()
    ) -> Session:
        """Return the session as it stood after these items and responses (None where an item was left open).

        Raises
        ------
        ScienceError
            When an item is unknown or given twice, or a response is none of its categories.
        """
        if len(items) != len(responses):
            raise ScienceError("responses", f"one for each of {len(items)} items", len(responses))
        session = self.start(seed, exclude=exclude)
        session.recall(items, responses)
        return session

    def replay(
        self, seed: int, items: Sequence[int], responses: Sequence[Response], *, exclude: Sequence[int] = ()
    ) -> list[Choice | None]:
        """Return the choice the rules make at each position of a recorded session, to compare and to explain.

        ``[choice.item for choice in replay]`` equals `items` when the session was given by these rules; None
        stands where the rules would have stopped.
        """
        session = self.start(seed, exclude=exclude)
        choices = []
        for item, response in zip(items, responses, strict=True):
            choices.append(session.next_item())
            session.answer(item, response)
        return choices

    def with_exposure(self, exposure: Exposure | None) -> "AdaptiveTest":
        """Return the same test under another exposure control."""
        return AdaptiveTest(self.bank, replace(self.rules, exposure=exposure))


def _tables(bank: ItemBank, rules: Rules, areas: AreaTable) -> "Tables":
    from maatwerk.science.adaptive import _kernels

    half = rules.grid_range * rules.prior_sd
    grid = np.linspace(rules.prior_mean - half, rules.prior_mean + half, rules.grid_size)
    status = np.zeros(len(bank), dtype=np.uint8)
    status[list(bank.excluded)] = _kernels.EXCLUDED
    enemy_start, enemies = _neighbours(bank)
    exposure = rules.exposure
    return _kernels.Tables(
        slopes=bank.slopes,
        intercepts=np.ascontiguousarray(bank.intercepts),
        steps=bank.n_categories - 1,
        grid=grid,
        log_prior=-0.5 * ((grid - rules.prior_mean) / rules.prior_sd) ** 2,
        log_category=_log(bank.probabilities(grid)),
        information=np.ascontiguousarray(bank.information(grid).T),
        log_ratio=_log_ratio(bank, rules),
        area=areas.of_item,
        share=areas.share,
        minimum=areas.minimum,
        maximum=areas.maximum,
        enemy_start=enemy_start,
        enemies=enemies,
        status=status,
        allowed=np.ones(len(bank)) if exposure is None else np.asarray(exposure.probabilities),
        bins=np.array(rules.bins, dtype=np.int64),
    )


def _settings(rules: Rules) -> "Settings":
    from maatwerk.science.adaptive import _kernels

    upper, lower = np.inf, -np.inf
    if rules.classify is not None:  # Wald (1947): bounds of the log likelihood ratio
        upper = float(np.log((1 - rules.classify.beta) / rules.classify.alpha))
        lower = float(np.log(rules.classify.beta / (1 - rules.classify.alpha)))
    return _kernels.Settings(
        min_length=rules.min_length,
        max_length=rules.max_length,
        stop_se=-1.0 if rules.stop_se is None else float(rules.stop_se),
        log_upper=upper,
        log_lower=lower,
        posterior_weighted=rules.criterion == "posterior",
        start_mean=float(rules.prior_mean),
        start_spread=float(rules.start_spread),
    )


def _log(probabilities: Floats) -> Floats:
    """Logarithms, bounded so that one impossible response cannot wipe out the posterior."""
    return np.asarray(np.log(np.maximum(probabilities, 1e-12)))


def _log_ratio(bank: ItemBank, rules: Rules) -> Floats:
    found = rules.classify
    if found is None:
        return np.zeros((len(bank), bank.intercepts.shape[1] + 1))
    log_category = _log(bank.probabilities([found.cut - found.margin, found.cut + found.margin]))
    return np.ascontiguousarray(log_category[:, :, 1] - log_category[:, :, 0])


def _neighbours(bank: ItemBank) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Enemies of each item as compressed rows."""
    near: list[set[int]] = [set() for _ in range(len(bank))]
    for one, other in bank.enemies:
        near[one].add(other)
        near[other].add(one)
    start = np.zeros(len(bank) + 1, dtype=np.int64)
    np.cumsum([len(found) for found in near], out=start[1:])
    return start, np.array([item for found in near for item in sorted(found)], dtype=np.int64)
