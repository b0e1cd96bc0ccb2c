"""Text out of parts of a mail: character sets that lie, and HTML."""

import codecs
import re
import unicodedata
from html.parser import HTMLParser

#: HTML beyond this is not read: nobody writes a megabyte by hand.
MOST_HTML = 1_000_000
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
})  # fmt: skip
_SILENT = frozenset({
    "head", "iframe", "math", "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "title",
})  # fmt: skip
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
})  # fmt: skip
#: How mail programs mark what they quote: an attribute's beginning.
_QUOTED_CLASS = (
    "gmail_quote",
    "gmail_extra",
    "yahoo_quoted",
    "moz-cite-prefix",
    "protonmail_quote",
    "zmail_extra",
)
_QUOTED_ID = (
    "mail-editor-reference-message-container",
    "OLK_SRC_BODY_SECTION",
)
#: Outlook closes these at once, or after its header: the history follows them, in whatever language.
_HISTORY_FOLLOWS = ("divRplyFwdMsg", "appendonsend")
_DIVIDER = f"\n{'_' * 32}\n"  # as Outlook itself writes it in plain text


def decoded(raw: bytes, charset: str = "") -> str:
    """Return text, believing the bytes before the label.

    Bytes that are valid UTF-8 with something beyond ASCII in it are UTF-8, whatever the label says: no other encoding
    looks like it by accident. Then the label is tried, then windows-1252, which most mislabelled mail is.
    """
    beyond_ascii = any(byte > 127 for byte in raw)
    wide = charset.lower().startswith(("utf-16", "utf-32"))
    if wide or not beyond_ascii:
        return _tidy(_by_label(raw, charset) or raw.decode("ascii", "replace"))
    try:
        return _tidy(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return _tidy(_by_label(raw, charset) or raw.decode("cp1252", "replace"))


def text_of_html(html: str) -> str:
    """Return the words of an HTML page, quoted history left out or under a line; nothing in it is run, loaded or kept as
    markup.
    """
    reader = _Reader()
    reader.feed(html[:MOST_HTML])
    reader.close()
    lines = (re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in "".join(reader.words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _by_label(raw: bytes, charset: str) -> str:
    label = charset.strip().strip("\"'").lower()
    try:
        codec = codecs.lookup(label)
        if not codec._is_text_encoding:  # "rot13" and "zip" are codecs too, and no character sets
            return ""
        return raw.decode(label)
    except (LookupError, UnicodeError, ValueError):
        return ""


def _tidy(text: str) -> str:
    """Return text without control signs and without signs that turn the direction of what stands around them."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        sign
        for sign in text
        if sign in "\n\t" or (unicodedata.category(sign) not in ("Cc", "Cs") and sign not in _TURNING)
    )


_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


class _Reader(HTMLParser):
    """Collects words; leaves out what is not shown, and everything inside what a mail program marks as quoted."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hidden: list[str] = []  # elements that are open since the first one whose words are left out

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            if tag in _BLOCKS:
                self.words.append("\n")
            return
        if not self._hidden and (dict(attrs).get("id") or "").startswith(_HISTORY_FOLLOWS):
            self.words.append(_DIVIDER)
        if self._hidden or tag in _SILENT or _is_quote(tag, dict(attrs)):
            self._hidden.append(tag)
        elif tag in _BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            while self._hidden and self._hidden.pop() != tag:
                pass
        elif tag in _BLOCKS and not self._hidden:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data.replace("\n", " "))


def _is_quote(tag: str, attrs: dict[str, str | None]) -> bool:
    if tag == "blockquote":
        return (attrs.get("type") or "").lower() == "cite" or "quote" in (attrs.get("class") or "")
    classes, key = attrs.get("class") or "", attrs.get("id") or ""
    return any(name in classes for name in _QUOTED_CLASS) or key.startswith(_QUOTED_ID)
