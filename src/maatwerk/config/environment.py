"""Typed reading of environment variables; a wrong value names the variable and what it accepts."""

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path


class WrongSetting(SystemExit):
    """A setting that cannot be read: ends the start with one sentence."""

    def __init__(self, name: str, expected: str, got: str) -> None:
        super().__init__(f"The environment variable {name} must be {expected}. Got {got!r} instead.")


def text(name: str, default: str = "") -> str:
    """Return a variable's text, or `default` where it is unset or empty."""
    return os.environ.get(name, "") or default


def flag(name: str, *, default: bool) -> bool:
    """Return a yes/no variable."""
    found = text(name).lower()
    if not found:
        return default
    if found in {"1", "yes", "true", "on"}:
        return True
    if found in {"0", "no", "false", "off"}:
        return False
    raise WrongSetting(name, "yes or no", found)


def number(name: str, default: int, *, low: int, high: int) -> int:
    """Return a whole number between `low` and `high`."""
    found = text(name)
    if not found:
        return default
    if not found.isdigit() or not low <= int(found) <= high:
        raise WrongSetting(name, f"a whole number from {low} to {high}", found)
    return int(found)


def one_of(name: str, default: str, accepted: tuple[str, ...]) -> str:
    """Return one of the accepted words."""
    found = text(name, default)
    if found not in accepted:
        raise WrongSetting(name, "one of " + ", ".join(accepted), found)
    return found


def folder(name: str, default: Path) -> Path:
    """Return an absolute folder; it need not exist yet."""
    return Path(text(name) or default).expanduser().absolute()


def web_address(name: str) -> str:
    """Return an address of a place on the web, host and path, or nothing where it is unset."""
    found = text(name)
    scheme, _slashes, rest = found.partition("://")
    host, _slash, path = rest.partition("/")
    if found and (
        scheme not in {"https", "http"} or not host or not path.strip("/") or {"?", "#", "@"} & {*rest}
    ):
        raise WrongSetting(name, "an address such as https://s3.example.org/bucket", found)
    return found


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Return a comma-separated list of addresses and networks."""
    found = items(name, "")
    try:
        return [ip_network(one) for one in found]
    except ValueError as error:
        wanted = "addresses or networks such as 127.0.0.1, 10.0.0.0/8, with commas between"
        raise WrongSetting(name, wanted, ", ".join(found)) from error


def items(name: str, default: str) -> list[str]:
    """Return a comma-separated list."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]
