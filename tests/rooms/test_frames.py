"""What a room's socket takes, and that it takes nothing else."""

import json

import pytest

from alongside.rooms.errors import FrameRefused
from alongside.rooms.frames import Answer, Candidates, Description, Doing, Enter, Say, read

OFFER = {"t": "description", "to": 2, "type": "offer", "sdp": "v=0\r\n"}
CANDIDATE = {"candidate": "candidate:1", "sdpMid": "0", "sdpMLineIndex": 0, "usernameFragment": "ab"}


@pytest.mark.parametrize(
    ("given", "shape"),
    [
        ({"t": "enter", "name": " Ada ", "key": "", "fresh": True}, Enter("Ada", "", True)),
        (OFFER, Description(2, "offer", "v=0\r\n")),
        ({"t": "doing", "mic": True, "camera": False, "screen": False}, Doing(True, False, False)),
        ({"t": "say", "text": "  Hello "}, Say("Hello")),
        ({"t": "answer", "guest": 7, "welcome": True}, Answer(7, True)),
    ],
)
def test_frame_becomes_its_shape(given, shape):
    assert read(json.dumps(given)) == shape


def test_candidate_is_written_anew_as_the_browser_wants_it():
    frame = read(json.dumps({"t": "candidates", "to": 1, "candidates": [CANDIDATE]}))
    assert isinstance(frame, Candidates)
    assert frame.candidates[0].as_wire() == CANDIDATE


@pytest.mark.parametrize(
    "given",
    [
        {**OFFER, "html": "<b>"},
        {"t": "description", "to": 2, "type": "offer"},
        {**OFFER, "type": "rollback"},
        {**OFFER, "to": "2"},
        {**OFFER, "to": True},
        {**OFFER, "to": -1},
        {**OFFER, "sdp": "<script>"},
        {**OFFER, "sdp": "v=0" + "x" * 50_000},
        {"t": "candidates", "to": 1, "candidates": []},
        {"t": "candidates", "to": 1, "candidates": [CANDIDATE] * 33},
        {"t": "candidates", "to": 1, "candidates": [{**CANDIDATE, "foundation": "1"}]},
        {"t": "candidates", "to": 1, "candidates": ["candidate:1"]},
        {"t": "say", "text": " "},
        {"t": "say", "text": "x" * 2_001},
        {"t": "say", "text": "\ud800"},
        {"t": "doing", "mic": 1, "camera": False, "screen": False},
        {"t": "enter", "name": "Ada", "key": "k" * 65, "fresh": True},
        {"t": "welcome", "seat": 1},
        {"t": ["say"]},
        [],
        None,
        7,
    ],
)
def test_anything_else_is_refused(given):
    with pytest.raises(FrameRefused):
        read(json.dumps(given))


@pytest.mark.parametrize("text", ["", "{", "[" * 50_000, '{"t": "say", "text": "' + "x" * 70_000, "NaN"])
def test_what_is_no_frame_at_all_is_refused(text):
    with pytest.raises(FrameRefused):
        read(text)
