"""What goes out, written in the same transaction as what it tells and sent afterwards: mail, and calls to other systems."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel, User


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
    references = models.TextField(blank=True)  # Message-IDs of the conversation before it, the oldest first
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


class Connection(TenantModel):
    """Another system: it may knock with a token (kept as a hash), and it may be told what happens."""

    class Kind(models.TextChoices):
        API = "api", _("programme of your own (API)")
        WEBHOOK = "webhook", _("webhook")
        GREENHOUSE = "greenhouse", "Greenhouse"
        ASHBY = "ashby", "Ashby"
        WORKABLE = "workable", "Workable"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, blank=True)
    token_hint = models.CharField(max_length=8, blank=True)  # the end of the token, to tell two apart
    scopes = models.JSONField(default=list)
    url = models.URLField(max_length=500, blank=True)  # where it listens; callbacks elsewhere are refused
    topics = models.JSONField(default=list)  # which news a webhook gets
    secret = models.BinaryField(default=bytes)  # its own token for us, sealed under the site's key
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    last_used_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token_hash"], condition=~models.Q(token_hash=""), name="one_connection_per_token"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Delivery(TenantModel):
    """One call to another system. It waits until it is taken or given up; the body holds keys, never names."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=80)
    object_id = models.UUIDField(null=True)
    method = models.CharField(max_length=8, default="POST")
    url = models.URLField(max_length=500)
    body = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    last_status = models.PositiveSmallIntegerField(null=True)
    last_error = models.TextField(blank=True)
    delivered_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "connection", "-created_at"], name="newest_delivery")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(delivered_at__isnull=True) | models.Q(given_up_at__isnull=True),
                name="delivered_or_given_up",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
