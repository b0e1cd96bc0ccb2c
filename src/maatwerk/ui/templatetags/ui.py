"""Tags and filters for pages: ``{% load ui %}``; the README of this app shows each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, FileInput
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from maatwerk.ui import formats, icons, svg
from maatwerk.ui.shapes import Chart, Contribution, RangeRow, ShortlistRow

register = template.Library()

register.filter("number", formats.number)
register.filter("counted", formats.counted)
register.filter("signed", formats.signed)
register.filter("percent", formats.percent)
register.filter("percent_range", formats.percent_range)
register.filter("as_range", formats.as_range)
register.filter("interval", formats.interval)
register.filter("day", formats.day)
register.filter("moment", formats.moment)


@register.filter
def to_day(first: date, last: date) -> str:
    """Write a period: ``{{ start|to_day:end }}``."""
    return formats.day_range(first, last)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Print an icon that stands beside words."""
    return icons.icon(name)


@register.simple_tag
def ruler(row: RangeRow | ShortlistRow, reference: float | None = None) -> SafeString:
    """Draw a range from 0 to 100; print its words beside it."""
    if row.low is None or row.high is None:
        return SafeString("")
    if reference is None and isinstance(row, RangeRow):
        reference = row.reference
    return svg.ruler(row.low, row.high, reference)


@register.simple_tag
def band_mark(position: int, count: int) -> SafeString:
    """Draw the steps of a band; print its label beside it."""
    return svg.band_mark(position, count)


@register.inclusion_tag("ui/_chart.html", name="svg")
def chart(chart: Chart) -> dict[str, object]:
    """Print a chart with its sentence and its numbers."""
    return {"chart": chart}


# -- forms


def field_kind(bound: BoundField) -> str:
    """Name the way a field is laid out, by its widget."""
    widget = bound.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, CheckboxInput):
        return "checkbox"
    if isinstance(widget, FileInput):
        return "file"
    if widget.use_fieldset:
        return "choices" if hasattr(widget, "choices") else "group"
    return "line"


@register.inclusion_tag("ui/_field.html")
def field(bound: BoundField) -> dict[str, object]:
    """Print one field of a form with its label, help, error and the mark of what is not required.

    Raises
    ------
    TypeError
        The form has no such field (templates turn a wrong name into an empty string).
    """
    if not isinstance(bound, BoundField):
        raise TypeError(f"{{% field %}} needs a field of a form, got {bound!r}")
    # a placeholder is gone as soon as somebody types; label and help text stay
    bound.field.widget.attrs.pop("placeholder", None)
    return {
        "field": bound,
        "kind": field_kind(bound),
        "scale": getattr(bound.field.widget, "scale", False),
        "optional": not bound.field.required,
    }


@dataclass(frozen=True, slots=True)
class FormError:
    """One line of the summary; `target` is the id of the control it is about."""

    message: str
    label: str = ""
    target: str = ""


@register.inclusion_tag("ui/_form_errors.html")
def form_errors(form: BaseForm) -> dict[str, object]:
    """Print what has to be corrected, each line leading to its field; nothing when nothing is wrong."""
    found = [FormError(message=str(message)) for message in form.non_field_errors()]
    for bound in form:
        first = bound.auto_id + ("_0" if bound.field.widget.use_fieldset else "")
        label = str(bound.label or bound.name)
        found += [
            FormError(str(message), label, "" if bound.is_hidden else first) for message in bound.errors
        ]
    return {"errors": found, "summary_id": f"{form.prefix or 'form'}-errors"}


@register.inclusion_tag("ui/_form.html")
def form_fields(form: BaseForm) -> dict[str, object]:
    """Print the summary of errors and all fields, in the order of the form."""
    return {"form": form}


# -- blocks that wrap what the page writes between them


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "") -> str:
    """``{% notice "warning" title=… %}…{% endnotice %}``; kinds: info, good, warning, refusal."""
    return render_to_string("ui/_notice.html", {"kind": kind, "title": title, "body": content})


@register.simple_block_tag
def table_region(content: str, label: str) -> str:
    """Let a wide table scroll inside its own region, reachable by keyboard."""
    return render_to_string("ui/_table_region.html", {"label": label, "body": content})


@register.simple_block_tag
def dialog(content: str, key: str, title: str) -> str:
    """Print a native dialog; a link with ``data-dialog="KEY"`` opens it, its `href` without scripts."""
    return render_to_string("ui/_dialog.html", {"key": key, "title": title, "body": content})


# -- advice


@dataclass(frozen=True, slots=True)
class ContributionRow:
    """A contribution with its words and its bar."""

    item: Contribution
    kind: str
    words: str
    bar: SafeString


#: Strength in words, in log-odds of staying another month: from here on a lot, plainly, a little. The odds of
#: leaving then change by about a third, an eighth, a thirtieth. Not relative to the person's other results: of somebody
#: who is average in everything, nothing raises or lowers a lot.
A_LOT, PLAINLY, A_LITTLE = 0.3, 0.12, 0.03
FULL_BAR = 0.5  # the smallest scale of the bars, so that small contributions look small


def contribution_words(item: Contribution) -> tuple[str, str]:
    """Say direction and strength in words."""
    size = abs(item.size)
    if item.missing:
        return "none", _("not measured")
    if size < A_LITTLE:
        return "none", _("± hardly any effect")
    if item.size > 0:
        return "raises", _("+ raises a lot") if size >= A_LOT else _("+ raises") if size >= PLAINLY else _(
            "+ raises a little"
        )
    return "lowers", _("− lowers a lot") if size >= A_LOT else _("− lowers") if size >= PLAINLY else _(
        "− lowers a little"
    )


@register.simple_tag
def contribution_rows(items: Sequence[Contribution]) -> list[ContributionRow]:
    """Sort contributions by size, largest first, and give each its words and its bar."""
    largest = max((abs(item.size) for item in items), default=0.0)
    scale = max(largest, FULL_BAR)
    rows = []
    for item in sorted(items, key=lambda each: -abs(each.size)):
        kind, words = contribution_words(item)
        rows.append(ContributionRow(item, kind, words, svg.contribution_bar(item.size, scale)))
    return rows


@register.filter
def is_moment(value: Any) -> bool:
    """Whether a value carries a time of day, not only a date."""
    return isinstance(value, datetime)
