"""The words in which an app declares the wall of each of its tables, in its own `walls.py`."""

import re
from dataclasses import dataclass

_VERB = re.compile(r"(SELECT|INSERT|UPDATE|DELETE)(?:\s*\(([^)]*)\))?")


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows a login may reach: `using` for what it sees, `check` for what it writes (SQL, raw).

    `insert` and `change` narrow `check` further: what a new row must be, which rows may still be changed or deleted;
    `delete` says which may be deleted where that is fewer still.
    """

    using: str
    check: str
    insert: str = ""
    change: str = ""
    delete: str = ""


#: Rows of my organisation; outside an organisation the query is refused, not answered with nothing.
ORGANISATION = Rows(
    "organisation_id = (SELECT current_organisation())", "organisation_id = (SELECT current_organisation())"
)
#: Rows of my organisation, and rows published for all (organisation empty); only my own may be written.
SHARED = Rows(
    "organisation_id IS NULL OR organisation_id = (SELECT current_organisation())", ORGANISATION.check
)
#: Rows that are public as long as they exist; only my organisation's own may be written. State the reason.
PUBLISHED = Rows("true", ORGANISATION.check)
#: Rows about myself as a person, in whichever organisation.
OWN_PERSON = Rows("person_id = (SELECT current_person())", "false")
#: Rows about my own account, or of my organisation.
MEMBERS = Rows(
    "user_id = (SELECT current_account()) OR organisation_id = (SELECT organisation_or_none())",
    ORGANISATION.check,
)
#: Rows of my organisation, of which those that an import brought can be taken back. What was entered, sent or decided
#: here cannot be deleted, whoever asks.
IMPORTED = Rows(
    ORGANISATION.using, ORGANISATION.check, delete=f"{ORGANISATION.check} AND import_id IS NOT NULL"
)


def imported_with(table: str, *, theirs: str, ours: str) -> Rows:
    """Return rows that can be taken back with the row of `table` they belong to, where an import brought that."""
    brought = f"EXISTS (SELECT 1 FROM {table} r WHERE r.{theirs} = {ours} AND r.import_id IS NOT NULL)"  # noqa: S608 - names of ours
    return Rows(ORGANISATION.using, ORGANISATION.check, delete=f"{ORGANISATION.check} AND {brought}")


#: Rows that belong to no organisation (sessions, job queue): reached by grant alone. State the reason.
ANYBODY = Rows("true", "true")
#: Bookkeeping of the schema itself.
OWNER_ONLY = Rows("true", "true")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """The wall of one table: which rows, and what each login may do with them.

    Rights read ``"SELECT, INSERT"`` or, by column, ``"SELECT, UPDATE (seal_id, position)"``. What is not
    named is refused. `app_sees` and `scoring_sees` narrow what these read below what is written. `owner` is for
    tables that migrations themselves fill, or that a function of the owner reads: then `owner_sees` says which rows.
    """

    rows: Rows
    app: str = ""
    scoring: str = ""
    audit: str = ""
    owner: str = ""
    app_sees: Rows | None = None
    scoring_sees: Rows | None = None
    owner_sees: Rows | None = None
    reason: str = ""

    def rights(self, role: str) -> list[tuple[str, str]]:
        """Return (verb, columns) pairs for a role; columns is empty where the whole table is meant."""
        text = getattr(self, role)
        found = _VERB.findall(text)
        if re.sub(r"[\s,]", "", _VERB.sub("", text)):
            raise ValueError(f"cannot read the rights {text!r}")
        return found

    def policy(self, role: str, verb: str) -> tuple[str | None, str | None]:
        """Return the (USING, WITH CHECK) expressions of the policy for one verb."""
        rows = self.rows
        narrower = {"app": self.app_sees, "scoring": self.scoring_sees, "owner": self.owner_sees}.get(role)
        return {
            "SELECT": ((narrower or rows).using, None),
            "INSERT": (None, rows.insert or rows.check),
            "UPDATE": (rows.change or rows.check, rows.check),
            "DELETE": (rows.delete or rows.change or rows.check, None),
        }[verb]
