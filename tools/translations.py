"""The Dutch catalogue, kept with Babel alone: no gettext programs are needed.

    python tools/translations.py update     add new sentences to the catalogue, drop those no longer used
    python tools/translations.py check      name each sentence missing, untranslated, obsolete or wrong
    python tools/translations.py compile    make what Django reads at run time, if the catalogue changed
    python tools/translations.py extract    print every sentence that the code asks for

Entries are sorted by sentence and carry no places, so that two people who add sentences seldom meet in one
line. The science package speaks both languages by itself and is not read.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "maatwerk"
CATALOGUE = PACKAGE / "locale" / "nl" / "LC_MESSAGES" / "django.po"
NOT_READ = ("science",)
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# whole conversions only, so that a torn one counts as missing; %% is a percent sign
PLACEHOLDER = re.compile(r"(?<!%)%(?:%%)*\((\w+)\)[-+0 #]*\d*(?:\.\d+)?[sdifgr]")
HEADER = """\
# Maatwerk in Dutch (B1, "je"). Kept by tools/translations.py: sorted by sentence, without places in the code.
msgid ""
msgstr ""
"Language: nl\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """What the code asks for: the English text, its plural and its context where it has them."""

    text: str
    context: str = ""
    plural: str = field(default="", compare=False)


Catalogue = dict[Sentence, tuple[str, ...]]


def extract(package: Path = PACKAGE) -> dict[Sentence, str]:
    """Return every sentence in the package's Python and templates, with the first file that asks for it."""
    found: dict[Sentence, str] = {}
    for path in sorted([*package.rglob("*.py"), *package.rglob("*.html"), *package.rglob("*.txt")]):
        place = path.relative_to(package)
        if place.parts[0] in NOT_READ or "migrations" in place.parts or "static" in place.parts:
            continue
        for sentence in _sentences(path):
            known = next((key for key in found if key == sentence), None) if sentence.plural else None
            if known is not None and not known.plural:
                del found[
                    known
                ]  # the same text once alone and once with a plural is one entry, with the plural
            found.setdefault(sentence, str(place))
    return found


def _sentences(path: Path) -> Iterator[Sentence]:
    from babel.messages.extract import extract as babel_extract

    content = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        content = _template_as_python(content, path)
    messages = babel_extract("python", BytesIO(content.encode()), keywords=KEYWORDS)
    for _line, text, _comments, context in messages:
        singular, plural = (text[0], text[1]) if isinstance(text, tuple) else (text, "")
        if singular:
            yield Sentence(singular, context or "", plural)


def _template_as_python(content: str, path: Path) -> str:
    from django.utils.translation.template import templatize

    # indentation means something to Python and nothing in a template
    return "\n".join(line.strip() for line in templatize(content, origin=str(path)).splitlines())


def read(path: Path = CATALOGUE) -> Catalogue:
    """Return a catalogue's entries: an absent file has none, a fuzzy entry counts as untranslated."""
    from babel.messages.pofile import read_po

    if not path.exists():
        return {}
    with path.open("rb") as file:
        parsed = read_po(file, locale="nl", abort_invalid=True)
    entries: Catalogue = {}
    for message in parsed:
        if not message.id:
            continue
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        texts = (
            (message.string or "",) if not isinstance(message.string, list | tuple) else tuple(message.string)
        )
        sentence = Sentence(ids[0], message.context or "", ids[1] if len(ids) > 1 else "")
        entries[sentence] = tuple("" for _ in ids) if message.fuzzy else tuple(text or "" for text in texts)
    return entries


def write(entries: Catalogue, path: Path = CATALOGUE) -> None:
    """Write a catalogue whole or not at all; leave it alone where nothing changed."""
    content = rendered(entries).encode()
    if not path.exists() or path.read_bytes() != content:
        _replace(path, content)


