"""Other systems, and what they are told: calls written in the same transaction as what they tell, made afterwards."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel, User


class Connection(TenantModel):
    """Another system: it may knock with a token (kept as a hash), and it may be told what happens."""

    class Kind(models.TextChoices):
        API = "api", _("programme of your own (API)")
        WEBHOOK = "webhook", _("webhook")
        GREENHOUSE = "greenhouse", "Greenhouse"
        ASHBY = "ashby", "Ashby"
        WORKABLE = "workable", "Workable"
        SMS = "sms", _("text messages (SMS)")
        WHATSAPP = "whatsapp", "WhatsApp"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, blank=True)
    token_hint = models.CharField(max_length=8, blank=True)  # the end of the token, to tell two apart
    scopes = models.JSONField(default=list)
    url = models.URLField(max_length=500, blank=True)  # where it listens; callbacks elsewhere are refused
    topics = models.JSONField(default=list)  # which news a webhook gets
    secret = models.BinaryField(default=bytes)  # its own token for us, sealed under the site's key
    as_form = models.BooleanField(default=False)  # a gateway of text messages that reads forms and no JSON
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    last_used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)  # its token opens nothing from then on
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


class KeptAnswer(TenantModel):
    """What a token was answered under one Idempotency-Key: asked again, it gets the same answer and nothing happens twice.

    The answer lies sealed under the caller's own key, of which only the hash is here, and is forgotten after a day.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    key_hash = models.CharField(max_length=64)
    asked_hash = models.CharField(max_length=64)  # of the request, to tell another one under the same key
    sealed = models.BinaryField(default=bytes)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "key_hash"], name="one_answer_per_idempotency_key")
        ]
        indexes = [models.Index(fields=["organisation", "expires_at"], name="answer_to_forget")]

    def __str__(self) -> str:
        return str(self.pk)
