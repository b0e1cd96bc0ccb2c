"""What steering shows: weightings beside today's as cells and a drawing, in the reader's language."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from maatwerk.apps.advice.public import steered_versions
from maatwerk.apps.audits.models import TrendPoint
from maatwerk.apps.audits.words import group_of
from maatwerk.apps.opportunities.public import job_families
from maatwerk.kernel.languages import language_now
from maatwerk.ui import formats
from maatwerk.ui.charts import frontier
from maatwerk.ui.shapes import Chart

Three = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with its interval, in words; `is_low` where an impact ratio lies below four fifths."""

    label: str
    text: str
    range: str
    is_low: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightingCells:
    """One weighting: what it would be worth, how groups would come out, and what a shortlist would have been."""

    key: str
    name: str
    is_now: bool
    validity: Figure
    change: Figure | None
    ratio: Figure
    others: tuple[Figure, ...]
    people: int
    new: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRow:
    """How much one feature counts in each weighting."""

    label: str
    shares: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SteeringCells:
    """The whole page for one group and one length of the shortlist."""

    group: str
    rows: tuple[WeightingCells, ...]
    weights: tuple[WeightRow, ...]
    columns: tuple[str, ...]
    chart: Chart


def group_names(study: Mapping[str, Any]) -> list[str]:
    """Return what the groups are called, in the order of the study."""
    return [group_of(one["attribute"], one["group"]) for one in study["groups"]]


def names_of(study: Mapping[str, Any], group: int) -> dict[str, str]:
    """Return what each weighting on the page of a group is called: today's, letters on the frontier, what was left out."""
    labels = {one["name"]: one[language_now()] for one in study["features"]}
    letters = iter(ascii_uppercase)
    found = {}
    for one in shown(study, group):
        kind, _sign, feature = one["key"].partition(":")
        if kind == "without":
            found[one["key"]] = _("Without %(feature)s") % {"feature": labels[feature]}
        else:
            found[one["key"]] = _("As now") if kind == "now" else next(letters)
    return found


def shown(study: Mapping[str, Any], group: int) -> list[Mapping[str, Any]]:
    """Return the weightings on the page of a group: today's, its frontier, and those with something left out."""
    return [one for one in study["weightings"] if one["toward"] in {None, group}]


def lowest_group(study: Mapping[str, Any], cut: int) -> int:
    """Return the place of the group that would come out lowest as things are now."""
    now = study["weightings"][0]["impact"]
    return min(range(len(now)), key=lambda place: now[place][cut]["estimate"])


def cells(study: Mapping[str, Any], *, group: int, cut: int) -> SteeringCells:
    """Return the page for one group and one length of the shortlist."""
    names, groups = names_of(study, group), group_names(study)
    given = shown(study, group)
    weighed = [one for one in given if not one["key"].startswith("without:")]
    return SteeringCells(
        group=groups[group],
        rows=tuple(_row(one, names[one["key"]], groups, group=group, cut=cut) for one in given),
        weights=tuple(
            WeightRow(
                label=feature[language_now()],
                shares=tuple(formats.percent(one["shares"][feature["name"]]) for one in weighed),
            )
            for feature in study["features"]
        ),
        columns=tuple(names[one["key"]] for one in weighed),
        chart=_chart(weighed, names, groups[group], group=group, cut=cut),
    )


def choices(study: Mapping[str, Any], *, group: int, cut: int) -> list[tuple[str, str]]:
    """Return the weightings on the page as choices of a form; today's first, which keeps things as they are."""
    names = names_of(study, group)
    return [
        (
            one["key"],
            _("%(name)s: validity %(validity)s, impact ratio %(ratio)s")
            % {
                "name": _("Keep it as it is now") if one["key"] == "now" else names[one["key"]],
                "validity": formats.number(one["validity"]["estimate"], 2),
                "ratio": formats.number(one["impact"][group][cut]["estimate"], 2),
            },
        )
        for one in shown(study, group)
    ]


