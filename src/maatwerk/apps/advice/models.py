"""Models, their immutable versions, and the advice that live versions give."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel


class Feature(TenantModel):
    """A construct admitted to the models of one job family: a psychologist's written act, with expectations."""

    job_family = models.ForeignKey("opportunities.JobFamily", on_delete=models.PROTECT, related_name="+")
    concept = models.ForeignKey("skills.Concept", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)  # evidence.Kind
    is_exception = models.BooleanField(default=False)  # anything but the result of an approved instrument
    importance = models.PositiveSmallIntegerField(default=0)  # 0 none, 1 slight, 2 typical, 3 strong
    helps = models.BooleanField(default=True)  # more of it makes people stay
    is_one_way = models.BooleanField(default=False)  # the psychologist excludes the opposite direction
    prior_source = models.TextField(blank=True)
    reason = models.TextField()
    approved_by = models.UUIDField()
    approved_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job_family", "concept", "kind"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_feature_per_concept",
            )
        ]


class ModelVersion(TenantModel):
    """One version of a job family's model. What it computed never changes; only its state moves on."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEWED = "reviewed", _("reviewed")
        APPROVED = "approved", _("approved")
        LIVE = "live", _("live")
        RETIRED = "retired", _("retired")
        DECLINED = "declined", _("declined")

    class Verdict(models.TextChoices):
        ESTABLISHED = "established", _("established here")
        NOT_ESTABLISHED = "not_established", _("not established here")
        NO_SIGNAL = "no_signal", _("no usable signal")

    job_family = models.ForeignKey("opportunities.JobFamily", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    verdict = models.CharField(max_length=16, choices=Verdict.choices)
    features = models.JSONField()
    fitted = models.JSONField()
    performance = models.JSONField(null=True)
    validity = models.JSONField()
    caveats = models.JSONField(default=list)
    training_fingerprint = models.CharField(max_length=64)
    n_people = models.PositiveIntegerField()
    n_separations = models.PositiveIntegerField()
    outcomes_needed = models.PositiveIntegerField(null=True)
    absolute_rates = models.BooleanField(default=True)
    proposed_because = models.CharField(max_length=40, default="asked")
    compared_with = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    steering = models.ForeignKey("advice.Steering", on_delete=models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(db_default=Now())
    live_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job_family", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["job_family"], condition=models.Q(state="live"), name="one_live_version_per_family"
            ),
        ]


class Steering(TenantModel):
    """A person chose another weighting of a version, the same for everybody, or kept the one it has; with a reason."""

    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="+")
    factors = models.JSONField(null=True)  # by column, times the version's own weight; empty: kept as it is
    choice = models.CharField(max_length=200)  # which of the weightings that were shown
    seen = models.JSONField()  # what was shown of it: sums above the small-cell threshold
    reason = models.TextField()
    chosen_by = models.UUIDField()
    chosen_at = models.DateTimeField(db_default=Now())


class VersionStep(TenantModel):
    """A person moved a version on, with a reason."""

    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="+")
    from_state = models.CharField(max_length=10)
    to_state = models.CharField(max_length=10)
    by = models.UUIDField()
    reason = models.TextField()
    at = models.DateTimeField(db_default=Now())


class TrainingScore(TenantModel):
    """The out-of-fold score of one person in one version's validation: what audits count by group."""

    version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    score = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "version"], name="scores_of_version")]


class AdviceRequest(TenantModel):
    """Somebody wants advice on a person for an opportunity; the scoring worker answers it once."""

    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "person"], name="one_request_per_person")
        ]


class Advice(TenantModel):
    """What one version says of one person for one opportunity. Immutable and replayable."""

    class Status(models.TextChoices):
        ADVICE = "advice", _("advice")
        ON_PRIOR = "on_prior", _("advice, not established here")
        NO_SIGNAL = "no_signal", _("insufficient evidence, no advice")
        NO_EVIDENCE = "no_evidence", _("no evidence about this person, no advice")
        NO_MODEL = "no_model", _("no live model, no advice")

    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="+", null=True)
    status = models.CharField(max_length=12, choices=Status.choices)
    score = models.FloatField(null=True)  # linear predictor, higher is longer
    detail = (
        models.BinaryField()
    )  # encrypted under the person's key: inputs, estimates, contributions, caveats
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "person"], name="one_advice_per_person")
        ]


class Shortlist(TenantModel):
    """The order and bands of all advised people of one opportunity, at one moment; the newest counts."""

    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="+", null=True)
    places = models.JSONField()  # [[advice key, band, sealed: what would change the band], …] best first
    computed_at = models.DateTimeField(db_default=Now())


class Stop(TenantModel):
    """A named person stopped the advice on one vacancy, or that of one version; it stays until resumed with a reason."""

    opportunity = models.ForeignKey(
        "opportunities.Opportunity", on_delete=models.PROTECT, related_name="+", null=True
    )
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.TextField()
    stopped_by = models.UUIDField()
    stopped_at = models.DateTimeField(db_default=Now())
    resumed_by = models.UUIDField(null=True)
    resumed_at = models.DateTimeField(null=True)
    resumed_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opportunity__isnull=True) | models.Q(version__isnull=True),
                name="a_stop_is_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["opportunity"],
                condition=models.Q(resumed_at__isnull=True, opportunity__isnull=False),
                name="one_stop_per_opportunity",
            ),
            models.UniqueConstraint(
                fields=["version"],
                condition=models.Q(resumed_at__isnull=True, version__isnull=False),
                name="one_stop_per_version",
            ),
        ]
