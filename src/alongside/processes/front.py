"""The one address of the program: bodies and answers wait here, and a page worker only ever computes.

A request reaches the pages when its body is whole; the answer leaves the page's thread as soon as it is
computed. So slow senders and readers cost a socket and a file, never a worker.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import IO, Any

from starlette.applications import Starlette
from starlette.responses import FileResponse
from starlette.routing import BaseRoute, Mount
from starlette.types import Receive, Scope, Send

from alongside.processes.bodies import BodyRefused, Limits, spool_body
from alongside.processes.wsgi_bridge import Answer, WsgiApp, build_environ, run

BLOCK_BYTES = 256 * 1024
PAGE_THREADS = 4


def build_front(
    pages: WsgiApp,
    *,
    limits: Limits,
    is_member: Callable[[str], bool],
    url_scheme: str = "http",
    live: Sequence[BaseRoute] = (),
) -> Starlette:
    """`is_member` tells from a Cookie header, in a thread, who may send more than a form.

    `live`: routes for websockets and events, which are coroutines and stand before the pages.
    """
    mounted = Pages(pages, limits=limits, is_member=is_member, url_scheme=url_scheme)
    return Starlette(routes=[*live, Mount("/", app=mounted)])


class Pages:
    """A WSGI application as an ASGI one, fed with whole bodies and drained at once."""

    def __init__(
        self, app: WsgiApp, *, limits: Limits, is_member: Callable[[str], bool], url_scheme: str
    ) -> None:
        self.app = app
        self.limits = limits
        self.is_member = is_member
        self.url_scheme = url_scheme
        self.threads = ThreadPoolExecutor(PAGE_THREADS, thread_name_prefix="page")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        try:
            body, length = await self._take_body(scope, receive)
        except BodyRefused as refusal:
            await _refuse(send, refusal.status)
            return
        environ = build_environ(scope, body, length=length, url_scheme=self.url_scheme)
        try:
            answer = await self._in_thread(run, self.app, environ, self.limits.folder)
        finally:
            body.close()
        try:
            await _send_answer(answer, scope, receive, send)
        finally:
            if answer.opened or answer.spool:
                await self._in_thread(answer.close)

    async def _take_body(self, scope: Scope, receive: Receive) -> tuple[IO[bytes], int]:
        headers = scope["headers"]
        # RFC 9112 §6.3: a request without either of them has no body.
        if not any(name in (b"content-length", b"transfer-encoding") for name, _ in headers):
            return BytesIO(), 0
        cookie = b"; ".join(value for name, value in headers if name == b"cookie").decode("latin1")

        async def is_member() -> bool:
            return bool(await self._in_thread(self.is_member, cookie))

        return await spool_body(receive, headers, self.limits, is_member=is_member)

    async def _in_thread(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.threads, function, *arguments)


async def _refuse(send: Send, status: int) -> None:
    if not status:
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSALS[status]})


REFUSALS = {
    400: b"The upload was cut short. Nothing of it was kept; send it again.\n",
    403: b"Sign in before you send this much.\n",
    408: b"The upload took too long. Nothing of it was kept; send it again.\n",
    413: b"This is larger than what can be sent here. Nothing of it was kept.\n",
}


async def _send_answer(answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
    if answer.path is not None:
        await _as_file(answer)(scope, receive, send)
        return
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    if answer.spool is None:
        await send({"type": "http.response.body", "body": answer.body})
        return
    while block := await asyncio.to_thread(answer.spool.read, BLOCK_BYTES):
        await send({"type": "http.response.body", "body": block, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _as_file(answer: Answer) -> FileResponse:
    """Starlette's FileResponse, for Range, If-Range and HEAD, with the headers that the page has set."""
    assert answer.path is not None
    response = FileResponse(answer.path, stat_result=answer.path.stat())
    own = {name for name, _ in answer.headers}
    added = [
        (name, value)
        for name, value in response.raw_headers
        if name in (b"accept-ranges", b"etag", b"last-modified", b"content-length") and name not in own
    ]
    response.raw_headers = answer.headers + added
    return response
