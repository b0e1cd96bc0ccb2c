"""Reading a section of a TOML file: typed, and every mistake noted instead of only the first."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from math import isfinite
from typing import Any

from maatwerk.apps.journeys.history._problems import Problem, problem, quoted

_KEY = re.compile(r"[a-z][a-z0-9_]{0,62}")
_NAMES: dict[type, str] = {
    str: "a text",
    bool: "true or false",
    float: "a number",
    dict: "a section",
    list: "a list",
}


class Section:
    """One table of a TOML file. Reading a name marks it as known; `finish` reports what is left."""

    def __init__(self, values: dict[str, Any], *, path: str, problems: list[Problem]) -> None:
        self.values = values
        self.path = path
        self.problems = problems
        self.known: list[str] = []

    def __bool__(self) -> bool:
        return bool(self.values)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def name_of(self, name: str) -> str:
        """How sentences call an entry: `[outcome] unit`."""
        return f"[{self.path}] {name}" if self.path else f"[{name}]"

    def text(self, name: str, default: str = "", *, example: str = "") -> str:
        """A text; with an `example` it is required."""
        if example and not self.values.get(name):
            self.known.append(name)
            self.note("mapping_missing", name=self.name_of(name), example=example)
            return default
        found: str = self._typed(name, str, default)
        return found

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false."""
        found: bool = self._typed(name, bool, default)
        return found

    def number(self, name: str) -> float | None:
        """A number, or `None` where it is absent."""
        found: float | None = self._typed(name, float, None)
        if found is not None and not isfinite(found):
            self.note(
                "mapping_wrong_type", name=self.name_of(name), expected=_NAMES[float], got=_shown(found)
            )
            return None
        return None if found is None else float(found)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; one text alone counts as a list of one, a number as its text."""
        self.known.append(name)
        found = self.values.get(name, [])
        cells = found if isinstance(found, list) else [found]
        if all(isinstance(cell, str | int | float) and not isinstance(cell, bool) for cell in cells):
            return tuple(str(cell) for cell in cells)
        self.note("mapping_wrong_type", name=self.name_of(name), expected='["a", "b"]', got=_shown(found))
        return ()

    def one_of(self, name: str, allowed: Iterable[str], default: str = "") -> str:
        """One of a few words; required where there is no default."""
        expected = ", ".join(f'"{word}"' for word in allowed)
        if not default and not self.values.get(name):
            first, _, others = expected.partition(", ")
            self.known.append(name)
            self.note(
                "mapping_missing_choice", name=self.name_of(name), example=f"{name} = {first}", others=others
            )
            return default
        found = self.text(name, default)
        if found and found not in allowed:
            self.note("mapping_not_one_of", name=self.name_of(name), expected=expected, got=quoted(found))
            return default
        return found

    def key(self, name: str, default: str) -> str:
        """A short key such as `service_orientation`."""
        found = self.text(name, default)
        if not _KEY.fullmatch(found):
            self.note("mapping_key", name=self.name_of(name), example=key_from(found), got=quoted(found))
        return found

    def section(self, name: str) -> "Section":
        """A section below this one; empty where it is absent."""
        path = f"{self.path}.{name}" if self.path else name
        return Section(self._typed(name, dict, {}), path=path, problems=self.problems)

    def sections(self, name: str) -> list[tuple[str, "Section"]]:
        """The sections below a section, by name, in the order of the file."""
        parent = self.section(name)
        return [(inner, parent.section(inner)) for inner in parent.values]

    def note(self, code: str, **values: object) -> None:
        """Add a problem."""
        self.problems.append(problem(code, **values))

    def finish(self) -> None:
        """Report every entry that nobody asked for."""
        for name in self.values:
            if name not in self.known:
                near = get_close_matches(name, self.known, n=1) or sorted(self.known)
                self.note("mapping_unknown", name=self.name_of(name), known=", ".join(near))

    def _typed(self, name: str, wanted: type, default: Any) -> Any:
        self.known.append(name)
        if name not in self.values:
            return default
        found = self.values[name]
        accepted = (int, float) if wanted is float else (wanted,)
        if isinstance(found, accepted) and (wanted is bool or not isinstance(found, bool)):
            return found
        self.note("mapping_wrong_type", name=self.name_of(name), expected=_NAMES[wanted], got=_shown(found))
        return default


def key_from(text: str) -> str:
    """Turn a text into a key: small letters, digits, underscores."""
    plain = unicodedata.normalize("NFKD", text.strip().lower())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = re.sub(r"[^a-z0-9]+", "_", letters).strip("_")[:50].rstrip("_")
    return words if words[:1].isalpha() else f"c_{words}".rstrip("_")


def quote_toml(text: str) -> str:
    """Return a TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"'
        + "".join(f"\\u{ord(sign):04x}" if ord(sign) < 32 or ord(sign) == 127 else sign for sign in escaped)
        + '"'
    )


def remarked(line: str, remark: str) -> str:
    """Return a line of TOML with a remark behind it, if there is one."""
    return f"{line}      # {remark}" if remark else line


def _shown(found: object) -> str:
    return quoted(str(found))
