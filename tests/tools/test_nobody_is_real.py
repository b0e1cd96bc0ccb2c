"""People in tests, demo and docs are made up: an address of mail has a domain that nobody can own (RFC 2606, RFC 6761)."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = ("tests", "src", "bench", "docs")
WRITTEN = {".py", ".toml", ".csv", ".json", ".md", ".html", ".txt", ".eml"}
ADDRESS = re.compile(r"(?<![\w./-])[\w.%+-]+@((?:[a-z0-9-]+\.)+[a-z]{2,})\b", re.IGNORECASE)
NOBODYS = re.compile(r"(?:^|\.)(?:example|test|invalid|localhost|example\.(?:com|net|org))$", re.IGNORECASE)
#: Keys of calendar entries, written like an address; and letters that are too long to be one.
NO_ADDRESS = {"interviews.maatwerk", "department.of.a.long.name"}


def domains_in(text: str) -> set[str]:
    return {
        domain for domain in ADDRESS.findall(text) if not NOBODYS.search(domain) and domain not in NO_ADDRESS
    }


def test_no_address_could_be_somebodys():
    files = [
        file
        for folder in FOLDERS
        for file in (ROOT / folder).rglob("*")
        if file.suffix in WRITTEN and file.is_file()
    ]
    assert len(files) > 1000
    found = {str(file.relative_to(ROOT)): domains_in(file.read_text(errors="ignore")) for file in files}
    assert {name: domains for name, domains in found.items() if domains} == {}


def test_a_real_domain_would_be_seen():
    at = "noor" + "@"
    assert domains_in(f"mail {at}bakery.nl or {at}people.example") == {"bakery.nl"}
    assert domains_in(f"<{at}example.org.evil.com>") == {"example.org.evil.com"}
