"""Starts the pages and the work: database brought up to date, port taken, children running."""

from __future__ import annotations

import gc
import logging
import os
import resource
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import uvicorn
from django.conf import settings
from django.db import OperationalError
from django.template import engines
from django.urls import reverse

from alongside.accounts import actions, queries
from alongside.lib.later import LaterModule, later
from alongside.processes.database import (
    CannotStart,
    at_work_apart,
    bring_up_to_date,
    locked,
    reachable,
)
from alongside.processes.level import is_level
from alongside.processes.supervisor import Jobs, apart, supervise
from alongside.rooms.frames import LONGEST_FRAME_BYTES

logger = logging.getLogger(__name__)

GRACE_SECONDS = 5
# Of calls: small frames, and a line that died in silence is noticed within ten seconds.
SOCKETS: dict[str, Any] = {
    # Loaded with the first socket.
    "ws": later("uvicorn.protocols.websockets.websockets_sansio_impl", "WebSocketsSansIOProtocol"),
    "ws_max_size": LONGEST_FRAME_BYTES,
    "ws_ping_interval": 5,
    "ws_ping_timeout": 5,
    "ws_per_message_deflate": False,
}
# So many processes import the views that they are asked for, each for itself: a third of a second sooner, and with two
# of them 13 MiB less at rest, 9 more once every page was opened. More of them share what was imported before.
_OWN_VIEWS = 2
Say = Callable[[str], None]


class CannotServe(Exception):
    """The message says why, and what to do."""


def serve(*, host: str, port: int, processes: int, wants_link: bool, say: Say) -> None:
    """Pages and work until SIGTERM or SIGINT; `say` gets the lines for the person who started it."""
    try:
        with locked(settings.HOME / "serve.lock", waits=False):
            _serve_alone(host=host, port=port, processes=processes, wants_link=wants_link, say=say)
    except BlockingIOError as error:
        if not wants_link:
            where = f"Alongside already runs on the data in {settings.HOME}."
            raise CannotServe(f"{where} Stop it first, or set $ALONGSIDE_HOME.") from error
        _say_link(say)


def _serve_alone(*, host: str, port: int, processes: int, wants_link: bool, say: Say) -> None:
    with listening(host, port, processes) as listeners:
        _bring_up_to_date(say)
        _clear_cut_uploads(settings.FILE_UPLOAD_TEMP_DIR)
        say(f"Alongside is at {settings.BASE_URL}")
        if wants_link or not queries.members_who_can_return().exists():
            _say_link(say)
        supervise(_page_makers(listeners), then=behind_pages)


def _bring_up_to_date(say: Say) -> None:
    """Changes are made in a process of their own: what Django takes for them, half a gigabyte at a first start, would
    stay with all of ours."""
    bring = partial(bring_up_to_date, say=say, holds_serve_lock=True)
    with reachable():
        is_ready = is_level()
    if not is_ready and (words := apart(bring, refusal=CannotStart)):
        raise CannotServe(words)
    bring()


def behind_pages() -> Jobs:
    """What is not for pages: imported after they are forked, so that the first page need not wait for it."""
    gc.disable()
    from alongside.intake.reading_again import ask_where_parser_changed
    from alongside.processes import working
    from alongside.processes.listening import listen

    try:
        ask_where_parser_changed()
    except OperationalError:
        # The pages are at work by now, and the next start asks again.
        logger.exception("What was kept unread could not be looked through")
    gc.collect()
    gc.freeze()
    gc.enable()
    return {"work": partial(working.work, queues=[], until_idle=False), "listen": listen}


def _clear_cut_uploads(folder: Path) -> None:
    """What a killed process left half taken; while this one holds the lock nobody else takes any."""
    for path in folder.iterdir():
        path.unlink()


def serve_pages(*, host: str, port: int, processes: int) -> None:
    """The pages alone, until SIGTERM or SIGINT."""
    with listening(host, port, processes) as listeners:
        bring_up_to_date()
        with at_work_apart():
            supervise(_page_makers(listeners))


def _say_link(say: Say) -> None:
    link = actions.make_sign_in_link(actions.ensure_owner())
    say(f"Open it with this link, which works once and for an hour:\n  {link}")


def _page_makers(listeners: Sequence[socket.socket]) -> Jobs:
    # Before the fork, so that the children share the memory: also what the first page would make of addresses,
    # templates and protocols. Imported by name: nothing imports config.
    application = import_module("alongside.config.asgi").application
    reverse("today")
    engines.all()
    if len(listeners) > _OWN_VIEWS:
        for views in LaterModule.made:
            views.fetch()
    config = _config(application)
    config.load()
    gc.freeze()
    gc.enable()
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    _allow_many_connections()

    def make_pages(listener: socket.socket) -> None:
        uvicorn.Server(config).run([listener])

    return {f"page {number}": partial(make_pages, one) for number, one in enumerate(listeners, 1)}


def _config(application: Any) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        http="httptools",
        **SOCKETS,
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _allow_many_connections() -> None:
    """A waiting tab or upload costs a descriptor, and the usual 1,024 are soon gone."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65536 if hard == resource.RLIM_INFINITY else min(hard, 65536)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@contextmanager
def listening(host: str, port: int, count: int = 1) -> Iterator[list[socket.socket]]:
    """A socket for each process that makes pages, all at one address; raises CannotServe.

    A process takes all the connections that wait at its socket at once: shared, one would get them all. So each
    has its own, among which Linux spreads them; elsewhere they share one. A process that is started again takes
    up the socket of the one before.
    """
    spreads = count > 1 and sys.platform == "linux"
    with ExitStack() as stack:
        if spreads:
            # Sockets that share a port would share it with another program as well: is it free?
            with _listener(host, port) as free:
                port = free.getsockname()[1]
        made = [_listener(host, port, shares=spreads)]
        made += [_listener(host, made[0].getsockname()[1], shares=True) for _ in range(count - 1) if spreads]
        for one in made:
            stack.enter_context(one)
        yield made if spreads else made * count


def _listener(host: str, port: int, *, shares: bool = False) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=512, reuse_port=shares)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise CannotServe(
            f"Port {port} at {host} cannot be used: {reason}. Try --port {port + 1}."
        ) from error
    # Accepted connections inherit it. asyncio sets it only where the protocol's number is filled in, and
    # without it an answer's body waits 40 ms for the reader to acknowledge its head (RFC 1122 §4.2.3.2).
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
