"""What everybody may read without signing in, and who asked to be told of it.

A posting is a copy of what of a vacancy is public. It exists while the vacancy is on the board and is gone the moment
it is not: the board, the feeds, the sitemap and the vacancy's page read nothing else, so closing removes it from all.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now

from maatwerk.apps.organisations.public import TenantModel
from maatwerk.kernel.ids import new_id

#: What the filters of the board compare, beside pay and words.
FILTERED = (
    "apply_until", "hours_low", "hours_high", "currency", "contract", "remote", "latitude", "longitude",
)  # fmt: skip


class Posting(TenantModel):
    """The public copy of a vacancy; its key is the vacancy's own. What stands here, anybody may read."""

    opportunity = models.OneToOneField(
        "opportunities.Opportunity", on_delete=models.CASCADE, related_name="+"
    )
    employer = models.CharField(max_length=120)
    employer_slug = models.SlugField(max_length=40)
    is_simulated = models.BooleanField(default=False)
    language = models.CharField(max_length=5)
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=240)
    description = models.TextField()
    place = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    remote = models.CharField(max_length=8)
    pay_low_cents = models.PositiveBigIntegerField()
    pay_high_cents = models.PositiveBigIntegerField()
    pay_period = models.CharField(max_length=5)
    currency = models.CharField(max_length=3)
    pay_month_cents = models.PositiveBigIntegerField()  # upper end, full time per month: what filters compare
    hours_low = models.FloatField()
    hours_high = models.FloatField()
    contract = models.CharField(max_length=12)
    contract_months = models.PositiveSmallIntegerField(null=True)
    starts_on = models.DateField(null=True)
    apply_until = models.DateField(null=True)
    answer_days = models.PositiveSmallIntegerField()
    contact_email = models.EmailField(blank=True)
    job_family = models.CharField(max_length=120)
    isco = models.CharField(max_length=4, blank=True)
    occupation_uri = models.URLField(blank=True)
    requirements = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    steps = models.JSONField(default=list)
    channels = models.JSONField(default=dict)  # channel → code of its tracked link
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    title_words = SearchVectorField(null=True)
    words = SearchVectorField(null=True)

    class Meta:
        indexes = [
            # the board's orders, with all that its filters ask: which rows make a page is read without the rows themselves;
            # `posting_by_place` (a migration, since it is over points) holds the same
            models.Index(
                fields=["-published_at", "-id"],
                include=["pay_month_cents", "is_simulated", *FILTERED],
                name="newest_posting",
            ),
            models.Index(fields=["employer_slug", "-published_at", "-id"], name="newest_of_employer"),
            models.Index(
                fields=["-pay_month_cents", "-id"],
                include=["published_at", *FILTERED],
                name="best_paid_posting",
            ),
            GinIndex(fields=["title_words"], name="posting_by_title"),
            GinIndex(fields=["words"], name="posting_by_words"),
        ]


class ClosedPosting(TenantModel):
    """That there was a posting of this key: who follows an old link is told that it closed, and nothing more."""

    employer_slug = models.SlugField(max_length=40)
    closed_at = models.DateTimeField(db_default=Now())


class SavedSearch(models.Model):
    """A search whose new results go by mail, once the address was confirmed from the mailbox itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField()
    language = models.CharField(max_length=5)
    query = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())
    confirmed_at = models.DateTimeField(null=True)
    seen_until = models.DateTimeField()  # what was published after this is still to be told

    class Meta:
        indexes = [models.Index(fields=["confirmed_at", "seen_until"], name="saved_search_due")]
