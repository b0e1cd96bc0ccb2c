"""What is new in an answer: the history that mail programs put below or between is left out."""

import re

#: "On 3 November Sanne wrote:" in the languages our readers use; the sentence may be broken over two lines.
_INTRODUCTION = re.compile(
    r"^(?:On\b.{4,200}\bwrote|Op\b.{4,200}\b(?:schreef|heeft)\b.{0,160}|Am\b.{4,200}\bschrieb\b.{0,120}|Le\b.{4,200}\ba écrit"
    r"|El\b.{4,200}\bescribió|.{2,120}<[^<>@\s]+@[^<>@\s]+>\s+(?:schreef|wrote)\b.{0,120})\s*:\s*$",
    re.IGNORECASE,
)
_DIVIDER = re.compile(
    r"^[-_=*\s]*(?:Original Message|Oorspronkelijk bericht|Origineel bericht|Doorgestuurd bericht|Forwarded message"
    r"|Ursprüngliche Nachricht|Message d'origine)[-_=*\s]*$|^_{20,}$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\*?(?:From|Van|Von|De)\s*:\*?\s*\S", re.IGNORECASE)
_AFTER_FROM = re.compile(
    r"^\*?(?:Sent|Verzonden|Gesendet|Envoyé|Date|Datum|To|Aan|An|À|Subject|Onderwerp|Betreff|Objet)\s*:\*?",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^-- ?$")


def new_words(text: str) -> str:
    """Return what the writer adds: no quoted lines, no introduction to them, no header block, no signature.

    Somebody who answers between the quoted lines keeps every line of their own. A mail in which nothing is left (all of
    it quoted) is returned whole: rather too much than an empty answer.
    """
    lines = [line.rstrip() for line in text.split("\n")]
    kept: list[str] = []
    at = 0
    while at < len(lines):
        if _DIVIDER.match(lines[at]) or _is_header_block(lines, at) or _SIGNATURE.match(lines[at]):
            break
        height = _introduction(lines, at)
        if height and _only_quotes_follow(lines, at + height):
            break
        if height and lines[_next(lines, at + height)].startswith(">"):
            at += height
            continue
        if not lines[at].startswith(">"):
            kept.append(lines[at])
        at += 1
    said = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return said or text.strip()


def _introduction(lines: list[str], at: int) -> int:
    """Return how many lines an introduction takes here: none, one or two."""
    for height in (1, 2):
        if at + height <= len(lines) and _INTRODUCTION.match(" ".join(lines[at : at + height]).strip()):
            return height
    return 0


def _only_quotes_follow(lines: list[str], at: int) -> bool:
    """Whether nothing of the writer's own comes after: quotes alone, or a history without any signs before its lines."""
    rest = [line for line in lines[at:] if line.strip()]
    return (
        not rest
        or all(line.startswith(">") for line in rest)
        or not any(line.startswith(">") for line in rest)
    )


def _next(lines: list[str], at: int) -> int:
    while at < len(lines) - 1 and not lines[at].strip():
        at += 1
    return min(at, len(lines) - 1)


def _is_header_block(lines: list[str], at: int) -> bool:
    """Whether Outlook's header of the answered mail stands here: From, then at least two of its other lines."""
    if not _FROM.match(lines[at]):
        return False
    return sum(bool(_AFTER_FROM.match(line)) for line in lines[at + 1 : at + 6]) >= 2
