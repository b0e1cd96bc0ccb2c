"""Writes about work on offer."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.opportunities.models import JobFamily, Opportunity, Requirement
from maatwerk.apps.opportunities.rules import HEAVIEST, ISCO_DIGITS, LEVELS, readable
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import Refusal

DEFAULT_HORIZONS = (3, 6, 9, 12)


@dataclass(frozen=True, slots=True)
class RequirementSpec:
    """A requirement as somebody states it; the justification is the job analysis."""

    concept_id: uuid.UUID
    justification: str
    need: str = Requirement.Need.ESSENTIAL
    level: float | None = None
    weight: float = 1


def ensure_job_family(name: str, *, rating_scale: tuple[float, float] | None = None) -> JobFamily:
    """Return the job family of this name or key, made with the default horizons where it is missing."""
    low, high = rating_scale or (1, 5)
    family, made = JobFamily.objects.get_or_create(
        organisation_id=tenancy.current_organisation(),
        name=readable(name),
        defaults={"horizons_months": list(DEFAULT_HORIZONS), "rating_low": low, "rating_high": high},
    )
    if made:
        events.record("opportunities.job_family_made", object_id=family.pk)
    return family


def define_success(
    *, job_family_id: uuid.UUID, smallest_useful_skill: float, succeeds_at_rating: float | None
) -> None:
    """State, before looking at any model, what counts as success and how much better than no model is worth having."""
    family = JobFamily.objects.select_for_update().get(pk=job_family_id)
    if not 0 < smallest_useful_skill < 1:
        raise Refusal(
            _("The smallest useful skill must lie between 0 and 1 (2 % is 0.02)."),
            field="smallest_useful_skill",
        )
    if succeeds_at_rating is not None and not family.rating_low <= succeeds_at_rating <= family.rating_high:
        raise Refusal(
            _("The rating must lie on the scale of the job: from %(low)g to %(high)g.")
            % {"low": family.rating_low, "high": family.rating_high},
            field="succeeds_at_rating",
        )
    family.smallest_useful_skill, family.succeeds_at_rating = smallest_useful_skill, succeeds_at_rating
    family.save(update_fields=["smallest_useful_skill", "succeeds_at_rating"])
    events.record("opportunities.success_defined", object_id=family.pk, skill=smallest_useful_skill)


def open_opportunity(
    *,
    job_family_id: uuid.UUID,
    title: str,
    place: str = "",
    description: str = "",
    requirements: Sequence[RequirementSpec] = (),
) -> Opportunity:
    """Offer work, with what it requires and why."""
    organisation = tenancy.current_organisation()
    opportunity = Opportunity.objects.create(
        organisation_id=organisation,
        job_family_id=job_family_id,
        title=title,
        place=place,
        description=description,
    )
    for wish in requirements:
        _require(opportunity.pk, wish)
    events.record("opportunities.opportunity_opened", object_id=opportunity.pk)
    return opportunity


def describe_opportunity(*, opportunity_id: uuid.UUID, title: str, place: str, description: str) -> None:
    """Change how open work is told; what it asks stays as it was stated."""
    opportunity = _open(opportunity_id)
    opportunity.title, opportunity.place, opportunity.description = title, place, description
    opportunity.save(update_fields=["title", "place", "description"])
    events.record("opportunities.opportunity_described", object_id=opportunity_id)


def classify_family(*, job_family_id: uuid.UUID, isco: str, occupation_uri: str = "") -> None:
    """Say which official occupation a kind of work is."""
    if isco and not (len(isco) == ISCO_DIGITS and isco.isascii() and isco.isdigit()):
        raise Refusal(_("An ISCO group has four digits, for example 5223."), field="isco", status=422)
    family = JobFamily.objects.select_for_update().get(pk=job_family_id)
    family.isco, family.occupation_uri = isco, occupation_uri
    family.save(update_fields=["isco", "occupation_uri"])
    events.record("opportunities.family_classified", object_id=job_family_id, isco=isco)


def add_requirement(*, opportunity_id: uuid.UUID, wish: RequirementSpec) -> Requirement:
    """State one more thing that open work asks, and why; the statement is logged."""
    made = _require(_open(opportunity_id).pk, wish)
    events.record(
        "opportunities.requirement_added",
        object_id=opportunity_id,
        concept=str(wish.concept_id),
        need=wish.need,
    )
    return made


def change_requirement(*, opportunity_id: uuid.UUID, wish: RequirementSpec) -> Requirement:
    """State anew how an essential or learnable requirement weighs, and why; what it was before is logged."""
    _check(wish)
    _open(opportunity_id)
    requirement = Requirement.objects.select_for_update().get(
        opportunity_id=opportunity_id, concept_id=wish.concept_id
    )
    before = {"need": requirement.need, "level": requirement.level, "weight": requirement.weight}
    requirement.need, requirement.level = Requirement.Need(wish.need), wish.level
    requirement.weight, requirement.justification = wish.weight, wish.justification
    requirement.save(update_fields=["need", "level", "weight", "justification"])
    events.record(
        "opportunities.requirement_changed",
        object_id=opportunity_id,
        concept=str(wish.concept_id),
        before=before,
        after={"need": wish.need, "level": wish.level, "weight": wish.weight},
    )
    return requirement


def drop_requirement(*, opportunity_id: uuid.UUID, concept_id: uuid.UUID) -> None:
    """Take back that open work asks something."""
    _open(opportunity_id)
    Requirement.objects.get(opportunity_id=opportunity_id, concept_id=concept_id).delete()
    events.record("opportunities.requirement_dropped", object_id=opportunity_id, concept=str(concept_id))


def _open(opportunity_id: uuid.UUID) -> Opportunity:
    """Take the row of work that is still open."""
    opportunity = Opportunity.objects.select_for_update().get(pk=opportunity_id)
    if opportunity.state != Opportunity.State.OPEN:
        raise Refusal(_("This vacancy is closed already."))
    return opportunity


def _check(wish: RequirementSpec) -> None:
    if not wish.justification.strip():
        raise Refusal(_("Say for each requirement why the work asks it."), field="justification")
    if not 0 < wish.weight <= HEAVIEST:
        raise Refusal(
            _("A weight lies above 0 and at most %(most)d; most requirements weigh 1.") % {"most": HEAVIEST},
            field="weight",
            status=422,
        )
    if wish.level is not None and not LEVELS[0] <= wish.level <= LEVELS[-1]:
        raise Refusal(
            _("A level lies between %(low)d and %(high)d.") % {"low": LEVELS[0], "high": LEVELS[-1]},
            field="level",
            status=422,
        )


def _require(opportunity_id: uuid.UUID, wish: RequirementSpec) -> Requirement:
    _check(wish)
    requirement, made = Requirement.objects.get_or_create(
        organisation_id=tenancy.current_organisation(),
        opportunity_id=opportunity_id,
        concept_id=wish.concept_id,
        defaults={
            "need": wish.need,
            "level": wish.level,
            "weight": wish.weight,
            "justification": wish.justification,
        },
    )
    if not made:
        raise Refusal(_("This vacancy asks that already."), field="concept_id")
    return requirement


def close_opportunity(*, opportunity_id: uuid.UUID, state: str) -> Opportunity:
    """Mark work as filled or withdrawn; nothing happens to anybody's application by this alone."""
    opportunity = _open(opportunity_id)
    opportunity.state, opportunity.closed_at = Opportunity.State(state), timezone.now()
    opportunity.save(update_fields=["state", "closed_at"])
    events.record("opportunities.opportunity_closed", object_id=opportunity.pk, state=state)
    return opportunity
