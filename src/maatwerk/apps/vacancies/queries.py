"""Reads about vacancies: only those that the viewer works on, or all for roles that see all."""

import uuid

from maatwerk.apps.opportunities.public import Opportunity, OpportunityRow, opportunities, opportunity
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.vacancies.models import HiringTeamMember
from maatwerk.apps.vacancies.rules import sees_every_vacancy


def visible_vacancies(member: Member) -> list[OpportunityRow]:
    """Return the vacancies this member may see, open ones first."""
    found = opportunities()
    if sees_every_vacancy(member):
        return found
    own = set(
        HiringTeamMember.objects.filter(user_id=member.user_id).values_list("opportunity_id", flat=True)
    )
    return [row for row in found if row.id in own]


def visible_vacancy(key: uuid.UUID, member: Member) -> OpportunityRow:
    """Return one vacancy; `Opportunity.DoesNotExist` where this member may not see it."""
    if (
        not sees_every_vacancy(member)
        and not HiringTeamMember.objects.filter(opportunity_id=key, user_id=member.user_id).exists()
    ):
        raise Opportunity.DoesNotExist
    return opportunity(key)


def manager_of(vacancy_id: uuid.UUID) -> uuid.UUID | None:
    """Return the account of the hiring manager, who answers the follow-ups."""
    team = HiringTeamMember.objects.filter(opportunity_id=vacancy_id, task=HiringTeamMember.Task.MANAGER)
    return team.values_list("user_id", flat=True).first()
