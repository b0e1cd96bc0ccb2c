"""What columns and stages of other systems are called: the table in `headers.toml`, asked by name."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

#: What a column may mean, in the order of the page.
FIELDS = (
    "application_id", "candidate_id", "name", "first_name", "infix", "last_name", "email", "phone", "job_id", "job",
    "job_family", "place", "description", "job_status", "opened_at", "closed_at", "stage", "status", "source", "applied_at",
    "stage_since", "rejected_at", "hired_at", "withdrawn_at", "ended_at", "reason",
)  # fmt: skip
DATES = (
    "opened_at",
    "closed_at",
    "applied_at",
    "stage_since",
    "rejected_at",
    "hired_at",
    "withdrawn_at",
    "ended_at",
)
PERSON = ("candidate_id", "name", "first_name", "last_name", "email")
JOB = ("job_id", "job")
#: What a word of another system can stand for here; `under_way` where another column says how far.
STAGES = ("applied", "assessed", "interview", "offer", "hired", "rejected", "withdrawn", "under_way")
ENDED = ("hired", "rejected", "withdrawn")


@cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("headers.toml").read_text(encoding="utf-8"))


def plain(header: str) -> str:
    """Return a header for comparison: small letters, signs as blanks, the field names of programs too.

    >>> plain("Applicant's Name"), plain("job_id/name"), plain("appliedAt")
    ('applicant s name', 'job id name', 'applied at')
    """
    split = re.sub(r"(?<=[a-zà-ÿ0-9])(?=[A-Z])", " ", header.strip())
    return re.sub(r"[^0-9a-zà-ÿ]+", " ", split.lower()).strip()


def product_of(headers: Sequence[str]) -> str:
    """Return the key of the product whose export this looks like; empty where it is none that is known."""
    names = {plain(header) for header in headers}
    for key, product in _tables()["products"].items():
        if all(names & set(column.split("|")) for column in product["columns"]):
            return str(key)
    return ""


def product_name(key: str) -> str:
    """Return what a product is called; empty for a general export."""
    found = _tables()["products"].get(key)
    return str(found["name"]) if found else ""


def border_of(header: str) -> str:
    """Return the kind of data for which a column stays outside, whatever anybody says; empty where it may come in."""
    name = plain(header)
    for kind, patterns in _tables()["border"].items():
        if any(fnmatchcase(name, pattern) for pattern in patterns):
            return str(kind)
    return ""


def proposed(headers: Sequence[str], product: str) -> dict[str, str]:
    """Return what each column probably means; each meaning once, columns nobody knows are left out."""
    own = _tables()["products"].get(product, {}).get("fields", {})
    general = _tables()["fields"]
    named = {plain(header): header for header in reversed(headers) if not border_of(header)}
    found: dict[str, str] = {}
    # what a product is known to call a column comes first: Odoo's job_id holds a title
    for words in (own, {field: (field.replace("_", " "), *general[field]) for field in FIELDS}):
        for field in FIELDS:
            header = next(
                (named[name] for name in words.get(field, ()) if named.get(name, "") not in ("", *found)), ""
            )
            if header and field not in found.values():
                found[header] = field
    return found


def stage_like(word: str) -> str:
    """Return what a word for a stage probably stands for here; empty where nobody knows."""
    name = plain(word)
    for stage, words in _tables()["stages"].items():
        if name in words or name == stage.replace("_", " "):
            return str(stage)
    return ""


def vacancy_state(word: str) -> str:
    """Return whether a word says that a vacancy is open or closed; empty where nobody knows."""
    name = plain(word)
    return next((str(state) for state, words in _tables()["vacancy_states"].items() if name in words), "")
