"""The modules that this process gives, kept in memory: published content never changes, so nothing is ever stale.

`Play` knows content, keys and the giver of items. A process keeps the modules used last; one that is not here yet costs
a few queries once.
"""

import json
import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from maatwerk.apps.assessments.analysis.adaptive import (
    AdaptiveGiver,
    BankItem,
    FixedGiver,
    Giver,
    adaptive_giver,
)
from maatwerk.apps.assessments.giving import Giving
from maatwerk.apps.assessments.models import Module
from maatwerk.apps.assessments.queries.playing import ModuleContent, module_content, parameters_of
from maatwerk.kernel import tenancy

MODULES_KEPT = 64
T = TypeVar("T")


class Kept:
    """The things used last, at most so many; safe between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[object, object] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: object, make: Callable[[], T]) -> T:
        """Return what is kept under a key, made where it is missing (outside the lock: two may make it at once)."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]  # type: ignore[return-value]
        made = make()
        self.keep(key, made)
        return made

    def find(self, key: object) -> Any:
        """Return what is kept under a key; None where nothing is."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: object, value: object) -> None:
        """Keep a value under a key, and let go of what was not used for longest."""
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Forget everything (tests roll back, so keys may come to mean something else)."""
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)


_contents = Kept(MODULES_KEPT)
_givers = Kept(MODULES_KEPT)


@dataclass(frozen=True, slots=True)
class Place:
    """Which module of which organisation."""

    organisation_id: uuid.UUID
    module_id: uuid.UUID


def content_of(place: Place) -> ModuleContent:
    """Return a module's content from memory, or read it."""

    def read() -> ModuleContent:
        with tenancy.acting(organisation=place.organisation_id):
            return module_content(place.module_id)

    return _contents.get(place, read)


def giver_of(place: Place, calibrations: Mapping[str, str]) -> Giver:
    """Return who gives a module's items by these calibrations (scale key → calibration id)."""

    def make() -> Giver:
        content = content_of(place)
        if content.delivery == Module.Delivery.FIXED:
            return fixed_giver(content)
        with tenancy.acting(organisation=place.organisation_id):
            parameters = parameters_of(calibrations)
        return adaptive_giver_of(content, parameters)

    return _givers.get((place, json.dumps(calibrations, sort_keys=True)), make)


def bank_items(content: ModuleContent) -> tuple[BankItem, ...]:
    """Return the items as choosing knows them, scale by scale."""
    order = {scale: number for number, scale in enumerate(content.scales)}
    items = [BankItem(item.id, item.key, item.scale, item.area) for item in content.items.values()]
    return tuple(sorted(items, key=lambda item: order.get(item.scale, len(order))))


def fixed_giver(content: ModuleContent) -> FixedGiver:
    """Return who gives the same items to everybody, in the order in which the instrument has them."""
    items = tuple(BankItem(item.id, item.key, item.scale, item.area) for item in content.items.values())
    return FixedGiver(items, shuffle=Giving.read(content.rules).shuffle)


def adaptive_giver_of(
    content: ModuleContent, parameters: Mapping[str, Mapping[str, object]]
) -> AdaptiveGiver:
    """Return who gives each next item by the answers so far; scales without calibration are not given."""
    return adaptive_giver(
        bank_items(content), content.scales, parameters, Giving.read(content.rules), content.exposure
    )


def most_items(content: ModuleContent) -> int:
    """Return the most items that somebody gets, told before it begins; needs no calibration."""
    if content.delivery == Module.Delivery.FIXED:
        return len(content.items)
    return Giving.read(content.rules).max_length * len(content.scales)


def forget() -> None:
    """Empty this process's memory of modules."""
    _contents.clear()
    _givers.clear()
