"""By which channels people find a vacancy, what that costs, and which link led to an application."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel


class Listing(TenantModel):
    """A vacancy on a channel: whether it should be there, and what the channel last said."""

    class State(models.TextChoices):
        OFFERED = "offered", _("on offer in the feed")
        WAITING = "waiting", _("waiting to be told")
        THERE = "there", _("the channel has it")
        GONE = "gone", _("taken off")
        FAILED = "failed", _("the channel did not take it")

    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State.choices)
    remote_id = models.CharField(max_length=120, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "channel"], name="one_listing_per_channel")
        ]


class Campaign(TenantModel):
    """Paid attention for a vacancy: how much, for which clicks or views, where. Never for whom by a protected ground."""

    class Bid(models.TextChoices):
        CPC = "cpc", _("per click")
        CPM = "cpm", _("per thousand views")

    class State(models.TextChoices):
        BY_HAND = "by_hand", _("placed by hand")
        WAITING = "waiting", _("waiting to be started")
        RUNNING = "running", _("running")
        STOPPING = "stopping", _("being stopped")
        STOPPED = "stopped", _("stopped")
        FAILED = "failed", _("refused by the platform")

    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    budget_cents = models.PositiveBigIntegerField()
    bid = models.CharField(max_length=3, choices=Bid.choices)
    bid_cents = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    starts_on = models.DateField()
    ends_on = models.DateField()
    targeting = models.JSONField(default=dict)
    remote_id = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BY_HAND)
    stopped_because = models.CharField(max_length=10, blank=True)  # budget, closed, ended or asked
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "name"], name="one_campaign_per_name"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="campaign_ends_after_start"
            ),
        ]


class TrackedLink(TenantModel):
    """The address of a vacancy for one channel and campaign; it tells where people come from, never who they are."""

    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=20)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+", null=True)
    code = models.CharField(max_length=12)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="one_link_per_code"),
            models.UniqueConstraint(
                fields=["opportunity", "channel", "campaign"], name="one_link_per_use", nulls_distinct=False
            ),
        ]


class DailyViews(TenantModel):
    """How often the page of a vacancy was opened in a day, by link; no cookie, no address, no person."""

    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.CASCADE, related_name="+")
    link = models.ForeignKey(TrackedLink, on_delete=models.CASCADE, related_name="+", null=True)
    day = models.DateField()
    views = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "link", "day"], name="one_count_per_day", nulls_distinct=False
            )
        ]


class Spend(TenantModel):
    """What a channel cost: typed in from the bill, or told by the channel."""

    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=20)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+", null=True)
    day = models.DateField()
    cents = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    clicks = models.PositiveIntegerField(null=True)
    impressions = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "day"],
                condition=models.Q(campaign__isnull=False),
                name="one_spend_per_campaign_day",
            )
        ]


class Touchpoint(TenantModel):
    """The link by which a person came who then applied. Other visits are kept only with that person's consent."""

    class Basis(models.TextChoices):
        LINK = "link", _("the link they applied by")
        CONSENT = "consent", _("their consent")

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.CASCADE, related_name="+")
    link = models.ForeignKey(TrackedLink, on_delete=models.CASCADE, related_name="+")
    basis = models.CharField(max_length=8, choices=Basis.choices)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "opportunity", "link"], name="one_touch_per_link")
        ]
