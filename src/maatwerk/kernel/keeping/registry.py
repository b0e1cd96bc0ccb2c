"""Collects what every app declares in its `keeping.py`, and what the kernel and libraries keep."""

import importlib
from importlib.util import find_spec

from django.apps import apps

from maatwerk.kernel.keeping.declare import Kept
from maatwerk.kernel.keeping.third_party import TABLES


def declared() -> dict[str, dict[str, Kept]]:
    """Return the declarations by the label of their app and by table: in the order in which an erasure goes, upper apps first."""
    found: dict[str, dict[str, Kept]] = {}
    for config in reversed(list(apps.get_app_configs())):
        name = f"{config.name}.keeping"
        if not config.name.startswith("maatwerk.apps.") or find_spec(name) is None:
            continue
        tables = {model.__name__: model._meta.db_table for model in config.get_models()}
        kept = importlib.import_module(name).KEPT
        found[config.label] = {tables[model]: one for model, one in kept.items()}
    return found | {"": TABLES}


def by_table() -> dict[str, Kept]:
    """Return every declaration by table, in the order of an erasure."""
    return {table: one for tables in declared().values() for table, one in tables.items()}
