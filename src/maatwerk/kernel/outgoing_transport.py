"""How `outgoing` makes its connections: to the address that was looked at, and to no other. Imported on first use.

Whoever is called may be hostile. So a call ends after so long and so much, however slowly or endlessly the other side goes
on, and answers that unpack into something larger are not taken.
"""

import ssl
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from typing import Any

import httpcore
import httpx

#: Gives the addresses to call for a host and port, at least one, or refuses with an `OSError`.
Find = Callable[[str, int], list[str]]


class _Measured(httpcore.NetworkStream):
    """A connection that ends at a moment and after so many bytes; a timeout of its own would begin anew with each byte."""

    def __init__(self, stream: httpcore.NetworkStream, *, until: float, most: int) -> None:
        self._stream, self._until, self._left = stream, until, most

    def _seconds(self, timeout: float | None) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the answer took too long as a whole")
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there, while it is neither too late nor too much."""
        found = self._stream.read(max_bytes, self._seconds(timeout))
        self._left -= len(found)
        if self._left < 0:
            raise httpcore.ReadError("the answer is too large")
        return found

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send, while it is not too late."""
        self._stream.write(buffer, self._seconds(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on over TLS, under the same measure."""
        stream = self._stream.start_tls(ssl_context, server_hostname, self._seconds(timeout))
        return _Measured(stream, until=self._until, most=self._left)

    def get_extra_info(self, info: str) -> Any:
        """Say what the connection itself says."""
        return self._stream.get_extra_info(info)


class _Guarded(httpcore.SyncBackend):
    """Looks a name up once, refuses what may not be called, and connects to what it looked at."""

    def __init__(self, find: Find, *, seconds: float, most: int) -> None:
        super().__init__()
        self._find, self._seconds, self._most = find, seconds, most

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers; TLS still asks for a certificate of the name, not of the address."""
        until = time.monotonic() + self._seconds
        try:
            *first, last = self._find(host, port)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        for address in first:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                stream = super().connect_tcp(address, port, timeout, local_address, socket_options)
                return _Measured(stream, until=until, most=self._most)
        stream = super().connect_tcp(last, port, timeout, local_address, socket_options)
        return _Measured(stream, until=until, most=self._most)

    def connect_unix_socket(self, *_args: Any, **_rest: Any) -> httpcore.NetworkStream:
        """Refuse: nothing that is called from here listens on one."""
        raise httpcore.ConnectError("no sockets of this machine are called")


@cache
def _certificates() -> ssl.SSLContext:
    """Read every authority's certificate, which takes a tenth of a second: once is enough."""
    return httpx.create_ssl_context()


class GuardedTransport(httpx.HTTPTransport):
    """httpx's own transport with guarded connections; a certificate authority of one's own comes by SSL_CERT_FILE."""

    def __init__(self, find: Find, *, seconds: float, most: int) -> None:
        certificates = _certificates()
        super().__init__(verify=certificates, trust_env=False)
        self._pool.close()
        backend = _Guarded(find, seconds=seconds, most=most)
        self._pool = httpcore.ConnectionPool(ssl_context=certificates, network_backend=backend)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask for the answer as it is; one that came packed could be a thousand times what was measured."""
        request.headers["Accept-Encoding"] = "identity"
        response = super().handle_request(request)
        if response.headers.get("Content-Encoding", "identity").strip().lower() not in {"", "identity"}:
            response.close()
            raise httpx.DecodingError("the answer is packed, and was not asked for so")
        return response
