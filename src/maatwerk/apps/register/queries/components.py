"""The register itself: every component comes from where it lives, so none can be left out; statements are laid beside it."""

import uuid
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from maatwerk.apps.advice.public import VersionRow, versions
from maatwerk.apps.evidence.public import InstrumentRow, Kind, instruments
from maatwerk.apps.opportunities.public import JobFamilyRow, job_families
from maatwerk.apps.organisations.public import names
from maatwerk.apps.register.contracts import Entry, StatementRow
from maatwerk.apps.register.models import Component

Key = tuple[str, uuid.UUID | None]
KINDS = Component.Kind


def entries() -> list[Entry]:
    """Return everything that scores people here (models, tests, the order of openings, the challenger), what is in use first."""
    stated = statements()
    by_family: dict[uuid.UUID, list[VersionRow]] = {}
    for row in versions():
        by_family.setdefault(row.job_family_id, []).append(row)
    families = job_families()
    found = [*_models(families, by_family, stated), *_interviews(families, by_family, stated)]
    found += [_instrument(row, stated) for row in instruments()]
    return sorted([*found, *_built_in(stated)], key=lambda row: not row.is_in_use)


def entry(key: str) -> Entry:
    """Return one entry by its address; `Component.DoesNotExist` where there is none."""
    for found in entries():
        if found.key == key:
            return found
    raise Component.DoesNotExist


def statements() -> dict[Key, StatementRow]:
    """Return what is stated now, by kind and object."""
    rows = list(Component.objects.filter(replaced_at__isnull=True))
    known = names({key for row in rows for key in (row.owner_id, row.stated_by)})
    return {
        (row.kind, row.object_id): StatementRow(
            purpose=row.purpose,
            ground=row.ground,
            ground_label=row.get_ground_display(),
            is_high_risk=row.is_high_risk,
            profiles_people=row.profiles_people,
            owner_id=row.owner_id,
            owner=known.get(row.owner_id, ""),
            stated_by=known.get(row.stated_by, ""),
            stated_at=row.stated_at,
        )
        for row in rows
    }


def registered_versions() -> set[uuid.UUID]:
    """Return the key of every model version in the register."""
    return {key for found in entries() for key in found.version_ids}


def _models(
    families: list[JobFamilyRow],
    by_family: Mapping[uuid.UUID, list[VersionRow]],
    stated: Mapping[Key, StatementRow],
) -> Iterator[Entry]:
    for family in families:
        rows = by_family.get(family.id, [])
        live = next((row for row in rows if row.state == "live"), None)
        newest = rows[0] if rows else None
        yield _entry(
            KINDS.MODEL,
            family.id,
            family.name,
            stated,
            version_ids=tuple(row.id for row in rows),
            versions=", ".join(str(row.number) for row in reversed(rows)),
            state=_("version %(number)d is live") % {"number": live.number}
            if live
            else newest.state_label
            if newest
            else _("no version yet"),
            is_in_use=live is not None,
        )


def _interviews(
    families: list[JobFamilyRow],
    by_family: Mapping[uuid.UUID, list[VersionRow]],
    stated: Mapping[Key, StatementRow],
) -> Iterator[Entry]:
    """Yield the job families in whose versions interview scores count: an exception by a psychologist."""
    for family in families:
        rows = [
            row
            for row in by_family.get(family.id, [])
            if any(feature.kind == Kind.INTERVIEW_SCORECARD for feature in row.features)
        ]
        if rows:
            yield _entry(
                KINDS.INTERVIEW,
                family.id,
                family.name,
                stated,
                versions=", ".join(str(row.number) for row in reversed(rows)),
                state=_("admitted by exception"),
                is_in_use=any(row.state == "live" for row in rows),
            )


def _instrument(row: InstrumentRow, stated: Mapping[Key, StatementRow]) -> Entry:
    return _entry(
        KINDS.INSTRUMENT,
        row.id,
        row.name,
        stated,
        versions=row.version,
        state=_("approved for selection") if row.approved else _("not approved"),
        is_in_use=bool(row.approved),
    )


def _built_in(stated: Mapping[Key, StatementRow]) -> list[Entry]:
    return [
        _entry(
            KINDS.MATCHING,
            None,
            _("Other openings for a person"),
            stated,
            versions="1",
            state=_("shown to the person alone"),
            is_in_use=True,
        ),
        _entry(
            KINDS.CHALLENGER,
            None,
            _("Challenger"),
            stated,
            versions="1",
            state=_("compares models, gives no advice"),
            is_in_use=False,
        ),
    ]


def _entry(
    kind: str,
    object_id: uuid.UUID | None,
    name: str,
    stated: Mapping[Key, StatementRow],
    *,
    versions: str,
    state: str,
    is_in_use: bool,
    version_ids: tuple[uuid.UUID, ...] = (),
) -> Entry:
    return Entry(
        kind=kind,
        kind_label=str(KINDS(kind).label),
        object_id=object_id,
        name=name,
        version_ids=version_ids,
        versions=versions,
        state=state,
        is_in_use=is_in_use,
        statement=stated.get((kind, object_id)),
    )
