"""Paid campaigns on an ad platform: started once, their costs read back by day, stopped when money or vacancy is gone.

A platform is told under the campaign's own key, so that a call that is made again starts nothing twice. Whoever links another
platform writes a class with the three verbs of `AdPlatform` and returns it from `platform`.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from maatwerk.apps.vacancies.links import link_for
from maatwerk.apps.vacancies.models import Campaign, Spend
from maatwerk.apps.vacancies.postings import PostingRow, posting
from maatwerk.kernel import events, outgoing, tenancy

if TYPE_CHECKING:
    import httpx

MOST_DAYS = 400  # rows of one answer that are believed
_LIVE = (Campaign.State.WAITING, Campaign.State.RUNNING, Campaign.State.STOPPING)


class NotNow(Exception):
    """The platform does not answer, or asks to come back: the same call is made again later."""


class NotTaken(Exception):
    """The platform refuses; no later call will change that."""


@dataclass(frozen=True, slots=True)
class DayFact:
    """What a campaign did in one day, as the platform tells it; money in cents."""

    day: dt.date
    cents: int
    clicks: int
    impressions: int


class AdPlatform(Protocol):
    """What a platform can do. Every verb is safe to repeat under the same key."""

    def start(self, key: uuid.UUID, order: Mapping[str, Any]) -> str:
        """Start a campaign and return the platform's own key of it."""

    def stop(self, remote_id: str) -> None:
        """Stop a campaign for good."""

    def days(self, remote_id: str) -> Iterable[DayFact]:
        """Return what it did so far, by day."""


