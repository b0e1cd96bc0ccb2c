"""Whom a request comes from, where proxies stand before the site: what they add is believed, what anybody else adds is not.

Every limit by address counts what stands in ``REMOTE_ADDR``, and nothing else of ours looks at these headers. So they are read
once, before anything else, and taken off the request.
"""

from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any

Network = IPv4Network | IPv6Network
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class BehindProxies:
    """A WSGI application that tells another one whom a request comes from."""

    def __init__(self, application: Application, proxies: Sequence[Network]) -> None:
        self.application, self._proxies = application, tuple(proxies)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Read the headers of proxies and pass the request on without them."""
        said = environ.pop("HTTP_X_FORWARDED_FOR", "")
        environ.pop("HTTP_FORWARDED", None)
        caller = str(environ.get("REMOTE_ADDR", ""))
        if self._proxies and not self._is_proxy(caller):
            environ.pop("HTTP_X_FORWARDED_PROTO", None)
        elif said:
            environ["REMOTE_ADDR"] = self._visitor(caller, said.split(","))
        return self.application(environ, start_response)

    def _visitor(self, caller: str, said: Sequence[str]) -> str:
        """Go back from proxy to proxy, each of which added whom it heard from, up to the first that is none of ours."""
        for one in reversed(said):
            if not self._is_proxy(caller):
                break
            found = _address(one)
            if not found:  # "unknown", or rubbish: the last whom we know
                break
            caller = found
        return caller

    def _is_proxy(self, caller: str) -> bool:
        try:
            address = ip_address(caller)
        except ValueError:
            return False
        inner = getattr(address, "ipv4_mapped", None) or address
        return any(inner in network for network in self._proxies)


def _address(text: str) -> str:
    """Return an address as it is written plainly, whatever port or brackets came along; nothing where it is none."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
