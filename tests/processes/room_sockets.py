"""What a page of a room would say and hear over its socket: a web process and a cookie in, frames out."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils import timezone
from tests.making import owner
from tests.processes.test_front import served
from tests.processes.test_pushing import cookie_of
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from alongside.processes.bodies import Limits
from alongside.processes.front import build_front
from alongside.processes.signalling import Switchboard
from alongside.rooms import actions
from alongside.rooms.models import Room

OFFER = {"t": "description", "to": 1, "type": "offer", "sdp": "v=0\r\n"}


@contextmanager
def web_process(folder) -> Iterator[int]:
    board = Switchboard()
    limits = Limits(max_bytes=1000, folder=folder)
    front = build_front(lambda *_: [], limits=limits, is_member=lambda _: True, live=board.routes())
    with served(front) as port:
        yield port
    board.close()


def guest_cookie(room: Room) -> str:
    made = actions.make_link(owner(), room, now=timezone.now())
    _, secret = actions.exchange(made.share, secret="", now=timezone.now())
    return f"{settings.GUEST_COOKIE_NAME}={secret}"


class Browser:
    """What a page would say and hear."""

    def __init__(self, link: ClientConnection) -> None:
        self.link = link

    def say(self, **frame) -> None:
        self.link.send(json.dumps(frame))

    def hear(self, kind: str) -> dict:
        """The next frame of this kind."""
        until = time.monotonic() + 10
        while time.monotonic() < until:
            frame = json.loads(self.link.recv(timeout=10))
            if frame["t"] == kind:
                return frame
        raise TimeoutError(kind)

    def enter(self, *, name="Ada", key="", fresh=True) -> dict:
        self.say(t="enter", name=name, key=key, fresh=fresh)
        return self.hear("welcome")

    def closed_with(self) -> int:
        try:
            while True:
                self.link.recv(timeout=10)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006


@contextmanager
def browser(port: int, room: Room | int, cookie: str, *, origin: str | None = "own", guest=False):
    number = room if isinstance(room, int) else room.pk
    where = f"127.0.0.1:{port}/live/rooms/{number}/{'guest/' if guest else ''}"
    headers = {"Cookie": cookie} if cookie else {}
    named = f"http://127.0.0.1:{port}" if origin == "own" else origin
    with connect(f"ws://{where}", origin=named, additional_headers=headers, proxy=None) as link:
        yield Browser(link)


def refusal(*args, **kwargs) -> int:
    """The HTTP status with which no socket was opened."""
    try:
        with browser(*args, **kwargs):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


@contextmanager
def two(port: int, room: Room):
    """A member and a guest, both in."""
    with (
        browser(port, room, cookie_of(owner())) as me,
        browser(port, room, guest_cookie(room), guest=True) as ada,
    ):
        me.enter()
        let_in(me, ada)
        me.hear("joined")
        yield me, ada


def let_in(me: Browser, ada: Browser) -> dict:
    ada.say(t="enter", name="Ada", key="", fresh=True)
    ada.hear("waiting")
    me.say(t="answer", guest=me.hear("knock")["guest"], welcome=True)
    ada.hear("admitted")
    return ada.enter()
