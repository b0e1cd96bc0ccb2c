"""Writes about vacancies."""

import uuid
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from maatwerk.apps.opportunities.public import Opportunity, RequirementSpec, open_opportunity
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.vacancies.models import HiringTeamMember
from maatwerk.apps.vacancies.rules import may_open_vacancies
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed


def open_vacancy(
    *,
    job_family_id: uuid.UUID,
    title: str,
    by: Member,
    place: str = "",
    description: str = "",
    requirements: Sequence[RequirementSpec] = (),
    manager_id: uuid.UUID | None = None,
) -> Opportunity:
    """Open a vacancy; who opens it is its recruiter, and the manager will be asked how the hire turns out."""
    if not may_open_vacancies(by):
        raise NotAllowed(_("Your role does not include opening vacancies."))
    vacancy = open_opportunity(
        job_family_id=job_family_id,
        title=title,
        place=place,
        description=description,
        requirements=requirements,
    )
    _join(vacancy.pk, by.user_id, HiringTeamMember.Task.RECRUITER)
    _join(vacancy.pk, manager_id or by.user_id, HiringTeamMember.Task.MANAGER)
    events.record("vacancies.vacancy_opened", object_id=vacancy.pk)
    return vacancy


def _join(vacancy_id: uuid.UUID, user_id: uuid.UUID, task: str) -> None:
    HiringTeamMember.objects.create(
        organisation_id=tenancy.current_organisation(), opportunity_id=vacancy_id, user_id=user_id, task=task
    )
