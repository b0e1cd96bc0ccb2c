"""Words for the keys in evidence and sources: the mapping with which a history came in says what each is called."""

import uuid
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from maatwerk.apps.journeys.history import HistoryError, Label, Mapping, load_mapping
from maatwerk.apps.outcomes.public import newest_mapping
from maatwerk.kernel.languages import language_now

#: Why somebody left, by the codes of `outcomes`.
REASONS = {
    "own_choice": _("The person chose to leave"),
    "performance": _("The work did not go well enough"),
    "contract_ended": _("The contract ended"),
    "reorganisation": _("Reorganisation"),
    "health": _("Health"),
    "other": _("Something else"),
    "unknown": _("Unknown"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """What sources and levels of evidence are called in the language active now; unknown keys stay as they are."""

    sources: MappingType[str, str] = field(default_factory=dict)
    levels: MappingType[tuple[str, str], str] = field(default_factory=dict)

    def source(self, key: str) -> str:
        """Return what a recruitment source is called."""
        return self.sources.get(key, key)

    def level(self, construct: str, key: str) -> str:
        """Return what a level of a construct is called."""
        return self.levels.get((construct, key), key)


def words_for(job_family_id: uuid.UUID) -> Words:
    """Return the words of a job family's newest history; none where there is no history."""
    text = newest_mapping(job_family_id)
    if not text:
        return Words()
    try:
        return _words(load_mapping(text))
    except HistoryError:  # written for an older version; the keys then speak for themselves
        return Words()


def _words(mapping: Mapping) -> Words:
    return Words(
        sources={
            level.key: _said(level.label) for level in (mapping.source.levels if mapping.source else ())
        },
        levels={
            (spec.construct, level.key): _said(level.label)
            for spec in mapping.evidence
            for level in spec.levels or ()
        },
    )


def _said(label: Label) -> str:
    return label.nl if language_now() == "nl" else label.en
