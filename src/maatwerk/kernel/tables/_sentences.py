"""Sentences about a file as a whole, by code; packages that read files add their own with `know`."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

#: About the file as a whole, to begin with.
SENTENCES: dict[str, Promise] = {
    "file_missing": _("The file “%(name)s” is not there. Check the name and the folder."),
    "file_empty": _("The file is empty. Export it again and check that it holds rows."),
    "file_no_rows": _("The file has a header and no rows below it. Export it again with the records."),
    "file_is_binary": _(
        "This is not a text file or an Excel workbook (it looks like %(kind)s). "
        "Save it as CSV (UTF-8) or as XLSX."
    ),
    "file_old_excel": _(
        "This is an old or password-protected Excel file. Open it in Excel, remove the password "
        "and save it as an Excel workbook (.xlsx)."
    ),
    "file_damaged": _("The workbook is damaged and cannot be opened. Save it again in Excel."),
    "row_unreadable": _(
        "A cell in this row of the workbook cannot be read; often it is an impossible date. Correct it, "
        "or save the sheet as CSV."
    ),
    "file_too_large_inside": _(
        "The workbook is small but unpacks to more than %(limit)s (a “zip bomb”), so it is not opened. "
        "Save the sheet as CSV."
    ),
    "file_too_many_cells": _(
        "The sheet “%(sheet)s” reaches to row %(rows)d and column %(columns)d. Remove the stray cells far "
        "from the table, or save the sheet as CSV."
    ),
    "sheet_missing": _("The workbook has no sheet “%(sheet)s”. It has: %(sheets)s."),
    "nul_byte": _(
        "This line contains a NUL byte, so the file is damaged or is not text. Export it again as "
        "CSV (UTF-8)."
    ),
    "not_decodable": _(
        "The text is not valid %(encoding)s from here on. Save the file as CSV (UTF-8), "
        "or name its encoding in the mapping."
    ),
    "quote_open": _(
        "A quotation mark opened on this line does not close properly. "
        "Close it, or double a quotation mark that belongs to the text."
    ),
    "line_too_long": _(
        "This line is longer than %(limit)d characters. Check that the file has line endings and "
        "closed quotes."
    ),
    "too_many_columns": _(
        "The header has %(count)d columns; at most %(limit)d are read. Check the delimiter."
    ),
    "header_repeated": _(
        "The header names “%(name)s” more than once (columns %(positions)s). Give each column its own name."
    ),
    "header_blank": _("Column %(position)d has no name in the header. Name it, or remove the column."),
    "row_ragged": ngettext_lazy(
        "This row has %(got)d cell, the header has %(expected)d. A delimiter inside a text needs "
        "quotes around it.",
        "This row has %(got)d cells, the header has %(expected)d. A delimiter inside a text needs "
        "quotes around it.",
        "got",
    ),
    "encoding_unknown": _(
        "“%(encoding)s” is not an encoding we know. Use for instance utf-8 or windows-1252."
    ),
}

#: Words that stand as values in sentences.
WORDS: dict[str, Promise] = {}


def know(sentences: Mapping[str, Promise], words: Mapping[str, Promise] | None = None) -> None:
    """Add a package's sentences, and the words that stand as values in them.

    Raises
    ------
    ValueError
        A code means something else already.
    """
    for known, new in ((SENTENCES, sentences), (WORDS, words or {})):
        for code, sentence in new.items():
            if known.setdefault(code, sentence) is not sentence:
                raise ValueError(f"two sentences for the code {code}")
