"""What people state: what a component is for, where its data come from, what may go wrong."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import Member, colleagues
from maatwerk.apps.register.models import Component, DataSheet, Risk
from maatwerk.apps.register.rules import LONGEST_TEXT, may_keep_risks, may_plan, may_state
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What an organisation states about one component."""

    kind: str
    object_id: uuid.UUID | None
    purpose: str
    ground: str
    owner_id: uuid.UUID
    profiles_people: bool = True
    is_high_risk: bool = True


@transaction.atomic
def state_component(*, statement: Statement, by: Member) -> uuid.UUID:
    """Enter a component with its purpose, its legal ground and who answers for it; the statement before is kept.

    Raises
    ------
    Refusal
        Something that judges people is called not high-risk, or a field says nothing.
    """
    if not may_state(by):
        raise NotAllowed(_("A psychologist or an administrator states what a component is for."))
    if not statement.purpose.strip():
        raise Refusal(_("Say what it is for."), field="purpose")
    if statement.profiles_people and (
        not statement.is_high_risk or statement.ground == Component.Ground.NONE
    ):
        raise Refusal(
            _(
                "This judges people, so the law counts it as high-risk whatever else it does (AI Act, article 6(3)). "
                "Choose the ground of Annex III."
            ),
            code="profiling_is_high_risk",
            field="ground",
        )
    _check_owner(statement.owner_id)
    Component.objects.filter(
        kind=statement.kind, object_id=statement.object_id, replaced_at__isnull=True
    ).update(replaced_at=timezone.now())
    made = Component.objects.create(
        organisation_id=tenancy.current_organisation(),
        kind=Component.Kind(statement.kind),
        object_id=statement.object_id,
        purpose=statement.purpose.strip()[:LONGEST_TEXT],
        ground=Component.Ground(statement.ground),
        profiles_people=statement.profiles_people,
        is_high_risk=statement.is_high_risk,
        owner_id=statement.owner_id,
        stated_by=by.user_id,
    )
    events.record("register.component_stated", object_id=statement.object_id or made.pk, component=made.kind)
    return made.pk


def _check_owner(owner_id: uuid.UUID) -> None:
    if owner_id not in {one.user_id for one in colleagues()}:
        raise Refusal(_("Choose a colleague who answers for it."), field="owner_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a data sheet says (AI Act, article 10(2))."""

    origin: str
    original_purpose: str
    gaps: str
    bias_check: str


@transaction.atomic
def write_sheet(*, job_family_id: uuid.UUID, sheet: Sheet, by: Member) -> uuid.UUID:
    """Write down where a job family's data come from; the sheet before is kept."""
    if not may_plan(by):
        raise NotAllowed(_("A psychologist or an analyst writes the data sheet."))
    said = {name: getattr(sheet, name).strip()[:LONGEST_TEXT] for name in Sheet.__slots__}
    for name, text in said.items():
        if not text:
            raise Refusal(_("Fill this in, if only with what is not known."), field=name)
    made = DataSheet.objects.create(
        organisation_id=tenancy.current_organisation(),
        job_family_id=job_family_id,
        written_by=by.user_id,
        **said,
    )
    events.record("register.sheet_written", object_id=job_family_id)
    return made.pk


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskStated:
    """What may go wrong, and what is done about it; a risk without mitigation or test holds models back."""

    hazard: str
    owner_id: uuid.UUID
    misuse: str = ""
    mitigation: str = ""
    test: str = ""


@transaction.atomic
def keep_risk(*, risk: RiskStated, by: Member, risk_id: uuid.UUID | None = None) -> uuid.UUID:
    """Add a risk, or change one."""
    if not may_keep_risks(by):
        raise NotAllowed(_("Your role does not include keeping the list of risks."))
    if not risk.hazard.strip():
        raise Refusal(_("Say what may go wrong."), field="hazard")
    _check_owner(risk.owner_id)
    if risk_id is None:
        found = Risk(organisation_id=tenancy.current_organisation())
    else:
        found = Risk.objects.select_for_update().get(pk=risk_id)
    for name in ("hazard", "misuse", "mitigation", "test"):
        setattr(found, name, getattr(risk, name).strip()[:LONGEST_TEXT])
    found.owner_id = risk.owner_id
    if risk_id is None:
        found.save(force_insert=True)
    else:
        found.changed_at = timezone.now()
        found.save(update_fields=["hazard", "misuse", "mitigation", "test", "owner", "changed_at"])
    events.record(
        "register.risk_kept",
        object_id=found.pk,
        is_new=risk_id is None,
        is_linked=bool(found.mitigation and found.test),
    )
    return found.pk
