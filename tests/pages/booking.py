"""What a client does on the pages of booking, for their tests."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from alongside.sharing.actions import Made

WHO = {"name": "Ada Harlow", "address": "ada@harlow.example", "about": "Prices"}


def path_of(made: Made) -> str:
    return made.address.removeprefix("http://localhost:8000")


def page(answer, status: int = 200) -> LexborHTMLParser:
    assert answer.status_code == status
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert not answer.cookies
    return LexborHTMLParser(answer.content.decode())


def times(shown: LexborHTMLParser) -> list[str]:
    return [one.attributes["value"] for one in shown.css("input[name=at]")]


def form(shown: LexborHTMLParser, **more: str) -> dict[str, str]:
    return {"form": shown.css_first("input[name=form]").attributes["value"], **WHO, **more}


def booked(guest, link) -> str:
    """The address of the call's own page."""
    shown = page(guest.get(path_of(link)))
    answer = guest.post(path_of(link), form(shown, at=times(shown)[0]))
    assert answer.status_code == 303
    return str(answer["Location"])
