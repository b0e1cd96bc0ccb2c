"""The register of what scores people, the bounds of its learning, its papers, and what is looked at again and again."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel


class Component(TenantModel):
    """What an organisation states about something that scores people. A new statement replaces the old, which is kept."""

    class Kind(models.TextChoices):
        MODEL = "model", _("model of staying")
        INSTRUMENT = "instrument", _("scoring of a test")
        MATCHING = "matching", _("order of openings for a person")
        CHALLENGER = "challenger", _("challenger in validation")
        INTERVIEW = "interview", _("interview scores, by exception")

    class Ground(models.TextChoices):
        RECRUITMENT = "4a", _("Annex III, 4(a): recruitment and selection")
        WORK = "4b", _("Annex III, 4(b): work relationships and tasks")
        NONE = "none", _("none: it does not judge people")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    object_id = models.UUIDField(
        null=True
    )  # the job family or the instrument; empty for what there is one of
    purpose = models.TextField()
    ground = models.CharField(max_length=4, choices=Ground.choices)
    profiles_people = models.BooleanField()
    is_high_risk = models.BooleanField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stated_by = models.UUIDField()
    stated_at = models.DateTimeField(db_default=Now())
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(profiles_people=False) | models.Q(is_high_risk=True),
                name="profiling_is_high_risk",  # AI Act 6(3), last subparagraph
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind", "object_id"],
                condition=models.Q(replaced_at__isnull=True),
                nulls_distinct=False,
                name="one_statement_per_component",
            ),
        ]


class DataSheet(TenantModel):
    """Where the data of a job family's models come from, and what is wrong with them; the newest counts."""

    job_family = models.ForeignKey("opportunities.JobFamily", on_delete=models.PROTECT, related_name="+")
    origin = models.TextField()
    original_purpose = models.TextField()
    gaps = models.TextField()
    bias_check = models.TextField()
    written_by = models.UUIDField()
    written_at = models.DateTimeField(db_default=Now())


class Preparation(TenantModel):
    """What was done with people before models of a job family advise; the newest counts, each before it is kept."""

    job_family = models.ForeignKey("opportunities.JobFamily", on_delete=models.PROTECT, related_name="+")
    overseers = models.TextField()
    overseers_on = models.DateField()
    workers = models.TextField()
    workers_on = models.DateField()
    assessment = models.TextField()
    assessment_on = models.DateField()
    is_public_service = models.BooleanField()
    rights = models.TextField(blank=True)
    rights_on = models.DateField(null=True)
    written_by = models.UUIDField()
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_public_service=False)
                | (~models.Q(rights="") & models.Q(rights_on__isnull=False)),
                name="public_service_weighs_rights",  # AI Act 27(1)
            )
        ]


class ChangePlan(TenantModel):
    """How far the models of a job family may learn without being something new; stated before it is needed."""

    class Council(models.TextChoices):
        CONSENT = "consent", _("the works council consented")
        NOT_APPLICABLE = "not_applicable", _("not applicable")

    job_family = models.ForeignKey("opportunities.JobFamily", on_delete=models.PROTECT, related_name="+")
    largest_move = models.FloatField()  # of a weight: log-odds per standard deviation
    may_enter = models.JSONField(default=list)  # keys of concepts that may come in
    least_people = models.PositiveIntegerField()
    verdicts = models.JSONField(default=list)
    reason = models.TextField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(db_default=Now())
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    council = models.CharField(max_length=14, choices=Council.choices, blank=True)
    council_reason = models.TextField(blank=True)
    council_by = models.UUIDField(null=True)
    council_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(council="") | ~models.Q(council_reason=""), name="council_says_why"
            ),
        ]


class Paper(TenantModel):
    """One document about one version, as it was when the version went live. Never changed: old releases keep theirs."""

    class Kind(models.TextChoices):
        TECHNICAL = "technical", _("technical documentation")
        INSTRUCTIONS = "instructions", _("instructions for use")
        COUNCIL = "council", _("dossier for the works council")
        DPIA = "dpia", _("data sheet for the DPIA")

    version = models.ForeignKey("advice.ModelVersion", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    language = models.CharField(max_length=5)
    markdown = models.TextField()
    markdown_hash = models.CharField(max_length=64)
    pdf = models.BinaryField()
    pdf_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "kind", "language"], name="one_paper_of_a_kind")
        ]


class Review(TenantModel):
    """Something that is looked at again and again, with who does it and when it is due."""

    class Subject(models.TextChoices):
        ACCESS = "access", _("who has access")
        POLICIES = "policies", _("policies")
        DATA_SHARING = "data_sharing", _("data shared between colleagues")
        CERTIFICATIONS = "certifications", _("certifications")
        RETENTION = "retention", _("how long data are kept")
        EVALUATION = "evaluation", _("evaluation of the whole system")

    subject = models.CharField(max_length=16, choices=Subject.choices)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    interval_months = models.PositiveSmallIntegerField()
    next_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "subject"], name="one_review_per_subject")
        ]


class ReviewHeld(TenantModel):
    """A review that was held, and what came of it."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    outcome = models.TextField()
    held_by = models.UUIDField()
    held_at = models.DateTimeField(db_default=Now())


class Risk(TenantModel):
    """What may go wrong: the hazard, the misuse one can expect, what is done about it, and which test shows that it works."""

    hazard = models.TextField()
    misuse = models.TextField(blank=True)
    mitigation = models.TextField(blank=True)
    test = models.TextField(blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())


class Mandate(TenantModel):
    """An auditor from outside, let in for a period; who asked them in states that they are independent."""

    email = models.EmailField()
    firm = models.CharField(max_length=120)
    independence = models.TextField()
    until = models.DateField()
    given_by = models.UUIDField()
    given_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
