"""Writes the pages that say what keeps each requirement, from the tables beside them in docs/security.

python tools/evidence.py            write the pages
python tools/evidence.py --check    say whether they are as the tables say
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "docs/security"
KINDS = {
    "test": "by a test",
    "setting": "by a setting",
    "not_applicable": "not applicable",
    "not_yet": "not yet",
}
ASVS_HEAD = """# ASVS 5.0: what is proved, and what is not

Every requirement of levels 1 and 2 of the [OWASP Application Security Verification Standard
5.0.0](https://owasp.org/www-project-application-security-verification-standard/), by its number. The words are ours; the
standard's own stand there. *By a test* means that a test fails when it no longer holds, *by a setting* that it is
configured so, *not yet* that nothing here proves it, even where the code does it. Made by `tools/evidence.py` from [the
table](asvs.toml).

"""
LAW_HEAD = """# Law and profession: what is proved, and what is not

What the AI Act (AIA), the GDPR and Dutch law (GDP), the United States (US), the standards of tests (PSY) and security
(SEC) ask of a platform for hiring, as sentences that a test can show. *By a test* means that a test fails when the
sentence no longer holds, *not applicable* that there is nothing here it could hold for, *not yet* that a part of it is not
there or that no test shows it. The words are ours and no legal advice. Made by `tools/evidence.py` from [the
table](requirements.toml).

"""


@dataclass(frozen=True)
class Table:
    """One table: rows by number, the name of what rows are counted by, and what stands in each row beside the evidence."""

    name: str
    head: str
    counted_by: str
    separator: str
    columns: tuple[tuple[str, str], ...]

    @property
    def page(self) -> Path:
        """Return where the page lies."""
        return FOLDER / f"{self.name}.md"

    def rows(self) -> dict[str, dict[str, Any]]:
        """Return the rows, by number."""
        return tomllib.loads((FOLDER / f"{self.name}.toml").read_text())

    def chapter(self, number: str) -> str:
        """Return the chapter that a number stands in."""
        return number.split(self.separator)[0]

    def group(self, number: str, row: Mapping[str, Any]) -> str:
        """Return what a row is counted by: its level, or its chapter."""
        return f"level {row['level']}" if self.counted_by == "level" else self.chapter(number)

    def written(self) -> str:
        """Write the page."""
        table = self.rows()
        counted = Counter((kind_of(row), self.group(number, row)) for number, row in table.items())
        groups = list(dict.fromkeys(self.group(number, row) for number, row in table.items()))
        groups = sorted(groups) if self.counted_by == "level" else groups
        lines = [
            self.head,
            f"| | {' | '.join(groups)} | together |\n| --- |{' ---: |' * (len(groups) + 1)}\n",
        ]
        for kind, words in KINDS.items():
            numbers = [counted[kind, group] for group in groups]
            if any(numbers):
                lines.append(f"| {words} | {' | '.join(str(one) for one in [*numbers, sum(numbers)])} |\n")
        chapter = ""
        titles = " | ".join(title for _key, title in self.columns)
        rules = "".join(" ---: |" if key == "level" else " --- |" for key, _title in self.columns)
        for number, row in table.items():
            if self.chapter(number) != chapter:
                chapter = self.chapter(number)
                lines.append(
                    f"\n## {chapter}\n\n| requirement | {titles} | kept | what we say |\n| --- |{rules} --- | --- |\n"
                )
            said = " | ".join(str(row[key]) for key, _title in self.columns)
            lines.append(f"| {number} | {said} | {_kept(row)} | {row['says']} |\n")
        return "".join(lines)


ASVS = Table("asvs", ASVS_HEAD, "level", ".", (("level", "level"),))
LAW = Table("requirements", LAW_HEAD, "chapter", "-", (("asks", "the system shall"), ("source", "source")))
TABLES = (ASVS, LAW)


def kind_of(row: Mapping[str, Any]) -> str:
    """Return the one kind of evidence that a row gives."""
    (kind,) = KINDS.keys() & row.keys()
    return kind


def tests_of(row: Mapping[str, Any]) -> list[str]:
    """Return the tests that a row names: none, one, or one for each part of it."""
    named = row.get("test", [])
    return [named] if isinstance(named, str) else list(named)


def _kept(row: Mapping[str, Any]) -> str:
    if links := [
        f"[`{name}`](../../{file})" for file, _colons, name in (one.partition("::") for one in tests_of(row))
    ]:
        return ", ".join(links)
    return f"`{row['setting']}`" if "setting" in row else KINDS[kind_of(row)]


def main() -> int:
    """Write the pages, or compare them."""
    if "--check" in sys.argv:
        return 0 if all(table.page.read_text() == table.written() for table in TABLES) else 1
    for table in TABLES:
        table.page.write_text(table.written())
    return 0


if __name__ == "__main__":
    sys.exit(main())
