"""Bringing in the tests that come with Maatwerk."""

from dataclasses import dataclass

from maatwerk.apps.assessments import library
from maatwerk.apps.assessments.operations.content import write_instrument
from maatwerk.apps.assessments.queries.content import InstrumentLine, find_instrument, instrument_line
from maatwerk.apps.organisations.public import Member


@dataclass(frozen=True, slots=True)
class Loaded:
    """A test that is there now, and whether it was before."""

    line: InstrumentLine
    is_new: bool


def load_built_in(name: str, *, by: Member) -> list[Loaded]:
    """Write each language version of a built-in test as a draft; one that is there stays as it is."""
    loaded = []
    for draft in library.drafts(name):
        there = find_instrument(draft.key, language=draft.language, version=draft.version)
        if there:
            loaded.append(Loaded(there[0], False))
        else:
            loaded.append(Loaded(instrument_line(write_instrument(draft, by=by)), True))
    return loaded
