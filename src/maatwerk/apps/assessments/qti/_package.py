"""Opening somebody else's archive: bounded in every direction before a byte of it is believed."""

import lzma
import stat
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from lxml import etree

from maatwerk.apps.assessments.content import DraftRefused, Problem

MOST_BYTES = 20_000_000
MOST_UNPACKED = 100_000_000
MOST_FILES = 5_000
MOST_OF_ONE = 5_000_000
#: Text rarely packs better than this; a bomb does by thousands.
MOST_RATIO = 200
#: Below this size the ratio says nothing.
RATIO_FROM = 100_000
#: What reading a damaged archive ends in; a codec of its own each.
_DAMAGE = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
)


class Unreadable(Exception):
    """One file of a package that cannot be read, with a sentence."""

    def __init__(self, where: str, sentence: str) -> None:
        super().__init__(sentence)
        self.problem = Problem(where, sentence)


def refuse(where: str, sentence: str) -> DraftRefused:
    """Return the refusal of a whole package."""
    return DraftRefused([Problem(where, sentence)], code="qti_package")


class Package:
    """A zip archive whose every entry was looked at before any was unpacked."""

    def __init__(self, content: bytes) -> None:
        if len(content) > MOST_BYTES:
            raise refuse("", _("The package is larger than %(most)d MB.") % {"most": MOST_BYTES // 1_000_000})
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
            entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        except _DAMAGE:
            raise refuse("", _("This is no zip file that can be read.")) from None
        _check(entries)
        self.names = frozenset(entry.filename for entry in entries)
        self._left = MOST_UNPACKED

    def read(self, name: str) -> bytes:
        """Unpack one file, never more than it may hold, whatever its header says.

        Raises
        ------
        Unreadable
            It is too large, damaged or locked.
        """
        try:
            with self._zip.open(name) as file:
                content = file.read(min(MOST_OF_ONE, self._left) + 1)
        except _DAMAGE:
            raise Unreadable(name, _("This file of the package is damaged.")) from None
        self._left -= len(content)
        if len(content) > MOST_OF_ONE or self._left < 0:
            raise Unreadable(name, _("This file unpacks to more than is allowed (a zip bomb?)."))
        return content

    def xml(self, name: str) -> etree._Element:
        """Parse one file; nothing outside it is ever fetched.

        Raises
        ------
        Unreadable
            It is not there, no XML, or declares a document type.
        """
        if name not in self.names:
            raise Unreadable(name, _("The package names this file and does not hold it."))
        return parse(self.read(name), name)


def parse(content: bytes, name: str) -> etree._Element:
    """Parse XML that somebody else wrote: no entities, no document type, no network."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unreadable(name, _("This is no well-formed XML.")) from None
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.doctype:
        raise Unreadable(
            name,
            _("It declares a document type, which can pull in files from elsewhere (an external entity)."),
        )
    return root


def _check(entries: list[zipfile.ZipInfo]) -> None:
    problems = []
    if len(entries) > MOST_FILES:
        raise refuse("", _("The package holds more than %(most)d files.") % {"most": MOST_FILES})
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise refuse(
            "",
            _("Unpacked, the package is larger than %(most)d MB (a zip bomb?).")
            % {"most": MOST_UNPACKED // 1_000_000},
        )
    if len({entry.filename for entry in entries}) != len(entries):
        problems.append(Problem("", _("Two files of the package have the same name.")))
    for entry in entries:
        if sentence := _against(entry):
            problems.append(Problem(entry.filename, sentence))
    if problems:
        raise DraftRefused(problems, code="qti_package")


def _against(entry: zipfile.ZipInfo) -> str:
    path = PurePosixPath(entry.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in entry.filename:
        return _("This path leads out of the package.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        return _("This is a link, not a file.")
    if entry.flag_bits & 0x1:
        return _("This file is locked with a password.")
    if entry.file_size > RATIO_FROM and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
        return _("This file unpacks to more than is allowed (a zip bomb?).")
    return ""
