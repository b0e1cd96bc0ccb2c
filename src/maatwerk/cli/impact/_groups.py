"""What groups are called in sentences and tables; a file's own words stay, and codes stay in JSON."""

from dataclasses import replace
from typing import TYPE_CHECKING

from maatwerk.apps.audits.words import group_label
from maatwerk.cli.output import _, translated

if TYPE_CHECKING:
    from maatwerk.science.fairness import ImpactTable, LocalLawAudit, PublishedCheck

CROSS = " × "
CODED = frozenset({"sex", "age", "age_40"})  # their groups are codes of ours; of others the file's words


#: What attributes and parts are called in sentences.
NAMES = {
    "sex": _("sex"),
    "race": _("race/ethnicity"),
    "age": _("age"),
    "age_40": _("40 and over"),
    "disability": _("disability"),
    "religion": _("religion"),
    "nationality": _("nationality"),
    "self_description": _("self-description"),
    "channel": _("channel"),
    "family": _("job"),
    "version": _("model version"),
    "instrument": _("test"),
    "stage": _("stage"),
    "year": _("period"),
    "place": _("place"),
    "audit": _("audit"),
    "applicants": _("people"),
    "selected": _("selected"),
    "rejected": _("not selected"),
    "rate": _("rate"),
    "ratio": _("ratio"),
    "score": _("score"),
    "date": _("date"),
    "birth": _("date or year of birth"),
}


def named(name: str) -> str:
    """Return what an attribute or a part is called."""
    return translated(NAMES[name]) if name in NAMES else name


def group_in_words(attributes: tuple[str, ...], group: str) -> str:
    """Return what a group is called, by the attributes that are crossed in it."""
    levels = tuple(group.split(CROSS))
    return CROSS.join(_levels(attributes, levels)) if len(levels) == len(attributes) else group


def _levels(attributes: tuple[str, ...], levels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        group_label(level) if name in CODED else level for name, level in zip(attributes, levels, strict=True)
    )


def table_in_words(table: "ImpactTable") -> "ImpactTable":
    """Return a table whose groups are called as its reader calls them, the youngest first."""
    ordered = sorted(table.rows, key=lambda row: [(not level.startswith("<"), level) for level in row.levels])
    rows = tuple(replace(row, levels=_levels(table.attributes, row.levels)) for row in ordered)
    reference = next((row.group for row in rows if row.is_reference), table.reference)
    return replace(table, rows=rows, reference=reference)


def law_in_words(audit: "LocalLawAudit") -> "LocalLawAudit":
    """Return an audit by Local Law 144 whose categories are called as its reader calls them."""
    tables = {
        name: replace(table, rows=tuple(replace(row, levels=_levels(name, row.levels)) for row in table.rows))
        for name, table in audit.tables.items()
    }
    return replace(audit, tables=tables)


def check_in_words(check: "PublishedCheck", attributes: tuple[str, ...]) -> "PublishedCheck":
    """Return a check of printed figures whose groups are called as its reader calls them."""
    rows = tuple(replace(row, group=group_in_words(attributes, row.group)) for row in check.rows)
    beside = check.compared_with
    return replace(check, rows=rows, compared_with=group_in_words(attributes, beside) if beside else None)
