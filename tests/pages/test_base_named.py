"""People typed into a field: names, addresses, and who stood there before."""

from __future__ import annotations

import pytest

from alongside.pages.base.named import named_in

TOM, NAMELESS, COMMA = ("Tom", "tom@home.example"), ("", "kim@home.example"), ("Hart, Kim", "k@hart.example")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        (" Tom ,  Ann   Lee,,", (TOM, ("Ann Lee", ""))),
        ("kim@home.example", (NAMELESS,)),
        ("Ann, Hart, Kim", (("Ann", ""), COMMA)),
        ("Hart, Ann", (("Hart", ""), ("Ann", ""))),
        ("ann@lee.example, @ann, ann@home", (("", "ann@lee.example"), ("@ann", ""), ("ann@home", ""))),
    ],
)
def test_who_stood_there_before_keeps_name_and_address(text, expected):
    assert named_in(text, [TOM, NAMELESS, COMMA]) == expected


def test_of_nobody_known_names_are_names_and_addresses_addresses():
    assert named_in("Tom, tom@home.example") == (("Tom", ""), ("", "tom@home.example"))
