"""Forms of the pipeline."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.instants import Instant
from maatwerk.apps.applications.models import Decision
from maatwerk.apps.applications.rules import REJECTING
from maatwerk.ui.forms import RefusableForm
from maatwerk.ui.widgets import DayInput

Rows = forms.Textarea(attrs={"rows": 3})
Letter = forms.Textarea(attrs={"rows": 12})
_DEVIATIONS = [(code, capfirst(label)) for code, label in Decision.Deviation.choices]
_KINDS = [(kind, capfirst(kind.label)) for kind in Decision.Kind if kind in REJECTING]


class DecidingForm(RefusableForm):
    """A reason, and since when the application stood where it stood on this page."""

    reason = forms.CharField(
        label=_("Your own reason"),
        widget=Rows,
        help_text=_("The decision is yours, also when you follow the advice. The applicant may ask for it."),
    )
    deviation = forms.ChoiceField(
        label=_("Does your choice go against the advice?"), required=False, choices=_DEVIATIONS
    )
    as_of = Instant(widget=forms.HiddenInput)
    back = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, advised: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not advised:  # where nothing was advised, nothing can go against it
            del self.fields["deviation"]


class MoveForm(DecidingForm):
    """Going on to the next step, or being hired."""


class RejectForm(DecidingForm):
    """Why somebody does not go on, and what they are told."""

    field_order = ("kind", "reason", "deviation", "send", "subject", "body")
    kind = forms.ChoiceField(
        label=_("Why does this person not go on?"), choices=_KINDS, widget=forms.RadioSelect
    )
    send = forms.BooleanField(label=_("Send this letter now"), required=False)
    language = forms.ChoiceField(choices=settings.LANGUAGES, widget=forms.HiddenInput)
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    body = forms.CharField(
        label=_("Letter"),
        widget=Letter,
        required=False,
        help_text=_("The address of the person's own page is added when it goes out."),
    )

    def __init__(self, *args: Any, has_address: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_address:
            for name in ("send", "subject", "body"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask for the whole letter where one goes out."""
        found = super().clean() or {}
        for name in ("subject", "body"):
            if found.get("send") and not found.get(name, "").strip():
                self.add_error(name, _("Write the letter, or do not send it."))
        return found


class UndoForm(DecidingForm):
    """Why the last move is taken back."""


class ForwardForm(RefusableForm):
    """The reason that holds for everybody chosen."""

    reason = forms.CharField(
        label=_("The reason that holds for each of these people"),
        widget=Rows,
        help_text=_("It is kept with every person as your decision about them."),
    )


class ArrangeForm(RefusableForm):
    """Whose an application is, what comes next, and its labels."""

    owner = forms.ChoiceField(label=_("Owner"), required=False)
    next_action = forms.CharField(
        label=_("Next action"),
        max_length=160,
        required=False,
        help_text=_("For example: call about the trial day."),
    )
    next_on = forms.DateField(label=_("On"), required=False, widget=DayInput)
    labels = forms.CharField(
        label=_("Labels"),
        max_length=200,
        required=False,
        help_text=_("Words of your team, with commas between them. Nothing that may play no part in hiring."),
    )
    back = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, team: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("nobody")), *team]  # type: ignore[attr-defined]


class SaveViewForm(RefusableForm):
    """A name for what is shown now."""

    name = forms.CharField(label=_("Name"), max_length=60)
    is_shared = forms.BooleanField(label=_("For the whole team"), required=False)


class ClosingForm(RefusableForm):
    """How a vacancy ends for all who remain: why, the letters, and a signature."""

    reason = forms.CharField(label=_("What happened?"), widget=Rows)
    subject_nl = forms.CharField(label=_("Subject in Dutch"), max_length=200)
    body_nl = forms.CharField(label=_("Letter in Dutch"), widget=Letter)
    subject_en = forms.CharField(label=_("Subject in English"), max_length=200)
    body_en = forms.CharField(
        label=_("Letter in English"),
        widget=Letter,
        help_text=_("{name} becomes each one's own name. Everybody is written to in their own language."),
    )
    signed = forms.BooleanField(label=_("I decide this for each of the people listed here"))
    list_mark = forms.CharField(widget=forms.HiddenInput)
