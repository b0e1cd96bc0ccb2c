"""An object store to put anchors into: it checks signatures by itself, locks what it is given, and never writes over anything."""

import hashlib
import hmac
import re
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape

KEY_ID, SECRET, REGION, BUCKET = "AKIDOFTHETEST", "secret/of+the=test", "eu-central-1", "anchors"
ON_A_PAGE = 2


class Store(BaseHTTPRequestHandler):
    """What S3 does with the calls that are used; `objects` holds each version by name, content and headers, oldest first."""

    objects: dict[str, list[tuple[bytes, dict[str, str]]]] = {}
    is_away = False

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if not self._may(content):
            return
        name = self._name()
        checksum = b64encode(hashlib.sha256(content).digest()).decode()
        locked = self.headers.get("x-amz-object-lock-mode") == "COMPLIANCE"
        if not locked or not self.headers.get("x-amz-object-lock-retain-until-date"):
            self._say(400, "<Error><Code>InvalidRequest</Code></Error>")
        elif self.headers.get("x-amz-checksum-sha256") != checksum:  # S3 asks for one with an object lock
            self._say(400, "<Error><Code>BadDigest</Code></Error>")
        elif self.headers.get("If-None-Match") == "*" and name in self.objects:
            self._say(412, "<Error><Code>PreconditionFailed</Code></Error>")
        else:
            version = (content, {key.lower(): value for key, value in self.headers.items()})
            self.objects.setdefault(name, []).append(version)
            self._say(200, "")

    def do_GET(self) -> None:
        if not self._may(b""):
            return
        query = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        if "versions" in query:
            self._list(query)
        elif self._name() in self.objects:
            number = int(query.get("versionId", "v0").removeprefix("v")) - 1  # without one, the newest
            self._say(200, self.objects[self._name()][number][0].decode())
        else:
            self._say(404, "<Error><Code>NoSuchKey</Code></Error>")

    def _list(self, query: dict[str, str]) -> None:
        found = [
            (name, f"v{number}")
            for name in sorted(name for name in self.objects if name.startswith(query["prefix"]))
            for number in range(len(self.objects[name]), 0, -1)
        ]
        after = (query.get("key-marker"), query.get("version-id-marker"))
        at = found.index(after) + 1 if after in found else 0
        page = found[at : at + ON_A_PAGE]
        listed = "".join(
            f"<Version><Key>{escape(name)}</Key><VersionId>{number}</VersionId></Version>"
            for name, number in page
        )
        more = "<IsTruncated>false</IsTruncated>"
        if at + ON_A_PAGE < len(found):
            name, number = page[-1]
            more = (
                f"<IsTruncated>true</IsTruncated><NextKeyMarker>{escape(name)}</NextKeyMarker>"
                f"<NextVersionIdMarker>{number}</NextVersionIdMarker>"
            )
        space = "http://s3.amazonaws.com/doc/2006-03-01/"
        self._say(
            200,
            f'<?xml version="1.0"?><ListVersionsResult xmlns="{space}">{listed}{more}</ListVersionsResult>',
        )

    def _name(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix(f"/{BUCKET}/")

    def _may(self, content: bytes) -> bool:
        """Check the signature over the request as it came in, written apart from what made it."""
        if self.is_away:
            self._say(503, "<Error><Code>SlowDown</Code></Error>")
            return False
        said = re.fullmatch(
            r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, SignedHeaders=([^,]+), Signature=(\w{64})",
            self.headers.get("Authorization", ""),
        )
        if said is None:
            self._say(403, "<Error><Code>AccessDenied</Code></Error>")
            return False
        key_id, day, region, names, claimed = said.groups()
        path, _mark, query = self.path.partition("?")
        lines = [f"{name}:{self.headers[name].strip()}\n" for name in names.split(";")]
        digest = hashlib.sha256(content).hexdigest()
        asked = "&".join(sorted(query.split("&"))) if query else ""
        request = f"{self.command}\n{path}\n{asked}\n{''.join(lines)}\n{names}\n{digest}"
        stamp = self.headers["x-amz-date"]
        scope = f"{day}/{region}/s3/aws4_request"
        text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        mark = b"AWS4" + SECRET.encode()
        for part in [day, region, "s3", "aws4_request", text]:
            mark = hmac.new(mark, part.encode(), hashlib.sha256).digest()
        needed = {"host", "x-amz-content-sha256", "x-amz-date"} | {
            name.lower() for name in self.headers if name.lower().startswith("x-amz-")
        }
        fits = (
            (key_id, region) == (KEY_ID, REGION) and stamp.startswith(day) and needed <= {*names.split(";")}
        )
        if not fits or mark.hex() != claimed or self.headers["x-amz-content-sha256"] != digest:
            self._say(403, "<Error><Code>SignatureDoesNotMatch</Code></Error>")
            return False
        return True

    def _say(self, status: int, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_values: object) -> None:
        """Say nothing of each request."""


@contextmanager
def store() -> Iterator[str]:
    """Serve an empty store, and give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    Store.objects, Store.is_away = {}, False
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
