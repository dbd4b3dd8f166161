"""Messages that only close a conversation, and those that may not be taken for one."""

from __future__ import annotations

import pytest

from alongside.lib.closing_words import only_closes


@pytest.mark.parametrize(
    "text",
    [
        "Thanks!",
        "Thank you so much, Nell x",
        "Many thanks",
        "Perfect, thank you",
        "Paid.",
        "Paid this morning.",
        "OK",
        "Ok great, thanks Nell",
        "Done, thanks. B",
        "Will do, cheers",
        "Got it. Have a lovely weekend!",
        "On its way, sorry.",
        "You’re welcome",
        "THANKS!!",
    ],
)
def test_a_thank_you_waits_for_nothing(text):
    assert only_closes(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Thanks, and when is the next one?",
        "Thanks. Please send it to Tom too.",
        "Perfect. Send at your seven, not mine.",
        "Thanks but the total is wrong",
        "Thank you. It is still broken",
        "Great, could you book it",
        "Paid 40, the rest next week",
        "OK. Tom wants to see you about the stand",
        "Thanks, not what I meant",
        "Yes",
        "I'll be seen.",
        "Thank you for the draft. I have read it twice and there are a few things we ought to go through together.",
        "https://hall.example/ thanks",
    ],
)
def test_whoever_asks_doubts_or_says_more_waits(text):
    assert not only_closes(text)
