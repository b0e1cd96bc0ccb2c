"""Paid attention: planned with its own link, its costs written down. Aimed at places and work, never at a protected ground."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from maatwerk.apps.organisations.public import Member
from maatwerk.apps.vacancies.advertising import ask_to_stop, platform
from maatwerk.apps.vacancies.channels import PAID
from maatwerk.apps.vacancies.links import DIRECT, link_for
from maatwerk.apps.vacancies.models import Campaign, DailyViews, Spend
from maatwerk.apps.vacancies.operations import must_open
from maatwerk.apps.vacancies.words import GROUND_WORDS
from maatwerk.apps.vacancies.writing import lint_audience
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import Refusal

TEND = "vacancies.tend_campaign"
#: What an audience may be chosen by. A postcode is not among them: it stands for origin (775 ILCS 5/2-102(L)).
AIMS = frozenset({"place", "km", "interests"})
#: How the code of a refusal begins that names a protected ground.
GROUND = "ground_"
#: The smallest circle. Our own rule: below it a circle picks a neighbourhood.
LEAST_KM = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a campaign costs at most, what it pays for, when, and at which places and work it is aimed."""

    name: str
    budget_cents: int
    bid: str
    bid_cents: int
    starts_on: dt.date
    ends_on: dt.date
    channel: str = PAID
    targeting: Mapping[str, Any] = field(default_factory=dict)


def check_targeting(targeting: Mapping[str, Any]) -> None:
    """Refuse an audience that is chosen by a protected ground or by what stands for one."""
    if not targeting.keys() <= AIMS:
        raise Refusal(
            _("A campaign can be aimed at a place and at work or skills, at nothing else."),
            code="no_such_aim",
            field="interests",
            status=422,
        )
    for interest in targeting.get("interests", ()):
        _check_words(interest, field="interests")
    _check_words(str(targeting.get("place") or ""), field="place")
    if targeting.get("place") and int(targeting.get("km") or 0) < LEAST_KM:
        raise Refusal(
            _(
                "A campaign needs a radius of at least %(km)d km: a smaller one picks streets, and streets tell who lives there."
            )
            % {"km": LEAST_KM},
            code="too_near",
            field="km",
            status=422,
        )


def _check_words(text: str, *, field: str) -> None:
    found = lint_audience(text)
    if found:
        ground, _advice = GROUND_WORDS[found[0].ground]
        raise Refusal(
            _("“%(words)s” would show this work to some only, by %(ground)s. The law does not allow that.")
            % {"words": found[0].words, "ground": ground},
            code=f"{GROUND}{found[0].ground}",
            field=field,
            status=422,
        )


@transaction.atomic
def plan_campaign(*, vacancy_id: uuid.UUID, plan: Plan, by: Member) -> str:
    """Plan a campaign; returns the code of its own link, for the advertisement."""
    must_open(by)
    check_targeting(plan.targeting)
    _check_words(plan.name, field="name")
    if plan.ends_on < plan.starts_on or not 0 < plan.bid_cents <= plan.budget_cents:
        raise Refusal(
            _("The last day comes after the first, and the budget covers one payment at least."),
            field="budget",
            status=422,
        )
    if Campaign.objects.filter(opportunity_id=vacancy_id, name=plan.name).exists():
        raise Refusal(_("The vacancy has a campaign of this name already."), code="name_taken", field="name")
    made = Campaign.objects.create(
        organisation_id=tenancy.current_organisation(),
        opportunity_id=vacancy_id,
        channel=plan.channel,
        name=plan.name,
        budget_cents=plan.budget_cents,
        bid=Campaign.Bid(plan.bid),
        bid_cents=plan.bid_cents,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        targeting=dict(plan.targeting),
        state=Campaign.State.WAITING if platform() else Campaign.State.BY_HAND,
    )
    if made.state == Campaign.State.WAITING:
        tend_soon(made.organisation_id, made.pk)
    events.record("vacancies.campaign_planned", object_id=made.pk, channel=plan.channel)
    return link_for(vacancy_id=vacancy_id, channel=plan.channel, campaign_id=made.pk)


