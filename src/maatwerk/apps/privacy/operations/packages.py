"""Everything kept about a person in one file: made by a job, sealed under their key, fetched by their own link.

What goes in is not chosen here. Every table that declares whose its rows are gives them (`kernel.keeping`), so that nothing
added later is forgotten; hashes of links, keys and questions of tests are declared as hidden and stay out.
"""

import base64
import datetime as dt
import io
import json
import os
import uuid
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.public import documents_to_give
from maatwerk.apps.organisations.public import Member, Organisation
from maatwerk.apps.people.public import KeyDestroyed, language_of, seal, unseal
from maatwerk.apps.privacy.letters import send_package
from maatwerk.apps.privacy.models import AccessPackage
from maatwerk.apps.privacy.register import register
from maatwerk.apps.privacy.rules import ACTING_ROLES
from maatwerk.apps.privacy.titles import contents
from maatwerk.kernel import events, jobs, tenancy
from maatwerk.kernel.keeping import About, by_table
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import NotAllowed, Refusal
from maatwerk.kernel.rules import rule

PACKAGE = "privacy.package"
TYPE = "maatwerk/everything/1"


@transaction.atomic
def order_package(*, person_id: uuid.UUID, case_id: uuid.UUID | None, by: Member) -> uuid.UUID:
    """Have everything kept about a person put together for them; asked twice while one is made, it is made once."""
    if not by.has(*ACTING_ROLES):
        raise NotAllowed(_("Your role does not include this."))
    waiting = AccessPackage.objects.filter(person_id=person_id, made_at__isnull=True).first()
    if waiting is not None:
        return waiting.pk
    organisation = Organisation.objects.get(pk=tenancy.current_organisation())
    today = timezone.localdate()
    days = int(rule("access.package_days", jurisdiction=organisation.jurisdiction, on=today))
    package = AccessPackage.objects.create(
        organisation_id=organisation.pk,
        person_id=person_id,
        case_id=case_id,
        made_by_id=by.user_id,
        expires_on=today + dt.timedelta(days=days),
    )
    events.record("privacy.package_ordered", object_id=package.pk, person_id=person_id)
    jobs.enqueue(PACKAGE, object_id=package.pk)
    return package.pk


def make_package(organisation_id: uuid.UUID, package_id: uuid.UUID) -> int:
    """Put a package together and tell its person; safe to repeat. Return its size in bytes."""
    with tenancy.acting(organisation=organisation_id):
        package = AccessPackage.objects.select_for_update().get(pk=package_id)
        if package.made_at is not None:
            return package.size
        with translation.override(language_of(package.person_id)):
            content = _zipped(package.person_id)
        package.file, package.size = uuid.uuid4().hex, len(content)
        _write(package, content)
        package.made_at = timezone.now()
        package.save(update_fields=["file", "size", "made_at"])
        send_package(package.person_id, until=package.expires_on)
        events.record(
            "privacy.package_made", object_id=package.pk, person_id=package.person_id, bytes=package.size
        )
    return package.size


def open_package(package_id: uuid.UUID, *, person_id: uuid.UUID) -> bytes:
    """Return a package to its person, and write down that it was fetched."""
    package = AccessPackage.objects.get(pk=package_id, person_id=person_id, made_at__isnull=False)
    if package.expires_on < timezone.localdate() or not _path(package).exists():
        raise Refusal(_("This file is no longer kept. Ask for it again."), code="expired", status=410)
    events.record("privacy.package_fetched", object_id=package.pk, person_id=person_id)
    sealed = _path(package).read_bytes()
    return base64.b64decode(unseal(person_id, sealed)["content"])


def drop_package(package: AccessPackage) -> None:
    """Remove a package and its file."""
    if package.file:
        _path(package).unlink(missing_ok=True)
    package.delete()


def forget_packages(person_id: uuid.UUID) -> None:
    """Remove the files of a person's packages; safe to repeat."""
    for package in AccessPackage.objects.filter(person_id=person_id).exclude(file=""):
        _path(package).unlink(missing_ok=True)


def everything(person_id: uuid.UUID) -> dict[str, list[dict[str, Any]]]:
    """Return every row about a person, by table, opened where it was sealed. Only while a package is being made for them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rows_of_person(%s)", [person_id])
        found = cursor.fetchone()[0]
    rows: dict[str, list[dict[str, Any]]] = json.loads(found) if isinstance(found, str) else found
    kept = by_table()
    for table, mine in rows.items():
        for column in kept[table].sealed.split():
            for row in mine:
                row[column] = _opened(person_id, row[column])
    return {table: mine for table, mine in sorted(rows.items()) if mine}


def happened(person_id: uuid.UUID) -> list[dict[str, Any]]:
    """Return what the log holds about a person: what was done and when, looking included, and not by which colleague.

    Whoever asks may know that and when their data were consulted, and for what; who of the staff did so only where
    they need it to use their rights (CJEU C-579/21, Pankki S).
    """
    rows = Event.objects.filter(person_id=person_id).order_by("at", "id")
    return [
        {
            "at": row.at.isoformat(),
            "what": row.kind,
            "by": "a colleague" if row.actor_id else "yourself, or the system",
            "on": str(row.object_id) if row.object_id else None,
            "facts": row.data,
        }
        for row in rows.iterator()
    ]


def _opened(person_id: uuid.UUID, value: str | None) -> Mapping[str, Any] | None:
    if not value or value == "\\x":
        return None
    try:
        return unseal(person_id, bytes.fromhex(value.removeprefix("\\x")))
    except KeyDestroyed:
        return None


def _zipped(person_id: uuid.UUID) -> bytes:
    organisation = Organisation.objects.get(pk=tenancy.current_organisation())
    tables, log = everything(person_id), happened(person_id)
    document = {
        "type": TYPE,
        "organisation": {"id": str(organisation.pk), "name": organisation.name},
        "person": str(person_id),
        "tables": tables,
        "log": log,
    }
    held = contents({table: len(rows) for table, rows in tables.items()})
    told = render_to_string(
        "privacy/package.txt",
        {
            "organisation": organisation.name,
            "purposes": register(About.PERSON),
            "contents": held,
            "events": len(log),
        },
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("everything.json", json.dumps(document, ensure_ascii=False, indent=1))
        archive.writestr(str(_("read-me")) + ".txt", told)
        for name, content in documents_to_give(person_id):
            archive.writestr(f"documents/{name}", content)
    return target.getvalue()


def _write(package: AccessPackage, content: bytes) -> None:
    path = _path(package)
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    half.touch(mode=0o600)
    sealed = seal(package.person_id, {"content": base64.b64encode(content).decode()}, using="default")
    with half.open("wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def _path(package: AccessPackage) -> Path:
    folder: Path = settings.UPLOADS / "access" / str(package.organisation_id)
    return folder / package.file
