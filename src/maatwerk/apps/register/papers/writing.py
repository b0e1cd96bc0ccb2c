"""A document as titles and blocks, written as Markdown and as a tagged PDF: the same words, the same bytes every time."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TEMPLATE = Path(__file__).parents[1] / "templates" / "register" / "paper.typ"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header; every cell is text already."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = str | Bullets | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it; never empty."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document in one language."""

    title: str
    language: str
    organisation: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    made_on: dt.date


def as_markdown(document: Document) -> str:
    """Return the document as Markdown."""
    parts = [f"# {document.title}", *document.lead]
    for section in document.sections:
        parts.append(f"## {section.title}")
        parts += [_block(block) for block in section.blocks]
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, str):
        return block
    if isinstance(block, Bullets):
        return "\n".join(f"- {_one_line(item)}" for item in block.items)
    lines = [block.header, tuple("---" for _cell in block.header), *block.rows]
    return "\n".join("| " + " | ".join(_one_line(cell) for cell in line) + " |" for line in lines)


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def as_pdf(document: Document) -> bytes:
    """Return the document as PDF/UA-1: tagged, with language and title, fonts embedded."""
    import typst

    made: bytes = typst.compile(
        _source(),
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(_plain(document), ensure_ascii=False)},
        timestamp=int(dt.datetime.combine(document.made_on, dt.time(12), dt.UTC).timestamp()),
    )
    return made


@cache
def _source() -> bytes:
    return TEMPLATE.read_bytes()


def _plain(document: Document) -> dict[str, object]:
    return {
        "title": document.title,
        "language": document.language,
        "organisation": document.organisation,
        "lead": list(document.lead),
        "sections": [
            {"title": section.title, "blocks": _plain_blocks(section.blocks)} for section in document.sections
        ],
    }


def _plain_blocks(blocks: Sequence[Block]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for block in blocks:
        if isinstance(block, str):
            found.append({"kind": "text", "text": block})
        elif isinstance(block, Bullets):
            found.append({"kind": "list", "items": list(block.items)})
        else:
            found.append(
                {"kind": "table", "header": list(block.header), "rows": [list(row) for row in block.rows]}
            )
    return found
