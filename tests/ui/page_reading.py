"""Reads a page the way the tests need it: its ids, what refers to them, its headings, its landmarks."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

REFERRING = ("for", "aria-describedby", "aria-labelledby", "aria-controls")


@dataclass
class Reading(HTMLParser):
    """What a page holds, in order."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    handle_startendtag = handle_starttag

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _tag, attrs in self.tags if "id" in attrs]

    @property
    def references(self) -> set[str]:
        """Every id that something on the page points at."""
        found = {
            name for _tag, attrs in self.tags for key in REFERRING for name in attrs.get(key, "").split()
        }
        return found | {
            attrs["href"][1:]
            for tag, attrs in self.tags
            if tag == "a" and attrs.get("href", "").startswith("#id_")
        }

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]


def read(markup: str | bytes) -> Reading:
    """Read markup."""
    reading = Reading()
    reading.feed(markup.decode() if isinstance(markup, bytes) else markup)
    return reading
