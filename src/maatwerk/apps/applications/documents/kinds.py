"""What a document may be, and what looking at one found. Pure: the sandboxed process reads this too."""

from dataclasses import dataclass

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
JPEG = "image/jpeg"
PNG = "image/png"
JSON = "application/json"  # signed results only; made by us, checked by their signature

#: What may be sent, and the end of its name.
SUFFIXES = {PDF: "pdf", DOCX: "docx", ODT: "odt", JPEG: "jpg", PNG: "png", JSON: "json"}
PICTURES = frozenset({JPEG, PNG})

LARGEST_BYTES = 10_000_000
MOST_UNPACKED_BYTES = 100_000_000  # of all that is packed inside one document
MOST_PIXELS = 100_000_000


class Refused(Exception):
    """A document that is not taken; `problem` says why, in one word."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a document is by its content, or why it is refused; `content` is what is kept of it."""

    media_type: str
    problem: str
    content: bytes

    @property
    def is_taken(self) -> bool:
        """Whether it may be kept."""
        return not self.problem
