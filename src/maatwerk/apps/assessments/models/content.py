"""What a test consists of: instrument (in `evidence`) → scales → items, its fact sheet, calibrations and norms."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel, User


class FactSheet(TenantModel):
    """What must be known of one instrument version in one language before it may be used (COTAN, EFPA).

    Each language version is a test of its own (ITC 2017): the version, its language and its name stand in
    `evidence.Instrument`; published content never changes, a change is a new version.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")

    instrument = models.OneToOneField("evidence.Instrument", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    introduction = models.TextField(blank=True)  # what the candidate reads before the first item
    criteria = models.JSONField(default=dict)  # the seven COTAN criteria, each a text and a judgement
    fields = models.JSONField(default=dict)  # the EFPA fields
    source = models.TextField(blank=True)  # who made the items, under which licence
    is_simulated = models.BooleanField(default=False)  # calibrated on simulated people: says so everywhere
    is_validated_in_language = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    retired_at = models.DateTimeField(null=True)


class Sensitive(models.TextChoices):
    """Special categories (GDPR article 9) and emotions (AI Act 5(1)(f)): a scale that infers one is for no selection."""

    NONE = "", _("none")
    EMOTION = "emotion", _("emotions")
    HEALTH = "health", _("health")
    POLITICS = "politics", _("political opinion")
    RELIGION = "religion", _("religion or belief")
    ORIGIN = "origin", _("ethnic origin")
    UNION = "union", _("trade-union membership")
    SEXUALITY = "sexuality", _("sexual life or orientation")


class Scale(TenantModel):
    """What some of an instrument's items measure together: one construct."""

    instrument = models.ForeignKey("evidence.Instrument", on_delete=models.CASCADE, related_name="+")
    key = models.SlugField(max_length=80)
    concept = models.ForeignKey("skills.Concept", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    infers = models.CharField(max_length=12, choices=Sensitive.choices, blank=True)
    low_en = models.TextField(blank=True)  # in plain words, for the report: what a low and a high score mean
    high_en = models.TextField(blank=True)
    low_nl = models.TextField(blank=True)
    high_nl = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instrument", "key"], name="one_scale_per_key")]


class ItemKind(models.TextChoices):
    """How an item is asked and answered."""

    RATING = "rating", _("rating scale")
    CHOICE = "choice", _("multiple choice")
    MULTIPLE = "multiple", _("multiple response")
    ORDER = "order", _("ordering")
    NUMERIC = "numeric", _("number")
    SITUATION = "situation", _("situational judgement: best and worst")
    WORK_SAMPLE = "work_sample", _("short work sample, scored by a person")


class Item(TenantModel):
    """One question as the candidate sees it, in the instrument's language. Nothing here gives the answer away."""

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LEAKED = "leaked", _("leaked")

    instrument = models.ForeignKey("evidence.Instrument", on_delete=models.CASCADE, related_name="+")
    scale = models.ForeignKey(
        Scale, on_delete=models.CASCADE, related_name="+", null=True
    )  # practice has none
    key = models.SlugField(max_length=80)
    kind = models.CharField(max_length=12, choices=ItemKind.choices)
    position = models.PositiveSmallIntegerField(default=0)
    content = models.JSONField()  # prompt, options, unit: see `content.kinds`
    area = models.CharField(max_length=80, blank=True)  # content area, for quotas
    seconds = models.PositiveSmallIntegerField(null=True)  # most time for this item alone
    is_practice = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.ACTIVE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instrument", "key"], name="one_item_per_key")]


class ItemKey(TenantModel):
    """How answers to an item are scored. Apart from the item, so that no page of it can show the key."""

    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="+")
    key = models.JSONField()  # see `content.kinds`


class ResponseSet(TenantModel):
    """A file of responses for calibration: who is in it, how they were found; the numbers lie encrypted beside it."""

    instrument = models.ForeignKey("evidence.Instrument", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=160)
    population = models.TextField()  # who these people are and how they were sampled
    collected_on = models.DateField()
    is_simulated = models.BooleanField(default=False)
    n_people = models.PositiveIntegerField(default=0)
    fingerprint = models.CharField(max_length=64)
    file = models.CharField(max_length=200)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    uploaded_at = models.DateTimeField(db_default=Now())


class Calibration(TenantModel):
    """Item parameters, reliability and norms of one scale on one group of people. Immutable but for its state."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")
        RETIRED = "retired", _("retired")

    scale = models.ForeignKey(Scale, on_delete=models.CASCADE, related_name="+")
    responses = models.ForeignKey(ResponseSet, on_delete=models.PROTECT, related_name="+", null=True)
    number = models.PositiveIntegerField()
    model = models.CharField(max_length=12)  # "graded", "2pl", or "sum" where no item model holds
    parameters = models.JSONField(default=dict)  # item key -> slope, intercepts and their standard errors
    reliability = models.FloatField(null=True)
    norm = models.JSONField(default=dict)  # mean, sd, n, collected_on, population
    report = models.JSONField(default=dict)  # everything the psychologist judges it by
    is_simulated = models.BooleanField(default=False)
    method = models.CharField(max_length=80)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PROPOSED)
    made_at = models.DateTimeField(db_default=Now())
    judged_at = models.DateTimeField(null=True)
    judged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    judged_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scale", "number"], name="one_calibration_per_number"),
            models.UniqueConstraint(
                fields=["scale"], condition=models.Q(state="approved"), name="one_approved_calibration"
            ),
        ]
