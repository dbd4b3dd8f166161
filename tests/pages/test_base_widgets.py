"""A select that is written at once says what Django's own says."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from selectolax.lexbor import LexborHTMLParser

from alongside.pages.base.widgets import LongSelect

CHOICES = [("", "none"), ("a/b", "A & B"), ("x", '<i>"x"'), (7, "seven")]


def said(widget: type[forms.Select], value: Any, **attrs: Any) -> list[Any]:
    html = widget(attrs=attrs, choices=CHOICES).render("place", value, {"id": "id_place", "required": True})
    return [
        (node.tag, sorted(node.attributes.items()), node.text().strip())
        for node in LexborHTMLParser(html).css("select, option")[1:]
    ] + [
        sorted(
            (name, set_to or name)
            for name, set_to in LexborHTMLParser(html).css_first("select").attributes.items()
        )
    ]


@pytest.mark.parametrize("value", [None, "", "a/b", "x", 7, "7", "elsewhere", '"><script>'])
def test_it_says_what_django_says(value):
    attrs = {"class": 'a"b', "autofocus": True, "disabled": False}
    assert said(LongSelect, value, **attrs) == said(forms.Select, value, **attrs)