def rendered(entries: Catalogue) -> str:
    """Return a catalogue as text."""
    from babel.messages.pofile import normalize

    blocks = [HEADER]
    for sentence, texts in sorted(entries.items()):
        lines = [f"msgctxt {normalize(sentence.context, width=0)}"] if sentence.context else []
        lines.append(f"msgid {normalize(sentence.text, width=0)}")
        if sentence.plural:
            lines.append(f"msgid_plural {normalize(sentence.plural, width=0)}")
            lines += [f"msgstr[{n}] {normalize(text, width=0)}" for n, text in enumerate(texts)]
        else:
            lines.append(f"msgstr {normalize(texts[0], width=0)}")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def update(merge: Sequence[Path] = ()) -> tuple[int, int, int]:
    """Bring the catalogue to what the code asks for; return how many are new, gone and untranslated.

    Translations for sentences that the catalogue lacks are taken from the files in `merge`.
    """
    with _locked(CATALOGUE):
        old = read()
        offered: Catalogue = {}
        for path in merge:
            offered |= {sentence: texts for sentence, texts in read(path).items() if any(texts)}
        new = {
            sentence: _best(sentence, old.get(sentence, ()), offered.get(sentence, ()))
            for sentence in extract()
        }
        write(new)
    gone, untranslated = old.keys() - new.keys(), [texts for texts in new.values() if not all(texts)]
    return len(new.keys() - old.keys()), len(gone), len(untranslated)


def _best(sentence: Sentence, *known: tuple[str, ...]) -> tuple[str, ...]:
    """Return the first known translation, in as many forms as the sentence has."""
    forms = 2 if sentence.plural else 1
    texts = next((texts for texts in known if any(texts)), ())
    return texts if len(texts) == forms else (*texts[:1], "", "")[:forms]


def problems() -> list[str]:
    """Return one line for each sentence that is not as it should be."""
    asked, known = extract(), read()
    plurals = {sentence: sentence.plural for sentence in known}
    found = [f"obsolete: {sentence.text!r}" for sentence in sorted(known.keys() - asked.keys())]
    for sentence, place in sorted(asked.items()):
        if sentence not in known or plurals[sentence] != sentence.plural:
            found.append(f"missing: {sentence.text!r} ({place})")
        elif not all(known[sentence]):
            found.append(f"untranslated: {sentence.text!r} ({place})")
        elif wrong := _wrong_placeholders(sentence, known[sentence]):
            found.append(f"placeholders {wrong}: {sentence.text!r} ({place})")
    return found


def _wrong_placeholders(sentence: Sentence, texts: tuple[str, ...]) -> str:
    """Say which placeholders differ. A singular may leave the number out, as English does."""
    wanted = [sentence.text, sentence.plural or sentence.text]
    allowed = {name for text in wanted for name in PLACEHOLDER.findall(text)}
    for index, text in enumerate(texts):
        got = set(PLACEHOLDER.findall(text))
        needed = set(PLACEHOLDER.findall(wanted[index])) if len(texts) == 1 or index else set()
        if wrong := (got - allowed) | (needed - got):
            return ", ".join(sorted(wrong))
    return ""


def compile_catalogues(locale: Path = PACKAGE / "locale") -> int:
    """Compile every catalogue that is newer than what was made of it; return how many."""
    made = 0
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns == source.stat().st_mtime_ns:
            continue
        _compile(source, target)
        made += 1
    return made


def _compile(source: Path, target: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    stamp = source.stat()
    with source.open("rb") as file:
        parsed = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    parsed.revision_date = parsed.creation_date  # the same catalogue makes the same bytes
    out = BytesIO()
    write_mo(out, parsed)
    # the compiled file wears the time of its source, so that a checkout of an older catalogue is noticed too
    _replace(target, out.getvalue(), times=(stamp.st_atime_ns, stamp.st_mtime_ns))


def _replace(path: Path, content: bytes, *, times: tuple[int, int] | None = None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}")
    half.write_bytes(content)
    if times:
        os.utime(half, ns=times)
    half.replace(path)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep two updates apart; the lock is on the folder, which leaves no file behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def main(arguments: Iterable[str] | None = None) -> int:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("verb", choices=["extract", "update", "compile", "check"])
    parser.add_argument("--quiet", action="store_true", help="say nothing when all is well")
    help_merge = "update: take translations of what is new from these files too"
    parser.add_argument("--merge", nargs="+", type=Path, default=[], metavar="FILE", help=help_merge)
    wish = parser.parse_args(list(arguments) if arguments is not None else None)
    said: list[str] = []
    if wish.verb == "extract":
        said = [f"{place}: {sentence.text!r}" for sentence, place in sorted(extract().items())]
    elif wish.verb == "update":
        said = ["{} new, {} gone, {} untranslated".format(*update(wish.merge))]
    elif wish.verb == "compile":
        said = [f"{compile_catalogues()} compiled"]
    elif found := problems():
        print(*found, f"{len(found)} problems in the Dutch catalogue", sep="\n")
        return 1
    if not wish.quiet:
        print(*said, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
