"""What may be called from here: hosts on the list, never our own networks by another name; and no way round the door."""

import ast
import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest

from maatwerk.kernel import outgoing

SOURCE = Path(outgoing.__file__).resolve().parent.parent
#: Modules that can call out, and the only files that may import them (`httpx` for the names of its errors and answers).
CALLERS = {"requests", "urllib3", "http.client", "urllib.request", "aiohttp", "httpcore", "ftplib"}
ONLY = {"httpcore": {"kernel/outgoing_transport.py"}}


class Answering(BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_GET(self):
        self.asked.append(self.headers["Host"])
        self.send_response(302)
        self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
        self.end_headers()

    def log_message(self, *_values):
        pass


@pytest.fixture
def inside():
    """A server in our own network, under whatever name."""
    server = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    Answering.asked.clear()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def call(host: str, port: int, **how) -> int:
    with outgoing.client(**how) as client:
        return client.get(f"http://{host}:{port}/").status_code


def resolving(monkeypatch, *answers: str) -> None:
    """Let names resolve to these addresses, one after the other; addresses stay what they are."""
    real, coming = outgoing.socket.getaddrinfo, iter(answers)

    def look_up(host, *rest, **more):
        is_name = host.endswith(".example")
        return [(2, 1, 6, "", (next(coming), 0))] if is_name else real(host, *rest, **more)

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", look_up)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "2002:7f00:1::", "::",
    ],
)  # fmt: skip
def test_addresses_of_our_own(address):
    assert not outgoing.is_public(address)


def test_addresses_of_the_internet():
    assert outgoing.is_public("93.184.215.14")
    assert outgoing.is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433"])
def test_our_own_network_is_not_called_however_it_is_written(inside, host, settings):
    settings.OUTGOING = ["*"]
    with pytest.raises(httpx.ConnectError):
        call(host, inside)
    assert Answering.asked == []


def test_a_name_that_turns_inward_between_the_look_and_the_call_gains_nothing(inside, settings, monkeypatch):
    settings.OUTGOING = ["*"]
    resolving(monkeypatch, "93.184.215.14", "127.0.0.1")
    assert outgoing.leads_out(f"http://rebinding.example:{inside}/")
    with pytest.raises(httpx.ConnectError, match="a network of our own"):
        call("rebinding.example", inside)
    assert Answering.asked == []


def test_the_address_that_was_looked_at_is_the_one_that_is_called(inside, settings, monkeypatch):
    """One look for one call: there is no second answer to wait for."""
    settings.OUTGOING = ["named.example"]
    resolving(monkeypatch, "127.0.0.1")
    assert call("named.example", inside) == 302  # and where it points is not followed
    assert Answering.asked == [f"named.example:{inside}"]


def test_where_ipv6_does_not_answer_ipv4_is_called(inside, settings, monkeypatch):
    """As for `localhost`, on machines where that is ::1 first."""
    settings.OUTGOING = ["both.example"]
    both = [
        (10, 1, 6, "", ("::1", 0, 0, 0)),
        (10, 1, 6, "", ("::2", 0, 0, 0)),
        (2, 1, 6, "", ("127.0.0.1", 0)),
    ]
    real = outgoing.socket.getaddrinfo

    def look_up(host, *rest, **more):
        return both if host == "both.example" else real(host, *rest, **more)

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", look_up)
    assert outgoing.addresses_of("both.example", inside) == ["::1", "127.0.0.1"]
    assert call("both.example", inside) == 302


@pytest.mark.parametrize("host", ["a..b.example", "a" * 64 + ".example"])
def test_a_name_that_can_be_none_is_not_called(host):
    assert outgoing.leads_out(f"https://{host}/"), "the call itself says so"
    with pytest.raises(httpx.ConnectError, match="is no name"):
        call(host, 443)


@pytest.mark.parametrize(
    "url", ["https://[x/", "https://partner.example:99999/", "https://partner.example:a/"]
)
def test_what_is_no_address_leads_nowhere(url):
    assert not outgoing.leads_out(url)


def test_a_host_that_is_not_on_the_list_is_not_even_looked_up(settings, monkeypatch):
    settings.OUTGOING = ["partner.example", ".own.example"]
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *_a, **_k: pytest.fail("was looked up"))
    with pytest.raises(httpx.ConnectError, match="MAATWERK_OUTGOING"):
        call("elsewhere.example", 443)
    assert [outgoing.is_listed(host) for host in ("partner.example", "a.own.example", "own.example.evil.test")] == [
        True, True, False,
    ]  # fmt: skip


def test_what_the_server_was_set_to_call_counts_as_named(inside, settings):
    settings.OUTGOING = []
    assert call("127.0.0.1", inside, also=("127.0.0.1",)) == 302


def test_nothing_goes_round_the_door():
    """No other module of the product opens a connection by HTTP, and `httpx` is never asked for a client."""
    wrong = []
    for file in SOURCE.rglob("*.py"):
        name = str(file.relative_to(SOURCE))
        text = file.read_text()
        if not any(
            word in text
            for word in (
                "requests",
                "urllib",
                "http.client",
                "import client",
                "aiohttp",
                "httpcore",
                "ftplib",
                "httpx",
            )
        ):
            continue
        for node in ast.walk(ast.parse(text)):
            found = _imported(node) & CALLERS
            wrong += [f"{name} imports {one}" for one in found if name not in ONLY.get(one, set())]
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "httpx":
                is_caller = node.attr in {"Client", "AsyncClient", "get", "post", "put", "request", "stream"}
                if is_caller and name != "kernel/outgoing.py":
                    wrong.append(f"{name} uses httpx.{node.attr}")
    assert wrong == []


def _imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module:
        return {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return set()


def test_certificates_are_checked():
    """Theirs, and that the name is the one that was asked for."""
    with outgoing.client() as client:
        context = client._transport._pool._ssl_context
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
