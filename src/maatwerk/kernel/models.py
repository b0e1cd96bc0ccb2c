"""Tables that belong to no domain: the event log and its seals, the dated rules, jobs with their progress."""

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from maatwerk.kernel.ids import new_id


class Event(models.Model):
    """Something that happened, written once. Persons appear by key only, so erasing a person leaves it true."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation_id = models.UUIDField()
    at = models.DateTimeField(
        default=timezone.now
    )  # not the database's clock: reading it back takes a right to read
    kind = models.CharField(max_length=80)
    actor_id = models.UUIDField(null=True)  # account; empty for the system itself
    object_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)
    seal_number = models.PositiveIntegerField(null=True)
    position = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "seal_number", "position"], name="event_in_seal"),
            models.Index(fields=["organisation_id", "person_id", "at"], name="event_of_person"),
            models.Index(fields=["organisation_id", "object_id", "at"], name="event_of_object"),
            models.Index(fields=["organisation_id", "actor_id", "at"], name="event_of_actor"),
            models.Index(fields=["organisation_id", "kind", "at"], name="event_of_kind"),
            models.Index(fields=["organisation_id", "at"], name="event_by_time"),
            models.Index(
                fields=["organisation_id"], condition=models.Q(seal_number__isnull=True), name="event_to_seal"
            ),
        ]


class Seal(models.Model):
    """A batch of events, closed under one hash that contains the hash of the seal before it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation_id = models.UUIDField()
    number = models.PositiveIntegerField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    events = models.PositiveIntegerField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "number"], name="one_seal_per_number")
        ]


class Rule(models.Model):
    """A number or date that a legislator or profession sets, with the period in which it holds and its source."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=80)
    jurisdiction = models.CharField(max_length=16)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    value = models.JSONField()
    unit = models.CharField(max_length=40)
    source = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "jurisdiction", "valid_from"], name="one_rule_per_start"),
        ]


class Work(models.Model):
    """Long work as people see it: what runs, how far it is, how it ended. The queue itself is the job library's."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        REFUSED = "refused"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation_id = models.UUIDField()
    kind = models.CharField(max_length=80)
    object_id = models.UUIDField(null=True)
    started_by = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    step = models.CharField(max_length=80, blank=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    attempt = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)


class Allowance(models.Model):
    """How often somebody may still knock; not written to the database's log, so a crash empties it."""

    key = models.CharField(primary_key=True, max_length=64)
    remaining = models.FloatField()
    at = models.DateTimeField()
