"""A person filled in everywhere: one row in every table that says whose its rows are, with a mark in every free text."""

import json
import uuid
from typing import Any

import psycopg
from django.apps import apps
from django.db import connections, models

from maatwerk.kernel.keeping import by_table
from maatwerk.kernel.postgres import roles
from maatwerk.kernel.postgres.cluster import Cluster

#: What a check of the table wants otherwise.
OTHERWISE: dict[str, dict[str, Any]] = {
    "applications_document": {"draft_id": None},
    "privacy_hold": {"opportunity_id": None, "ended_at": "2026-01-01", "person_id": "person"},
    "evidence_evidence": {"value": 3.5},
    "interviews_interview": {"state": "invited"},
    "applications_application": {"stage": "rejected", "closed_at": "2026-01-02"},
    "privacy_erasure": {"state": "done"},
    "privacy_accesspackage": {"made_at": "2026-01-02"},
    "cases_case": {"person_id": "person"},
    "outcomes_engagement": {"performance": 4.0},
    "moving_sourcenumber": {"object_id": "application"},
}


def superuser(cluster: Cluster) -> psycopg.Connection[Any]:
    """Connect above all walls to the database of this test."""
    name = connections["default"].settings_dict["NAME"]
    return psycopg.connect(roles.with_database(cluster.superuser_url(), name), autocommit=True)


def key_of(table: str, mark: str) -> uuid.UUID:
    """Return the key of the row that was filled in."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{mark}:{table}")


def persons_models() -> list[type[models.Model]]:
    """Return the models whose rows are somebody's."""
    kept = by_table()
    return [
        model
        for model in apps.get_models()
        if model._meta.db_table in kept and kept[model._meta.db_table].whose
    ]


def fill(
    connection: psycopg.Connection[Any],
    *,
    organisation: uuid.UUID,
    person: uuid.UUID,
    user: uuid.UUID,
    opportunity: uuid.UUID,
    family: uuid.UUID,
    mark: str,
    sealed: bytes,
) -> dict[str, set[str]]:
    """Fill in everything; return which columns of which table hold the mark. `sealed` stands where a key is needed."""
    connection.execute("SET session_replication_role = replica")
    marked: dict[str, set[str]] = {}
    known = {
        "organisations_organisation": organisation,
        "people_person": person,
        "organisations_user": user,
        "opportunities_opportunity": opportunity,
        "opportunities_jobfamily": family,
    }
    for model in persons_models():
        table = model._meta.db_table
        if table == "people_personkey":
            continue  # made by sealing
        values: dict[str, Any] = {}
        for field in model._meta.concrete_fields:
            value = _value(field, table, mark, sealed, known)
            if isinstance(value, str) and mark in value:
                marked.setdefault(table, set()).add(field.column)
            values[field.column] = value
        named = {"person": person, "application": key_of("applications_application", mark)}
        values |= {
            column: named.get(value, value) if isinstance(value, str) else value
            for column, value in OTHERWISE.get(table, {}).items()
        }
        if table == "advice_shortlist":
            values["places"] = json.dumps([[str(key_of("advice_advice", mark)), 1, mark]])
        names = ", ".join(f'"{name}"' for name in values)
        places = ", ".join(["%s"] * len(values))
        connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({places})', list(values.values()))  # type: ignore[arg-type]
    connection.execute("SET session_replication_role = origin")
    return marked


def _value(field: models.Field, table: str, mark: str, sealed: bytes, known: dict[str, uuid.UUID]) -> Any:
    if field.primary_key:
        return key_of(table, mark)
    if isinstance(field, models.ForeignKey):
        target = field.related_model._meta.db_table
        return known.get(target, key_of(target, mark))
    if isinstance(field, models.BinaryField):
        return sealed
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.JSONField):
        return _json(field, mark)
    if isinstance(field, models.CharField | models.TextField):
        size = getattr(field, "max_length", None) or 64
        return f"{mark}-{uuid.uuid4().hex}"[:size] if size > len(mark) else "nl"[:size]
    if field.null:
        return None
    return _plain(field, table, mark)


def _json(field: models.JSONField, mark: str) -> str:
    return json.dumps([] if field.default is list else {"words": mark})


def _plain(field: models.Field, table: str, mark: str) -> Any:
    if isinstance(field, models.UUIDField):
        return key_of(f"{table}.{field.column}", mark)
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.DateTimeField | models.DateField):
        return "2026-01-01"
    if isinstance(field, models.FloatField | models.IntegerField):
        return 1
    return "{}"  # an array


def holding(connection: psycopg.Connection[Any], mark: str) -> dict[str, set[str]]:
    """Return every column of every table in which the mark stands, as text or inside bytes."""
    found: dict[str, set[str]] = {}
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    for (table,) in tables:
        columns = connection.execute(
            f'SELECT DISTINCT e.key FROM "{table}" t, jsonb_each_text(to_jsonb(t)) e'  # type: ignore[arg-type]
            " WHERE e.value LIKE %s OR e.value LIKE %s",
            [f"%{mark}%", f"%{mark.encode().hex()}%"],
        ).fetchall()
        if columns:
            found[table] = {name for (name,) in columns}
    return found


def rows(connection: psycopg.Connection[Any], mark: str) -> dict[str, int]:
    """Count the rows that were filled in and are still there, by table."""
    return {
        model._meta.db_table: connection.execute(
            f'SELECT count(*) FROM "{model._meta.db_table}" WHERE id = %s',  # type: ignore[arg-type]
            [key_of(model._meta.db_table, mark)],
        ).fetchone()[0]  # type: ignore[index]
        for model in persons_models()
    }
