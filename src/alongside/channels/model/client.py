"""A few sentences in, what a language model says of them out: one POST, within limits of time and size."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Sequence
from time import monotonic

from alongside.channels.model import drafting
from alongside.channels.model.rules import (
    ModelError,
    Told,
    Window,
    endpoint_of,
    is_this_machine,
    read_answer,
    request_of,
)
from alongside.lib.outside import MAX_BYTES, Outside, OutsideError, deadline

SECONDS = 20.0
# An owner may have a model on another machine of the same network, by https.
_ANYWHERE = Outside(may_reach=lambda address: True, seconds=SECONDS)
_TRIAL = Window(
    "Dear Nell,", "I will send you the plan by Friday.", "Could you please book the hall? Kind regards, Mara"
)


def ask(
    window: Window,
    *,
    base_url: str,
    model: str,
    key: str,
    seconds: float = SECONDS,
    outside: Outside = _ANYWHERE,
) -> list[Told]:
    """Raises ModelError."""
    body = request_of(window, model=model)
    return read_answer(*_posted(body, base_url=base_url, key=key, seconds=seconds, outside=outside))


def draft(
    title: str,
    lines: Sequence[str],
    *,
    base_url: str,
    model: str,
    key: str,
    seconds: float = drafting.SECONDS,
    outside: Outside = _ANYWHERE,
) -> list[drafting.Sentence]:
    """A paragraph from these lines. Raises ModelError."""
    body = drafting.request_of(title, lines, model=model)
    return drafting.read_draft(*_posted(body, base_url=base_url, key=key, seconds=seconds, outside=outside))


def _posted(body: bytes, *, base_url: str, key: str, seconds: float, outside: Outside) -> tuple[int, bytes]:
    """Status and body of the answer. Raises ModelError."""
    scheme, host, port, path = endpoint_of(base_url)
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if key:
        if any(ord(letter) < 33 or ord(letter) > 126 for letter in key):
            raise ModelError("refused")
        headers["Authorization"] = f"Bearer {key}"
    begun = monotonic()
    try:
        connection = _connected(scheme, host, port, seconds, outside)
        return _exchanged(connection, path, body, headers, seconds)
    except (OSError, http.client.HTTPException, OutsideError) as error:
        # Cut at the deadline, a line ends in as many ways as there are moments.
        raise ModelError("slow" if monotonic() - begun >= seconds * 0.95 else "away") from error


def try_out(
    *, base_url: str, model: str, key: str, seconds: float = SECONDS, outside: Outside = _ANYWHERE
) -> list[Told]:
    """With sentences of ours, so that nothing of anybody's is sent; raises ModelError, also where it found neither."""
    told = ask(_TRIAL, base_url=base_url, model=model, key=key, seconds=seconds, outside=outside)
    if not any(one.quote.strip() in (*_TRIAL.sentence.split("\n"), _TRIAL.sentence) for one in told):
        raise ModelError("nonsense")
    return told


def _connected(
    scheme: str, host: str, port: int, seconds: float, outside: Outside
) -> http.client.HTTPConnection:
    if scheme == "https":
        made = http.client.HTTPSConnection(host, port)
        made.sock = outside.encrypted(host, port)
        return made
    # Without TLS a key and a letter's sentence would be read on the way: on this machine there is no way.
    if not is_this_machine(host):
        raise ModelError("address")
    places = [place for place in outside.look_up(host, port) if is_this_machine(place[0])]
    if not places:
        raise ModelError("address")
    return _dialled(host, port, places, seconds)


def _dialled(
    host: str, port: int, places: list[tuple[str, int]], seconds: float
) -> http.client.HTTPConnection:
    """`localhost` is two addresses, and most servers listen on one of them."""
    error: OSError | None = None
    for place in places:
        plain = http.client.HTTPConnection(host, port)
        try:
            plain.sock = socket.create_connection(place, seconds / 2)
        except OSError as one:
            error = one
        else:
            return plain
    raise error or OSError


def _exchanged(
    connection: http.client.HTTPConnection, path: str, body: bytes, headers: dict[str, str], seconds: float
) -> tuple[int, bytes]:
    assert connection.sock is not None
    with deadline(connection.sock, seconds):
        try:
            connection.request(
                "POST", path, body, {"User-Agent": "Alongside", "Connection": "close", **headers}
            )
            # Followed nowhere: a redirect would carry the sentence and the key to where nobody chose.
            with connection.getresponse() as got:
                content = got.read(MAX_BYTES + 1)
        finally:
            connection.close()
    if len(content) > MAX_BYTES:
        raise ModelError("nonsense")
    return got.status, content
