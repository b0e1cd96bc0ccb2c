"""A visitor without a browser: cookies, forms, and an upload that takes its time."""

import http.client
import http.cookiejar
import re
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass, field


@dataclass
class Visitor:
    """Somebody who opens pages of one site and keeps its cookies."""

    port: int
    cookies: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self, path: str, form: dict[str, str] | None = None, *, patience: float = 60) -> str:
        """Open a page, or send a form, and return the page that comes."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        data = urllib.parse.urlencode(form).encode() if form else None
        request = urllib.request.Request(self.address + path, data, {"Referer": self.address + path})
        with opener.open(request, timeout=patience) as answer:
            found: str = answer.read().decode()
        return found

    def token(self, path: str) -> str:
        """Return the token that a form of a page carries."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.open(path))
        assert found, path
        return found[1]

    def sign_in(self, email: str, password: str) -> None:
        """Sign in as somebody."""
        path = "/account/login/"
        form = {"csrfmiddlewaretoken": self.token(path), "login": email, "password": password}
        assert 'name="password"' not in self.open(path, form)

    def seconds(self, path: str) -> float:
        """Return how long a page takes."""
        began = time.monotonic()
        self.open(path)
        return time.monotonic() - began

    def cookie_header(self) -> str:
        """Return the cookies as one header."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)


class SlowUpload:
    """A form with one large file, sent piece by piece while other things happen."""

    EDGE = "----a-line-between-parts"

    def __init__(self, visitor: Visitor, path: str, *, size: int) -> None:
        token = visitor.token(path)
        head = (
            f'--{self.EDGE}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
            f'--{self.EDGE}\r\nContent-Disposition: form-data; name="files"; filename="large.csv"\r\n'
            "Content-Type: text/csv\r\n\r\nperson,score\r\n"
        ).encode()
        self.tail = f"\r\n--{self.EDGE}--\r\n".encode()
        self.left = size
        self.connection = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=120)
        self.connection.putrequest("POST", path)
        self.connection.putheader("Content-Type", f"multipart/form-data; boundary={self.EDGE}")
        self.connection.putheader("Content-Length", str(len(head) + size + len(self.tail)))
        self.connection.putheader("Cookie", visitor.cookie_header())
        self.connection.putheader("Referer", visitor.address + path)
        self.connection.endheaders(head)

    def send(self, size: int) -> None:
        """Send the next piece."""
        piece = (b"1,2\r\n" * (size // 5 + 1))[: min(size, self.left)]
        self.connection.send(piece)
        self.left -= len(piece)

    def finish(self) -> int:
        """Send what is left and return the status of the answer."""
        while self.left:
            self.send(1_000_000)
        self.connection.send(self.tail)
        with self.connection.getresponse() as answer:
            answer.read()
        self.connection.close()
        return answer.status
