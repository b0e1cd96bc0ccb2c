"""Whether a version stays within the plan of change of its job family. Pure: rows in, sentences out."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from maatwerk.apps.advice.public import VersionRow
from maatwerk.kernel.languages import language_now
from maatwerk.ui import formats

ROUNDING = 1e-9  # 0.8 - 0.5 is a little more than 0.3 in floating point


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What was agreed beforehand: how far a weight may move, what may enter, on how many people, with which verdicts."""

    largest_move: float
    may_enter: frozenset[str]
    least_people: int
    verdicts: frozenset[str]


def breaches(bounds: Bounds, now: VersionRow, before: VersionRow | None) -> list[str]:
    """Return a sentence per bound that a version exceeds; `before` is the version that advised last, if there was one.

    Weights are log-odds per standard deviation. What was left out moved to nought, and what came in from nought.
    """
    found = []
    if now.n_people < bounds.least_people:
        found.append(
            _("It learned from %(people)s people; the plan asks at least %(least)s.")
            % {"people": formats.number(now.n_people), "least": formats.number(bounds.least_people)}
        )
    if now.verdict not in bounds.verdicts:
        found.append(
            _("What is known of it is “%(verdict)s”, which the plan does not accept.")
            % {"verdict": now.verdict_label}
        )
    if before is None:
        return found
    return [*found, *_entered(bounds, now, before), *_moved(bounds, now, before)]


def _entered(bounds: Bounds, now: VersionRow, before: VersionRow) -> list[str]:
    known = {feature.key for feature in before.features} | bounds.may_enter
    return [
        _("“%(label)s” is new in it, and the plan does not let that enter.")
        % {"label": feature.label(language_now())}
        for feature in now.features
        if feature.key not in known
    ]


def _moved(bounds: Bounds, now: VersionRow, before: VersionRow) -> list[str]:
    weights, earlier = _weights(now), _weights(before)
    labels = {f.key: f.label(language_now()) for f in (*before.features, *now.features)}
    found = []
    for name in sorted(weights.keys() | earlier.keys()):
        moved = abs(weights.get(name, 0.0) - earlier.get(name, 0.0))
        if moved > bounds.largest_move + ROUNDING:
            key, _sign, level = name.partition("=")
            label = labels.get(key, key)
            found.append(
                _("The weight of “%(label)s” moves by %(moved)s; the plan allows %(most)s.")
                % {
                    "label": f"{label}: {level}" if level else label,
                    "moved": formats.number(moved, 2),
                    "most": formats.number(bounds.largest_move, 2),
                }
            )
    return found


def _weights(row: VersionRow) -> dict[str, float]:
    return {found["name"]: float(found["weight"]) for found in row.fitted["features"]}
