"""Putting into an object store, and reading from it: the S3 protocol, signed by AWS Signature Version 4.

Three of its calls are used (PutObject, GetObject, ListObjectVersions), which is why no library of it comes along. Addresses
are those by path (``https://host/bucket/key``), which AWS, MinIO, Ceph and the European providers all know.
"""

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from maatwerk.kernel import outgoing

if TYPE_CHECKING:
    import httpx

_ALGORITHM = "AWS4-HMAC-SHA256"
_MOST_PAGES = 10_000


class StoreTrouble(Exception):
    """The store did not answer, or not as it should; the message says what came."""


class ThereAlready(StoreTrouble):
    """An object of this name is there; it was not touched."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What requests are signed with."""

    key_id: str
    secret: str = field(repr=False)
    region: str


def signature(
    keys: Keys,
    method: str,
    path: str,
    query: Mapping[str, str],
    headers: Mapping[str, str],
    *,
    at: dt.datetime,
) -> str:
    """Return the `Authorization` header of a request (Amazon S3 API Reference, "Authorization Header", in a single chunk).

    `path` is not encoded yet, every header in `headers` is signed, and ``x-amz-content-sha256`` is among them.
    """
    signed = {name.lower(): " ".join(value.split()) for name, value in headers.items()}
    names = ";".join(sorted(signed))
    canonical = "\n".join(
        [
            method,
            quote(path, safe="/-_.~"),
            "&".join(
                f"{quote(name, safe='-_.~')}={quote(query[name], safe='-_.~')}" for name in sorted(query)
            ),
            *(f"{name}:{signed[name]}" for name in sorted(signed)),
            "",
            names,
            signed["x-amz-content-sha256"],
        ]
    )
    day, scope = f"{at:%Y%m%d}", f"{at:%Y%m%d}/{keys.region}/s3/aws4_request"
    text = "\n".join(
        [_ALGORITHM, f"{at:%Y%m%dT%H%M%SZ}", scope, hashlib.sha256(canonical.encode()).hexdigest()]
    )
    key = f"AWS4{keys.secret}".encode()
    for part in (day, keys.region, "s3", "aws4_request", text):
        key = hmac.digest(key, part.encode(), "sha256")
    return f"{_ALGORITHM} Credential={keys.key_id}/{scope}, SignedHeaders={names}, Signature={key.hex()}"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an object: a lock keeps each, so what was put first stays below what was put over it."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bucket of a store; `prefix` stands before every name."""

    address: str
    name: str
    prefix: str
    keys: Keys

    @classmethod
    def at(cls, url: str, keys: Keys) -> "Bucket":
        """Read ``https://host/bucket/prefix``."""
        parts = urlsplit(url)
        name, _slash, prefix = parts.path.strip("/").partition("/")
        return cls(f"{parts.scheme}://{parts.netloc}", name, f"{prefix}/" if prefix else "", keys)

    def put(self, name: str, content: bytes, *, kept_until: dt.datetime) -> None:
        """Write an object that nobody can change or remove until a moment, the account's owner included.

        Raises
        ------
        ThereAlready
            There is one of this name.
        StoreTrouble
            It is not written, for another reason.
        """
        headers = {
            "If-None-Match": "*",
            # with an object lock a checksum is asked for
            "x-amz-sdk-checksum-algorithm": "SHA256",
            "x-amz-checksum-sha256": base64.b64encode(hashlib.sha256(content).digest()).decode(),
            "Content-Type": "application/x-ndjson",
            "x-amz-object-lock-mode": "COMPLIANCE",
            "x-amz-object-lock-retain-until-date": f"{kept_until.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        }
        answer = self._call("PUT", f"/{self.name}/{self.prefix}{name}", {}, headers, content)
        if answer.status_code in (409, 412):
            raise ThereAlready(name)
        _demand(answer)

    def get(self, version: Version) -> bytes:
        """Read one version of an object."""
        path = f"/{self.name}/{self.prefix}{version.name}"
        answer = self._call("GET", path, {"versionId": version.number})
        _demand(answer)
        return answer.content

    def versions(self, beginning: str) -> list[Version]:
        """Return every version of all objects that begin so, in the order of their names."""
        found: list[Version] = []
        query = {"versions": "", "prefix": self.prefix + beginning}
        for _page in range(_MOST_PAGES):
            answer = self._call("GET", f"/{self.name}", query)
            _demand(answer)
            more, after = _read_list(answer.content)
            found += [replace(one, name=one.name.removeprefix(self.prefix)) for one in more]
            if not after:
                return sorted(found, key=lambda one: one.name)
            query |= after
        raise StoreTrouble("the list of objects does not end")

    def _call(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str] | None = None,
        content: bytes = b"",
    ) -> "httpx.Response":
        import httpx

        at = dt.datetime.now(tz=dt.UTC)
        parts = urlsplit(self.address)
        signed = dict(headers or {}) | {
            "Host": parts.netloc,
            "x-amz-content-sha256": hashlib.sha256(content).hexdigest(),
            "x-amz-date": f"{at:%Y%m%dT%H%M%SZ}",
        }
        signed["Authorization"] = signature(self.keys, method, path, query, signed, at=at)
        asked = "&".join(f"{name}={quote(value, safe='-_.~')}" for name, value in sorted(query.items()))
        url = self.address + quote(path, safe="/-_.~") + (f"?{asked}" if asked else "")
        try:
            with outgoing.client(also=(parts.hostname or "",)) as client:
                return client.request(method, url, headers=signed, content=content)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise StoreTrouble(f"{type(error).__name__}: {error}") from error


def _demand(answer: "httpx.Response") -> None:
    if not answer.is_success:
        raise StoreTrouble(f"HTTP {answer.status_code}: {answer.text[:200]}")


def _read_list(content: bytes) -> tuple[list[Version], dict[str, str]]:
    """Return the versions on a page of a list, and what asks for the next page where there is one."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        page = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise StoreTrouble("the list of objects cannot be read") from error
    found = [
        Version(one.findtext("{*}Key") or "", one.findtext("{*}VersionId") or "null")
        for one in page.findall("{*}Version")
    ]
    if page.findtext("{*}IsTruncated") != "true":
        return found, {}
    after = {
        "key-marker": page.findtext("{*}NextKeyMarker") or "",
        "version-id-marker": page.findtext("{*}NextVersionIdMarker") or "",
    }
    return found, after
