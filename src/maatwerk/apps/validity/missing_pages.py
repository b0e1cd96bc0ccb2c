"""Who is missing at each moment, in words: whether they differ from the rest on what was known before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from maatwerk.apps.validity.queries import ADVICE
from maatwerk.apps.validity.words import between, said
from maatwerk.ui.formats import number, signed


@dataclass(frozen=True, slots=True, kw_only=True)
class StandsRow:
    """Where those who left and those of whom nothing is known stand at a wave, beside everybody asked about."""

    months: int
    name: str
    left: str
    missing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingView:
    """What is known of who is missing: warnings in sentences, and where they stand on what was known before."""

    warnings: tuple[str, ...]
    rows: tuple[StandsRow, ...]


def missing_view(result: Mapping[str, Any]) -> MissingView | None:
    """Return who is missing by what was foretold of them; None where a study says nothing of it."""
    waves, measured = result.get("waves", []), result["measured"]
    found = [
        (wave["months"], _name(key, measured), one)
        for wave in waves
        for key, one in sorted(wave["by"].items(), key=lambda pair: (pair[0] != ADVICE, pair[0]))
    ]
    if not found:
        return None
    return MissingView(
        warnings=tuple(_warning(months, name, one) for months, name, one in found if one["warns"]),
        rows=tuple(
            StandsRow(months=months, name=name, left=_stands(one["left"]), missing=_stands(one["missing"]))
            for months, name, one in found
            if one["left"] or one["missing"]
        ),
    )


def _stands(found: Mapping[str, Any] | None) -> str:
    if found is None:
        return "–"
    return _("%(by)s (%(n)s people)") % {"by": signed(found["by"], 2), "n": number(found["n"])}


def _name(key: str, measured: Mapping[str, Any]) -> str:
    if key == ADVICE:
        return _("what the advice foretold")
    return str(said(measured[key]["labels"])) if key in measured else key


def _warning(months: int, name: str, found: Mapping[str, Any]) -> str:
    gap = found["difference"]
    text = (
        _(
            "After %(months)s months: the %(n)s people of whom nothing is known stand higher on “%(name)s” than the others"
            " (%(between)s standard deviations). Who is missing is no chance."
        )
        if gap["estimate"] > 0
        else _(
            "After %(months)s months: the %(n)s people of whom nothing is known stand lower on “%(name)s” than the others"
            " (%(between)s standard deviations). Who is missing is no chance."
        )
    )
    return text % {"months": months, "n": number(found["n"]), "name": name, "between": between(gap)}
