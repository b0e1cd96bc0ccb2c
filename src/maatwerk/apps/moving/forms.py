"""Forms of moving in: the files; what each column means and each word stands for; the yes."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.moving import words
from maatwerk.apps.moving.reading import FIELDS, STAGES, Reading
from maatwerk.ui.files import FilesField
from maatwerk.ui.forms import RefusableForm

_MEANINGS = [("", _("do not take over")), *((field, words.FIELDS[field]) for field in FIELDS)]
_STANDS_FOR = [("", _("choose")), *((stage, words.STAGES[stage]) for stage in STAGES)]


class BringForm(RefusableForm):
    """The files."""

    files = FilesField(  # type: ignore[assignment]
        label=_("Files"),
        help_text=_(
            "CSV or Excel. Applications alone, or together with a file of candidates and a file of vacancies."
        ),
    )


class OrderForm(RefusableForm):
    """A SETU staffing order."""

    message = forms.FileField(label=_("SETU staffing order"), help_text=_("JSON, SETU StaffingOrder 2.0."))


class ReadingForm(forms.Form):
    """How files are to be read: a choice per column and per word, made from what a first look found."""

    month_first = forms.ChoiceField(
        label=_("How days are written"),
        choices=[("", _("day first: 31-01-2024")), ("1", _("month first: 01/31/2024"))],
        required=False,
    )
    family = forms.CharField(
        label=_("Kind of work of vacancies that tell none"),
        help_text=_("Empty: each title is a kind of its own."),
        max_length=120,
        required=False,
    )

    def __init__(self, *args: Any, report: Mapping[str, Any], reading: Mapping[str, Any]) -> None:
        super().__init__(*args)
        self._report, self._reading = report, reading
        self.fields["month_first"].initial = "1" if reading["month_first"] else ""
        self.fields["family"].initial = reading["family"]
        for name, label, column in self._columns():
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=_MEANINGS,
                required=False,
                initial=reading["columns"][column[0]].get(label, ""),
            )
        for at, word in enumerate(report["words"]):
            self.fields[f"word-{at}"] = forms.ChoiceField(
                label=word["word"], choices=_STANDS_FOR, required=False, initial=word["stage"]
            )

    def _columns(self) -> list[tuple[str, str, tuple[int, int]]]:
        return [
            (f"column-{file}-{at}", column["header"], (file, at))
            for file, found in enumerate(self._report["files"])
            for at, column in enumerate(found["columns"])
            if not column["border"]
        ]

    @property
    def tables(self) -> list[tuple[str, list[tuple[BoundField, str]]]]:
        """Return the choices of each file, each with the first values of its column."""
        found: list[tuple[str, list[tuple[BoundField, str]]]] = [
            (one["name"], []) for one in self._report["files"]
        ]
        for name, _label, (file, at) in self._columns():
            samples = self._report["files"][file]["columns"][at]["samples"]
            found[file][1].append((self[name], ", ".join(samples)))
        return found

    @property
    def words(self) -> list[tuple[BoundField, int]]:
        """Return the choice of each word, with how often it stands there."""
        return [(self[f"word-{at}"], word["count"]) for at, word in enumerate(self._report["words"])]

    def reading(self) -> Reading:
        """Return how files are to be read, as this form says."""
        columns: list[dict[str, str]] = [{} for _ in self._report["files"]]
        for name, header, (file, _at) in self._columns():
            if self.cleaned_data[name]:
                columns[file][header] = self.cleaned_data[name]
        stands_for = {
            word["word"].casefold(): self.cleaned_data[f"word-{at}"]
            for at, word in enumerate(self._report["words"])
            if self.cleaned_data[f"word-{at}"]
        }
        kept = {word: stage for word, stage in self._reading["words"].items() if word not in stands_for}
        return Reading(
            columns=tuple(columns),
            words=kept | stands_for,
            month_first=bool(self.cleaned_data["month_first"]),
            family=self.cleaned_data["family"].strip(),
        )


class YesForm(forms.Form):
    """The yes to what a check found."""

    leave_out = forms.BooleanField(label=_("Leave the broken rows out"), required=False)
