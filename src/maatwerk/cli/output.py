"""How the command speaks: one JSON document with `--json`, plain sentences otherwise; refusals on standard error.

Sentences are marked with `_` where they stand and translated when they are spoken, so that `--help` needs no Django.
"""

import json
import os
import sys
from collections.abc import Sequence
from typing import Any, Protocol


def _(text: str) -> str:
    """Mark a sentence for the catalogue; it stays English until somebody speaks it."""
    return text


class Problem(Protocol):
    """One thing that is wrong with a file; as a text it says where, in the reader's language."""

    def as_dict(self) -> dict[str, object]:
        """Return it for JSON."""


class Stop(Exception):
    """The command cannot go on; one sentence says why and what to do. `values` fill its placeholders."""

    def __init__(self, sentence: str, /, *, code: str = "refused", **values: object) -> None:
        self._sentence, self._values, self.code = sentence, values, code
        #: What is wrong with a file, where that is why.
        self.problems: Sequence[Problem] = getattr(values.get("problem"), "problems", ())
        super().__init__(sentence)

    @property
    def in_english(self) -> str:
        """The sentence where nothing can be translated."""
        return self._sentence % self._values

    @property
    def sentence(self) -> str:
        """The sentence in the language active now."""
        return translated(self._sentence, **self._values) if self._values else _catalogued(self._sentence)


def language_of_terminal() -> str:
    """Return the language that the environment asks for: Dutch or English."""
    wanted = os.environ.get("MAATWERK_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "nl" if wanted.lower().startswith("nl") else "en"


def _catalogued(text: str) -> str:
    from django.utils.translation import gettext

    return gettext(text) if text else ""


def translated(text: str, /, **values: object) -> str:
    """Return a marked sentence in the language active now, its placeholders filled."""
    return _catalogued(text) % values


def ngettext(one: str, many: str, count: int) -> str:
    """Return one of two marked sentences, as the number asks in the language active now; placeholders stay open."""
    from django.utils import translation

    return translation.ngettext(one, many, count)


def counted_people(count: int) -> str:
    """Return “1 person”, “2 people”."""
    return ngettext("%(count)d person", "%(count)d people", count) % {"count": count}


def say(text: str = "") -> None:
    """Print one line as it is."""
    sys.stdout.write(text + "\n")


def tell(text: str, /, **values: object) -> None:
    """Print one marked sentence in the reader's language."""
    say(translated(text, **values))


def count_up(done: int, total: int) -> None:
    """Show how far long work is, where somebody watches: in one line, beside what is printed."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done:,} / {total:,}" + ("\n" if done >= total else ""))


def say_json(content: Any) -> None:
    """Print one JSON document on one line."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, default=str) + "\n")


def say_refusal(sentence: str, *, code: str, as_json: bool, problems: Sequence[Problem] = ()) -> int:
    """Print why something was refused, and return the exit status; JSON names file, line and column apart."""
    if as_json:
        errors = {"errors": [found.as_dict() for found in problems]} if problems else {}
        say_json({"status": "refused", "code": code, "sentence": sentence} | errors)
    else:
        sys.stderr.write(sentence + "\n")
    return 1


def say_problems(problems: Sequence[Problem], *, as_json: bool) -> int:
    """Print everything that makes a file useless, and return the exit status."""
    if as_json:
        say_json({"status": "refused", "errors": [found.as_dict() for found in problems]})
    else:
        for found in problems:
            sys.stderr.write(f"{found}\n")
    return 1
