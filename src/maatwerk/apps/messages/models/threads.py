"""Conversations with persons. What is said lies sealed under the person's key, so erasing the key erases it."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.messages.models.outgoing import Message
from maatwerk.apps.messages.models.systems import Connection
from maatwerk.apps.organisations.public import TenantModel, User

#: The last word is the person's: few of all conversations, and among them those that wait for us.
THEIR_WORD = models.Q(last_in_at__isnull=False) & (
    models.Q(last_out_at__isnull=True) | models.Q(last_in_at__gt=models.F("last_out_at"))
)
#: The person said something that nobody of us read.
UNREAD = models.Q(last_in_at__isnull=False) & (
    models.Q(our_read_at__isnull=True) | models.Q(last_in_at__gt=models.F("our_read_at"))
)


class Thread(TenantModel):
    """A conversation with one person about one thing (an application), and who spoke last."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    about = models.UUIDField(null=True)  # the application, or what else an app above has
    opportunity = models.ForeignKey(
        "opportunities.Opportunity", on_delete=models.PROTECT, related_name="+", null=True
    )  # whose team may read
    title = models.CharField(max_length=200)
    tag_hash = models.CharField(max_length=64, unique=True)  # of the tag in the address that answers go to
    created_at = models.DateTimeField(db_default=Now())
    last_at = models.DateTimeField(null=True)
    last_in_at = models.DateTimeField(null=True)  # the person said something, themselves
    last_out_at = models.DateTimeField(null=True)  # the person was told something
    settled_at = models.DateTimeField(null=True)  # somebody said that the last word needs no answer
    our_read_at = models.DateTimeField(null=True)
    their_read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-last_at"], name="newest_thread"),
            models.Index(
                fields=["organisation", "opportunity"], condition=THEIR_WORD, name="thread_their_word"
            ),
            # few of all, and the newest of them first
            models.Index(fields=["organisation", "-last_at", "-id"], condition=UNREAD, name="thread_unread"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "about"], name="one_thread_per_subject")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Post(TenantModel):
    """One thing said in a conversation: now, or planned for later and cancelled until it goes."""

    class Side(models.TextChoices):
        OURS = "ours", _("the organisation")
        THEIRS = "theirs", _("the person")

    class Via(models.TextChoices):
        PAGE = "page", _("on the page")
        MAIL = "mail", _("by mail")

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=6, choices=Side.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    via = models.CharField(max_length=6, choices=Via.choices, default=Via.PAGE)
    kind = models.CharField(max_length=40, blank=True)  # which letter it began as
    is_automatic = models.BooleanField(default=False)  # their mail program answered, not they
    sealed = models.BinaryField()
    written_at = models.DateTimeField(db_default=Now())
    send_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    mail = models.ForeignKey(Message, on_delete=models.SET_NULL, related_name="+", null=True)
    message_id = models.CharField(max_length=250, blank=True)  # of a mail that came in

    class Meta:
        indexes = [models.Index(fields=["thread", "written_at"], name="post_in_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "message_id"],
                condition=~models.Q(message_id=""),
                name="a_mail_comes_in_once",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(cancelled_at__isnull=True),
                name="sent_or_cancelled",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class LetterText(TenantModel):
    """A letter in the organisation's own words; where there is none, the one that comes along is used."""

    key = models.CharField(max_length=40)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    name = models.CharField(max_length=80, blank=True)  # of a letter that the organisation added
    subject = models.CharField(max_length=200)
    body = models.TextField()
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key", "language"], name="one_text_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.language})"


class ContactWish(TenantModel):
    """How a person wants to be told that there is a message, beside the channel they chose."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    is_quiet = models.BooleanField(default=False)  # nothing is sent; they look on their page
    time_zone = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "person"], name="one_wish_per_person")]

    def __str__(self) -> str:
        return str(self.pk)


class MailTrouble(TenantModel):
    """Mail to a person came back. The address is kept as a hash, so that another one is trusted again."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    address_hash = models.CharField(max_length=64)
    code = models.CharField(max_length=12)  # RFC 3463, as 5.1.1
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "address_hash"], name="one_trouble_per_address"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Notice(TenantModel):
    """A short message to a phone that there is something to read; its words are made when it goes, and kept nowhere."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post"], name="one_notice_per_post")]

    def __str__(self) -> str:
        return str(self.pk)
