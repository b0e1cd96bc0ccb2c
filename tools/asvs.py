"""Writes docs/security/asvs.md from docs/security/asvs.toml: what keeps each requirement of ASVS 5.0 levels 1 and 2.

python tools/asvs.py            write the page
python tools/asvs.py --check    say whether it is as the table says
"""

import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs/security/asvs.toml"
PAGE = ROOT / "docs/security/asvs.md"
KINDS = {
    "test": "by a test",
    "setting": "by a setting",
    "not_applicable": "not applicable",
    "not_yet": "not yet",
}
HEAD = """# ASVS 5.0: what is proved, and what is not

Every requirement of levels 1 and 2 of the [OWASP Application Security Verification Standard
5.0.0](https://owasp.org/www-project-application-security-verification-standard/), by its number. The words are ours; the
standard's own stand there. *By a test* means that a test fails when it no longer holds, *by a setting* that it is
configured so, *not yet* that nothing here proves it, even where the code does it. Made by `tools/asvs.py` from [the
table](asvs.toml).

"""


def rows() -> dict[str, dict[str, Any]]:
    """Return the table, by number."""
    return tomllib.loads(TABLE.read_text())


def kind_of(row: dict[str, Any]) -> str:
    """Return the one kind of evidence that a row gives."""
    (kind,) = KINDS.keys() & row.keys()
    return kind


def page() -> str:
    """Write the page."""
    table = rows()
    counted = Counter(kind_of(row) for row in table.values())
    lines = [HEAD, "| | level 1 | level 2 | together |\n| --- | ---: | ---: | ---: |\n"]
    for kind, words in KINDS.items():
        levels = [
            sum(kind_of(row) == kind and row["level"] == level for row in table.values()) for level in (1, 2)
        ]
        lines.append(f"| {words} | {levels[0]} | {levels[1]} | {counted[kind]} |\n")
    chapter = ""
    for number, row in table.items():
        if number.split(".")[0] != chapter:
            chapter = number.split(".")[0]
            lines.append(
                f"\n## {chapter}\n\n| requirement | level | kept | what we say |\n| --- | ---: | --- | --- |\n"
            )
        lines.append(f"| {number} | {row['level']} | {_kept(row)} | {row['says']} |\n")
    return "".join(lines)


def _kept(row: dict[str, Any]) -> str:
    kind = kind_of(row)
    if kind == "test":
        file, _colons, name = row["test"].partition("::")
        return f"[`{name}`](../../{file})"
    return f"`{row['setting']}`" if kind == "setting" else KINDS[kind]


def main() -> int:
    """Write the page, or compare it."""
    if "--check" in sys.argv:
        return 0 if PAGE.read_text() == page() else 1
    PAGE.write_text(page())
    return 0


if __name__ == "__main__":
    sys.exit(main())
