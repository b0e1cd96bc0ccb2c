"""The one door by which requests leave this site. Nothing else may call out; `tests/kernel/test_outgoing.py` holds it.

A host is called when `MAATWERK_OUTGOING` names it, or when that holds ``*`` and every address it resolves to lies outside our
own networks. The addresses are looked at when the connection is made, and that very address is called: a name that answers
otherwise a moment later (DNS rebinding) gains nothing. Redirects are never followed and proxies of the environment never used.
A call ends as a whole after `WHOLE` times its patience, and after so many bytes: an answer that drips or never ends holds nobody.
"""

import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

if TYPE_CHECKING:
    import httpx

SECONDS = 10
WHOLE = 2
LARGEST = 2_000_000
ANYWHERE_OUTSIDE = "*"


class NotOut(OSError):
    """A host may not be called from here; the message names it and says why."""


def client(*, also: tuple[str, ...] = (), seconds: float = SECONDS, largest: int = LARGEST) -> "httpx.Client":
    """Return a client for one call; `also` names hosts that whoever runs the server set elsewhere, `largest` counts bytes."""
    import httpx

    from maatwerk.kernel.outgoing_transport import GuardedTransport

    transport = GuardedTransport(
        lambda host, port: addresses_of(host, port, also), seconds=WHOLE * seconds, most=largest
    )
    return httpx.Client(transport=transport, timeout=seconds, follow_redirects=False, trust_env=False)


def is_named(host: str, also: tuple[str, ...] = ()) -> bool:
    """Whether whoever runs the server named this host, or (``.example.org``) everything below a name."""
    host = host.lower().rstrip(".")
    named = [name.lower() for name in (*settings.OUTGOING, *also)]
    return any(host == name or (name.startswith(".") and host.endswith(name)) for name in named)


def is_listed(host: str, also: tuple[str, ...] = ()) -> bool:
    """Whether a host is on the list at all; where it leads is looked at when it is called."""
    return settings.ALLOW_PRIVATE_CALLBACKS or ANYWHERE_OUTSIDE in settings.OUTGOING or is_named(host, also)


def leads_out(url: str) -> bool:
    """Whether an address may be called as names resolve now. No such name counts as yes: the call itself says so."""
    try:
        parts = urlsplit(url)
        addresses_of(parts.hostname or "", parts.port or 443)
    except (NotOut, ValueError):  # a ValueError: no address at all, as with a port beyond 65535
        return False
    except OSError:
        return True
    return True


def addresses_of(host: str, port: int, also: tuple[str, ...] = ()) -> list[str]:
    """Return the addresses to call for a host, the best first: one of IPv6 and one of IPv4, where it has both.

    Raises
    ------
    NotOut
        The host is not on the list, or leads into a network of our own.
    OSError
        There is no such name.
    """
    if not is_listed(host, also):
        raise NotOut(f"{host} is not among the hosts that may be called (MAATWERK_OUTGOING)")
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a part of it is empty, or longer than names may be
        raise OSError(f"{host} is no name") from error
    found = [str(entry[4][0]) for entry in entries]
    if not (settings.ALLOW_PRIVATE_CALLBACKS or is_named(host, also) or all(map(is_public, found))):
        raise NotOut(f"{host} leads into a network of our own")
    best: dict[int, str] = {}
    for entry, address in zip(entries, found, strict=True):
        best.setdefault(entry[0], address)
    return list(best.values())


def is_public(address: str) -> bool:
    """Whether an address lies on the internet; an IPv4 address in the clothes of IPv6 is looked at as what it is."""
    found = ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (inner is None or inner.is_global)
