"""Whether questions of tests work alike for groups, release by release, as cells in the reader's language."""

import uuid
from dataclasses import dataclass

from maatwerk.apps.assessments.public import ComparedGroups, ReleaseByGroup, releases_by_group
from maatwerk.apps.audits.words import attribute_label, group_label
from maatwerk.kernel.languages import language_now
from maatwerk.ui import formats


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRow:
    """Two groups beside each other: how many people of each, and how many questions fell in each class."""

    groups: str
    people: str
    class_a: int
    class_b: int
    class_c: int
    unclassed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseCells:
    """One release of a scale of a test; without rows where no groups could be compared."""

    calibration_id: uuid.UUID
    title: str
    release: int
    state: str
    day: str
    is_simulated: bool
    rows: tuple[ComparedRow, ...]


def release_cells() -> list[ReleaseCells]:
    """Return every release of every test, the newest of a scale first."""
    return [_release(one) for one in releases_by_group()]


def _release(found: ReleaseByGroup) -> ReleaseCells:
    concept = found.concept_nl if language_now() == "nl" else found.concept_en
    return ReleaseCells(
        calibration_id=found.calibration_id,
        title=f"{found.instrument} {found.version} · {concept}",
        release=found.number,
        state=found.state_label,
        day=formats.day(found.made_at),
        is_simulated=found.is_simulated,
        rows=tuple(map(_row, found.compared)),
    )


def _row(found: ComparedGroups) -> ComparedRow:
    return ComparedRow(
        groups=f"{attribute_label(found.attribute)}: {group_label(found.focal)} / {group_label(found.reference)}",
        people=f"{formats.number(found.n_focal)} / {formats.number(found.n_reference)}",
        class_a=found.class_a,
        class_b=found.class_b,
        class_c=found.class_c,
        unclassed=found.unclassed,
    )
