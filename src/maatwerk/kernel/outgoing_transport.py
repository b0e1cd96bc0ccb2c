"""How `outgoing` makes its connections: to the address that was looked at, and to no other. Imported on first use."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import httpcore
import httpx

#: Gives the addresses to call for a host and port, at least one, or refuses with an `OSError`.
Find = Callable[[str, int], list[str]]


class _Guarded(httpcore.SyncBackend):
    """Looks a name up once, refuses what may not be called, and connects to what it looked at."""

    def __init__(self, find: Find) -> None:
        super().__init__()
        self._find = find

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers; TLS still asks for a certificate of the name, not of the address."""
        try:
            *first, last = self._find(host, port)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        for address in first:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
        return super().connect_tcp(last, port, timeout, local_address, socket_options)

    def connect_unix_socket(self, *_args: Any, **_rest: Any) -> httpcore.NetworkStream:
        """Refuse: nothing that is called from here listens on one."""
        raise httpcore.ConnectError("no sockets of this machine are called")


class GuardedTransport(httpx.HTTPTransport):
    """httpx's own transport with guarded connections; a certificate authority of one's own comes by SSL_CERT_FILE."""

    def __init__(self, find: Find) -> None:
        certificates = httpx.create_ssl_context()  # reads every authority's: once for each client is enough
        super().__init__(verify=certificates, trust_env=False)
        self._pool.close()
        self._pool = httpcore.ConnectionPool(ssl_context=certificates, network_backend=_Guarded(find))
