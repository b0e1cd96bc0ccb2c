"""What was found about validity, what people state to go with it, and experiments on the process."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel


class Study(TenantModel):
    """What the scores of one job family were worth on one day: correlations and counts, of nobody in particular."""

    job_family = models.ForeignKey("opportunities.JobFamily", on_delete=models.PROTECT, related_name="+")
    result = models.JSONField()
    computed_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["job_family", "computed_at"], name="study_of_family")]


class Reliability(TenantModel):
    """How reliably ratings of work are made in a job family, stated by a psychologist with where that comes from."""

    job_family = models.ForeignKey("opportunities.JobFamily", on_delete=models.PROTECT, related_name="+")
    value = models.FloatField()  # in (0, 1]
    source = models.TextField()
    stated_by = models.UUIDField()
    stated_at = models.DateTimeField(db_default=Now())


class WorthFigures(TenantModel):
    """What an organisation says of hiring in a job family, to see what a validity is worth; the newest counts."""

    job_family = models.ForeignKey("opportunities.JobFamily", on_delete=models.PROTECT, related_name="+")
    base_rate = models.FloatField()  # share of applicants who would do well, in (0, 1)
    applicants = models.PositiveIntegerField()
    hired = models.PositiveIntegerField()
    sd_cents = models.PositiveBigIntegerField()  # worth of one standard deviation of a year's work
    sd_source = models.CharField(max_length=200)
    years = models.FloatField()
    cost_cents = models.PositiveIntegerField()  # of testing one applicant
    stated_by = models.UUIDField()
    stated_at = models.DateTimeField(db_default=Now())


class GroupFinding(TenantModel):
    """One statistic about groups that left the wall: of one version, made once, and only of groups that are large enough."""

    class Kind(models.TextChoices):
        PREDICTION = "prediction", _("same score, same outcome")
        PROXY = "proxy", _("what tells a group apart")

    version = models.ForeignKey("advice.ModelVersion", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    attribute = models.CharField(max_length=24)
    result = models.JSONField()
    computed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "kind", "attribute"], name="one_finding_of_a_kind")
        ]


class Experiment(TenantModel):
    """Two ways of working that may both be used for everybody, dealt by lot; written down before it starts."""

    class Way(models.TextChoices):
        OWN_VIEW_FIRST = "own_view_first", _("own view before the advice opens")
        DROP_PART = "drop_part", _("a part of the tests left out")
        INTERVIEW_FIRST = "interview_first", _("interview before the tests")

    class Outcome(models.TextChoices):
        AGREES = "agrees", _("share of decisions that agree with the advice")
        LOOKED = "looked", _("seconds between opening the advice and deciding")
        RATING = "rating", _("rating of the work")
        STAYS = "stays", _("share still here")
        FINISHES = "finishes", _("share of invited people who finish the tests")
        WITHDRAWS = "withdraws", _("share of applicants who withdraw")
        DAYS = "days", _("days from applying to the end of an application")

    class State(models.TextChoices):
        DECLARED = "declared", _("declared, waits for approval")
        RUNNING = "running", _("running")
        ENDED = "ended", _("ended")
        DECLINED = "declined", _("not approved")

    job_family = models.ForeignKey("opportunities.JobFamily", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=20, choices=Way.choices)
    # the test that is left out, where the way is to leave one out
    part = models.ForeignKey("evidence.Instrument", on_delete=models.PROTECT, related_name="+", null=True)
    hypothesis = models.TextField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    months = models.PositiveSmallIntegerField(null=True)  # of staying
    planned = models.PositiveIntegerField()  # applications in both arms together
    stop_on = models.DateField()
    seed = models.CharField(max_length=64)  # its hash is logged at once, itself when it ends
    state = models.CharField(max_length=10, choices=State.choices, default=State.DECLARED)
    declared_by = models.UUIDField()
    declared_at = models.DateTimeField(db_default=Now())
    judged_by = models.UUIDField(null=True)
    judged_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)  # of who approved or declined
    ended_by = models.UUIDField(null=True)  # empty: the number or the day was reached
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job_family", "way"],
                condition=models.Q(state="running"),
                name="one_running_experiment",
            )
        ]


class Assignment(TenantModel):
    """Which way an application was dealt; `position` is its place in its vacancy, so the lot can be drawn again."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="+")
    application = models.ForeignKey("applications.Application", on_delete=models.CASCADE, related_name="+")
    vacancy_id = models.UUIDField()
    position = models.PositiveIntegerField()
    treated = models.BooleanField()
    dealt_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["experiment", "application"], name="one_assignment"),
            models.UniqueConstraint(
                fields=["experiment", "vacancy_id", "position"], name="one_place_in_the_lot"
            ),
        ]
        indexes = [models.Index(fields=["application"], name="assignment_of_application")]


class NightlyLook(TenantModel):
    """That the decisions of a day will be looked at in the night after it: one look, however many decisions."""

    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "on"], name="one_look_a_night")]
