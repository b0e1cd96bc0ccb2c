"""Which parts of the tests for a kind of work could be left out for somebody: never the only one of a package."""

import uuid
from collections import Counter
from dataclasses import dataclass

from maatwerk.apps.assessments.models import Module, Package


@dataclass(frozen=True, slots=True)
class PartRow:
    """A test that is one of several in packages people are invited to; in how many of those it stands."""

    instrument_id: uuid.UUID
    name: str
    packages: int


def parts_to_spare(family_id: uuid.UUID | None = None) -> list[PartRow]:
    """Return the tests that stand beside others in ready packages for vacancies of a job family (or of any), by name."""
    rows = list(
        Module.objects.filter(package__state=Package.State.READY, package__opportunity__isnull=False)
        .values_list("package_id", "package__opportunity__job_family_id", "instrument_id", "instrument__name")
    )  # fmt: skip
    sizes = Counter(package for package, _family, _key, _name in rows)
    found = Counter(
        (key, name)
        for package, family, key, name in rows
        if sizes[package] > 1 and family_id in {None, family}
    )
    return sorted(
        (PartRow(key, name, count) for (key, name), count in found.items()), key=lambda row: row.name.lower()
    )
