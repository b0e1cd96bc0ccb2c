"""Persons: a random key and nothing else. What an organisation keeps about a person is its own."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now, Upper
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel


class Person(models.Model):
    """A human being, as a random key. The key belongs to the person, not to an organisation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)


class PersonRecord(TenantModel):
    """An organisation's own file on a person, and the number it has there."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    external_id = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    import_id = models.UUIDField(null=True)  # what it came in with; only such a file can be taken back

    class Meta:
        indexes = [
            models.Index(
                fields=["import_id"],
                condition=models.Q(import_id__isnull=False),
                name="record_of_import",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person"], name="one_record_per_person"),
            models.UniqueConstraint(
                fields=["organisation", "external_id"],
                condition=~models.Q(external_id=""),
                name="one_external_id",
            ),
        ]


class Channel(models.TextChoices):
    """By which way a person wants to hear from an organisation."""

    MAIL = "mail", _("by mail")
    SMS = "sms", _("by text message")
    WHATSAPP = "whatsapp", _("by WhatsApp")
    PHONE = "phone", _("by phone")


class Identity(TenantModel):
    """Who a person is: name and contact. *scoring* has no right to any column of it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.TextField(blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.MAIL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person"], name="one_identity_per_person")
        ]
        indexes = [models.Index("organisation", Upper("email"), name="identity_by_mail")]


class PersonKey(TenantModel):
    """The wrapped key that opens what is stored encrypted about a person; erasure destroys it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    wrapped = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "person"], name="one_key_per_person")]


class PersonLink(TenantModel):
    """The link by which a person opens their own pages at one organisation, without an account."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(
        default=1
    )  # a higher number is another link; the one before works no more
    token_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "person"], name="one_link_per_person")]
