"""What the joined pages put on the start page."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maatwerk.apps.advice.public import next_states, versions
from maatwerk.apps.applications.public import undecided
from maatwerk.apps.opportunities.public import are_there_any, number_open
from maatwerk.apps.organisations.public import Member, Role, Step, next_step, waiting
from maatwerk.apps.outcomes.public import histories, open_follow_ups
from maatwerk.apps.vacancies.public import visible_keys
from maatwerk.ui.formats import counted
from maatwerk.ui.shapes import Action, Tile

WAITING = ("draft", "reviewed", "approved")


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
    count = number_open(visible_keys(member))
    if not count:
        return None
    return Tile(
        label=_("Open vacancies"),
        value=counted(count),
        url=reverse("journeys:vacancies", args=[member.organisation.slug]),
    )


@waiting(Role.RECRUITER, Role.MANAGER, order=30)
def people_who_wait(member: Member) -> Tile | None:
    """Count the people whose application nobody decided on yet."""
    count = undecided(visible_keys(member))
    if not count:
        return None
    return Tile(
        label=_("Applicants who wait for a decision"),
        value=counted(count),
        url=reverse("journeys:vacancies", args=[member.organisation.slug]),
    )


@waiting(Role.PSYCHOLOGIST, Role.ANALYST, order=10)
def versions_to_look_at(member: Member) -> Tile | None:
    """Count the proposed versions on which this member may take a step."""
    found = [row for row in versions() if row.state in WAITING and next_states(row.state, member)]
    if not found:
        return None
    slug = member.organisation.slug
    only = reverse("journeys:version", args=[slug, found[0].id]) if len(found) == 1 else ""
    return Tile(
        label=_("Versions that wait for you"),
        value=str(len(found)),
        note=_("nothing becomes live by itself"),
        url=only or reverse("journeys:models", args=[slug]),
    )


@next_step(Role.RECRUITER, order=10)
def open_a_vacancy(member: Member) -> Step:
    """Propose to open a first vacancy."""
    return Step(
        title=_("Open your first vacancy"),
        text=_("One page: what it pays, when and where, and three questions. Then it is on the board."),
        action=Action(_("Open a vacancy"), reverse("vacancies:new", args=[member.organisation.slug])),
        done=are_there_any(visible_keys(member)),
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
