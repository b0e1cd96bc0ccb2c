"""What joins several apps: a file of history on its way in; what a person agreed to and looks for."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel


class HistoryUpload(TenantModel):
    """A file somebody brought, its mapping, and how far its check or import is."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        CHECKED = "checked", _("checked")
        IMPORTED = "imported", _("imported")
        REFUSED = "refused", _("refused")

    filename = models.CharField(max_length=255)
    path = models.CharField(max_length=255)  # below the uploads folder
    mapping = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    report = models.JSONField(default=dict)
    work_id = models.UUIDField(null=True)
    uploaded_by = models.UUIDField()
    uploaded_at = models.DateTimeField(db_default=Now())


class Consent(TenantModel):
    """A person agreed that their results here may be used for something else than what they were made for."""

    class Scope(models.TextChoices):
        HERE = "here", _("other openings with this employer")
        ELSEWHERE = "elsewhere", _("openings with other employers")

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=10, choices=Scope.choices)
    given_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "scope"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_consent_of_a_scope",
            )
        ]


class Wish(TenantModel):
    """What work somebody looks for, kept by that person; no colleague sees it."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    search = models.JSONField(default=dict)  # words, place and distance, hours, pay, as the board asks them
    by_mail = models.BooleanField(default=False)
    told_until = models.DateTimeField(db_default=Now())  # what was published after this is still to be told

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "person"], name="one_wish_for_work")]


class Carried(TenantModel):
    """A person took results from here to another organisation: which, to whom and when. Their own act."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    to_organisation = models.UUIDField()
    to_name = models.CharField(max_length=120)
    posting_id = models.UUIDField()
    evidence = models.JSONField(default=list)  # keys of what went along
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "posting_id"], name="carried_once")]
