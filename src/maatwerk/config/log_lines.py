"""How a line of the server's own log is written."""

import logging
import re
import time

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class OneLine(logging.Formatter):
    """Writes each message as one line, in UTC: what came in cannot begin a line of its own or colour a terminal.

    The trace of what broke keeps its lines.
    """

    converter = time.gmtime  # type: ignore[assignment]  # mypy binds it like a method
    default_msec_format = "%s.%03dZ"

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's own name
        """Write control characters out."""
        line = super().formatMessage(record)
        return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), line)
