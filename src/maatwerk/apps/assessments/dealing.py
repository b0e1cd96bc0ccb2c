"""A part that an app above leaves out of somebody's tests by lot; else everybody takes the whole package."""

import uuid
from collections.abc import Callable

from maatwerk.apps.assessments.models import Module, Package

#: Given a person and the work they applied for, returns the instrument that is left out for them; None: none is.
Dealt = Callable[[uuid.UUID, uuid.UUID], uuid.UUID | None]
_dealt: list[Dealt] = []


def deal_parts(dealt: Dealt) -> None:
    """Let an app above say per person which part is left out; call it from an app's `ready`."""
    if dealt not in _dealt:
        _dealt.append(dealt)


def module_left_out(package: Package, person_id: uuid.UUID) -> uuid.UUID | None:
    """Return the module that this person does not take. A package is never left with nothing in it."""
    if package.opportunity_id is None:
        return None
    said = (dealt(person_id, package.opportunity_id) for dealt in _dealt)
    instrument = next((one for one in said if one is not None), None)
    if instrument is None:
        return None
    modules = dict(Module.objects.filter(package=package).values_list("instrument_id", "pk"))
    return modules.get(instrument) if len(modules) > 1 else None
