"""The servers that know where mail is, on loopback: a scripted name server, and web servers with a certificate."""

from __future__ import annotations

import socketserver
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from alongside.channels.discovery.client import Network
from alongside.channels.discovery.names import Names
from alongside.lib.outside import Outside


@contextmanager
def served(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def name_server(records: dict[tuple[str, str], list[str]]) -> Iterator[tuple[str, list[str]]]:
    """Its address, and the questions it was asked. `records`: (name, type) -> values; nothing else exists."""
    asked: list[str] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            raw, connected = self.request
            query = dns.message.from_wire(raw)
            question = query.question[0]
            name, kind = str(question.name).rstrip(".").lower(), dns.rdatatype.to_text(question.rdtype)
            asked.append(f"{kind} {name}")
            answer = dns.message.make_response(query)
            answer.flags |= dns.flags.RA
            if values := records.get((name, kind)):
                answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *values))
            else:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            connected.sendto(answer.to_wire(), self.client_address)

    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler) as server, served(server):
        yield f"127.0.0.1:{server.server_address[1]}", asked


def make_authority(folder: Path, *names: str) -> ssl.SSLContext:
    """A certificate for these names in `folder`; the context trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "web.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "web.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.create_default_context(cafile=str(folder / "web.pem"))
    # A certificate that signs itself: strict checks of newer Pythons want an authority of its own.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


Page = Callable[[str], tuple[int, dict[str, str], bytes]]


@dataclass
class Web:
    """What is served: (method, path, body) of each request in `asked`; `pages` by host and path."""

    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    answer: Callable[[str, bytes], tuple[int, dict[str, str], bytes]] | None = None
    port: int = 0
    context: ssl.SSLContext | None = None
    authority: str = ""

    def outside(self, **changes: object) -> Outside:
        """Every name leads to this server."""
        given = {
            "may_reach": lambda address: True,
            "look_up": lambda host, port: [("127.0.0.1", self.port)],
            "context": self.context,
            "seconds": 4.0,
        }
        return Outside(**(given | changes))  # type: ignore[arg-type]


@contextmanager
def web_server(*names: str) -> Iterator[Web]:
    web = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = f"{self.headers['Host']}{self.path}"
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            web.asked.append(f"{self.command} {url}")
            web.bodies.append(body)
            told = web.answer(url, body) if web.answer else web.pages.get(url, (404, {}, b"nothing"))
            status, headers, content = told
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 - the name is the library's

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with tempfile.TemporaryDirectory() as folder:
        web.context = make_authority(Path(folder), *(names or ("localhost",)))
        web.authority = str(Path(folder) / "web.pem")
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(Path(folder) / "web.pem", Path(folder) / "web.key")
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        web.port = server.server_address[1]
        with served(server):
            yield web


def network(names: str = "127.0.0.1:1", web: Web | None = None) -> Network:
    """Over these servers and none else; without a web server every name leads nowhere."""
    nowhere = Outside(look_up=lambda host, port: [])
    return Network(Names(names), web.outside() if web else nowhere)
