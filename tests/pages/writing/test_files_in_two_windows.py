"""Files of a letter that is open in two windows: what goes along is what that one showed in which Send was pressed."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from alongside.outbox.models import Draft, Letter
from tests.pages.writing.desk import MARA, begin, box, desk, harlow, keep, me

__all__ = ["box", "desk", "harlow", "me"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(desk, box, harlow) -> Draft:
    made = begin(desk, client=harlow.pk)
    keep(desk, made, to=MARA, subject="Hello", text="Dear Mara")
    made.refresh_from_db()
    return made


def along(page: str) -> list[str]:
    fields = LexborHTMLParser(page).css("input[name=along]")
    return [field.attributes["value"] or "" for field in fields]


def opened(desk, draft: Draft) -> list[str]:
    """What a window shows that is opened now."""
    return along(desk.get(reverse("write", args=[draft.pk])).content.decode())


def attached(desk, draft: Draft, name: str = "rates.txt") -> list[str]:
    """What the window shows after it put a file in."""
    url, files = reverse("write-files", args=[draft.pk]), {"files": SimpleUploadedFile(name, b"one")}
    return along(desk.post(url, files, headers={"HX-Request": "true"}).content.decode())


def sent(desk, draft: Draft, shown: list[str], **more: object):
    posted = {"revision": str(draft.revision), "send": "now", "along": shown, **more}
    return desk.post(reverse("write", args=[draft.pk]), posted)


def test_a_file_put_in_by_another_window_is_shown_before_it_goes(desk, draft):
    before = opened(desk, draft)
    attached(desk, draft)
    answer = sent(desk, draft, before)
    assert answer.status_code == 422
    assert "Its files were changed in another window." in answer.content.decode()
    assert "rates.txt" in answer.content.decode()
    assert not Letter.objects.exists()
    assert sent(desk, draft, along(answer.content.decode())).status_code == 302


def test_a_file_taken_out_by_another_window_is_said_to_be_missing(desk, draft):
    shown = attached(desk, draft)
    desk.post(reverse("write-files", args=[draft.pk]), {"remove": shown[-1]})
    assert sent(desk, draft, shown).status_code == 422
    assert not Letter.objects.exists()


def test_a_file_put_in_by_this_window_goes(desk, draft):
    assert sent(desk, draft, attached(desk, draft)).status_code == 302
    assert b"rates.txt" in bytes(Letter.objects.get().raw)


def test_a_file_that_arrives_while_send_is_pressed_goes_once(desk, draft):
    before = opened(desk, draft)
    attached(desk, draft)
    answer = sent(desk, draft, before, files=SimpleUploadedFile("rates.txt", b"one"))
    assert answer.status_code == 302
    assert bytes(Letter.objects.get().raw).count(b"rates.txt") == 1
