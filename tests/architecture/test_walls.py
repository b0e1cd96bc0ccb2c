"""Every table has a declared wall, and PostgreSQL holds exactly what was declared."""

import pytest
from django.apps import apps
from django.db import connection

from maatwerk.kernel.walls import declared


def test_every_model_declares_its_wall() -> None:
    tables = {
        model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed
    }
    # the job library's models are unmanaged views of tables that it migrates itself
    assert tables - set(declared()) == set()


@pytest.mark.django_db
def test_every_table_of_the_database_has_a_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {name for (name,) in cursor.fetchall()}
    assert tables == set(declared())
