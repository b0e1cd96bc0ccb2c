"""ONE table of evidence: every kind, from every product line. Append-only."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel


class Instrument(TenantModel):
    """A test or questionnaire whose results may be evidence, with the facts its quality gate needs."""

    key = models.SlugField(max_length=80)
    version = models.CharField(max_length=40)
    language = models.CharField(
        max_length=5, blank=True
    )  # each language version is a test of its own (ITC 2017)
    name = models.CharField(max_length=200)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.UUIDField(null=True)
    approval_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "key", "version", "language"], name="one_instrument_version"
            )
        ]


class Kind(models.TextChoices):
    """Where a piece of evidence comes from. Only instrument results feed advice without an exception."""

    INSTRUMENT_RESULT = "instrument_result", _("test result")
    JOB_FACT = "job_fact", _("fact about the job")
    INTERVIEW_SCORECARD = "interview_scorecard", _("interview scorecard")
    SHIFT_STAR = "shift_star", _("stars after a shift")
    LEARNING_RESULT = "learning_result", _("learning result")
    CREDENTIAL = "credential", _("credential")
    SELF_REPORT = "self_report", _("answer of the person")


class Purpose(models.TextChoices):
    """What a person agreed that a piece of evidence is for."""

    SELECTION = "selection", _("selection")
    DEVELOPMENT = "development", _("development")
    FLEX_WORK = "flex_work", _("flex work")


class Evidence(TenantModel):
    """One measurement of one person on one construct. Never changed; a later one stands beside it."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    concept = models.ForeignKey("skills.Concept", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    value = models.FloatField(null=True)
    level = models.CharField(max_length=120, blank=True)  # for facts that are names rather than numbers
    standard_error = models.FloatField(null=True)
    unit = models.CharField(max_length=40, blank=True)
    administrations = models.PositiveSmallIntegerField(default=1)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+", null=True)
    occasion = models.UUIDField(null=True)  # what was measured together
    source = models.CharField(max_length=120)
    purpose = models.CharField(max_length=16, choices=Purpose.choices, default=Purpose.SELECTION)
    measured_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    caveats = models.JSONField(default=list)  # codes of what to know when reading it: never silently dropped
    released_to = models.JSONField(default=list)  # keys of organisations beside the one that holds the row
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "person", "concept"], name="evidence_of_person"),
            models.Index(fields=["organisation", "occasion"], name="evidence_of_occasion"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(value__isnull=False) | ~models.Q(level=""), name="evidence_says_something"
            )
        ]
