"""Reads of packages and orders, as staff may see them: what is asked and how far people are, never how well."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from maatwerk.apps.assessments.models import Calibration, FactSheet, Item, Module, Order, Package, Scale
from maatwerk.apps.evidence.public import Instrument
from maatwerk.apps.opportunities.public import requirements
from maatwerk.apps.skills.public import concepts


@dataclass(frozen=True, slots=True)
class PackageRow:
    """A package in the list."""

    id: uuid.UUID
    key: str
    name: str
    work: str
    opportunity_id: uuid.UUID | None
    job_family: str
    job_family_id: uuid.UUID | None
    state: str
    state_label: str
    valid_days: int
    agreement: str
    assessor: str
    competence: str
    work_id: uuid.UUID | None
    invited: int
    done: int


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """One test in a package: how it is given, and what it says about."""

    id: uuid.UUID
    name: str
    language: str
    delivery: str
    delivery_label: str
    minutes: float | None
    may_pause: bool
    rules: dict[str, object]
    measures: tuple[str, ...]
    asked: tuple[str, ...]  # of what it measures, what the vacancy asks


@dataclass(frozen=True, slots=True)
class InstrumentChoice:
    """A published test that a package may hold."""

    id: uuid.UUID
    name: str
    language: str
    n_items: int
    is_calibrated: bool


@dataclass(frozen=True, slots=True)
class OrderRow:
    """How far somebody is. There is no score here, and no sign of what they were granted."""

    id: uuid.UUID
    person_id: uuid.UUID
    package_id: uuid.UUID
    package: str
    state: str
    state_label: str
    invited_at: dt.datetime
    due_at: dt.datetime
    reminded_at: dt.datetime | None


def packages(opportunity_id: uuid.UUID | None = None) -> list[PackageRow]:
    """Return the organisation's packages (or those of one vacancy), newest first."""
    found = Package.objects.select_related("opportunity", "assessor", "job_family").order_by(
        "-created_at", "id"
    )
    if opportunity_id is not None:
        found = found.filter(opportunity_id=opportunity_id)
    return _rows(found)


def package(package_id: uuid.UUID) -> PackageRow:
    """Return one package; `Package.DoesNotExist` where there is none."""
    found = Package.objects.select_related("opportunity", "assessor", "job_family").filter(pk=package_id)
    rows = _rows(found)
    if not rows:
        raise Package.DoesNotExist
    return rows[0]


def templates(job_family_id: uuid.UUID | None = None) -> list[PackageRow]:
    """Return the packages that are kept to be used again, those of this job family first, newest first."""
    rows = [row for row in packages() if row.opportunity_id is None and row.state != Package.State.CLOSED]
    return sorted(rows, key=lambda row: job_family_id is None or row.job_family_id != job_family_id)


def _rows(found: Iterable[Package]) -> list[PackageRow]:
    kept = list(found)
    counted = Counter[tuple[uuid.UUID, bool]]()
    states = Order.objects.filter(package_id__in=[one.pk for one in kept]).values_list("package_id", "state")
    for key, state, number in states.annotate(number=Count("id")).values_list(
        "package_id", "state", "number"
    ):
        counted[key, state == Order.State.COMPLETED] += number
    return [
        PackageRow(
            one.pk,
            one.key,
            one.name,
            one.opportunity.title if one.opportunity else "",
            one.opportunity_id,
            one.job_family.name if one.job_family else "",
            one.job_family_id,
            one.state,
            one.get_state_display(),
            one.valid_days,
            one.agreement,
            str(one.assessor) if one.assessor else "",
            one.competence,
            one.work_id,
            counted[one.pk, True] + counted[one.pk, False],
            counted[one.pk, True],
        )
        for one in kept
    ]


def modules(package_id: uuid.UUID) -> list[ModuleRow]:
    """Return the tests of a package, tied by the concepts of their scales to what its vacancy asks."""
    rows = list(
        Module.objects.filter(package_id=package_id)
        .select_related("instrument", "package")
        .order_by("position", "id")
    )
    measured = _concepts_of(row.instrument_id for row in rows)
    opportunity = rows[0].package.opportunity_id if rows else None
    asked = {row.concept_id for row in requirements(opportunity)} if opportunity else set()
    labels = {row.id: row.label for row in concepts({key for keys in measured.values() for key in keys})}
    return [
        ModuleRow(
            row.pk,
            row.instrument.name,
            row.instrument.language,
            row.delivery,
            row.get_delivery_display(),
            row.seconds / 60 if row.seconds else None,
            row.may_pause,
            row.rules,
            tuple(labels[key] for key in measured[row.instrument_id]),
            tuple(labels[key] for key in measured[row.instrument_id] if key in asked),
        )
        for row in rows
    ]


