"""What a browser says in a room: the text of a frame in, one of a few shapes out, or FrameRefused.

Whatever is passed on to somebody else is written anew from these shapes, so that no unknown field gets through.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from alongside.rooms.errors import FrameRefused
from alongside.rooms.rules import clean_name

LONGEST_FRAME_BYTES = 64 * 1024
LONGEST_DESCRIPTION = 48 * 1024
LONGEST_CANDIDATE = 600
MOST_CANDIDATES = 32
LONGEST_LINE = 2_000


class Enter(Struct, frozen=True):
    """Knock or come in. `key` takes up a place held before; `is_fresh`: the page knows of no peers any more."""

    name: str
    key: str
    is_fresh: bool


class Candidate(Struct, frozen=True):
    """A way to reach somebody (RFC 8839 §5.1), as the browser puts it; "" ends the list."""

    candidate: str
    mid: str
    line: int
    fragment: str

    def as_wire(self) -> dict[str, Any]:
        return {
            "candidate": self.candidate,
            "sdpMid": self.mid,
            "sdpMLineIndex": self.line,
            "usernameFragment": self.fragment,
        }


class Description(Struct, frozen=True):
    """An offer or an answer for the one with this number."""

    to: int
    kind: str
    sdp: str


class Candidates(Struct, frozen=True):
    to: int
    candidates: tuple[Candidate, ...]


class Again(Struct, frozen=True):
    """Asks the one with this number to begin with us anew."""

    to: int


class Doing(Struct, frozen=True):
    """What of somebody can be heard and seen."""

    mic: bool
    camera: bool
    screen: bool


class Say(Struct, frozen=True):
    text: str


class Answer(Struct, frozen=True):
    """A knock answered by a member."""

    guest: int
    is_welcome: bool


class Leave(Struct, frozen=True):
    pass


class End(Struct, frozen=True):
    """The call is over for everybody."""


class AskServers(Struct, frozen=True):
    """Credentials for the relay are good for a while; a long call asks anew."""


Frame = Enter | Description | Candidates | Again | Doing | Say | Answer | Leave | End | AskServers


def read(text: str) -> Frame:
    if len(text) > LONGEST_FRAME_BYTES:
        raise FrameRefused
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FrameRefused from error
    if not isinstance(given, dict):
        raise FrameRefused
    kind = given.pop("t", None)
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        raise FrameRefused
    return reader(given)


def _only(given: Mapping[str, Any], *names: str) -> None:
    if set(given) != set(names):
        raise FrameRefused


def _text(value: Any, longest: int) -> str:
    # A lone half of a surrogate pair can be in JSON, and in nothing that is written as UTF-8.
    if (
        not isinstance(value, str)
        or len(value) > longest
        or any("\ud800" <= one <= "\udfff" for one in value)
    ):
        raise FrameRefused
    return value


def _number(value: Any, most: int = 2**31) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise FrameRefused
    return value


def _bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise FrameRefused
    return value


def _enter(given: Mapping[str, Any]) -> Enter:
    _only(given, "name", "key", "fresh")
    return Enter(clean_name(_text(given["name"], 400)), _text(given["key"], 64), _bool(given["fresh"]))


def _description(given: Mapping[str, Any]) -> Description:
    _only(given, "to", "type", "sdp")
    kind, sdp = given["type"], _text(given["sdp"], LONGEST_DESCRIPTION)
    if kind not in ("offer", "answer") or not sdp.startswith("v=0"):
        raise FrameRefused
    return Description(_number(given["to"]), kind, sdp)


def _candidate(given: Any) -> Candidate:
    if not isinstance(given, dict):
        raise FrameRefused
    _only(given, "candidate", "sdpMid", "sdpMLineIndex", "usernameFragment")
    return Candidate(
        _text(given["candidate"], LONGEST_CANDIDATE),
        _text(given["sdpMid"], 32),
        _number(given["sdpMLineIndex"], 16),
        _text(given["usernameFragment"], 256),
    )


def _candidates(given: Mapping[str, Any]) -> Candidates:
    _only(given, "to", "candidates")
    listed = given["candidates"]
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_CANDIDATES:
        raise FrameRefused
    return Candidates(_number(given["to"]), tuple(_candidate(one) for one in listed))


def _again(given: Mapping[str, Any]) -> Again:
    _only(given, "to")
    return Again(_number(given["to"]))


def _doing(given: Mapping[str, Any]) -> Doing:
    _only(given, "mic", "camera", "screen")
    return Doing(_bool(given["mic"]), _bool(given["camera"]), _bool(given["screen"]))


def _say(given: Mapping[str, Any]) -> Say:
    _only(given, "text")
    text = _text(given["text"], LONGEST_LINE).replace("\0", "").strip()
    if not text:
        raise FrameRefused
    return Say(text)


def _answer(given: Mapping[str, Any]) -> Answer:
    _only(given, "guest", "welcome")
    return Answer(_number(given["guest"], 2**53), _bool(given["welcome"]))


def _leave(given: Mapping[str, Any]) -> Leave:
    _only(given)
    return Leave()


def _end(given: Mapping[str, Any]) -> End:
    _only(given)
    return End()


def _ask_servers(given: Mapping[str, Any]) -> AskServers:
    _only(given)
    return AskServers()


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Frame]] = {
    "enter": _enter,
    "description": _description,
    "candidates": _candidates,
    "again": _again,
    "doing": _doing,
    "say": _say,
    "answer": _answer,
    "leave": _leave,
    "end": _end,
    "servers": _ask_servers,
}
