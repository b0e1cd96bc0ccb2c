"""What was found when the choices of a test were made again, as a psychologist may see it: by code, never an answer."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.assessments.models import Module, Order, Scale
from maatwerk.apps.assessments.rules import REPLAY
from maatwerk.kernel.models import Work

#: Why there came no further question: of the rules (`science.adaptive`), of the player, of paper.
ENDINGS: dict[str, Promise | str] = {
    "precise": _("the estimate was precise enough"),
    "above": _("the score was clearly above the boundary"),
    "below": _("the score was clearly below the boundary"),
    "length": _("the most questions were given"),
    "exhausted": _("no question was left that could be given"),
    "time": _("the time was over"),
    "paper": _("taken on paper"),
}


@dataclass(frozen=True, slots=True)
class ReplayStep:
    """One choice, and what the answers up to and including it said."""

    place: int
    item: str
    area: str
    again: str | None
    scale: str
    estimate: float | None
    standard_error: float | None
    among: int | None

    @property
    def is_same(self) -> bool:
        """Whether the rules chose what was given."""
        return self.again == self.item


@dataclass(frozen=True, slots=True)
class ReplayPart:
    """One test of an order, made again. `steps` is None where the person has not released the results."""

    name: str
    language: str
    delivery: str
    delivery_label: str
    is_same: bool
    endings: tuple[tuple[str, str], ...]
    steps: tuple[ReplayStep, ...] | None

    @property
    def differs_at(self) -> ReplayStep | None:
        """The first choice that came out otherwise."""
        return next((step for step in self.steps or () if not step.is_same), None)


@dataclass(frozen=True, slots=True)
class ReplayPage:
    """What a page about an order's choices shows."""

    order_id: uuid.UUID
    person_id: uuid.UUID
    package_id: uuid.UUID
    package: str
    is_complete: bool
    is_removed: bool
    is_released: bool
    work_id: uuid.UUID | None
    state: str
    parts: tuple[ReplayPart, ...]
    refused: str


def replay_page(order_id: uuid.UUID, *, language: str) -> ReplayPage:
    """Return the last replay of an order; `Order.DoesNotExist` where this organisation has none."""
    order = Order.objects.select_related("package").get(pk=order_id)
    work = Work.objects.filter(kind=REPLAY, object_id=order_id).order_by("-created_at").first()
    result = work.result if work and not order.results_deleted_at else {}
    modules = {
        str(module.pk): module
        for module in Module.objects.filter(package_id=order.package_id).select_related("instrument")
    }
    return ReplayPage(
        order.pk,
        order.person_id,
        order.package_id,
        order.package.name,
        order.state == Order.State.COMPLETED,
        order.results_deleted_at is not None,
        order.released_at is not None,
        work.pk if work else None,
        work.state if work else "",
        tuple(
            _part(found, modules[found["module"]], _scale_names(modules[found["module"]], language))
            for found in result.get("parts", ())
        ),
        str(result.get("sentences", {}).get(language, "")),
    )


def _scale_names(module: Module, language: str) -> dict[str, str]:
    """Return what the scales of a module's test are called, by key, in their order."""
    scales = Scale.objects.filter(instrument_id=module.instrument_id).select_related("concept")
    return {
        scale.key: scale.concept.label_nl if language == "nl" else scale.concept.label_en
        for scale in scales.order_by("position", "key")
    }


def _part(found: Mapping[str, Any], module: Module, names: Mapping[str, str]) -> ReplayPart:
    stopped = found.get("stopped", {})
    ended = found.get("ended_by", "")
    endings = [(name, str(ENDINGS.get(why, why))) for key, name in names.items() if (why := stopped.get(key))]
    if ended and (not endings or ended not in stopped.values()):
        endings.append(("", str(ENDINGS.get(ended, ended))))
    steps = found["steps"]
    return ReplayPart(
        module.instrument.name,
        module.instrument.language,
        module.delivery,
        module.get_delivery_display(),
        found["is_same"],
        tuple(endings),
        None if steps is None else tuple(_step(place, step) for place, step in enumerate(steps, start=1)),
    )


def _step(place: int, step: Mapping[str, Any]) -> ReplayStep:
    return ReplayStep(
        place,
        step["item"],
        step["area"],
        step["again"],
        step["scale"],
        step["estimate"],
        step["standard_error"],
        step["among"],
    )
