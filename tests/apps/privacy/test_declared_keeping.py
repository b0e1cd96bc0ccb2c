"""Every column that the database holds is declared: what for, on what ground, until when, and what an erasure does with it."""

from collections.abc import Iterator

import psycopg
import pytest
from django.apps import apps
from django.db import models

from maatwerk.apps.privacy.register import register
from maatwerk.kernel.keeping import About, Until, by_table
from maatwerk.kernel.keeping.third_party import LIBRARIES

IMPLIED = {"id", "organisation_id"}


def tables() -> Iterator[tuple[str, set[str]]]:
    """Yield every table of ours with its columns, from the models themselves."""
    for model in apps.get_models():
        if model.__module__.startswith("maatwerk."):
            yield model._meta.db_table, {field.column for field in model._meta.concrete_fields} - IMPLIED


def test_every_column_is_declared():
    kept = by_table()
    wrong = {}
    for table, columns in tables():
        declared = set(kept[table].columns()) - IMPLIED if table in kept else set()
        if table not in kept or declared != columns:
            wrong[table] = {"not declared": columns - declared, "not there": declared - columns}
    assert wrong == {}
    assert set(kept) == {table for table, _columns in tables()}


def test_tables_of_libraries_are_declared(django_db_setup, django_db_blocker, cluster):
    from django.db import connections

    with (
        django_db_blocker.unblock(),
        psycopg.connect(cluster.superuser_url(connections["default"].settings_dict["NAME"])) as connection,
    ):
        found = {
            name
            for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        }
    assert found == set(by_table()) | set(LIBRARIES)


def test_what_leads_to_a_person_says_whose_it_is():
    """A table with a person's key that an erasure would pass by."""
    kept = by_table()
    missed = [
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("maatwerk.apps")
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.db_table == "people_person"
        and not kept[model._meta.db_table].whose
    ]
    assert missed == []


def test_words_are_never_left_behind():
    """What stays after an erasure holds keys, codes, dates and numbers: free text is named as emptied."""
    left = {}
    for model in apps.get_models():
        one = by_table().get(model._meta.db_table)
        if one is None or not one.whose or not (one.stays or one.empties):
            continue
        free = {
            field.column
            for field in model._meta.concrete_fields
            if isinstance(field, models.TextField | models.BinaryField | models.EmailField)
            or field.name == "next_action"
        }
        if free - set(one.empties):
            left[model._meta.db_table] = free - set(one.empties)
    assert left == {"cases_case": {"alarm"}}, "the words of a case about nobody"


def test_who_is_kept_has_a_term():
    for table, one in by_table().items():
        assert one.about != About.PERSON or one.until != Until.ORGANISATION, table


def test_the_register_names_every_table_about_people():
    lines = register()
    named = {table.table for line in lines for table in line.tables}
    assert named == {table for table, one in by_table().items() if one.about != About.NOBODY}
    assert all(line.ground and line.until and line.tables for line in lines)


@pytest.mark.parametrize(
    "table", ["people_identity", "outbox_post", "assessments_response", "evidence_evidence"]
)
def test_what_must_go_goes(table):
    one = by_table()[table]
    assert one.whose
    assert not one.stays
    assert not one.empties
