"""What people send when they apply: the draft until then, answers and documents after, and who may be one and the same."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.models.procedure import Application
from maatwerk.apps.organisations.public import TenantModel, User


class ApplyingRules(TenantModel):
    """What an organisation settled about applying. Without a row the defaults hold."""

    hides_photo = models.BooleanField(default=True)  # until somebody decided

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="one_applying_rules")]


class Intake(TenantModel):
    """How people apply for one vacancy. Without a row the defaults hold, so that nothing has to be set up."""

    class Documents(models.TextChoices):
        NONE = "none", _("no documents")
        OPTIONAL = "optional", _("documents, if people want")
        REQUIRED = "required", _("at least one document")

    opportunity = models.OneToOneField(
        "opportunities.Opportunity", on_delete=models.CASCADE, related_name="+"
    )
    documents = models.CharField(max_length=10, choices=Documents.choices, default=Documents.OPTIONAL)
    orders_test = models.BooleanField(default=False)  # invite everybody who applies to the vacancy's tests


class Draft(TenantModel):
    """An application that is not sent yet, readable with its link alone: the key is made from the link."""

    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    # set once, when it is sent: whoever sends the same draft again gets the same application
    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="+", null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "expires_at"], name="draft_to_forget")]


class Submission(TenantModel):
    """What came with an application: answers as they were asked, the notice that was read, and what was agreed to."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5)
    notice_version = models.CharField(max_length=20)
    noticed_at = models.DateTimeField(db_default=Now())
    may_keep_longer = models.BooleanField(default=False)
    sealed = models.BinaryField()  # the answers, under the person's key


class Document(TenantModel):
    """A file that somebody sent, outside the database and encrypted; here stands what it is by its content."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("document")
        PHOTO = "photo", _("photo")
        RESULTS = "results", _("results of tests taken elsewhere")

    class Scan(models.TextChoices):
        NONE = "none", _("not looked at by a virus scanner")
        CLEAN = "clean", _("a virus scanner found nothing")

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="+", null=True)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+", null=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.DOCUMENT)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    scan = models.CharField(max_length=6, choices=Scan.choices)
    file = models.CharField(max_length=40)
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(draft__isnull=True) | models.Q(application__isnull=True),
                name="document_of_draft_or_application",
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "file"], name="document_by_file"),
        ]


class PossibleDouble(TenantModel):
    """Two files that may be of one person, because they gave the same mail address. A human says whether they are."""

    class State(models.TextChoices):
        OPEN = "open", _("to be looked at")
        DIFFERENT = "different", _("not the same person")
        MERGED = "merged", _("one person")

    first = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")  # the older file
    second = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField(db_default=Now())
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    settled_at = models.DateTimeField(null=True)
    moved = models.JSONField(default=dict)  # keys of what a merge moved, so that it can be undone

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="one_question_per_pair")]
