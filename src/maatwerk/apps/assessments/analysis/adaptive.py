"""Which item comes next: the bridge to `maatwerk.science.adaptive`, and the same face for fixed forms.

Everything follows from what is published (bank, rules, exposure), the session's seed, and the answers so far: nothing
else is stored, and `replay` makes every choice again.
"""

import hashlib
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.assessments.giving import Giving
from maatwerk.kernel.refusals import Refusal

if TYPE_CHECKING:
    from maatwerk.science.adaptive import AdaptiveTest, Choice

Category = int | None
_TOO_FEW = _(
    "Scale “%(scale)s” has too few calibrated items for tests of %(length)d items that no more than"
    " %(cap)d%% of the people see. Shorten the test, or add items."
)
_warm = threading.Event()
_GOLDEN = 0x9E3779B97F4A7C15  # keeps the draws of a session's scales apart


@dataclass(frozen=True, slots=True)
class BankItem:
    """What choosing needs to know of an item: no content, no key."""

    id: str
    key: str
    scale: str
    area: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What comes after the answers so far: an item, or the reason why there is none."""

    item: str | None
    ended_by: str = ""
    choice: "Choice | None" = None


class Giver(Protocol):
    """Gives the items of one module."""

    @property
    def most(self) -> int:
        """The most items that a session can have."""
        ...

    def step(
        self,
        seed: int,
        items: Sequence[str],
        categories: Sequence[Category],
        excluded: frozenset[str] = frozenset(),
    ) -> Step:
        """Say what comes after these items (ids) and their scored categories (None: left open)."""
        ...


@dataclass(frozen=True)
class FixedGiver:
    """The same items for everybody, in the order of the instrument or in one drawn by the seed."""

    items: tuple[BankItem, ...]
    shuffle: bool = False

    @property
    def most(self) -> int:
        """The most items that a session can have."""
        return len(self.items)

    def step(
        self,
        seed: int,
        items: Sequence[str],
        categories: Sequence[Category],
        excluded: frozenset[str] = frozenset(),
    ) -> Step:
        """Say what comes next; items that were taken out before the session began are passed over."""
        given = set(items)
        for item in self._order(seed):
            if item.id not in given and item.key not in excluded:
                return Step(item.id)
        return Step(None, "length")

    def _order(self, seed: int) -> Sequence[BankItem]:
        if not self.shuffle:
            return self.items
        return sorted(self.items, key=lambda item: hashlib.sha256(f"{seed}:{item.id}".encode()).digest())


@dataclass(frozen=True)
class AdaptiveGiver:
    """Scale after scale, each item by information, within quotas and exposure."""

    scales: tuple["AdaptiveScale", ...]

    @property
    def most(self) -> int:
        """The most items that a session can have."""
        return sum(scale.most for scale in self.scales)

    def step(
        self,
        seed: int,
        items: Sequence[str],
        categories: Sequence[Category],
        excluded: frozenset[str] = frozenset(),
    ) -> Step:
        """Say what comes next: of the first scale that is not measured well enough yet."""
        ended = ""
        for number, scale in enumerate(self.scales):
            places = scale.places
            own = [
                (places[item], made) for item, made in zip(items, categories, strict=True) if item in places
            ]
            out = scale.places_of(excluded)
            session = scale.test.resume(
                seed_of(seed, number), [place for place, _ in own], [made for _, made in own], exclude=out
            )
            choice = session.next_item()
            if choice is not None:
                return Step(scale.items[choice.item].id, choice=choice)
            ended = str(session.stop)
        return Step(None, ended)


@dataclass(frozen=True)
class AdaptiveScale:
    """A calibrated scale, ready to be given."""

    key: str
    items: tuple[BankItem, ...]
    test: "AdaptiveTest"
    places: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", {item.id: place for place, item in enumerate(self.items)})

    def places_of(self, keys: frozenset[str]) -> list[int]:
        """Return where the items with these keys stand: mostly none, and then nobody looks."""
        return [place for place, item in enumerate(self.items) if item.key in keys] if keys else []

    @property
    def most(self) -> int:
        """The most items of this scale in one session."""
        return self.test.rules.max_length


@dataclass(frozen=True, slots=True)
class Replayed:
    """One choice of a session, made again."""

    position: int
    given: str
    chosen: str | None
    choice: "Choice | None"


def replay(
    giver: Giver,
    seed: int,
    items: Sequence[str],
    categories: Sequence[Category],
    excluded: frozenset[str] = frozenset(),
) -> list[Replayed]:
    """Make every choice of a recorded session again, to compare and to explain."""
    found = []
    for place, given in enumerate(items):
        step = giver.step(seed, items[:place], categories[:place], excluded)
        found.append(Replayed(place, given, step.item, step.choice))
    return found


def adaptive_scale(
    key: str,
    items: Sequence[BankItem],
    parameters: Mapping[str, Any],
    giving: Giving,
    exposure: Mapping[str, float] | None = None,
) -> AdaptiveScale:
    """Lay out a scale for adaptive delivery.

    `parameters` is that of its `Calibration`; items without parameters, or with a slope that is not positive, are left
    out. `exposure` holds the probability per item key, from `calibrated_exposure`.

    Raises
    ------
    Refusal
        Too few calibrated items for the rules.
    """
    from maatwerk.science.adaptive import AdaptiveTest, Exposure

    usable = tuple(item for item in items if parameters.get(item.key, {}).get("slope", 0) > 0)
    rules = _rules(giving, usable)
    if exposure:
        probabilities = [exposure.get(item.key, 1.0) for item in usable]
        rules = _replaced(rules, exposure=Exposure(probabilities=probabilities, cap=giving.cap))  # type: ignore[arg-type]
    return AdaptiveScale(key, usable, AdaptiveTest(_bank(usable, parameters), rules))


def adaptive_giver(
    items: Sequence[BankItem],
    scales: Iterable[str],
    parameters: Mapping[str, Mapping[str, Any]],
    giving: Giving,
    exposure: Mapping[str, Mapping[str, float]],
) -> AdaptiveGiver:
    """Return who gives these items scale by scale (keys, in order); scales without calibration are not given."""
    return AdaptiveGiver(
        tuple(
            adaptive_scale(
                scale,
                [item for item in items if item.scale == scale],
                parameters[scale],
                giving,
                exposure.get(scale),
            )
            for scale in scales
            if scale in parameters
        )
    )


def calibrated_exposure(
    scale: AdaptiveScale, giving: Giving, *, seed: int, tell: Callable[[], None] = lambda: None
) -> dict[str, float]:
    """Find, by simulation, the probabilities that keep every item under the cap.

    Raises
    ------
    Refusal
        The scale has too few items for the cap.
    """
    import numpy as np

    from maatwerk.science.adaptive import calibrate_exposure
    from maatwerk.science.errors import InsufficientDataError

    tell()
    try:
        found = calibrate_exposure(scale.test, cap=giving.cap, rng=np.random.default_rng(seed))
    except InsufficientDataError as error:
        raise too_few_items(scale.key, giving) from error
    return {item.key: float(number) for item, number in zip(scale.items, found.probabilities, strict=True)}


def warm_up() -> None:
    """Load what adaptive testing needs beside the request: compiled code takes seconds, once in each process."""
    if not _warm.is_set():
        _warm.set()
        threading.Thread(target=_load, daemon=True).start()


def _load() -> None:
    from maatwerk.science.adaptive import AdaptiveTest, ItemBank, Rules

    bank = ItemBank(slopes=[1.0, 1.0], intercepts=[0.0, 0.0])  # type: ignore[arg-type]
    session = AdaptiveTest(bank, Rules(max_length=2, criterion="posterior")).resume(1, [0], [1])
    session.next_item()


def too_few_items(scale: str, giving: Giving) -> Refusal:
    """Say that a scale cannot be given adaptively under the cap."""
    values = {"scale": scale, "length": giving.max_length, "cap": round(100 * giving.cap)}
    # a job refuses in no language yet: whoever reads it brings theirs
    said: Callable[[], Any] = lazy(lambda: _TOO_FEW % values, str)
    return Refusal(
        said(),
        code="too_few_items",
    )


def _bank(items: Sequence[BankItem], parameters: Mapping[str, Any]) -> Any:
    import numpy as np

    from maatwerk.science.adaptive import ItemBank

    found = [parameters[item.key] for item in items]
    width = max(len(each["intercepts"]) for each in found)
    intercepts = np.full((len(found), width), np.nan)
    for row, each in enumerate(found):
        intercepts[row, : len(each["intercepts"])] = each["intercepts"]
    return ItemBank(
        slopes=np.array([each["slope"] for each in found], dtype=float),
        intercepts=intercepts,
        areas=tuple(item.area for item in items),
        names=tuple(item.key for item in items),
    )


def _rules(giving: Giving, items: Sequence[BankItem]) -> Any:
    from maatwerk.science.adaptive import Quota, Rules

    if len(items) < giving.max_length or len(items) * giving.cap < giving.min_length:
        raise too_few_items(items[0].scale if items else "", giving)
    areas = {item.area for item in items}
    quotas = {
        area: Quota(quota.share, quota.minimum, quota.maximum)
        for area, quota in giving.quotas.items()
        if area in areas
    }
    return Rules(
        max_length=giving.max_length,
        min_length=giving.min_length,
        stop_se=giving.stop_se,
        quotas=quotas,
        criterion=giving.criterion,  # type: ignore[arg-type]  # checked by `Giving`
        randomesque=giving.randomesque,
        start_spread=giving.start_spread,
    )


def _replaced(rules: Any, **changes: Any) -> Any:
    from dataclasses import replace

    return replace(rules, **changes)


def seed_of(seed: int, number: int) -> int:
    """Return the seed of a session's scale, by its place among the scales."""
    return (seed + number * _GOLDEN) & (2**63 - 1)
