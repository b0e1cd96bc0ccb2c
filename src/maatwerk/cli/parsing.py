"""Words of the command line and their help, in the reader's language, without Django: `--help` must be quick."""

import argparse
import gettext
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maatwerk.cli.output import _, language_of_terminal

LOCALE = Path(__file__).resolve().parents[1] / "locale"
DOMAIN = "django"

#: What argparse itself says; it looks these up in the catalogue when it speaks.
ARGPARSE = (
    _("usage: "),
    _("positional arguments"),
    _("options"),
    _("show this help message and exit"),
    _("%(prog)s: error: %(message)s\n"),
    _("argument %(argument_name)s: %(message)s"),
    _("the following arguments are required: %s"),
    _("unrecognized arguments: %s"),
    _("invalid choice: %(value)r (choose from %(choices)s)"),
    _("invalid %(type)s value: %(value)r"),
    _("expected one argument"),
    _("expected at least one argument"),
)


if TYPE_CHECKING:
    SubParsers = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    SubParsers = argparse._SubParsersAction


class Commands(SubParsers):
    """Commands whose line in the list above them is also the first line of their own help."""

    def add_parser(self, name: str, **options: Any) -> argparse.ArgumentParser:
        """Add a command."""
        about = in_readers_words(options.get("help") or "")
        options["help"] = about
        options.setdefault("description", about[:1].upper() + about[1:])
        return super().add_parser(name, **options)


class Parser(argparse.ArgumentParser):
    """A parser that speaks the reader's language; a group of commands without its verb shows its help."""

    def add_argument(self, *names: Any, **options: Any) -> argparse.Action:
        """Add an argument."""
        if isinstance(options.get("help"), str) and options["help"] != argparse.SUPPRESS:
            options["help"] = in_readers_words(options["help"])
        return super().add_argument(*names, **options)

    def add_subparsers(self, **options: Any) -> Any:
        """Add the commands below this one."""
        self.set_defaults(run=self._show_help)
        options |= {"action": Commands, "required": False}
        options.setdefault("title", in_readers_words(_("commands")))
        return super().add_subparsers(**options)

    def _show_help(self, arguments: argparse.Namespace) -> int:
        self.print_help(sys.stderr)
        return 2


def in_readers_words(text: str) -> str:
    """Return a marked text in the language of `speaking_to`."""
    return _catalogue(os.environ.get("LANGUAGE", "en")).gettext(text) if text else ""


@contextmanager
def speaking_to(arguments: Sequence[str]) -> Iterator[None]:
    """Let argparse speak the language that the arguments or the terminal ask for, until the words are understood.

    argparse asks gettext, and gettext asks the environment; the programs that we start must not see that.
    """
    before = os.environ.get("LANGUAGE")
    os.environ["LANGUAGE"] = _wanted(arguments)
    gettext.bindtextdomain(DOMAIN, str(LOCALE))
    domain = gettext.textdomain()
    gettext.textdomain(DOMAIN)
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before


def _wanted(arguments: Sequence[str]) -> str:
    """Return the language asked for before the words are read: with `--language nl --help` the help is Dutch."""
    for word, following in zip(arguments, [*arguments, ""][1:], strict=True):
        said = following if word == "--language" else word.removeprefix("--language=")
        if said in ("nl", "en") and (word == "--language" or said != word):
            return said
    return language_of_terminal()


@lru_cache(maxsize=2)
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, str(LOCALE), languages=[language], fallback=True)
