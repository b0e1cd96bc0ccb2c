"""Using a package again: kept as a template for a job family, and copied to a vacancy. A copy is a draft of its own."""

import uuid

from django.utils.translation import gettext_lazy as _

from maatwerk.apps.assessments.models import Module, Package
from maatwerk.apps.assessments.operations.packages import make_package
from maatwerk.apps.opportunities.public import opportunity
from maatwerk.apps.organisations.public import Member
from maatwerk.kernel import events
from maatwerk.kernel.refusals import Refusal

#: What was settled about a package (ISO 10667) and how a test is given; exposure is found anew for every copy.
_SETTLED = ("agreement", "assessor_id", "competence")
_GIVEN = ("instrument_id", "position", "delivery", "rules", "may_pause", "seconds")


def keep_as_template(package_id: uuid.UUID, *, name: str, by: Member) -> Package:
    """Keep a package for other vacancies of the same job family.

    Raises
    ------
    Refusal
        It is a template already, or has no test to keep.
    """
    source = Package.objects.get(pk=package_id)
    if source.opportunity_id is None:
        raise Refusal(_("This package is a template already."), code="template_already")
    family = opportunity(source.opportunity_id).job_family_id
    return _copy(source, name=name, opportunity_id=None, family=family, by=by)


def use_package(package_id: uuid.UUID, *, opportunity_id: uuid.UUID, name: str = "", by: Member) -> Package:
    """Copy a package or a template to a vacancy, as a draft in which everything can still be changed.

    Raises
    ------
    Refusal
        The vacancy is closed, or the package has no test.
    """
    if opportunity(opportunity_id).state != "open":
        raise Refusal(_("This vacancy is closed, so nobody can be invited for it."), code="closed")
    source = Package.objects.get(pk=package_id)
    return _copy(source, name=name or source.name, opportunity_id=opportunity_id, family=None, by=by)


def _copy(
    source: Package, *, name: str, opportunity_id: uuid.UUID | None, family: uuid.UUID | None, by: Member
) -> Package:
    modules = list(Module.objects.filter(package=source).order_by("position", "id"))
    if not modules:
        raise Refusal(_("There is no test in this package yet, so there is nothing to use again."))
    made = make_package(
        name=name,
        opportunity_id=opportunity_id,
        valid_days=source.valid_days,
        grants_nip_right=source.grants_nip_right,
        by=by,
    )
    for field in _SETTLED:
        setattr(made, field, getattr(source, field))
    made.job_family_id = family
    made.save(update_fields=[*_SETTLED, "job_family_id"])
    for module in modules:
        Module.objects.create(
            organisation_id=made.organisation_id,
            package=made,
            **{field: getattr(module, field) for field in _GIVEN},
        )
    events.record("assessments.package_copied", object_id=made.pk, source=str(source.pk))
    return made
