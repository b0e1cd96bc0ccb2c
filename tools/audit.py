"""Asks the advisory database (osv.dev) about every locked package, and looks whether what everything stands on is still mended.

    python tools/audit.py [LOCK...]     requirements/runtime.txt where none is named

Ends with 0 where nothing is known against any of them, 1 where something is, and 3 where that could not be asked: nothing
known is not the same as not asked. It needs the network, so it is no step of the gate; run it before a release, and weekly.
"""

import datetime as dt
import json
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ASKED = "https://api.osv.dev/v1/querybatch"
SECONDS = 30
MOST_AT_ONCE = 500  # a thousand are taken: google.github.io/osv.dev/post-v1-querybatch
MOST_PAGES = 100
_PINNED = re.compile(r"(?m)^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
#: Until when their makers mend them: devguide.python.org/versions, djangoproject.com/download.
MENDED_UNTIL = {
    "Python 3.11": dt.date(2027, 10, 31),
    "Django 5.2": dt.date(2028, 4, 30),
    "PostgreSQL 15": dt.date(2027, 11, 11),
}

Ask = Callable[[dict[str, Any]], dict[str, Any]]


class NotAsked(Exception):
    """The database did not answer, or not in its own form."""


def locked(texts: Iterable[str]) -> list[tuple[str, str]]:
    """Return every package of these locks with its version, each once."""
    return sorted({(name.lower(), version) for text in texts for name, version in _PINNED.findall(text)})


def ask(question: dict[str, Any]) -> dict[str, Any]:
    """Ask the database."""
    request = urllib.request.Request(
        ASKED,
        json.dumps(question).encode(),
        {"Content-Type": "application/json", "User-Agent": "Maatwerk audit"},
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            found: dict[str, Any] = json.load(answer)
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise NotAsked(str(error)) from error
    return found


def known(packages: list[tuple[str, str]], *, by: Ask = ask) -> dict[tuple[str, str], list[str]]:
    """Return what is known against each package, by the number of the advisory; packages without one are left out.

    Raises
    ------
    NotAsked
        Some package has no answer.
    """
    found: dict[tuple[str, str], list[str]] = {}
    waiting: list[tuple[tuple[str, str], str]] = [(package, "") for package in packages]
    for _round in range(len(packages) // MOST_AT_ONCE + MOST_PAGES):
        some, waiting = waiting[:MOST_AT_ONCE], waiting[MOST_AT_ONCE:]
        if not some:
            return found
        results = by({"queries": [_query(*one) for one in some]}).get("results")
        if not isinstance(results, list) or len(results) != len(some):
            raise NotAsked("the answer does not fit the question")
        for (package, _token), result in zip(some, results, strict=True):
            numbers, more = _read(result or {})
            if numbers:
                found.setdefault(package, []).extend(numbers)
            if more:  # a page may name none and still be followed by one that does
                waiting.append((package, more))
    raise NotAsked("the answer does not end")


def _query(package: tuple[str, str], token: str) -> dict[str, Any]:
    name, version = package
    asked: dict[str, Any] = {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
    return asked | ({"page_token": token} if token else {})


def _read(result: dict[str, Any]) -> tuple[list[str], str]:
    """Return the numbers on one page of an answer, and the token of the next."""
    try:
        return [str(one["id"]) for one in result.get("vulns", [])], str(result.get("next_page_token") or "")
    except (AttributeError, KeyError, TypeError) as error:
        raise NotAsked("the answer is not in its own form") from error


def no_longer_mended(today: dt.date) -> list[str]:
    """Return what everything stands on and is mended no more, with the day it ended."""
    return [f"{name} since {until}" for name, until in MENDED_UNTIL.items() if until < today]


def main(arguments: list[str], *, by: Ask = ask) -> int:
    """Ask, and say what came of it."""
    files = [Path(name) for name in arguments] or [ROOT / "requirements/runtime.txt"]
    packages = locked(file.read_text() for file in files)
    old = no_longer_mended(dt.datetime.now(tz=dt.UTC).date())
    for line in old:
        print(f"no longer mended: {line}")
    try:
        found = known(packages, by=by)
    except NotAsked as error:
        print(
            f"NOT ASKED: the advisory database at {ASKED} did not answer ({error}). Nothing is known of {len(packages)} packages."
        )
        return 3
    for (name, version), numbers in found.items():
        print(f"{name} {version}: " + ", ".join(f"https://osv.dev/{number}" for number in numbers))
    print(f"{len(packages)} packages asked about, {len(found)} with something known against them.")
    return 1 if found or old else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
