"""What an auditor takes along: the same input gives the same bytes, whoever asks and whenever."""

import datetime as dt
import hashlib
import io
import json
import uuid
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.advice.public import VersionRow, version, versions
from maatwerk.apps.audits.public import impact_of_version, told_until
from maatwerk.apps.opportunities.public import job_families
from maatwerk.apps.register.models import ChangePlan, Component, DataSheet, Paper, Preparation, ReviewHeld
from maatwerk.apps.register.platform import release
from maatwerk.apps.validity.public import studies_until
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.models import Event, Seal
from maatwerk.kernel.refusals import Refusal
from maatwerk.kernel.rules import rule

LABEL = "Tables in this export are made by the platform itself. They are not an independent audit."
FORM = "maatwerk-audit-export/1"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A ZIP file, its hash, and the seal up to which it tells."""

    content: bytes
    hash: str
    seal_number: int


def export(*, seal_number: int | None = None) -> Bundle:
    """Return everything an auditor needs as of one seal of the log (the newest without a number).

    What came later is left out, so that the same seal gives the same hash. Nobody appears by name; accounts and versions
    by key, people not at all, and counts below the smallest cell are withheld.

    Raises
    ------
    Refusal
        Nothing was sealed yet, or there is no such seal.
    """
    seal = _seal(seal_number)
    files = _files(seal)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    manifest = {
        "form": FORM,
        "organisation": str(tenancy.current_organisation()),
        "platform": release(),
        "seal": {"number": seal.number, "hash": seal.hash, "sealed_at": seal.sealed_at},
        "label": LABEL,
        "files": hashes,
    }
    content = _zip({"manifest.json": _json(manifest), **files})
    found = Bundle(content, hashlib.sha256(content).hexdigest(), seal.number)
    events.record("register.export_made", sha256=found.hash, seal=seal.number)
    return found


def _seal(number: int | None) -> Seal:
    seals = Seal.objects.filter(organisation_id=tenancy.current_organisation())
    if number is None:
        number = seals.aggregate(last=Max("number"))["last"]
    found = seals.filter(number=number).first() if number is not None else None
    if found is None:
        raise Refusal(
            _("The log has no such seal yet. It is sealed once a minute; try again in a moment."),
            code="no_seal",
        )
    return found


def _files(seal: Seal) -> dict[str, bytes]:
    until = seal.sealed_at
    rows = [version(row.id) for row in versions() if row.created_at <= until]
    found = {
        "versions.json": _json([_version(row, until) for row in sorted(rows, key=lambda row: row.id)]),
        "impact.json": _json([_impact(row, until) for row in sorted(rows, key=lambda row: row.id)]),
        "periods.json": _json(told_until(until)),
        "validity.json": _json([asdict(one) for one in studies_until(until)]),
        "register.json": _json(_register(until)),
        "log.json": _json(_log(seal)),
    }
    for paper in Paper.objects.filter(made_at__lte=until).order_by("id"):
        name = f"documents/{paper.version_id}-{paper.kind}-{paper.language}"
        found |= {f"{name}.md": paper.markdown.encode(), f"{name}.pdf": bytes(paper.pdf)}
    return found


def _version(row: VersionRow, until: dt.datetime) -> dict[str, Any]:
    return {
        "id": row.id,
        "job_family": row.job_family_id,
        "number": row.number,
        "verdict": row.verdict,
        "features": [
            {"key": one.key, "kind": one.kind, "is_exception": one.is_exception} for one in row.features
        ],
        "weights": row.fitted["features"],
        "validity": row.validity.get("validity"),
        "people": row.n_people,
        "separations": row.n_separations,
        "fingerprint": row.training_fingerprint,
        "created_at": row.created_at,
        "steps": [asdict(step) for step in row.steps if step.at <= until],
    }


def _impact(row: VersionRow, until: dt.datetime) -> dict[str, Any]:
    tables = [one for one in impact_of_version(row.id) if one.computed_at <= until]
    return {"version": row.id, "tables": {one.attribute: one.table for one in tables}}


def _register(until: dt.datetime) -> dict[str, Any]:
    """Return what was stated until then; a later answer to a plan is left out."""
    return {
        "job_families": sorted(({"id": row.id, "name": row.name} for row in job_families()), key=str),
        "components": list(
            Component.objects.filter(stated_at__lte=until)
            .order_by("id")
            .values(
                "id",
                "kind",
                "object_id",
                "purpose",
                "ground",
                "profiles_people",
                "is_high_risk",
                "stated_by",
                "stated_at",
            )
        ),
        "data_sheets": list(DataSheet.objects.filter(written_at__lte=until).order_by("id").values()),
        "preparations": list(Preparation.objects.filter(written_at__lte=until).order_by("id").values()),
        "plans": [
            _until(row, until)
            for row in ChangePlan.objects.filter(made_at__lte=until).order_by("id").values()
        ],
        "reviews_held": list(ReviewHeld.objects.filter(held_at__lte=until).order_by("id").values()),
    }


def _until(row: Mapping[str, Any], until: dt.datetime) -> dict[str, Any]:
    found = dict(row)
    if found["approved_at"] and found["approved_at"] > until:
        found |= {"approved_at": None, "approved_by": None}
    if found["council_at"] and found["council_at"] > until:
        found |= {"council": "", "council_reason": "", "council_by": None, "council_at": None}
    return found


def _log(seal: Seal) -> dict[str, Any]:
    """Return every seal, and how often each kind of event is in them; small counts are withheld."""
    organisation = tenancy.current_organisation()
    smallest: int = rule("audit.smallest_cell", jurisdiction="*", on=timezone.localdate(seal.sealed_at))
    counted = (
        Event.objects.filter(organisation_id=organisation, seal_number__lte=seal.number)
        .values_list("kind")
        .annotate(number=Count("id"))
        .order_by("kind")
    )
    seals = Seal.objects.filter(organisation_id=organisation, number__lte=seal.number).order_by("number")
    return {
        "smallest_cell": smallest,
        "events": {
            kind: number if number >= smallest else f"fewer than {smallest}" for kind, number in counted
        },
        "seals": list(seals.values("number", "previous_hash", "hash", "events", "sealed_at")),
    }


def _json(content: object) -> bytes:
    text = json.dumps(content, cls=_Encoder, ensure_ascii=False, indent=1, sort_keys=True)
    return (text + "\n").encode()


class _Encoder(DjangoJSONEncoder):
    """Writes instants in full: Django's own form drops microseconds."""

    def default(self, o: Any) -> Any:
        """Return what JSON can hold."""
        if isinstance(o, dt.datetime):
            return o.astimezone(dt.UTC).isoformat()
        if isinstance(o, uuid.UUID):
            return str(o)
        return super().default(o)


def _zip(files: Mapping[str, bytes]) -> bytes:
    """Pack files in one order, with one date and no compression: nothing of the machine gets in."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=(2000, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return target.getvalue()
