"""A virus scanner beside us: none unless one is connected, and then said so. Spoken is clamd's own protocol (INSTREAM).

Another scanner is another class with `scan`; `connected` chooses.
"""

import socket
import struct
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

_CHUNK = 1 << 16
_SECONDS = 30


class ScannerAway(Exception):
    """The scanner that should look does not answer; nothing is taken in meanwhile."""


class Scanner(Protocol):
    """Looks for known malware."""

    def scan(self, content: bytes) -> str:
        """Return the name of what was found, empty where nothing was; raise `ScannerAway` where nobody looked."""


@dataclass(frozen=True, slots=True)
class Clamd:
    """ClamAV's daemon, at ``host:port`` or ``unix:/path``."""

    address: str

    def scan(self, content: bytes) -> str:
        """Send the document in pieces (clamd(8), zINSTREAM) and read the verdict."""
        try:
            with self._connected() as connection:
                connection.sendall(b"zINSTREAM\0")
                for start in range(0, len(content), _CHUNK):
                    piece = content[start : start + _CHUNK]
                    connection.sendall(struct.pack(">I", len(piece)) + piece)
                connection.sendall(struct.pack(">I", 0))
                said = self._answer(connection)
        except OSError as error:
            raise ScannerAway(str(error)) from error
        if said.endswith("FOUND"):
            return said.removeprefix("stream: ").removesuffix(" FOUND")
        if said != "stream: OK":
            raise ScannerAway(said or "no answer")
        return ""

    def _connected(self) -> socket.socket:
        if self.address.startswith("unix:"):
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(_SECONDS)
            connection.connect(self.address.removeprefix("unix:"))
            return connection
        host, _colon, port = self.address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=_SECONDS)

    @staticmethod
    def _answer(connection: socket.socket) -> str:
        said = b""
        while not said.endswith(b"\0") and len(said) < 1024:
            piece = connection.recv(1024)
            if not piece:
                break
            said += piece
        return said.rstrip(b"\0").decode("utf-8", "replace").strip()


def connected() -> Scanner | None:
    """Return the scanner of this site; None where none is connected."""
    return Clamd(settings.CLAMD) if settings.CLAMD else None
