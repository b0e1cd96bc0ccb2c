"""Outgoing mail, written in the same transaction as what it tells, sent afterwards."""

from django.db import models
from django.db.models.functions import Now

from maatwerk.apps.organisations.public import TenantModel


class Message(TenantModel):
    """One mail to one address. It waits until it is sent or given up; a confidential body is emptied then."""

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    is_confidential = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-created_at"], name="newest_message")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(given_up_at__isnull=True),
                name="sent_or_given_up",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
