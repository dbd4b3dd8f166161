"""A provider of the tests' own on loopback: its token endpoint, and what a Dovecot asks it of a token."""

from __future__ import annotations

import json
import os
import secrets
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from alongside.channels.oauth.rules import challenge_of
from tests.channels.discovery.servers import served, web_server
from tests.dovecot import Dovecot

CLIENT_ID, CLIENT_SECRET = "our-client", "our secret"


@dataclass
class Provider:
    """Whoever signs in agrees at once. What it gave stands here; taking something out calls it back."""

    lasts: int = 3600
    rotates: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refreshing: dict[str, str] = field(default_factory=dict)
    access: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    # Instead of an answer; or while a test holds it back.
    says: tuple[int, bytes] | None = None
    gate: threading.Event = field(default_factory=threading.Event)
    port: int = 0
    introspecting: int = 0
    authority: str = ""

    def __post_init__(self) -> None:
        self.gate.set()

    @property
    def endpoints(self) -> dict[str, dict[str, str]]:
        own = {
            "authorize": "https://sign-in.example/authorize",
            "token": f"https://localhost:{self.port}/token",
        }
        return {"google": own, "microsoft": own}

    def agree(self, link: str, address: str) -> str:
        """A person follows the link, signs in as `address` and agrees; the address that the browser is sent to."""
        query = dict(parse_qsl(urlsplit(link).query))
        assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
        code = secrets.token_urlsafe(8)
        self.codes[code] = query | {"address": address}
        return f"{query['redirect_uri']}?state={query['state']}&code={code}"

    def sign_in(self, address: str) -> str:
        """A refresh token, as if all that had been done."""
        token = secrets.token_urlsafe(8)
        self.refreshing[token] = address
        return token

    def answer(self, url: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        form = dict(parse_qsl(body.decode()))
        self.asked.append(form)
        self.gate.wait(10)
        if self.says is not None:
            return self.says[0], {}, self.says[1]
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {}, b'{"error": "invalid_client"}'
        address, told = self._whose(form)
        if address is None:
            return (
                400,
                {},
                b'{"error": "invalid_grant", "error_description": "Token has been expired or revoked."}',
            )
        access = secrets.token_urlsafe(8)
        self.access[access] = address
        told |= {"access_token": access, "expires_in": self.lasts, "token_type": "Bearer"}
        return 200, {"Content-Type": "application/json"}, json.dumps(told).encode()

    def _whose(self, form: dict[str, str]) -> tuple[str | None, dict[str, object]]:
        if form.get("grant_type") == "authorization_code":
            asked = self.codes.pop(form.get("code", ""), None)
            if asked is None or asked["redirect_uri"] != form.get("redirect_uri"):
                return None, {}
            if asked["code_challenge"] != challenge_of(form.get("code_verifier", "")):
                return None, {}
            return asked["address"], {"refresh_token": self.sign_in(asked["address"])}
        address = self.refreshing.get(form.get("refresh_token", ""))
        if address is None or not self.rotates:
            return address, {}
        del self.refreshing[form["refresh_token"]]
        return address, {"refresh_token": self.sign_in(address)}

    def introspect(self, token: str) -> dict[str, object]:
        address = self.access.get(token)
        return {"active": True, "email": address} if address else {"active": False}


@contextmanager
def running_provider() -> Iterator[Provider]:
    provider = Provider()

    class Introspection(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            token = dict(parse_qsl(body.decode())).get("token", "")
            told = json.dumps(provider.introspect(token)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Introspection)
    with web_server("localhost") as web, served(server):
        web.answer = provider.answer
        provider.port, provider.authority = web.port, web.authority
        provider.introspecting = server.server_address[1]
        yield provider


class SignInDovecot(Dovecot):
    """One that believes what the provider says of a token; `mechanisms` are those it offers besides a password."""

    def __init__(self, base: Path, provider: Provider, mechanisms: str) -> None:
        super().__init__(base)
        (base / "oauth2.conf").write_text(
            "introspection_mode = post\n"
            f"introspection_url = http://127.0.0.1:{provider.introspecting}/\n"
            "username_attribute = email\nactive_attribute = active\nactive_value = true\n"
        )
        text = (base / "dovecot.conf").read_text()
        own = f"passdb {{\n  driver = oauth2\n  mechanisms = {mechanisms}\n  args = {base}/oauth2.conf\n}}\n"
        passwords = "passdb {\n  driver = passwd-file\n  mechanisms = plain login\n"
        text = text.replace("passdb {\n  driver = passwd-file\n", own + passwords)
        (base / "dovecot.conf").write_text(f"auth_mechanisms = plain login {mechanisms}\n{text}")

    def drop_connections(self) -> None:
        """The server ends every session, as providers do once a token's time is over."""
        assert self._process is not None
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                number, name, _, parent = stat.read_text().split()[:4]
                if (name, int(parent)) == ("(imap)", self._process.pid):
                    os.kill(int(number), signal.SIGKILL)
