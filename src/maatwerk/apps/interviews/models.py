"""What is asked (kits), when and by whom (slots, interviews), and what each interviewer saw (scorecards)."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel, User


class Kit(TenantModel):
    """What every applicant for a vacancy is asked, in one version; closed to changes once somebody scored with it."""

    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=5, default="nl")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "number"], name="one_kit_per_number"),
        ]


class KitQuestion(TenantModel):
    """One question with what an answer looks like that scores 1, 3 and 5."""

    kit = models.ForeignKey(Kit, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    concept = models.ForeignKey("skills.Concept", on_delete=models.PROTECT, related_name="+", null=True)
    about = models.CharField(max_length=200)  # the requirement in words, or what else it is about
    text = models.CharField(max_length=500)
    follow_up = models.CharField(max_length=500, blank=True)
    anchor_1 = models.CharField(max_length=300)
    anchor_3 = models.CharField(max_length=300)
    anchor_5 = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kit", "position"],
                name="one_kit_question_per_place",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]


class Slot(TenantModel):
    """A time that interviewers keep free for applicants of a vacancy, until one of them picks it."""

    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200, blank=True)
    video_url = models.URLField(max_length=500, blank=True)
    panel = models.JSONField(default=list)  # accounts of who will be there
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "opportunity", "starts_at"], name="slots_of_vacancy")]


class Interview(TenantModel):
    """One meeting about one application. Two of one person never overlap (an exclusion constraint in the migration)."""

    class State(models.TextChoices):
        INVITED = "invited", _("the applicant picks a time")
        PLANNED = "planned", _("planned")
        CANCELLED = "cancelled", _("cancelled")

    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices)
    slot = models.OneToOneField(Slot, on_delete=models.PROTECT, related_name="+", null=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=200, blank=True)
    video_url = models.URLField(max_length=500, blank=True)
    focus = models.JSONField(default=list)  # concepts that the evidence leaves open for this person
    kit = models.ForeignKey(Kit, on_delete=models.PROTECT, related_name="+", null=True)
    sequence = models.PositiveIntegerField(default=0)  # of the calendar invitation (RFC 5545, 3.8.7.4)
    zone = models.CharField(max_length=60, blank=True)  # where the applicant is
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    cancelled_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    evidence_at = models.DateTimeField(null=True)  # when its scores became evidence

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "application"], name="interviews_of_application"),
            models.Index(fields=["organisation", "person"], name="interviews_of_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="planned")
                | models.Q(starts_at__isnull=False, ends_at__isnull=False, ends_at__gt=models.F("starts_at")),
                name="planned_has_a_time",
            ),
        ]


class Interviewer(TenantModel):
    """Who asks. While an interview is planned its time stands here too: nobody is in two places at once."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "user"], name="interviews_of_interviewer")]
        constraints = [
            models.UniqueConstraint(fields=["interview", "user"], name="one_place_per_interviewer")
        ]


class Scorecard(TenantModel):
    """That somebody's scores are in, and by which kit. What they say stands in `Score`, hidden until one's own is in."""

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kit = models.ForeignKey(Kit, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interview", "by"], name="one_scorecard_each")]


class Score(TenantModel):
    """What one interviewer gave one answer, from 1 to 5; empty where it was not asked. Never changed."""

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(KitQuestion, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["interview", "by", "question"], name="one_score_each"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | models.Q(value__gte=1, value__lte=5),
                name="score_from_1_to_5",
            ),
        ]


class Remark(TenantModel):
    """What an interviewer adds in words: with the scores, or afterwards, when the scores are locked."""

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_addendum = models.BooleanField()
    text = models.TextField()
    at = models.DateTimeField(db_default=Now())
