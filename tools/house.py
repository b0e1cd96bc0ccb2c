"""House rules that no other tool checks. Each check returns one line per problem.

Rules asked for exist in the dated rule table; links in the docs lead somewhere; settings are documented; fragments
of the changelog are in order; the licence is there; no page claims what numbers cannot.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|!\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
FRAGMENT = re.compile(r"^[a-z0-9-]+\.(added|changed|deprecated|removed|fixed|security)\.md$")
# DESIGN section 6: what was measured is said, never a verdict. Dutch forms included.
CLAIMS = re.compile(
    r"\b(unbiased|bias-free|debias\w*|onbevooroordeeld\w*|vooroordeelvrij\w*)\b", re.IGNORECASE
)
MAY_QUOTE = ("CONTRIBUTING.md", "house.py")


def unknown_rules(root: Path = ROOT) -> Iterator[str]:
    """Every key in `rule("…")` stands in the rule table; every entry there names its source."""
    entries = tomllib.loads((root / "src/maatwerk/kernel/rules.toml").read_text())["rule"]
    known = {entry["key"] for entry in entries}
    for entry in entries:
        if not entry.get("source"):
            yield f"rules.toml: {entry['key']} names no source"
    for path in _python(root):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _called(node) == "rule" and node.args:
                key = node.args[0]
                if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value not in known:
                    yield f"{path.relative_to(root)}:{node.lineno}: no rule {key.value!r} in rules.toml"


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def dead_links(root: Path = ROOT) -> Iterator[str]:
    """Every relative link in a page leads to a file, and every anchor to a heading."""
    for page in _pages(root):
        text = FENCE.sub("", page.read_text(encoding="utf-8"))
        for target in (first or second for first, second in LINK.findall(text)):
            if re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            name, _, anchor = unquote(target).partition("#")
            file = (page.parent / name).resolve() if name else page
            if not file.exists():
                yield f"{page.relative_to(root)}: {target} leads nowhere"
            elif anchor and file.suffix == ".md" and anchor not in _anchors(file):
                yield f"{page.relative_to(root)}: {target} names no heading there"


def _anchors(page: Path) -> set[str]:
    headings = HEADING.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def undocumented_settings(root: Path = ROOT) -> Iterator[str]:
    """Every environment variable that the package reads is explained in the reference, and no other."""
    page = root / "docs/reference/settings.md"
    told = (
        set(re.findall(r"`((?:MAATWERK_[A-Z_]+)|DATABASE_URL|PORT)`", page.read_text()))
        if page.exists()
        else set()
    )
    read: set[str] = set()
    for path in _python(root):
        # an underscore at the end is part of a name that is put together at run time
        names = re.findall(
            r"[\"'](MAATWERK_[A-Z_]*[A-Z]|DATABASE_URL|PORT)[\"']", path.read_text(encoding="utf-8")
        )
        read |= set(names)
    read |= {f"MAATWERK_{role}_DATABASE_URL" for role in ("OWNER", "APP", "SCORING", "AUDIT")}
    for name in sorted(read - told):
        yield f"docs/reference/settings.md: says nothing of {name}"
    for name in sorted(told - read):
        yield f"docs/reference/settings.md: explains {name}, which nothing reads"


def unruly_changelog(root: Path = ROOT) -> Iterator[str]:
    """Fragments are called `<change>.<kind>.md` and hold one sentence for users."""
    if not (root / "CHANGELOG.md").exists():
        yield "CHANGELOG.md is missing"
    for path in sorted((root / "changelog.d").glob("*")):
        if path.name == "README.md":
            continue
        if not FRAGMENT.match(path.name):
            yield f"changelog.d/{path.name}: is not <change>.<added|changed|fixed|…>.md"
        elif not path.read_text().strip():
            yield f"changelog.d/{path.name}: is empty"


def missing_papers(root: Path = ROOT) -> Iterator[str]:
    """The licence is Apache's own text, and the pages every visitor looks for are there."""
    licence = root / "LICENSE"
    if not licence.exists() or "Apache License" not in licence.read_text()[:400]:
        yield "LICENSE does not hold the Apache licence"
    for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md"):
        if not (root / name).exists():
            yield f"{name} is missing"


def unexplained_exceptions(root: Path = ROOT) -> Iterator[str]:
    """Every `noqa` names its rule and says why."""
    for path in [*_python(root), *sorted((root / "tools").glob("*.py"))]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.search(r"#\s*noqa", line) and not re.search(r"[#] noqa: [A-Z0-9, ]+ --? \w", line):
                yield f"{path.relative_to(root)}:{number}: a noqa without its rule and its reason"


def claims(root: Path = ROOT) -> Iterator[str]:
    """No page, catalogue or message calls anything unbiased; it says what was measured."""
    texts = [*_pages(root), *_python(root), *(root / "src").rglob("*.html"), *(root / "src").rglob("*.po")]
    for path in sorted(texts):
        if path.name in MAY_QUOTE or "decisions" in path.parts:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if found := CLAIMS.search(line):
                yield f"{path.relative_to(root)}:{number}: “{found.group()}” claims more than was measured"


def double_names(root: Path = ROOT) -> Iterator[str]:
    """No two test modules share a name: pytest would collect one and stop at the other."""
    seen: dict[str, Path] = {}
    for path in sorted((root / "tests").rglob("test_*.py")):
        first = seen.setdefault(path.name, path)
        if first is not path:
            yield f"{path.relative_to(root)}: {first.relative_to(root)} has this name already"


def _python(root: Path) -> list[Path]:
    return sorted(path for path in (root / "src").rglob("*.py") if "migrations" not in path.parts)


def _pages(root: Path) -> list[Path]:
    folders = ("docs", "src", "deploy", "bench", "mappings", "changelog.d")
    return sorted(
        [*root.glob("*.md"), *(page for folder in folders for page in (root / folder).rglob("*.md"))]
    )


CHECKS: dict[str, Callable[[], Iterator[str]]] = {
    "rules": unknown_rules,
    "links": dead_links,
    "settings": undocumented_settings,
    "changelog": unruly_changelog,
    "papers": missing_papers,
    "exceptions": unexplained_exceptions,
    "claims": claims,
    "names": double_names,
}


def main() -> int:
    """Run every check and print what is wrong."""
    found = [f"{name}: {line}" for name, check in CHECKS.items() for line in check()]
    print(*found, sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
