"""Following the advice: how often, by whom, after how long, with an own view before."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maatwerk.apps.organisations.public import Member, MemberRequest, colleague_code, names, role_required
from maatwerk.apps.validity.contracts import Stamp
from maatwerk.apps.validity.operations.alarms import follow, thresholds
from maatwerk.apps.validity.queries import Decided, decided
from maatwerk.apps.validity.rules import FOLLOWING_ROLES, LATEST_DAYS, may_see_deciders
from maatwerk.apps.validity.tabs import tabs
from maatwerk.ui.formats import number, percent, percent_range

YES, NO = 4, 2  # own views from “probably” on point onward; up to “probably not” they do not


@require_safe
@role_required(*FOLLOWING_ROLES)
def following(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show how the advice is used, over the last months."""
    stamp = thresholds()
    rows = decided(timezone.now() - dt.timedelta(days=LATEST_DAYS))
    by_decider: dict[uuid.UUID, list[Decided]] = defaultdict(list)
    for one in rows:
        by_decider[one.by].append(one)
    labels = decider_labels(request.member, list(by_decider))
    deciders = [_row(labels[key], found, stamp) for key, found in by_decider.items()]
    context = {
        "everybody": _row(_("Everybody"), rows, stamp) if rows else None,
        "deciders": sorted(deciders, key=lambda row: (-row.decisions, row.label)),
        "days": LATEST_DAYS,
        "stamp": stamp,
        "shows_names": may_see_deciders(request.member),
        "tabs": tabs(organisation, "following"),
        "slug": organisation,
    }
    return render(request, "validity/following.html", context)


def decider_labels(member: Member, keys: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the name of each colleague for who may see it; for others a code that stays the same."""
    known = names(set(keys)) if may_see_deciders(member) else {}
    return {key: known.get(key) or colleague_code(key) for key in keys}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeciderRow:
    """How one colleague uses the advice, under the name or code that the viewer may see."""

    label: str
    decisions: int
    followed: str
    unseen: str
    seconds: float | None
    is_stamp: bool
    is_few: bool
    own_first: int
    own_differed: int
    moved_to_advice: int


def _row(label: str, rows: Sequence[Decided], stamp: Stamp) -> DeciderRow:
    found = follow(list(rows), stamp) or {}
    own = [one for one in rows if one.own is not None and one.seen]
    differed = [one for one in own if _points(one) is not None and _points(one) is not one.advised]
    return DeciderRow(
        label=label,
        decisions=len(rows),
        followed=_share(found.get("followed")),
        unseen=_share(found.get("unseen")),
        seconds=found.get("seconds"),
        is_stamp=found.get("rubber_stamp", False),
        is_few=found.get("few", False),
        own_first=len(own),
        own_differed=len(differed),
        moved_to_advice=sum(one.follows for one in differed),
    )


def _share(found: dict[str, Any] | None) -> str:
    """Say a share with its interval and of how many; empty where there is none."""
    if not found:
        return ""
    between = percent_range((found["low"], found["high"]))
    return f"{percent(found['estimate'])} ({between}; {number(found['n'])})"


def _points(one: Decided) -> bool | None:
    """Return where an own view points; None where it says neither."""
    if one.own is None or NO < one.own < YES:
        return None
    return one.own >= YES
