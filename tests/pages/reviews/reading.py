"""What tests of a review's pages read and send."""

from __future__ import annotations

import re

from django.test import Client as Browser
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.calls.models import AgendaLine
from alongside.reviews.agenda import items_of
from alongside.reviews.queries import pack_of
from tests.making import owner


def shown(browser, path: str) -> LexborHTMLParser:
    answer = browser.get(path)
    assert answer.status_code == 200
    return LexborHTMLParser(answer.content.decode())


def fields(page: LexborHTMLParser) -> dict[str, str]:
    """What the agenda's form would send if it was sent now."""
    found = {}
    for one in page.css("form#agenda input, form#agenda textarea"):
        name, kind = one.attributes.get("name") or "", one.attributes.get("type")
        if kind == "checkbox" and "checked" not in one.attributes:
            continue
        value = one.attributes.get("value") if one.tag == "input" else one.text().removeprefix("\n")
        found.setdefault(name, []).append(value or "")
    return found


def written(browser, path: str, to: str, **more: str):
    return browser.post(to, {**fields(shown(browser, path)), **more})


def ours(browser, review, **more: str):
    path = f"/reviews/{review.pk}/agenda/"
    return written(browser, path, path, **more)


def theirs(link, **more: str):
    return written(Browser(), f"/shared/{link.token}/", f"/shared/{link.token}/agenda/", **more)


def agenda(review) -> list[str]:
    return [one.text for one in items_of(review)]


def text_of(page: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(one.text().split()) for one in page.css(selector)]


def plain(text: str) -> str:
    """As far as a PDF keeps it: blanks, and where a line was broken, are its own."""
    return re.sub(r"[\s\u00ad-]+", "", text)


def pack_of_today(review):
    review.until_on = timezone.localdate()
    return pack_of(review)


def put_by(review, *texts: str) -> None:
    AgendaLine.objects.bulk_create(
        AgendaLine(client=review.client, member=owner(), text=text, made_at=timezone.now()) for text in texts
    )


def shared_with_look_back(browser, review) -> str:
    page = browser.post(f"/reviews/{review.pk}/agenda/share/", {"look-back": "on"}).content.decode()
    found = re.search(r"/shared/([\w-]{43})/", page)
    assert found
    return found[1]


def as_seen(token: str) -> str:
    answer = Browser().get(f"/shared/{token}/")
    assert answer.status_code == 200
    return answer.content.decode()


def held_with(browser, review, *texts: str) -> None:
    ours(browser, review, **{f"new-{number}": text for number, text in enumerate(texts)})
    browser.post(f"/reviews/{review.pk}/outcome/", {"kind": "call"})


def once_in(browser, path: str) -> str:
    return shown(browser, path).css_first("input[name=once]").attributes["value"]