def _row(one: Mapping[str, Any], name: str, groups: Sequence[str], *, group: int, cut: int) -> WeightingCells:
    listed = one["lists"][cut]
    ratios = [_ratio(label, found[cut]) for label, found in zip(groups, one["impact"], strict=True)]
    is_now = one["key"] == "now"
    return WeightingCells(
        key=one["key"],
        name=name,
        is_now=is_now,
        validity=_figure("", one["validity"]),
        change=None if is_now else _figure("", one["change"], signed=True),
        ratio=ratios[group],
        others=tuple(found for place, found in enumerate(ratios) if place != group),
        people=listed["people"],
        new="" if is_now else _new(listed["others"]),
        groups=tuple(
            _("%(group)s: %(people)s, others: %(others)s")
            % {"group": label, "people": formats.number(found[0]), "others": formats.number(found[1])}
            for label, found in zip(groups, listed["groups"], strict=True)
            if found
        ),
    )


def _new(others: int | None) -> str:
    if others is None:
        return _("a few")
    return formats.number(others) if others else _("nobody")


def _figure(label: str, found: Three, *, signed: bool = False) -> Figure:
    write = formats.signed if signed else formats.number
    between = _("%(low)s to %(high)s") % {"low": write(found["low"], 2), "high": write(found["high"], 2)}
    return Figure(label=label, text=write(found["estimate"], 2), range=between)


def _ratio(label: str, found: Three) -> Figure:
    plain = _figure(label, found)
    return Figure(label=label, text=plain.text, range=plain.range, is_low=found["estimate"] < 0.8)


def _chart(
    weighed: Sequence[Mapping[str, Any]], names: Mapping[str, str], title: str, *, group: int, cut: int
) -> Chart:
    """Draw the frontier of one group with today's weighting beside it; crosses hold what the data leave open."""
    points = [(one["impact"][group][cut], one["validity"], names[one["key"]]) for one in weighed]
    line = sorted(((ratio["estimate"], worth["estimate"]) for ratio, worth, _name in points[1:]))
    return frontier(
        title=_("What is gained and lost: %(group)s") % {"group": title},
        sentence=_(
            "Each point is one weighting for everybody. Higher: it says more about who stays. Closer to 1: the group comes onto "
            "the shortlist as often as the others. The crosses hold each value with 95% certainty."
        ),
        axes=(_("impact ratio"), _("validity")),
        line=line,
        named=[(ratio["estimate"], worth["estimate"], name) for ratio, worth, name in points],
        ranges=[(ratio["low"], ratio["high"], worth["low"], worth["high"]) for ratio, worth, _name in points],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRow:
    """One group of the trend up to the day on which a steered version began to advise, and up to now."""

    group: str
    before: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SteeredMark:
    """A steered version in the trend: since when it advises, why it was chosen, and each group before and now."""

    version_id: uuid.UUID
    title: str
    since: dt.datetime
    reason: str
    rows: tuple[MarkRow, ...]


def marks(trend: Mapping[tuple[str, str], Sequence[TrendPoint]]) -> list[SteeredMark]:
    """Return the steered versions that ever advised, the newest first, each with the trend before it and now."""
    found = steered_versions()
    families = {row.id: row.name for row in job_families()} if found else {}
    return [
        SteeredMark(
            version_id=one.id,
            title=_("%(family)s, version %(number)d, steered from version %(earlier)d")
            % {"family": families[one.job_family_id], "number": one.number, "earlier": one.chosen.number},
            since=one.live_at,
            reason=one.chosen.reason,
            rows=tuple(_mark(key, points, timezone.localdate(one.live_at)) for key, points in trend.items()),
        )
        for one in found
    ]


def _mark(key: tuple[str, str], points: Sequence[TrendPoint], since: dt.date) -> MarkRow:
    attribute, group = key
    return MarkRow(
        group=group_of(attribute, group),
        before=_reached([one for one in points if one.until < since]),
        now=_reached([one for one in points if one.until >= since]),
    )


def _reached(points: Sequence[TrendPoint]) -> str:
    """Return where a group stood at the last of these months; empty where there is none yet."""
    if not points:
        return ""
    low, high = points[-1].ratio_low, points[-1].ratio_high
    if high is None:
        return _("%(low)s or more") % {"low": formats.number(low, 2)}
    return formats.interval((low, high))
