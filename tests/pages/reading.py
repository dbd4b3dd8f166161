"""What a page says, for tests that look at it as a person does: its parts, and its words in one line."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client as Browser
from selectolax.lexbor import LexborHTMLParser, LexborNode


def part_of(answer: HttpResponse, part: str = "main") -> LexborNode:
    found = LexborHTMLParser(answer.content.decode()).css_first(part)
    assert found is not None, answer.content.decode()
    return found


def shown(browser: Browser, path: str, **headers: str) -> LexborHTMLParser:
    answer = browser.get(path, headers=headers)
    assert answer.status_code == 200
    return LexborHTMLParser(answer.content.decode())


def words(answer: HttpResponse, part: str = "main") -> str:
    return " ".join(part_of(answer, part).text().split())


def words_apart(answer: HttpResponse, part: str = "main") -> str:
    """Those of neighbouring parts with a blank between, however closely they stand."""
    return " ".join(part_of(answer, part).text(separator=" ").split())