def concepts_measured(instrument_id: uuid.UUID) -> list[uuid.UUID]:
    """Return what a test measures: the concepts of its scales."""
    return _concepts_of([instrument_id])[instrument_id]


def _concepts_of(instrument_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[uuid.UUID]]:
    found: dict[uuid.UUID, list[uuid.UUID]] = {key: [] for key in instrument_ids}
    scales = Scale.objects.filter(instrument_id__in=list(found)).order_by("position", "key")
    for instrument, concept in scales.values_list("instrument_id", "concept_id"):
        found[instrument].append(concept)
    return found


def unmet_wishes(package_id: uuid.UUID) -> list[str | Promise]:
    """Return what a package still needs before people can be invited, in the order in which to do it."""
    found = Package.objects.get(pk=package_id)
    rows = modules(package_id)
    missing: list[str | Promise] = []
    if not rows:
        missing.append(_("Add a test to the package first."))
    if not (found.agreement and found.assessor_id and found.competence):
        missing.append(
            _("Settle first what was agreed with the client, and who answers for these tests (ISO 10667).")
        )
    if found.opportunity_id:
        missing += [
            _("“%(name)s” measures nothing that this vacancy asks: take it out, or state what the work asks.")
            % {"name": row.name}
            for row in rows
            if not row.asked
        ]
    instruments = Module.objects.filter(package_id=package_id).values_list("instrument_id", "delivery")
    choices = {row.id: row for row in instrument_choices()}
    for instrument, delivery in instruments:
        choice = choices.get(instrument)
        if choice is None:
            missing.append(_("A test of this package is no longer published: take it out."))
        elif delivery == Module.Delivery.ADAPTIVE and not choice.is_calibrated:
            missing.append(
                _("“%(name)s” is not calibrated, so it can only be given as a fixed form.")
                % {"name": choice.name}
            )
    return missing


def instrument_choices() -> list[InstrumentChoice]:
    """Return the published tests by name."""
    published = FactSheet.objects.filter(state=FactSheet.State.PUBLISHED).values("instrument_id")
    found = list(Instrument.objects.filter(pk__in=published).order_by("name", "language", "version"))
    counts = dict(
        Item.objects.filter(instrument__in=found, is_practice=False, state=Item.State.ACTIVE)
        .values_list("instrument_id")
        .annotate(number=Count("id"))
    )
    scales = Counter(Scale.objects.filter(instrument__in=found).values_list("instrument_id", flat=True))
    calibrated = Counter(
        Calibration.objects.filter(scale__instrument__in=found, state=Calibration.State.APPROVED)
        .exclude(model="sum")
        .values_list("scale__instrument_id", flat=True)
    )
    return [
        InstrumentChoice(
            one.pk,
            one.name,
            one.language,
            counts.get(one.pk, 0),
            0 < scales[one.pk] == calibrated[one.pk],
        )
        for one in found
    ]


def proposed_calibrations(instrument_id: uuid.UUID) -> list[uuid.UUID]:
    """Return the calibrations of a test that wait for a psychologist's judgement."""
    found = Calibration.objects.filter(scale__instrument_id=instrument_id, state=Calibration.State.PROPOSED)
    return list(found.order_by("scale__position", "number").values_list("pk", flat=True))


def orders(*, package_id: uuid.UUID) -> list[OrderRow]:
    """Return who was invited to a package and how far they are, newest first."""
    return _orders(Order.objects.filter(package_id=package_id))


def orders_of_people(
    person_ids: Iterable[uuid.UUID], *, opportunity_id: uuid.UUID
) -> dict[uuid.UUID, OrderRow]:
    """Return, per person, the newest order of a vacancy's packages."""
    found = Order.objects.filter(person_id__in=list(person_ids), package__opportunity_id=opportunity_id)
    newest: dict[uuid.UUID, OrderRow] = {}
    for row in _orders(found):
        newest.setdefault(row.person_id, row)
    return newest


def order(order_id: uuid.UUID) -> OrderRow:
    """Return one order; `Order.DoesNotExist` where there is none."""
    found = _orders(Order.objects.filter(pk=order_id))
    if not found:
        raise Order.DoesNotExist
    return found[0]


def _orders(found: "Iterable[Order]") -> list[OrderRow]:
    rows = found.select_related("package").order_by("-invited_at", "id")  # type: ignore[attr-defined]
    now = timezone.now()
    return [_order(row, now) for row in rows]


def _order(row: Order, now: dt.datetime) -> OrderRow:
    # an alarm ends what is over; until it has, the list says it already
    over = row.state == Order.State.INVITED and now > row.due_at
    state = Order.State.EXPIRED if over else Order.State(row.state)
    return OrderRow(
        row.pk,
        row.person_id,
        row.package_id,
        row.package.name,
        state,
        str(state.label),
        row.invited_at,
        row.due_at,
        row.reminded_at,
    )
