"""Collects every declared wall: each app's own and those of the kernel and of libraries."""

import importlib
from importlib.util import find_spec

from django.apps import apps

from maatwerk.kernel.walls.declare import Wall
from maatwerk.kernel.walls.third_party import TABLES


def declared() -> dict[str, Wall]:
    """Return every declared wall by table name, from each app's `walls.py` and from `third_party`."""
    walls = dict(TABLES)
    for config in apps.get_app_configs():
        if not config.name.startswith("maatwerk.apps."):
            continue
        name = f"{config.name}.walls"
        if find_spec(name) is None:
            continue
        for model, wall in importlib.import_module(name).WALLS.items():
            walls[config.get_model(model)._meta.db_table] = wall
    return walls
