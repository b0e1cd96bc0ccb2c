"""The dated rule table: what law and profession prescribe, where and when."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from django.db import models, transaction

from maatwerk.kernel.models import Rule

FILE = Path(__file__).with_name("rules.toml")


class NoSuchRule(LookupError):
    """No rule of this key holds in this jurisdiction on this day."""


def rule(key: str, *, jurisdiction: str, on: dt.date) -> Any:
    """Return the value that holds in `jurisdiction` on day `on`; the country's own rule goes before the general one."""
    places = [jurisdiction, jurisdiction.partition("-")[0], "*"]
    holding = Rule.objects.filter(key=key, jurisdiction__in=places, valid_from__lte=on).filter(
        models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=on)
    )
    found = min(
        holding,
        key=lambda item: (places.index(item.jurisdiction), -item.valid_from.toordinal()),
        default=None,
    )
    if found is None:
        raise NoSuchRule(f"no rule {key!r} for {jurisdiction} on {on}")
    return found.value


def stated(key: str, *, jurisdiction: str, on: dt.date, file: Path = FILE) -> Any:
    """Return what the file itself says, for commands that need no database; None where it says nothing."""
    places = [jurisdiction, jurisdiction.partition("-")[0], "*"]
    holding = [
        entry
        for entry in tomllib.loads(file.read_text())["rule"]
        if entry["key"] == key
        and entry["jurisdiction"] in places
        and entry["valid_from"] <= on <= entry.get("valid_to", dt.date.max)
    ]
    found = min(
        holding,
        key=lambda entry: (places.index(entry["jurisdiction"]), -entry["valid_from"].toordinal()),
        default=None,
    )
    return None if found is None else found["value"]


def load(file: Path = FILE) -> None:
    """Bring the table to what the file says, as the owner; rules no longer in the file disappear."""
    entries = tomllib.loads(file.read_text())["rule"]
    with transaction.atomic(using="owner"):
        Rule.objects.using("owner").all().delete()
        Rule.objects.using("owner").bulk_create(Rule(**entry) for entry in entries)
