"""An organisation to act for, and a superuser who can do what no login may."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connections

from maatwerk.apps.organisations.models import Organisation
from maatwerk.kernel import tenancy
from maatwerk.kernel.ids import new_id
from maatwerk.kernel.postgres import roles
from maatwerk.kernel.postgres.cluster import Cluster


@pytest.fixture
def found(committed: None) -> Callable[[str], uuid.UUID]:
    """Founds an organisation by its short name."""

    def make(slug: str) -> uuid.UUID:
        key = new_id()
        with tenancy.acting(organisation=key):
            Organisation.objects.create(id=key, name=slug.title(), slug=slug)
        return key

    return make


@pytest.fixture
def organisation(found: Callable[[str], uuid.UUID]) -> uuid.UUID:
    return found("acme")


@pytest.fixture
def superuser(committed: None, cluster: Cluster) -> Iterator[psycopg.Connection[Any]]:
    """Somebody who got hold of the database server itself."""
    database = connections["default"].settings_dict["NAME"]
    with psycopg.connect(
        roles.with_database(cluster.superuser_url(), database), autocommit=True
    ) as connection:
        yield connection
