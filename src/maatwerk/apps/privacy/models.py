"""How long people are kept, what holds an erasure, what was erased, what is handed over; and what went wrong."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel, User


class KeepChoice(TenantModel):
    """A person said, on their own page, whether they may be kept longer than the law asks. The newest counts."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    keeps_longer = models.BooleanField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["organisation", "person", "-at"], name="newest_keep_choice")]

    def __str__(self) -> str:
        return str(self.pk)


class Hold(TenantModel):
    """A person, or all who applied for a vacancy, are not erased while a dispute runs. A human places it and ends it."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", null=True)
    opportunity = models.ForeignKey(
        "opportunities.Opportunity", on_delete=models.PROTECT, related_name="+", null=True
    )
    reason = models.TextField()
    review_on = models.DateField()
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(db_default=Now())
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) | models.Q(opportunity__isnull=True),
                name="hold_of_person_or_vacancy",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Erasure(TenantModel):
    """The erasure of one person here: told ahead, ordered, carried out. What it took away stands here as counts."""

    class State(models.TextChoices):
        NOTICED = "noticed", _("the person was told")
        ORDERED = "ordered", _("ordered")
        ERASING = "erasing", _("being carried out")
        DONE = "done", _("done")

    class Cause(models.TextChoices):
        CLOCK = "clock", _("the clock ran out")
        REQUEST = "request", _("the person asked")
        RESTORE = "restore", _("done again after a restore")

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices)
    cause = models.CharField(max_length=10, choices=Cause.choices)
    due_on = models.DateField()
    noticed_at = models.DateTimeField(null=True)
    ordered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    started_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    removed = models.JSONField(default=dict)  # table → rows

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=~models.Q(state="done"),
                name="one_erasure_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["organisation", "state", "due_on"], name="erasures_by_day")]

    def __str__(self) -> str:
        return str(self.pk)


class AccessPackage(TenantModel):
    """Everything kept about a person in one file, made for them and fetched by their own link."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    case_id = models.UUIDField(null=True)
    file = models.CharField(
        max_length=40, blank=True
    )  # sealed under the person's key; empty until it is made
    size = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    made_at = models.DateTimeField(null=True)
    expires_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "person"], name="packages_of_person")]

    def __str__(self) -> str:
        return str(self.pk)


class WaitingNumbers(TenantModel):
    """What somebody measured who was erased, under no key and no date, until enough others wait to be summed with."""

    id = models.UUIDField(primary_key=True, editable=False)  # random: a key by time would tell who it was
    job_family = models.ForeignKey("opportunities.JobFamily", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=40, blank=True)  # whom to sum with; empty: from before parts were kept
    names = models.JSONField()
    values = models.JSONField()

    def __str__(self) -> str:
        return str(self.pk)


class KeptMoments(TenantModel):
    """Sums over a batch of people who were erased: number, means, squares and products of what was measured."""

    job_family = models.ForeignKey("opportunities.JobFamily", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=40, blank=True)  # whom to sum with; empty: from before parts were kept
    names = models.JSONField()
    n = models.PositiveIntegerField()
    mean = models.JSONField()
    scatter = models.JSONField()

    def __str__(self) -> str:
        return str(self.pk)


class Incident(TenantModel):
    """Something went wrong: data in wrong hands, or harm by what scores people. Once closed it changes no more."""

    class Kind(models.TextChoices):
        BREACH = "breach", _("personal data breach")
        SERIOUS = "serious", _("serious incident with what scores people")
        DEATH = "death", _("serious incident in which somebody died")
        WIDESPREAD = "widespread", _("widespread infringement, or vital services disturbed")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    what = models.TextField()
    consequences = models.TextField(blank=True)
    happened_at = models.DateTimeField(null=True)
    aware_at = models.DateTimeField()  # the clock begins here
    due_at = models.DateTimeField()  # by the rule that held on the day it was written down
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_exercise = models.BooleanField(default=False)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(db_default=Now())
    letter = models.JSONField(default=dict)  # language → words to everybody on the list
    letter_at = models.DateTimeField(null=True)
    letter_done_at = models.DateTimeField(null=True)
    learned = models.TextField(blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | ~models.Q(learned=""),
                name="closed_incident_taught_something",
            )
        ]
        indexes = [models.Index(fields=["organisation", "closed_at", "due_at"], name="incidents_by_clock")]

    def __str__(self) -> str:
        return str(self.pk)


class IncidentScope(TenantModel):
    """By what people came onto the list of an incident, and how many it found then."""

    class Kind(models.TextChoices):
        EVERYBODY = "everybody", _("everybody whose data is kept here")
        VACANCY = "vacancy", _("who applied for a vacancy")
        ACCOUNT = "account", _("whose data an account opened or worked on between two moments")
        APPLIED = "applied", _("who applied between two moments")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    opportunity = models.ForeignKey(
        "opportunities.Opportunity", on_delete=models.PROTECT, related_name="+", null=True
    )
    account = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    number = models.PositiveIntegerField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.pk)


class IncidentPerson(TenantModel):
    """Somebody on the list of an incident, by key, as it was found; who is erased later is not on it any more."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True)
    is_unreachable = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "person"], name="once_on_the_list_of_an_incident")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class IncidentStep(TenantModel):
    """What was done about an incident: written down, never changed."""

    class Kind(models.TextChoices):
        MEASURE = "measure", _("a measure was taken")
        AUTHORITY = "authority", _("the authority was told")
        AUTHORITY_NOT = "authority_not", _("the authority need not be told")
        PEOPLE = "people", _("the people concerned were told")
        PEOPLE_NOT = "people_not", _("the people concerned need not be told")
        PROVIDER = "provider", _("who supplies the part was told")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    at = models.DateTimeField()
    words = models.TextField()  # reference, how, or why not
    why_late = models.TextField(blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["organisation", "incident", "at"], name="steps_of_incident")]

    def __str__(self) -> str:
        return str(self.pk)
