"""Packages: which tests go together, how each is given, and making them ready."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.assessments.giving import Giving
from maatwerk.apps.assessments.models import FactSheet, Module, Order, Package
from maatwerk.apps.assessments.queries.packages import unmet_wishes
from maatwerk.apps.assessments.rules import may_compose
from maatwerk.apps.organisations.public import Member
from maatwerk.kernel import events, jobs, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal

READY = "assessments.ready_package"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleWish:
    """How an instrument is to be given."""

    instrument_id: uuid.UUID
    delivery: str = Module.Delivery.FIXED
    rules: Mapping[str, Any] = field(default_factory=dict)
    may_pause: bool = True
    seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibility:
    """What ISO 10667 asks to be settled first: the agreement, and who answers for these tests with what competence."""

    agreement: str
    assessor_id: uuid.UUID
    competence: str


def make_package(
    *,
    name: str,
    by: Member,
    opportunity_id: uuid.UUID | None = None,
    valid_days: int = 14,
    grants_nip_right: bool = True,
) -> Package:
    """Begin a package, for one vacancy or (without one) as a template that a partner's system may order too."""
    _allow(by)
    if not name.strip():
        raise Refusal(_("Give the package a name."), field="name")
    if not 1 <= valid_days <= 90:
        raise Refusal(_("An invitation works from 1 to 90 days."), field="valid_days")
    package = Package.objects.create(
        organisation_id=tenancy.current_organisation(),
        key=_free_key(name),
        name=name.strip(),
        opportunity_id=opportunity_id,
        valid_days=valid_days,
        grants_nip_right=grants_nip_right,
    )
    events.record("assessments.package_made", object_id=package.pk)
    return package


def add_module(package_id: uuid.UUID, wish: ModuleWish, *, by: Member) -> Module:
    """Put an instrument into a package that is still a draft."""
    _allow(by)
    package = _draft(package_id)
    _check_wish(wish)
    if Module.objects.filter(package=package, instrument_id=wish.instrument_id).exists():
        raise Refusal(_("This test is in the package already."), field="instrument_id")
    last = Module.objects.filter(package=package).aggregate(found=Max("position"))["found"]
    module = Module.objects.create(
        organisation_id=package.organisation_id,
        package=package,
        instrument_id=wish.instrument_id,
        position=0 if last is None else last + 1,
        delivery=wish.delivery,
        rules=Giving.read(wish.rules).as_json(),
        may_pause=wish.may_pause,
        seconds=wish.seconds,
    )
    events.record("assessments.module_added", object_id=package.pk, module=str(module.pk))
    return module


def remove_module(module_id: uuid.UUID, *, by: Member) -> None:
    """Take an instrument out of a package that is still a draft."""
    _allow(by)
    module = Module.objects.get(pk=module_id)
    _draft(module.package_id)
    module.delete()
    events.record("assessments.module_removed", object_id=module.package_id, module=str(module_id))


def take_responsibility(package_id: uuid.UUID, settled: Responsibility, *, by: Member) -> None:
    """Write down what must be settled before anybody is tested (PSY-16)."""
    _allow(by)
    package = _draft(package_id)
    if not settled.agreement.strip():
        raise Refusal(_("Say what was agreed with the client, and where it is kept."), field="agreement")
    if not settled.competence.strip():
        raise Refusal(_("Say what qualifies the assessor to use these tests."), field="competence")
    package.agreement = settled.agreement.strip()
    package.assessor_id = settled.assessor_id
    package.competence = settled.competence.strip()
    package.save(update_fields=["agreement", "assessor", "competence"])
    events.record("assessments.responsibility_taken", object_id=package.pk, assessor=str(settled.assessor_id))


def ready_package(package_id: uuid.UUID, *, by: Member) -> uuid.UUID:
    """Have a package made ready: check it, and find the exposure of adaptive modules by simulation, as a job.

    Returns the key of the work, whose progress pages show.

    Raises
    ------
    Refusal
        Something is still missing; the first thing that is.
    """
    _allow(by)
    package = _draft(package_id)
    missing = unmet_wishes(package.pk)
    if missing:
        raise Refusal(missing[0], code="not_complete")
    work = jobs.enqueue(READY, object_id=package.pk)
    package.work_id = work.pk
    package.save(update_fields=["work_id"])
    return work.pk


def open_package(
    package_id: uuid.UUID, exposures: Mapping[uuid.UUID, Mapping[str, Mapping[str, float]]]
) -> None:
    """Open a package for orders with the exposure that was found per module and scale; it is fixed from here on."""
    package = _draft(package_id)
    missing = unmet_wishes(package.pk)
    if missing:  # something changed while the job ran
        raise Refusal(missing[0], code="not_complete")
    for module in Module.objects.filter(package=package):
        module.exposure = exposures.get(module.pk, {})
        module.save(update_fields=["exposure"])
    package.state = Package.State.READY
    package.save(update_fields=["state"])
    events.record("assessments.package_readied", object_id=package.pk)


def close_package(package_id: uuid.UUID, *, by: Member) -> None:
    """Invite nobody to a package any more; who was invited may still take it."""
    _allow(by)
    package = Package.objects.select_for_update().get(pk=package_id)
    if package.state == Package.State.CLOSED:
        return
    package.state = Package.State.CLOSED
    package.save(update_fields=["state"])
    events.record("assessments.package_closed", object_id=package.pk)


def _allow(by: Member) -> None:
    if not may_compose(by):
        raise NotAllowed(_("Your role does not include putting tests together."))


def _draft(package_id: uuid.UUID) -> Package:
    package = Package.objects.select_for_update().get(pk=package_id)
    if package.state != Package.State.DRAFT or Order.objects.filter(package=package).exists():
        raise Refusal(_("This package is ready, so it does not change any more. Make a new one."))
    return package


def _check_wish(wish: ModuleWish) -> None:
    sheet = FactSheet.objects.filter(instrument_id=wish.instrument_id).first()
    if sheet is None or sheet.state != FactSheet.State.PUBLISHED:
        raise Refusal(_("Only a published test can be in a package."), field="instrument_id")
    if wish.seconds is not None and not 30 <= wish.seconds <= 4 * 3600:
        raise Refusal(_("A clock runs from half a minute to four hours."), field="seconds")


def _free_key(name: str) -> str:
    """Return a key that no package of the organisation has; partners name the package by it."""
    wished = slugify(name)[:70] or "package"
    taken = set(Package.objects.filter(key__startswith=wished).values_list("key", flat=True))
    return next(
        key for key in (wished, *(f"{wished}-{number}" for number in range(2, 10_000))) if key not in taken
    )
