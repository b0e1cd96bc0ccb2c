"""Files that somebody brings: kept under names that cannot leave their folder, until what they are for is done."""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from maatwerk.kernel.refusals import Refusal

SENTENCES_KEPT = 200


class Said(Protocol):
    """Something that is to be said of a file; as a text it is a sentence in the language active then."""

    @property
    def code(self) -> str:
        """What a program reads."""


def refuse_too_many(files: "Sequence[UploadedFile[bytes]]", *, most: int) -> None:
    """Refuse more files than belong together, and more bytes than a page takes."""
    if len(files) > most:
        raise Refusal(
            _("Choose at most %(most)d files; linked files come in together.") % {"most": most}, field="files"
        )
    if sum(file.size or 0 for file in files) > settings.LARGEST_UPLOAD_BYTES:
        raise Refusal(
            _(
                "These files are larger than %(most)d MB together. Import them with the command on the server instead."
            )
            % {"most": settings.LARGEST_UPLOAD_BYTES // 1_000_000},
            field="files",
        )


def keep_files(files: "Iterable[UploadedFile[bytes]]", folder: Path) -> None:
    """Write files into a new folder, in the order in which they were brought."""
    folder.mkdir(parents=True)
    for number, file in enumerate(files):
        with (folder / safe_name(number, file.name or "file")).open("wb") as target:
            shutil.copyfileobj(file, target)


def safe_name(number: int, name: str) -> str:
    """Return a name for the file that was brought in this place, without anything that could mean a folder."""
    plain = "".join(sign if sign.isalnum() or sign in "._- " else "_" for sign in Path(name).name)[:120]
    return f"{number}-{plain}"


def shown_name(path: Path) -> str:
    """Return the name under which somebody brought a file."""
    return path.name.partition("-")[2] or path.name


def in_both_languages(found: Sequence[Said]) -> list[dict[str, Any]]:
    """Return the first findings with their sentence in every language: who reads may not be who asked."""
    kept = []
    for one in found[:SENTENCES_KEPT]:
        sentences = {}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                sentences[language] = str(one)
        kept.append({"code": one.code, "sentences": sentences})
    return kept