def tend_soon(
    organisation_id: uuid.UUID, campaign_id: uuid.UUID, *, minutes: int = 0, again: bool = True
) -> None:
    """Have a campaign on a platform looked after, now or in some minutes; with `again` as long as it lives."""
    app.configure_task(
        TEND,
        queue="app",
        lock=f"{TEND}:{campaign_id}",
        schedule_in={"minutes": minutes} if minutes else None,
    ).defer(organisation_id=str(organisation_id), campaign_id=str(campaign_id), again=again)


@transaction.atomic
def stop_campaign(*, campaign_id: uuid.UUID, by: Member) -> None:
    """Stop a campaign that a platform runs; safe to repeat."""
    must_open(by)
    campaign = Campaign.objects.get(pk=campaign_id)
    for key in ask_to_stop(vacancy_id=campaign.opportunity_id, because="asked", only=campaign.pk):
        tend_soon(campaign.organisation_id, key, again=False)


@events.on("vacancies.vacancy_taken_off")
def stop_with_the_vacancy(event: Event) -> None:
    """Nothing is paid any more for a vacancy that left the board."""
    if event.object_id is not None:
        for key in ask_to_stop(vacancy_id=event.object_id, because="closed"):
            tend_soon(tenancy.current_organisation(), key, again=False)


@transaction.atomic
def record_spend(
    *,
    vacancy_id: uuid.UUID,
    channel: str,
    day: dt.date,
    cents: int,
    by: Member,
    clicks: int | None = None,
    impressions: int | None = None,
) -> None:
    """Write down what a channel cost, from the bill."""
    must_open(by)
    Spend.objects.create(
        organisation_id=tenancy.current_organisation(),
        opportunity_id=vacancy_id,
        channel=channel,
        day=day,
        cents=cents,
        clicks=clicks,
        impressions=impressions,
    )
    events.record("vacancies.spend_recorded", object_id=vacancy_id, channel=channel)


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """What a channel did for a vacancy: openings of its page, and what they cost. Currency: euro."""

    channel: str
    views: int
    cents: int

    @property
    def cents_per_view(self) -> float | None:
        """Cost of one opening; None where nothing was opened or nothing was paid."""
        return self.cents / self.views if self.views and self.cents else None


def channel_rows(vacancy_id: uuid.UUID) -> list[ChannelRow]:
    """Return every channel with openings or costs, the most opened first."""
    views: dict[str, int] = {}
    counted = (
        DailyViews.objects.filter(opportunity_id=vacancy_id)
        .values_list("link__channel")
        .annotate(n=Sum("views"))
    )
    for channel, count in counted:
        views[channel or DIRECT] = views.get(channel or DIRECT, 0) + count
    costs = dict(
        Spend.objects.filter(opportunity_id=vacancy_id).values_list("channel").annotate(total=Sum("cents"))
    )
    rows = [ChannelRow(key, views.get(key, 0), costs.get(key, 0)) for key in views.keys() | costs.keys()]
    return sorted(rows, key=lambda row: (-row.views, row.channel))


def campaigns_of(vacancy_id: uuid.UUID) -> list[tuple[Campaign, str, int]]:
    """Return the campaigns of a vacancy, newest first, each with the code of its link and what it cost so far."""
    found = Campaign.objects.filter(opportunity_id=vacancy_id).order_by("-starts_on", "-id")
    spent = dict(
        Spend.objects.filter(opportunity_id=vacancy_id, campaign__isnull=False)
        .values_list("campaign_id")
        .annotate(total=Sum("cents"))
    )
    return [
        (one, link_for(vacancy_id=vacancy_id, channel=one.channel, campaign_id=one.pk), spent.get(one.pk, 0))
        for one in found
    ]
