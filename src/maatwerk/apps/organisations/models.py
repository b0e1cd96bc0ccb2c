"""Organisations (tenants), accounts and memberships."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.kernel.ids import new_id


class UserManager(BaseUserManager["User"]):
    """Makes accounts; the address is the login."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create an account; without a password it can only sign in after a reset."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account that signs in. What it may do follows from its memberships only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(max_length=5, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name or self.email


class Organisation(models.Model):
    """A tenant. Every row of its data carries its key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("web address"), max_length=40, unique=True)
    language = models.CharField(_("language"), max_length=5, default="nl")
    jurisdiction = models.CharField(_("jurisdiction"), max_length=16, default="NL")
    is_simulated = models.BooleanField(default=False)
    own_view_first = models.BooleanField(_("own view first"), default=False)
    shows_names = models.BooleanField(_("names to applicants"), default=False)
    #: Since when some roles need a second step at sign-in (from the start, or from the upgrade), and since when everybody.
    second_step_from = models.DateTimeField(db_default=Now())
    second_step_for_all_from = models.DateTimeField(null=True)
    #: Whether members other than administrators come in by the organisation's own sign-in alone.
    only_own_sign_in = models.BooleanField(default=False)
    follow_up_months = models.JSONField(_("follow-ups after so many months"), default=list)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a member does here; what each role may do stands in each app's `rules.py`."""

    RECRUITER = "recruiter", _("recruiter")
    MANAGER = "manager", _("hiring manager")
    PSYCHOLOGIST = "psychologist", _("psychologist")
    ANALYST = "analyst", _("analyst")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")
    AMBASSADOR = "ambassador", _("ambassador")
    OUTSIDE_AUDITOR = "outside_auditor", _("auditor from outside")


class TenantModel(models.Model):
    """A row that belongs to one organisation; its wall stands in the app's `walls.py`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Membership(TenantModel):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=16, choices=Role.choices)
    created_at = models.DateTimeField(db_default=Now())
    until = models.DateTimeField(null=True)  # for who is let in for a period; empty: until removed

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user", "role"], name="one_membership_per_role")
        ]


class Invitation(TenantModel):
    """A colleague asked to join; the link holds a token of which only the hash is kept."""

    email = models.EmailField()
    roles = models.JSONField(default=list)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    until = models.DateTimeField(null=True)  # how long the membership lasts that follows
    accepted_at = models.DateTimeField(null=True)


class IdentityProvider(TenantModel):
    """Where members of an organisation sign in with the accounts they have there (OpenID Connect)."""

    issuer = models.CharField(max_length=300)
    client_id = models.CharField(max_length=200)
    secret = models.BinaryField(default=b"")  # sealed under a key of its own
    domains = models.JSONField(default=list)  # of mail addresses that are taken; empty: all
    #: Whether addresses are taken of which the provider does not say that they were verified.
    vouches_for_addresses = models.BooleanField(default=False)
    #: Whether a second step that the provider says was taken there counts here.
    trusts_second_step = models.BooleanField(default=True)
    strong_acr = models.CharField(
        max_length=200, blank=True
    )  # the `acr` by which it says so, beside `amr` with "mfa"
    is_on = models.BooleanField(default=False)
    worked_at = models.DateTimeField(
        null=True
    )  # when somebody last came back with a good answer; empty since a change
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="one_identity_provider")]


class SignInDoor(TenantModel):
    """What is public of an organisation's own sign-in while it is on: its web address and its name."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="one_sign_in_door")]


class ProviderIdentity(TenantModel):
    """Which account a subject of an organisation's provider is here. Addresses change and are given out again; this does not."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "issuer", "subject"], name="one_account_per_subject"
            ),
            models.UniqueConstraint(
                fields=["organisation", "issuer", "user"], name="one_subject_per_account"
            ),
        ]


class StepReset(TenantModel):
    """An administrator asks to take away a colleague's lost second step; the row goes once another agreed, or nobody did."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "user"], name="one_step_reset")]


class Session(AbstractBaseSession):
    """A browser's session; once somebody has signed in, whose it is and on what, so that they can see and end it."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    device = models.CharField(max_length=80, blank=True)
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    #: The organisation whose own sign-in opened it, and to which it is confined.
    confined_to = models.UUIDField(null=True)

    class Meta:
        pass
