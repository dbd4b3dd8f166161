"""The one address of the program: bodies and answers wait here, and a page worker only ever computes.

A request reaches the pages when its body is whole; the answer leaves the page's thread as soon as it is
computed. So slow senders and readers cost a socket and a file, never a worker.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from starlette.applications import Starlette
from starlette.responses import FileResponse
from starlette.routing import BaseRoute, Mount
from starlette.types import Receive, Scope, Send

from alongside.processes.bodies import BodyRefused, Limits, spool_body
from alongside.processes.wsgi_bridge import Answer, WsgiApp, build_environ, run

BLOCK_BYTES = 256 * 1024
PAGE_THREADS = 4


def build_front(
    pages: WsgiApp, *, limits: Limits, url_scheme: str = "http", live: Sequence[BaseRoute] = ()
) -> Starlette:
    """`live`: routes for websockets and events, which are coroutines and stand before the pages."""
    return Starlette(routes=[*live, Mount("/", app=Pages(pages, limits=limits, url_scheme=url_scheme))])


class Pages:
    """A WSGI application as an ASGI one, fed with whole bodies and drained at once."""

    def __init__(self, app: WsgiApp, *, limits: Limits, url_scheme: str) -> None:
        self.app = app
        self.limits = limits
        self.url_scheme = url_scheme
        self.threads = ThreadPoolExecutor(PAGE_THREADS, thread_name_prefix="page")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        try:
            body, length = await spool_body(receive, scope["headers"], self.limits)
        except BodyRefused as refusal:
            await _refuse(send, refusal.status)
            return
        environ = build_environ(scope, body, length=length, url_scheme=self.url_scheme)
        loop = asyncio.get_running_loop()
        try:
            answer = await loop.run_in_executor(self.threads, run, self.app, environ)
        finally:
            body.close()
        try:
            await _send_answer(answer, scope, receive, send)
        finally:
            if answer.opened or answer.spool:
                await loop.run_in_executor(self.threads, answer.close)


async def _refuse(send: Send, status: int) -> None:
    if not status:
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSALS[status]})


REFUSALS = {
    400: b"The upload was cut short. Nothing of it was kept; send it again.\n",
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
