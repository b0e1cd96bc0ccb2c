"""Outgoing mail, written in the same transaction as what it tells, sent afterwards."""

from django.db import models
from django.db.models.functions import Now

from maatwerk.apps.organisations.public import TenantModel


class Message(TenantModel):
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
