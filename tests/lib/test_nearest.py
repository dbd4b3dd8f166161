"""Which names may have been meant."""

from __future__ import annotations

import pytest

from alongside.lib.nearest import nearest

NAMES = (
    "/home/nell/mail/harlow.mbox",
    "Sample year",
    "nell@desk.example",
    "/home/nell/Takeout/All mail.mbox",
)


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("sample", "Sample year"),
        ("Smaple Year", "Sample year"),
        ("harlow.mbx", "/home/nell/mail/harlow.mbox"),
        ("nell@desc.example", "nell@desk.example"),
        ("all mail", "/home/nell/Takeout/All mail.mbox"),
    ],
)
def test_what_was_meant_stands_first(wanted, first):
    assert nearest(wanted, NAMES, most=3)[0] == first


def test_what_is_like_nothing_gets_a_few_of_all():
    assert nearest("zzz", NAMES, most=2) == [NAMES[0], NAMES[1]]
    assert nearest("", (), most=2) == []
