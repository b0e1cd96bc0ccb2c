"""Mail that goes out: written in the same transaction as what it tells, sent afterwards."""

from django.db import models
from django.db.models.functions import Now

from maatwerk.apps.organisations.public import TenantModel


class Message(TenantModel):
    """One mail to one address. It waits until it is sent or given up; a confidential body is emptied then."""

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    is_confidential = models.BooleanField(default=False)
    calendar = models.TextField(
        blank=True
    )  # an iTIP message (RFC 5546); its METHOD is repeated in the content type
    reply_to = models.EmailField(blank=True)  # an answer to it comes in at its own address
    about = models.UUIDField(
        null=True
    )  # what it tells a person about (an application): they heard something then
    references = models.TextField(blank=True)  # Message-IDs of the conversation before it, the oldest first
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-created_at"], name="newest_message"),
            models.Index(
                fields=["organisation", "about", "-sent_at"],
                condition=models.Q(about__isnull=False),
                name="last_heard_by_mail",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(given_up_at__isnull=True),
                name="sent_or_given_up",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
