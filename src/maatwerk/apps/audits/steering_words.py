"""What was shown of a weighting when somebody chose it, in sentences: for the version's page and its documents."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from maatwerk.apps.audits.rules import CUTS, LEAST_APPLICANTS, LEAST_IN_GROUP, LEAST_OF_EACH, LEAST_WORKED
from maatwerk.apps.audits.steering import StudyRow
from maatwerk.apps.audits.words import WHY_NOT, group_of
from maatwerk.kernel.languages import language_now
from maatwerk.ui import formats

Three = Mapping[str, float]


def what_was_seen(seen: Mapping[str, Any]) -> list[str]:
    """Return on whom it rests, what it weighs, what it was expected to be worth, and how groups would come out."""
    labels = {one["name"]: one[language_now()] for one in seen["features"]}
    weights = ", ".join(
        f"{labels[name]} {formats.percent(share)}"
        for name, share in sorted(seen["shares"].items(), key=lambda one: -one[1])
    )
    period = formats.day_range(dt.date.fromisoformat(seen["start"]), dt.date.fromisoformat(seen["end"]))
    return [
        _("Rests on %(applicants)s applicants of %(period)s and %(worked)s people who worked here.")
        % {
            "applicants": formats.number(seen["applicants"]),
            "period": period,
            "worked": formats.number(seen["worked"]),
        },
        _("Weighs: %(weights)s.") % {"weights": weights},
        _("Expected validity: %(now)s; beside the version before: %(change)s.")
        % {"now": _between(seen["validity"]), "change": _between(seen["change"], signed=True)},
        *_groups(seen["groups"], seen["impact"]),
    ]


def _groups(groups: Sequence[Mapping[str, Any]], impact: Sequence[Sequence[Three]]) -> list[str]:
    cut = CUTS.index(0.25)
    return [
        _("Expected impact ratio of %(group)s on a shortlist of %(share)s: %(ratio)s.")
        % {
            "group": group_of(one["attribute"], one["group"]),
            "share": formats.percent(CUTS[cut]),
            "ratio": _between(found[cut]),
        }
        for one, found in zip(groups, impact, strict=True)
    ]


def _between(found: Three, *, signed: bool = False) -> str:
    write = formats.signed if signed else formats.number
    return _("%(estimate)s (%(low)s to %(high)s)") % {
        name: write(found[name], 2) for name in ("estimate", "low", "high")
    }


def why_nothing(found: StudyRow) -> str:
    """Say in words why no frontier was drawn."""
    known = {
        "applicants": formats.number(found.study.get("applicants", 0)),
        "worked": formats.number(found.study.get("worked", 0)),
        "least_applicants": formats.number(LEAST_APPLICANTS),
        "least_worked": formats.number(LEAST_WORKED),
        "least_each": formats.number(LEAST_OF_EACH),
        "least_group": formats.number(LEAST_IN_GROUP),
    }
    return str(WHY_NOT[found.why_not]) % known