@dataclass(frozen=True, slots=True)
class HttpPlatform:
    """A platform over HTTP, as docs/reference/ad-platforms.md describes it."""

    url: str
    token: str

    def start(self, key: uuid.UUID, order: Mapping[str, Any]) -> str:
        """Post the order under its key."""
        answer = self._call("POST", "/campaigns", json=dict(order), key=str(key))
        remote = str(answer.get("id") or "")
        if not remote or len(remote) > 120:
            raise NotTaken("no id in the answer")
        return remote

    def stop(self, remote_id: str) -> None:
        """Post the end."""
        self._call("POST", f"/campaigns/{_part(remote_id)}/stop", key=f"stop-{remote_id}")

    def days(self, remote_id: str) -> list[DayFact]:
        """Read the days; rows that make no sense are left out."""
        rows = self._call("GET", f"/campaigns/{_part(remote_id)}/days").get("days")
        found = [_fact(row) for row in rows[:MOST_DAYS]] if isinstance(rows, list) else []
        return [fact for fact in found if fact is not None]

    def _call(self, method: str, path: str, *, key: str = "", json: Any = None) -> dict[str, Any]:
        import httpx

        headers = {"Authorization": f"Bearer {self.token}", "User-Agent": "Maatwerk"}
        if key:
            headers["Idempotency-Key"] = key
        try:
            with outgoing.client(also=(urlsplit(self.url).hostname or "",)) as client:
                response = client.request(method, self.url.rstrip("/") + path, json=json, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise NotNow(type(error).__name__) from error
        return _read(response)


def _read(response: "httpx.Response") -> dict[str, Any]:
    if response.status_code in (408, 409, 425, 429) or response.status_code >= 500:
        raise NotNow(f"HTTP {response.status_code}")
    if not response.is_success:
        raise NotTaken(f"HTTP {response.status_code}: {response.text[:200]}")
    if not response.content:
        return {}
    try:
        found = response.json()
    except ValueError as error:
        raise NotNow("the answer is no JSON") from error
    return found if isinstance(found, dict) else {}


def _part(remote_id: str) -> str:
    from urllib.parse import quote

    return quote(remote_id, safe="")


def _fact(row: object) -> DayFact | None:
    if not isinstance(row, dict):
        return None
    numbers = [row.get(name) for name in ("cents", "clicks", "impressions")]
    try:
        day = dt.date.fromisoformat(str(row.get("day")))
    except ValueError:
        return None
    if not all(type(value) is int and 0 <= value < 10**9 for value in numbers):
        return None
    return DayFact(day, *numbers)  # type: ignore[arg-type]


def platform() -> AdPlatform | None:
    """Return the platform this installation is linked to, if any."""
    return HttpPlatform(settings.ADS_URL, settings.ADS_TOKEN) if settings.ADS_URL else None


def tend(*, organisation_id: uuid.UUID, campaign_id: uuid.UUID) -> bool:
    """Bring one campaign a step on: start it, read its costs, stop it; returns whether there is more to do later.

    Raises
    ------
    NotNow
        The platform did not answer; nothing was lost, the same step is made again.
    """
    there = platform()
    with tenancy.acting(organisation=organisation_id):
        campaign = Campaign.objects.select_for_update().filter(pk=campaign_id).first()
        if there is None or campaign is None or campaign.state not in _LIVE:
            return False
        try:
            _step(there, campaign)
        except NotTaken as error:
            campaign.state, campaign.last_error = Campaign.State.FAILED, str(error)[:300]
            campaign.save(update_fields=["state", "last_error"])
            events.record("vacancies.campaign_failed", object_id=campaign.pk, channel=campaign.channel)
        return campaign.state in _LIVE


def _step(there: AdPlatform, campaign: Campaign) -> None:
    public = posting(campaign.opportunity_id)
    if campaign.state == Campaign.State.WAITING:
        if public is None:
            _ended(campaign, "closed")
            return
        if campaign.starts_on > timezone.localdate():
            return
        campaign.remote_id = there.start(campaign.pk, order(campaign, public))
        campaign.state = Campaign.State.RUNNING
        campaign.save(update_fields=["remote_id", "state"])
        events.record("vacancies.campaign_started", object_id=campaign.pk, channel=campaign.channel)
        return
    spent = _write_days(campaign, there.days(campaign.remote_id))
    because = campaign.stopped_because or _reason_to_stop(campaign, public, spent)
    if because:
        there.stop(campaign.remote_id)
        _ended(campaign, because)


def _reason_to_stop(campaign: Campaign, public: PostingRow | None, spent: int) -> str:
    if public is None:
        return "closed"
    if spent >= campaign.budget_cents:
        return "budget"
    return "ended" if campaign.ends_on < timezone.localdate() else ""


def _ended(campaign: Campaign, because: str) -> None:
    campaign.state, campaign.stopped_because = Campaign.State.STOPPED, because
    campaign.save(update_fields=["state", "stopped_because"])
    events.record(
        "vacancies.campaign_stopped", object_id=campaign.pk, channel=campaign.channel, because=because
    )


def order(campaign: Campaign, public: PostingRow) -> dict[str, Any]:
    """Return what a platform is told: money, days, place and work, the link; nothing about who should see it."""
    code = link_for(vacancy_id=campaign.opportunity_id, channel=campaign.channel, campaign_id=campaign.pk)
    return {
        "title": public.title,
        "employer": public.employer,
        "text": public.summary,
        "language": public.language,
        "url": f"{settings.SITE_URL}{public.path}?via={code}",
        "budget_cents": campaign.budget_cents,
        "currency": campaign.currency,
        "bid": campaign.bid,
        "bid_cents": campaign.bid_cents,
        "starts_on": campaign.starts_on.isoformat(),
        "ends_on": campaign.ends_on.isoformat(),
        "targeting": dict(campaign.targeting),
    }


def _write_days(campaign: Campaign, facts: Iterable[DayFact]) -> int:
    """Write the days as told last, and return what was spent; a day told twice is one day."""
    for fact in facts:
        Spend.objects.update_or_create(
            organisation_id=campaign.organisation_id,
            campaign=campaign,
            day=fact.day,
            defaults={
                "opportunity_id": campaign.opportunity_id, "channel": campaign.channel, "cents": fact.cents,
                "currency": campaign.currency, "clicks": fact.clicks, "impressions": fact.impressions,
            },
        )  # fmt: skip
    return Spend.objects.filter(campaign=campaign).aggregate(total=Sum("cents"))["total"] or 0


@transaction.atomic
def ask_to_stop(*, vacancy_id: uuid.UUID, because: str, only: uuid.UUID | None = None) -> list[uuid.UUID]:
    """Mark the campaigns of a vacancy to be stopped, and return those that the platform has to be told of."""
    live = Campaign.objects.select_for_update().filter(opportunity_id=vacancy_id, state__in=_LIVE)
    found = []
    for campaign in live if only is None else live.filter(pk=only):
        if campaign.state == Campaign.State.WAITING:
            _ended(campaign, because)
            continue
        campaign.state, campaign.stopped_because = Campaign.State.STOPPING, because
        campaign.save(update_fields=["state", "stopped_because"])
        found.append(campaign.pk)
    return found
