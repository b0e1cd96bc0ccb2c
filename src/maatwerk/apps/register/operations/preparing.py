"""What was done with people before a model advises: who was trained, who was told, what was weighed beforehand."""

import datetime as dt
import uuid
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import Member
from maatwerk.apps.register.models import Preparation
from maatwerk.apps.register.rules import LONGEST_TEXT, may_prepare
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal

SAID = ("overseers", "workers", "assessment", "rights")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Each part with the day on which it was done; the rights of people are weighed by who serves the public."""

    overseers: str  # AI Act, article 26(2)
    overseers_on: dt.date
    workers: str  # AI Act, article 26(7)
    workers_on: dt.date
    assessment: str  # GDPR, article 35
    assessment_on: dt.date
    is_public_service: bool = False
    rights: str = ""  # AI Act, article 27
    rights_on: dt.date | None = None


@transaction.atomic
def write_preparation(*, job_family_id: uuid.UUID, prepared: Prepared, by: Member) -> uuid.UUID:
    """Write down how people were prepared for the models of a job family; what was written before is kept.

    Raises
    ------
    Refusal
        A part says nothing, or its day has yet to come.
    """
    if not may_prepare(by):
        raise NotAllowed(
            _("A psychologist, an administrator or an auditor writes down how people were prepared.")
        )
    said = asdict(prepared)
    if not prepared.is_public_service:
        said |= {"rights": "", "rights_on": None}
    for part in SAID if prepared.is_public_service else SAID[:-1]:
        said[part] = said[part].strip()[:LONGEST_TEXT]
        _check(part, said[part], said[f"{part}_on"])
    made = Preparation.objects.create(
        organisation_id=tenancy.current_organisation(),
        job_family_id=job_family_id,
        written_by=by.user_id,
        **said,
    )
    events.record("register.preparation_written", object_id=job_family_id)
    return made.pk


def _check(part: str, text: str, day: dt.date | None) -> None:
    if not text:
        raise Refusal(_("Say what was done. Without it no version goes live."), field=part)
    if day is None:
        raise Refusal(_("Give the day on which it was done."), field=f"{part}_on")
    if day > timezone.localdate():
        raise Refusal(_("This day has yet to come. Write it down once it is done."), field=f"{part}_on")
