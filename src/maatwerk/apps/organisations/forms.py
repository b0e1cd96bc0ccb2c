"""Forms of organisations and accounts."""

import re
from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from babel import Locale
from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations import queries
from maatwerk.apps.organisations.models import Role
from maatwerk.apps.organisations.rules import (
    COLLEAGUES_ROLES,
    DUTIES,
    FOLLOW_UP_MONTHS,
    HOME,
    LAST_FOLLOW_UP,
    MOST_FOLLOW_UPS,
)
from maatwerk.ui.forms import RefusableForm


class _NewPasswordForm:
    """Says in one sentence what a password must be; the checks themselves answer when one is refused."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _(
            "At least 12 characters. A short sentence is easy to remember."
        )


class LoginForm(account_forms.LoginForm):
    """Signing in. The way to a new password stands below the form, not between two fields that one tabs through."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class SignupForm(_NewPasswordForm, account_forms.SignupForm):
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ("name", "email", "password1")


class ChangePasswordForm(_NewPasswordForm, account_forms.ChangePasswordForm):
    pass


class ResetPasswordKeyForm(_NewPasswordForm, account_forms.ResetPasswordKeyForm):
    pass


class AddPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")


class RenamePasskeyForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")


class RolesField(forms.MultipleChoiceField):
    """One or more roles, each with what it may do."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        sentences = [(role.value, _RoleSentence(role)) for role in COLLEAGUES_ROLES]
        super().__init__(choices=sentences, **kwargs)

    def clean(self, value: Any) -> list[Role]:
        """Return roles rather than text."""
        return [Role(each) for each in super().clean(value)]


class _RoleSentence:
    """What a role is called and may do, said in the language of whoever looks."""

    def __init__(self, role: Role) -> None:
        self._role = role

    def __str__(self) -> str:
        label = str(self._role.label)
        return f"{label[:1].upper()}{label[1:]}: {DUTIES[self._role]}"


class MonthsField(forms.CharField):
    """Whole months after the start of work, written with commas."""

    def prepare_value(self, value: Any) -> Any:
        """Write the months as people type them."""
        return value if isinstance(value, str) or value is None else ", ".join(map(str, value))

    def clean(self, value: Any) -> tuple[int, ...]:
        """Return the months in order, each once."""
        text = super().clean(value)
        if not re.fullmatch(r"\d{1,3}([\s,;]+\d{1,3})*", text, re.ASCII):
            raise forms.ValidationError(_("Write whole months with commas between, for example 3, 6, 9, 12."))
        numbers = sorted({int(part) for part in re.findall(r"\d+", text)})
        if numbers[0] < 1 or numbers[-1] > LAST_FOLLOW_UP or len(numbers) > MOST_FOLLOW_UPS:
            raise forms.ValidationError(
                _("Choose at most %(most)d moments, from 1 to %(last)d months."),
                params={"most": MOST_FOLLOW_UPS, "last": LAST_FOLLOW_UP},
            )
        return tuple(numbers)


def _language_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Of letters to people whose own language is not known."),
    )


def _jurisdiction_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Country whose rules apply"),
        choices=_places,
        initial=HOME,
        help_text=_("Decides, for example, how long data of applicants may be kept."),
    )


def _months_field() -> MonthsField:
    return MonthsField(
        label=_("Ask how it goes after so many months"),
        initial=FOLLOW_UP_MONTHS,
        help_text=_("Somebody who was hired is followed at these moments: still here, and how well?"),
    )


def _places() -> list[tuple[str, str]]:
    """Name the places of the rule table in the reader's language."""
    territories = Locale.parse(get_language() or settings.LANGUAGE_CODE, sep="-").territories
    named = []
    for place in queries.jurisdictions():
        country, _dash, region = place.partition("-")
        named.append((place, territories.get(country, country) + (f" ({region})" if region else "")))
    return named


