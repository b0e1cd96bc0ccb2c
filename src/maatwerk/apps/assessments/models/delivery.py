"""People taking tests: package → order → session → response → result (the words of QTI and of ATS partners)."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel, User


class Package(TenantModel):
    """The tests that go together, for one vacancy or as a template; each module is tied to what the work asks."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        READY = "ready", _("ready")
        CLOSED = "closed", _("closed")

    key = models.SlugField(max_length=80)  # how partners name it
    name = models.CharField(max_length=160)
    opportunity = models.ForeignKey(
        "opportunities.Opportunity", on_delete=models.PROTECT, related_name="+", null=True
    )
    # of a template: the jobs it was put together for
    job_family = models.ForeignKey(
        "opportunities.JobFamily", on_delete=models.PROTECT, related_name="+", null=True
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    grants_nip_right = models.BooleanField(
        default=True
    )  # the candidate sees results first and may withhold them
    valid_days = models.PositiveSmallIntegerField(default=14)  # how long an invitation works
    # ISO 10667: what was agreed with the client, and who answers for giving and explaining these tests
    agreement = models.TextField(blank=True)
    assessor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    competence = models.TextField(blank=True)
    work_id = models.UUIDField(null=True)  # the job that makes it ready
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="one_package_per_key"),
        ]


class Module(TenantModel):
    """One instrument in a package and how it is given."""

    class Delivery(models.TextChoices):
        FIXED = "fixed", _("the same items for everybody")
        ADAPTIVE = "adaptive", _("each next item fits the answers so far")

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="+")
    instrument = models.ForeignKey("evidence.Instrument", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    delivery = models.CharField(max_length=8, choices=Delivery.choices, default=Delivery.FIXED)
    rules = models.JSONField(default=dict)  # stopping, quotas, exposure cap, time: see `content.rules`
    exposure = models.JSONField(
        default=dict
    )  # scale key -> item key -> probability, calibrated by simulation
    may_pause = models.BooleanField(default=True)
    seconds = models.PositiveIntegerField(null=True)  # for the whole module; empty: no clock

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["package", "instrument"], name="one_module_per_instrument")
        ]


class Order(TenantModel):
    """One person asked to take one package. The link's token is kept as a hash only."""

    class State(models.TextChoices):
        INVITED = "invited", _("invited")
        STARTED = "started", _("started")
        COMPLETED = "completed", _("completed")
        STOPPED = "stopped", _("stopped")  # the vacancy closed, or the organisation withdrew it
        EXPIRED = "expired", _("expired")

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    link_number = models.PositiveSmallIntegerField(
        default=1
    )  # the next one makes the link before it worthless
    language = models.CharField(max_length=5, default="nl")
    state = models.CharField(max_length=10, choices=State.choices, default=State.INVITED)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    invited_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField()
    notice_version = models.CharField(max_length=40, blank=True)  # which notice was read …
    noticed_at = models.DateTimeField(null=True)  # … and acknowledged: no start without it
    started_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    left_out = models.UUIDField(null=True)  # the module that a lot spared this person (`dealing.py`)
    released_at = models.DateTimeField(null=True)
    withheld_at = models.DateTimeField(null=True)
    results_deleted_at = models.DateTimeField(null=True)  # the person had answers and results removed
    partner = models.CharField(max_length=40, blank=True)  # which partner's system ordered it
    partner_reference = models.CharField(max_length=160, blank=True)
    partner_callback = models.URLField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "package", "state"], name="order_of_package")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "partner", "partner_reference"],
                condition=~models.Q(partner_reference=""),
                name="one_order_per_partner_reference",
            )
        ]


class Accommodation(TenantModel):
    """What a person needs to show what they can (WGBh/cz article 2). No decider can read that it exists."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="+")
    extra_time = models.FloatField(default=0)  # .5: half as much time again
    without_clock = models.BooleanField(default=False)
    granted_at = models.DateTimeField(db_default=Now())


class AssessmentSession(TenantModel):
    """One module being taken: how far, never how well. Survives a lost connection and a change of device."""

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        COMPLETED = "completed", _("completed")
        STOPPED = "stopped", _("stopped")

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    seed = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    calibrations = models.JSONField(default=dict)  # scale key -> calibration id in force when it began
    excluded = models.JSONField(default=list)  # keys of items that were withdrawn or leaked when it began
    started_at = models.DateTimeField(db_default=Now())
    # since when the item on screen is there, unless an answer came later: at the start, and after a pause
    shown_at = models.DateTimeField(db_default=Now())
    paused_at = models.DateTimeField(null=True)
    paused_seconds = models.FloatField(default=0)  # all pauses together: they do not count for the clock
    completed_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=12, blank=True)  # precise, length, exhausted, time, …
    devices = models.JSONField(default=list)  # kind of device and when: no fingerprint
    is_supervised = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "module"], name="one_session_per_module")]


class Response(TenantModel):
    """One answer, as given. Only the person's own request and the scoring login can read it.

    Written while somebody waits, thousands at a time: it carries no index that no question uses, and asks for nothing
    twice. Answers are found by session or by item, each the beginning of a unique constraint. Two references hold it in
    the database: to the session, together with its organisation and its person (a migration), and to the item, together
    with the organisation (the walls). What these imply is not checked once more by references of their own: each of them
    would lock a row that every other answer locks too.
    """

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    session = models.ForeignKey(
        AssessmentSession, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    item = models.ForeignKey(
        "assessments.Item", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    position = models.PositiveSmallIntegerField()
    answer = models.JSONField(null=True)  # empty: left open
    category = models.SmallIntegerField(
        null=True
    )  # scored category, from 0; empty: open, or a person scores it
    milliseconds = models.PositiveIntegerField(null=True)  # between showing and answering, by the server
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "session"], name="one_response_per_item"),
            models.UniqueConstraint(fields=["session", "position"], name="one_response_per_position"),
        ]


class ScaleResult(TenantModel):
    """What a session says about one scale: the person's own until released; then it is evidence."""

    session = models.ForeignKey(AssessmentSession, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    scale = models.ForeignKey("assessments.Scale", on_delete=models.PROTECT, related_name="+")
    calibration = models.ForeignKey(
        "assessments.Calibration", on_delete=models.PROTECT, related_name="+", null=True
    )
    estimate = models.FloatField(null=True)  # in standard deviations of the norm group; empty: not scored
    standard_error = models.FloatField(null=True)
    norm_low = models.FloatField(null=True)  # the band of the norm position, percentiles in [0, 1]
    norm_high = models.FloatField(null=True)
    caveats = models.JSONField(
        default=list
    )  # codes: speeded, straight-lined, unsupervised, short, simulated norms …
    valid_until = models.DateField(null=True)
    scored_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "scale"], name="one_result_per_scale")]
