"""Forms of interviews."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.interviews.library import QuestionDraft
from maatwerk.apps.interviews.operations import Meeting, Offer, ScoreGiven
from maatwerk.apps.interviews.queries import InterviewRow, KitRow
from maatwerk.apps.interviews.rules import INTERVIEW_ROLES, LEAST_MINUTES, MOST_MINUTES
from maatwerk.apps.interviews.times import moment_at
from maatwerk.apps.organisations.public import colleagues
from maatwerk.ui.forms import RefusableForm
from maatwerk.ui.widgets import DayInput

Rows = forms.Textarea(attrs={"rows": 3})
FewRows = forms.Textarea(attrs={"rows": 2})
NOT_ASKED = "not_asked"


class TimeInput(forms.TimeInput):
    """The browser's own time field, in hours and minutes."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def panel_choices() -> list[tuple[str, str]]:
    """Return who may sit on a panel, by name."""
    return [(str(one.user_id), one.name) for one in colleagues(*INTERVIEW_ROLES)]


class _WhereForm(RefusableForm):
    """Who asks, how long, and where."""

    interviewers = forms.MultipleChoiceField(
        label=_("Who asks the questions?"), widget=forms.CheckboxSelectMultiple
    )
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=LEAST_MINUTES, max_value=MOST_MINUTES, initial=45
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    video_url = forms.URLField(
        label=_("Address of the video call"), max_length=500, required=False, assume_scheme="https"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["interviewers"].choices = panel_choices()  # type: ignore[attr-defined]

    def where(self) -> dict[str, Any]:
        """Return what the operations want of it."""
        given = self.cleaned_data
        return {
            "minutes": given["minutes"],
            "interviewers": [uuid.UUID(key) for key in given["interviewers"]],
            "place": given["place"],
            "video_url": given["video_url"],
        }


class OfferForm(_WhereForm):
    """Times one after another on one day."""

    day = forms.DateField(label=_("Day"), widget=DayInput)
    time = forms.TimeField(label=_("From"), widget=TimeInput)
    until = forms.TimeField(label=_("Until"), widget=TimeInput)
    field_order: tuple[str, ...] = ("day", "time", "until", "minutes", "interviewers", "place", "video_url")

    def offer(self) -> Offer:
        """Return the offer; refuses a time that the clock skips or shows twice that day."""
        given = self.cleaned_data
        return Offer(
            starts_at=moment_at(given["day"], given["time"]),
            until=moment_at(given["day"], given["until"]),
            **self.where(),
        )


class MoveForm(_WhereForm):
    """A time, a place and a panel."""

    day = forms.DateField(label=_("Day"), widget=DayInput)
    time = forms.TimeField(label=_("Begins at"), widget=TimeInput)
    field_order: tuple[str, ...] = ("day", "time", "minutes", "interviewers", "place", "video_url")

    @classmethod
    def initial_of(cls, row: InterviewRow) -> dict[str, Any]:
        """Return what stands now."""
        assert row.starts_at is not None
        assert row.ends_at is not None
        start = timezone.localtime(row.starts_at)
        return {
            "day": start.date(),
            "time": start.time(),
            "minutes": (row.ends_at - row.starts_at) // dt.timedelta(minutes=1),
            "interviewers": [str(one.user_id) for one in row.panel if not one.has_left],
            "place": row.place,
            "video_url": row.video_url,
        }

    def meeting(self) -> Meeting:
        """Return the meeting; refuses a time that the clock skips or shows twice that day."""
        given = self.cleaned_data
        return Meeting(starts_at=moment_at(given["day"], given["time"]), **self.where())


class QuestionForm(RefusableForm):
    """A question and what its answers are scored by."""

    concept_id = forms.ChoiceField(label=_("What is it about?"), required=False)
    about = forms.CharField(
        label=_("In your own words"),
        max_length=200,
        required=False,
        help_text=_(
            "Only where it is about something else than the vacancy asks; it then becomes no evidence."
        ),
    )
    text = forms.CharField(
        label=_("Question"),
        max_length=500,
        widget=Rows,
        help_text=_(
            "Ask what somebody did, or would do. Never who they are, how healthy, or what they earned."
        ),
    )
    follow_up = forms.CharField(label=_("To ask on"), max_length=500, required=False, widget=FewRows)
    anchor_1 = forms.CharField(label=_("An answer that scores 1"), max_length=300, widget=FewRows)
    anchor_3 = forms.CharField(label=_("An answer that scores 3"), max_length=300, widget=FewRows)
    anchor_5 = forms.CharField(label=_("An answer that scores 5"), max_length=300, widget=FewRows)

    def __init__(self, *args: Any, labels: dict[uuid.UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._labels = labels
        self.fields["concept_id"].choices = [  # type: ignore[attr-defined]
            *((str(key), label) for key, label in labels.items()),
            ("", _("something else")),
        ]

    def clean(self) -> dict[str, Any]:
        """Say what a question is about: a requirement, or words of one's own."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("concept_id") and not (given.get("about") or "").strip():
            self.add_error("about", _("Fill this in as well."))
        return given

    @property
    def concept(self) -> uuid.UUID | None:
        """The requirement it is about, if it is about one."""
        return uuid.UUID(self.cleaned_data["concept_id"]) if self.cleaned_data["concept_id"] else None

    def draft(self) -> QuestionDraft:
        """Return the question."""
        given = self.cleaned_data
        about = self._labels[self.concept] if self.concept else given["about"]
        texts = (given[name] for name in ("text", "follow_up", "anchor_1", "anchor_3", "anchor_5"))
        return QuestionDraft(about, *texts)


class ScorecardForm(RefusableForm):
    """One scale with its anchors, and room for what was heard, per question."""

    def __init__(self, *args: Any, kit: KitRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kit = kit
        for place, question in enumerate(kit.questions, start=1):
            self.fields[f"score_{question.id}"] = forms.ChoiceField(
                label=_("Score for question %(number)d") % {"number": place},
                widget=forms.RadioSelect,
                choices=[
                    ("1", f"1 · {question.anchor_1}"),
                    ("2", _("2 · between 1 and 3")),
                    ("3", f"3 · {question.anchor_3}"),
                    ("4", _("4 · between 3 and 5")),
                    ("5", f"5 · {question.anchor_5}"),
                    (NOT_ASKED, _("Not asked, or no answer to score")),
                ],
            )
            self.fields[f"note_{question.id}"] = forms.CharField(
                label=_("What you heard (question %(number)d)") % {"number": place},
                required=False,
                widget=FewRows,
            )
        self.fields["summary"] = forms.CharField(
            label=_("What stood out"),
            required=False,
            widget=Rows,
            help_text=_("About what the work needs. The applicant may ask to read this."),
        )

    @property
    def items(self) -> list[tuple[Any, Any, Any]]:
        """Each question with its two fields."""
        return [(q, self[f"score_{q.id}"], self[f"note_{q.id}"]) for q in self._kit.questions]

    def scores(self) -> dict[uuid.UUID, ScoreGiven]:
        """Return what was given."""
        given = self.cleaned_data
        return {
            q.id: ScoreGiven(
                None if given[f"score_{q.id}"] == NOT_ASKED else int(given[f"score_{q.id}"]),
                given[f"note_{q.id}"],
            )
            for q in self._kit.questions
        }


class AddendumForm(RefusableForm):
    """Words added afterwards."""

    text = forms.CharField(label=_("What you add"), widget=Rows)
