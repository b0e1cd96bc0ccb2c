"""Every address of the site, read from the resolver, and what `doors.toml` says of each."""

import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import URLPattern, get_resolver, reverse

from maatwerk.apps.organisations.models import Role

TABLE = Path(__file__).parent / "doors.toml"
#: Of nothing that exists: who may pass finds no row (404), who may not is refused before anybody looks for one (403).
KEY = uuid.UUID(int=7)
#: Words that an address may need before its view looks at the key.
WORDS = {
    "stage": "applied",
    "state": "filled",
    "choice": "advance",
    "kind": "contest",
    "what": "applications",
}
SAMPLES: dict[str, Any] = {"uuid": KEY, "int": 7, "slug": "none", "str": "guess", "path": "guess"}


@dataclass(frozen=True, slots=True)
class Page:
    """One address: its name, how it is written, and what stands in it."""

    name: str
    route: str
    parts: dict[str, str]  # name → kind of the part
    view: Any

    @property
    def is_inside(self) -> bool:
        """Whether it is a page of an organisation."""
        return "organisation" in self.parts

    def at(self, slug: str = "-") -> str:
        """Write the address, its keys belonging to nothing."""
        values = {
            part: slug if part == "organisation" else WORDS.get(part, SAMPLES[kind])
            for part, kind in self.parts.items()
        }
        return reverse(self.name, kwargs=values)


@dataclass(frozen=True, slots=True)
class Door:
    """Who may pass, by method."""

    passes: dict[str, frozenset[Role]]

    @property
    def anybody(self) -> frozenset[Role]:
        """Return who may pass with one method or another."""
        return frozenset().union(*self.passes.values())


def pages() -> tuple[Page, ...]:
    """Return every page, those of the API left out: they answer to a token, not to a session."""
    return tuple(page for page in _walk(get_resolver(), "", "", {}) if not page.route.startswith("api/"))


def _walk(resolver: Any, route: str, namespace: str, parts: dict[str, str]) -> Iterator[Page]:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        kinds = {name: _kind(converter) for name, converter in entry.pattern.converters.items()}
        groups = dict.fromkeys(entry.pattern.regex.groupindex, "str")
        known = parts | groups | kinds
        if isinstance(entry, URLPattern):
            yield Page(namespace + (entry.name or ""), here, known, entry.callback)
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, here, inner, known)


def _kind(converter: Any) -> str:
    return type(converter).__name__.removesuffix("Converter").replace("String", "str").lower()


def doors() -> tuple[dict[str, Door], dict[str, str]]:
    """Return the table: the doors inside organisations, and the word for every page outside."""
    table = tomllib.loads(TABLE.read_text())
    inside = {
        f"{namespace}:{name}": _door(line)
        for namespace, lines in table["inside"].items()
        for name, line in lines.items()
    }
    return inside, table["outside"]


def _door(line: str) -> Door:
    """Read ``GET recruiter; POST everybody``."""
    passes: dict[str, frozenset[Role]] = {}
    for part in line.split(";"):
        words = part.split()
        methods = [word for word in words if word.isupper()]
        roles = frozenset(Role) if "everybody" in words else frozenset(map(Role, words[len(methods) :]))
        passes |= dict.fromkeys(methods, roles)
    return Door(passes)


def line_for(page: Page) -> str:
    """Write the line that a page without one needs, as far as its view tells."""
    if not page.is_inside:
        guard = "link" if "token" in page.parts else "open"
        return f'under [outside]:\n    "{page.name}" = "{guard}"    # or account, open, link, alike, off: see there'
    namespace, _colon, name = page.name.rpartition(":")
    roles = getattr(page.view, "roles", None)
    known = " ".join(role.value for role in Role if role in roles) if roles else "everybody"
    said = known if roles is not None else "<roles: its view has no @role_required>"
    return f'under [inside.{namespace}]:\n    {name} = "{_methods(page.view)} {said}"'


def _methods(view: Any) -> str:
    """Return the methods that Django's own decorators let through, those that matter here."""
    while view is not None:
        names = getattr(getattr(view, "__code__", None), "co_freevars", ())
        if "request_method_list" in names:
            allowed = view.__closure__[names.index("request_method_list")].cell_contents
            return " ".join(method for method in ("GET", "POST") if method in allowed)
        view = getattr(view, "__wrapped__", None)
    return "GET POST"
