"""What the joined pages put on the start page."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maatwerk.apps.organisations.public import Member, Role, Step, next_step, waiting
from maatwerk.apps.outcomes.public import histories, open_follow_ups
from maatwerk.apps.vacancies.public import visible_vacancies
from maatwerk.ui.shapes import Action, Tile


@waiting(Role.MANAGER, Role.ADMINISTRATOR, order=10)
def follow_ups_due(member: Member) -> Tile | None:
    """Count the follow-ups that are due."""
    count = len(open_follow_ups(asked=member.user_id, until=timezone.localdate()))
    if not count:
        return None
    return Tile(
        label=_("Follow-ups to answer"),
        value=str(count),
        note=_("two minutes each"),
        url=reverse("journeys:follow_ups", args=[member.organisation.slug]),
    )


@waiting(Role.RECRUITER, Role.MANAGER, order=20)
def open_vacancies(member: Member) -> Tile | None:
    """Count the vacancies that are open."""
    count = sum(row.state == "open" for row in visible_vacancies(member))
    if not count:
        return None
    return Tile(
        label=_("Open vacancies"),
        value=str(count),
        url=reverse("journeys:vacancies", args=[member.organisation.slug]),
    )


@next_step(Role.RECRUITER, order=10)
def open_a_vacancy(member: Member) -> Step:
    """Propose to open a first vacancy."""
    return Step(
        title=_("Open your first vacancy"),
        text=_("A title and the kind of work are enough to begin."),
        action=Action(_("Open a vacancy"), reverse("journeys:new_vacancy", args=[member.organisation.slug])),
        done=bool(visible_vacancies(member)),
    )


@next_step(Role.ANALYST, Role.PSYCHOLOGIST, Role.ADMINISTRATOR, order=20)
def bring_in_history(member: Member) -> Step:
    """Propose to bring in people once hired."""
    return Step(
        title=_("Bring in people you once hired"),
        text=_("A list with test results and how long people stayed: from it the first model learns."),
        action=Action(_("Import a history"), reverse("journeys:histories", args=[member.organisation.slug])),
        done=bool(histories()),
    )
