"""What is asked when somebody writes."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.messages.rules import MOST_WORDS
from maatwerk.apps.people.public import Channel
from maatwerk.ui.forms import RefusableForm
from maatwerk.ui.widgets import MomentInput


class OwnAnswerForm(RefusableForm):
    """What a person says."""

    text = forms.CharField(
        label=_("Your message"), max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 4})
    )


class WriteForm(RefusableForm):
    """What we say, and when."""

    text = forms.CharField(
        label=_("Message"), max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 9})
    )
    subject = forms.CharField(label=_("Subject, where it goes by mail"), max_length=200, required=False)
    when = forms.ChoiceField(
        label=_("When does it go?"),
        choices=[
            ("now", _("at once")),
            ("hours", _("in working hours, by their clock")),
            ("at", _("at a moment that I choose")),
        ],
        initial="now",
        widget=forms.RadioSelect,
    )
    at = forms.DateTimeField(label=_("Day and time"), required=False, widget=MomentInput())
    kind = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, time_zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].help_text = _("By the clock of the person: %(zone)s.") % {
            "zone": time_zone.replace("_", " ")
        }
        self._zone = ZoneInfo(time_zone)

    def clean_at(self) -> dt.datetime | None:
        """Read the moment by the person's clock."""
        found: dt.datetime | None = self.cleaned_data["at"]
        return found.replace(tzinfo=self._zone) if found else None

    def clean(self) -> dict[str, Any]:
        """A moment is needed where one is to be chosen."""
        found = super().clean() or self.cleaned_data
        if found.get("when") == "at" and "at" not in self.errors and not found.get("at"):
            self.add_error("at", _("Choose a day and a time."))
        return found


class LetterForm(RefusableForm):
    """The words of a letter."""

    name = forms.CharField(label=_("Name of the letter"), max_length=80)
    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(label=_("Letter"), widget=forms.Textarea(attrs={"rows": 14}))

    def __init__(self, *args: Any, comes_along: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if comes_along:
            del self.fields["name"]


class ChoicesForm(RefusableForm):
    """How a person wants to hear."""

    channel = forms.ChoiceField(
        label=_("How do you want to hear that there is a message?"), widget=forms.RadioSelect
    )
    time_zone = forms.ChoiceField(
        label=_("Your time zone"), help_text=_("So that we do not write to you at night.")
    )

    def __init__(self, *args: Any, channels: Iterable[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            Channel.MAIL: _("By mail, with the message in it"),
            Channel.SMS: _("By text message, with a link"),
            Channel.WHATSAPP: _("By WhatsApp, with a link"),
        }
        self.fields["channel"].choices = [  # type: ignore[attr-defined]
            *((str(one), words[one]) for one in channels),
            ("quiet", _("Not at all: I look here myself")),
        ]
        zones = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
        near = [name for name in zones if name.startswith("Europe/")]
        self.fields["time_zone"].choices = [  # type: ignore[attr-defined]
            (name, name.replace("_", " ")) for name in [*near, *(name for name in zones if name not in near)]
        ]