class FoundingForm(RefusableForm):
    name = forms.CharField(
        label=_("Name of your organisation"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    roles = RolesField(
        label=_("What do you do there yourself?"),
        help_text=_("In a small organisation one person does everything. You can change this later."),
        initial=[role.value for role in COLLEAGUES_ROLES],
    )
    slug = forms.CharField(
        label=_("Web address"),
        required=False,
        max_length=40,
        validators=[
            RegexValidator(
                r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Use small letters, digits and single hyphens only.")
            )
        ],
        help_text=_("Made from the name if you leave it empty."),
    )
    language = _language_field()
    jurisdiction = _jurisdiction_field()
    follow_up_months = _months_field()

    #: Asked for with good answers filled in; folded away until somebody looks.
    DEFAULTED = ("slug", "language", "jurisdiction", "follow_up_months")

    def asked(self) -> list[forms.BoundField]:
        """Return the fields that need an answer."""
        return [self[name] for name in self.fields if name not in self.DEFAULTED]

    def defaulted(self) -> list[forms.BoundField]:
        """Return the fields that have an answer already."""
        return [self[name] for name in self.DEFAULTED]

    def has_wrong_default(self) -> bool:
        """Whether an error stands in a field that is folded away."""
        return any(bound.errors for bound in self.defaulted())


class SettingsForm(RefusableForm):
    name = forms.CharField(label=_("Name of your organisation"), max_length=120)
    language = _language_field()
    jurisdiction = _jurisdiction_field()
    follow_up_months = _months_field()
    own_view_first = forms.BooleanField(
        label=_("Own view first"),
        required=False,
        help_text=_("Recruiters write down their own view of an applicant before they see the advice."),
    )
    shows_names = forms.BooleanField(
        label=_("Names to applicants"),
        required=False,
        help_text=_("Applicants see on their own page who decided and who looked: by name, or else by role."),
    )
    second_step_for_all = forms.BooleanField(
        label=_("A second step at sign-in for everybody"),
        required=False,
        help_text=_(
            "Administrators and psychologists always need one. Colleagues get two weeks to set it up."
        ),
    )


class DomainsField(forms.CharField):
    """Domains of mail addresses, one on each line or with commas."""

    widget = forms.Textarea(attrs={"rows": 3, "autocapitalize": "none", "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        """Write one on each line."""
        return value if isinstance(value, str) or value is None else "\n".join(value)

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return each once, in small letters, without an @ before it."""
        parts = re.split(r"[\s,;]+", super().clean(value).lower())
        return tuple(sorted({part.lstrip("@") for part in parts if part.strip("@")}))


class OwnSignInForm(RefusableForm):
    issuer = forms.CharField(
        label=_("Issuer"),
        max_length=300,
        help_text=_("The address of your provider, for example https://login.bakery.example/realms/staff."),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    client_id = forms.CharField(
        label=_("Client ID"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=300,
        required=False,
        help_text=_("Kept sealed and never shown again. Leave it empty to keep the one that is there."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    domains = DomainsField(
        label=_("Domains of mail addresses"),
        required=False,
        max_length=2000,
        help_text=_("Only addresses of these domains come in. One on each line; empty: every domain."),
    )
    vouches_for_addresses = forms.BooleanField(
        label=_("Our provider vouches for addresses"),
        required=False,
        help_text=_(
            "Some providers do not say whether an address was verified. With this, theirs are taken, for the domains above only."
        ),
    )
    trusts_second_step = forms.BooleanField(
        label=_("A second step at the provider counts here"),
        required=False,
        help_text=_(
            "Where the provider says that several steps were taken (“mfa”), we ask no second one. Where it does not, we ask ours."
        ),
    )
    strong_acr = forms.CharField(
        label=_("Level that stands for a second step"),
        max_length=200,
        required=False,
        help_text=_("The “acr” by which your provider says so, if it has one. Most leave this empty."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_on = forms.BooleanField(
        label=_("On: colleagues can sign in this way"),
        required=False,
        help_text=_(
            "The name of your organisation is then shown to whoever opens its sign-in page, signed in or not."
        ),
    )
    only_own_sign_in = forms.BooleanField(
        label=_("The only way in"),
        required=False,
        help_text=_(
            "Colleagues then no longer open this organisation with a password. Administrators still can, so that there is a way"
            " back when the provider fails."
        ),
    )


class WhichForm(RefusableForm):
    organisation = forms.SlugField(
        label=_("Web address of your organisation"),
        max_length=40,
        help_text=_("It stands after “/o/” in the address of its pages."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class InviteForm(RefusableForm):
    email = forms.EmailField(label=_("E-mail address of your colleague"), max_length=254)
    roles = RolesField(label=_("What will your colleague do?"))


class RolesForm(RefusableForm):
    roles = RolesField(label=_("Roles"))


class ResetForm(RefusableForm):
    reason = forms.CharField(
        label=_("How do you know that it is lost?"),
        max_length=300,
        help_text=_("For example: I saw her passport on the phone today."),
    )


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("Colleagues see it, and it stands beside what you decide."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
