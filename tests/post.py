"""A sending server of the tests' own (aiosmtpd): signs in, refuses, puts off, cuts, and delivers by LMTP."""

from __future__ import annotations

import asyncio
import ssl
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from alongside.channels.imap.wire import Security, Server
from tests.dovecot import PASSWORD, free_port, make_certificate

USER = "me@desk.example"
TOKEN = "a-token-for-an-hour"


@dataclass
class Taken:
    """A letter that the server has taken."""

    sender: str
    recipients: list[str]
    raw: bytes


@dataclass
class Faults:
    """What goes wrong from now on. Answers are whole lines; "cut" and "silence" are no answers at all."""

    sign_in: str = ""
    sender: str = ""
    recipients: dict[str, str] = field(default_factory=dict)
    # Before a letter's content: instead of 354.
    data: str = ""
    # After its last dot; `keeps` says whether the letter was taken all the same.
    content: str = ""
    keeps: bool = False
    # Who was not seen before is put off once.
    greylists: bool = False
    silent_for: float = 30.0
    # How long everything takes, at most.
    slow: float = 0.0


class _Server(SMTP):
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        fault = self.event_handler.faults.data
        if fault == "cut":
            self.transport.abort()
            return
        if fault == "cut_in_content":
            await self.push("354 go on")
            await self._reader.read(20)
            self.transport.abort()
            return
        if fault:
            await self.push(fault)
            return
        await super().smtp_DATA(arg)


class Post:
    """The handler of aiosmtpd, and what the tests ask of it."""

    def __init__(self, deliver: Callable[[str, str, bytes], None] | None = None) -> None:
        self.faults = Faults()
        self.taken: list[Taken] = []
        self.signed_in: list[str] = []
        self.said: list[str] = []
        self._deliver = deliver
        self._seen: set[str] = set()
        self._random = Random(7)

    def copies_for(self, address: str) -> int:
        return sum(address in one.recipients for one in self.taken)

    def authenticate(
        self, server: Any, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        if self.faults.sign_in:
            return AuthResult(success=False, handled=False, message=self.faults.sign_in)
        assert isinstance(data, LoginPassword)
        is_right = data.password.decode() == PASSWORD
        self.signed_in.append(f"{mechanism} {data.login.decode()}")
        return AuthResult(success=is_right, handled=False)

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:  # noqa: N802 - aiosmtpd's name
        said = b64decode(args[1]).decode()
        self.signed_in.append("XOAUTH2")
        if f"auth=Bearer {TOKEN}\1" in said:
            return AuthResult(success=True)
        await server.push("334 eyJzdGF0dXMiOiI0MDAifQ==")
        await server._reader.readline()
        return AuthResult(success=False, handled=False)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := await self._fault(server, self.faults.sender):
            return answer
        envelope.mail_from = address
        return "250 2.1.0 fine"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := await self._fault(server, self.faults.recipients.get(address, "")):
            return answer
        if self.faults.greylists and address not in self._seen:
            self._seen.add(address)
            return "451 4.7.1 greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        fault = self.faults.content
        if not fault or self.faults.keeps:
            await asyncio.to_thread(self._take, envelope)
        return await self._fault(server, fault) or "250 2.0.0 taken"

    def _take(self, envelope: Envelope) -> None:
        raw = bytes(envelope.original_content or b"")
        sender = str(envelope.mail_from)
        self.taken.append(Taken(sender, list(envelope.rcpt_tos), raw))
        for address in envelope.rcpt_tos:
            if self._deliver is not None:
                self._deliver(sender, address, raw)

    async def _fault(self, server: Any, fault: str) -> str:
        if self.faults.slow:
            await asyncio.sleep(self._random.uniform(0, self.faults.slow))
        if fault == "cut":
            server.transport.abort()
        elif fault == "silence":
            await asyncio.sleep(self.faults.silent_for)
        return fault


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Server(self.handler, **self.SMTP_kwargs)


@dataclass(frozen=True)
class Running:
    post: Post
    port: int
    security: Security
    fingerprint: str

    def server(self, *, user: str = USER, port: int = 0, certificate: str | None = None) -> Server:
        shown = self.fingerprint if certificate is None else certificate
        return Server("127.0.0.1", port or self.port, self.security, user, shown)


@contextmanager
def running_post(
    folder: Path,
    *,
    security: Security = "starttls",
    offers_tls: bool = True,
    deliver: Callable[[str, str, bytes], None] | None = None,
    **settings: Any,
) -> Iterator[Running]:
    """On loopback, with a certificate of its own."""
    fingerprint = make_certificate(folder, "post")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "post.pem", folder / "post.key")
    post = Post(deliver)
    port = free_port()
    controller = _Controller(
        post,
        hostname="127.0.0.1",
        port=port,
        ssl_context=context if security == "tls" else None,
        tls_context=context if security == "starttls" and offers_tls else None,
        authenticator=post.authenticate,
        auth_require_tls=security == "starttls" and offers_tls,
        ready_timeout=30.0,
        **settings,
    )
    controller.start()
    try:
        yield Running(post, port, security, fingerprint)
    finally:
        controller.stop()
