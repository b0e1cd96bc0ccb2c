"""What joins several apps: a file of history on its way in."""

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
