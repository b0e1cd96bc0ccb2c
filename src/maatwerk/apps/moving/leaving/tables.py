"""Which tables are taken along, which columns of them stay here, and why the others do not go."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Why a table stays here.
REASONS: dict[str, tuple[str | Promise, str | Promise]] = {
    "key": (_("keys and links"), _("whoever holds them could open what they guard")),
    "content": (
        _("questions of tests, their keys and the answers to them"),
        _("they never leave the server; the results are in the file"),
    ),
    "protected": (
        _("protected attributes and adjustments"),
        _("nobody reads them person by person; counts are in the file"),
    ),
    "wall": (
        _("what a model was made from, person by person"),
        _("nobody reads it; the version is in the file"),
    ),
    "persons": (_("what people keep for themselves"), _("it is theirs, not the organisation's")),
    "again": (_("copies and clocks"), _("they are made from what is in the file")),
    "passing": (_("work under way, calls and uploads"), _("they are no record of anything")),
    "log": (_("seals of the event log"), _("they prove the log where it stands; its events are in the file")),
}
#: Columns that other columns of a table are opened with, by the field that names whose they are.
SEALED: dict[str, dict[str, str]] = {
    "applications.Submission": {"sealed": "application__person_id"},
    "applications.Decision": {"told": "application__person_id"},
    "cases.Case": {"asked": "person_id", "answer": "person_id"},
    "outbox.Post": {"sealed": "person_id"},
}
#: Rows that stay here, of a table that goes along.
WITHOUT: dict[str, dict[str, object]] = {
    "cases.Case": {"kind": "accommodation"},
    "kernel.Event": {"kind__startswith": "moving.export"},
}


@cache
def _decided() -> Mapping[str, Mapping[str, object]]:
    return tomllib.loads(Path(__file__).with_name("tables.toml").read_text(encoding="utf-8"))


def tables() -> list[type[models.Model]]:
    """Return every table that holds rows of organisations, by name."""
    found = [
        model
        for model in apps.get_models()
        if model._meta.managed and any(f.attname == "organisation_id" for f in model._meta.concrete_fields)
    ]
    return sorted(found, key=lambda model: str(model._meta.label))


def taken() -> list[tuple[type[models.Model], list[str]]]:
    """Return the tables that go along, each with its columns."""
    decided = _decided()["taken"]
    found = []
    for model in tables():
        stays = decided.get(model._meta.label)
        if isinstance(stays, list):
            columns = [field.attname for field in model._meta.concrete_fields if field.name not in stays]
            found.append((model, columns))
    return found


def undecided() -> list[str]:
    """Return the tables about which nobody decided yet."""
    known = set(_decided()["taken"]) | set(_decided()["left_out"])
    return [str(model._meta.label) for model in tables() if model._meta.label not in known]


def decided_for_nothing() -> list[str]:
    """Return what was decided about tables that are not there, or for a reason that is none."""
    there = {str(model._meta.label) for model in tables()}
    known = set(_decided()["taken"]) | set(_decided()["left_out"])
    wrong = [label for label, reason in _decided()["left_out"].items() if reason not in REASONS]
    both = set(_decided()["taken"]) & set(_decided()["left_out"])
    return sorted((known - there) | set(wrong) | both)


def left_out() -> list[tuple[str, str]]:
    """Return what does not go along, and why, in the language active now."""
    reasons = dict.fromkeys(str(reason) for reason in _decided()["left_out"].values())
    return [(str(REASONS[reason][0]).capitalize(), str(REASONS[reason][1])) for reason in reasons]


def left_out_by_table() -> dict[str, str]:
    """Return each table that stays here with the reason in English, for the list of what is in the file."""
    return {label: str(reason) for label, reason in sorted(_decided()["left_out"].items())}
