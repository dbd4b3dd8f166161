"""What a letter's addresses answer, and under which policy."""

from __future__ import annotations

import base64
import re
from io import BytesIO

import pytest
from PIL import Image

from alongside.lib.limited_process import Refused
from alongside.pages.mail.letter import POLICY
from alongside.pages.mail.readers import Readers
from alongside.pages.mail.views import FILE_POLICY
from alongside.timeline.models import Attachment
from tests.corpora import carrying, cases, corpora_path
from tests.pages.mail.hostile import Vector, mail_around

pytestmark = pytest.mark.django_db
INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff/\\]")


def png() -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 6), "red").save(out, "PNG")
    return out.getvalue()


def letter_with_picture(content: bytes = b"", media_type: str = "image/png") -> bytes:
    head = (
        "From: mara@client-a.example\r\nTo: desk@practice.example\r\nSubject: Picture\r\n"
        "Date: Mon, 02 Mar 2026 09:00:00 +0000\r\nMessage-ID: <p@client-a.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; boundary="cut"\r\n\r\n--cut\r\nContent-Type: text/html\r\n\r\n'
        '<p>See <img src="cid:one@x" alt="it"></p>\r\n--cut\r\n'
        f"Content-Type: {media_type}\r\nContent-ID: <one@x>\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + base64.encodebytes(content or png()) + b"\r\n--cut--\r\n"


def is_closed(response) -> bool:
    """A file, whatever it is: it is saved, not opened, and would run nothing if it were."""
    return (
        response.headers["Content-Type"] == "application/octet-stream"
        and response.headers["Content-Disposition"].startswith("attachment")
        and response.headers["Content-Security-Policy"] == FILE_POLICY
        and response.headers["X-Content-Type-Options"] == "nosniff"
        and response.headers["X-Frame-Options"] == "DENY"
        and response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    )


@pytest.mark.broad
def test_letter_is_shown_under_its_own_policy(owner, signed_in, arrived):
    number = arrived(mail_around(Vector("x", "<p>Good morning</p><script>window.ran=1</script>")))
    response = signed_in(owner).get(f"/mail/{number}/")
    assert "<p>Good morning</p></body>" in response.content.decode()
    assert response.headers["Content-Security-Policy"] == POLICY
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert response.headers["X-DNS-Prefetch-Control"] == "off"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"


def test_letter_of_many_levels_is_shown_as_text_with_a_way_to_save_it(owner, signed_in, arrived):
    number = arrived(mail_around(Vector("x", "<div>" * 60_000 + "Deep <b>words</b> & more")))
    page = signed_in(owner).get(f"/mail/{number}/").content.decode()
    assert re.search(r"<pre>\s*Deep\s+words\s+&amp; more\s*</pre>", page)
    assert f'href="/mail/{number}/original/"' in page


def test_letter_that_takes_too_long_is_shown_as_text(owner, signed_in, arrived, monkeypatch):
    number = arrived(mail_around(Vector("x", "<p>Good morning</p>")))
    monkeypatch.setattr(Readers, "ask", lambda *_, **__: Refused("It takes too long."))
    page = signed_in(owner).get(f"/mail/{number}/").content.decode()
    assert "<pre>Good morning" in page


def test_letter_without_a_layout_is_not_found_here(owner, signed_in, arrived):
    raw = mail_around(Vector("x", "Good morning")).replace(b"text/html", b"text/plain")
    assert signed_in(owner).get(f"/mail/{arrived(raw)}/").status_code == 404


def test_picture_that_came_along_is_shown(owner, signed_in, arrived):
    client = signed_in(owner)
    page = client.get(f"/mail/{arrived(letter_with_picture())}/").content.decode()
    response = client.get(re.search(r'<img src="([^"]+)"', page)[1])
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Security-Policy"] == FILE_POLICY
    assert Image.open(BytesIO(response.content)).size == (8, 6)


@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", b"<html>", b"GIF89a"]
)
def test_what_only_says_it_is_a_picture_is_not_shown(owner, signed_in, arrived, content):
    number = arrived(letter_with_picture(content))
    client = signed_in(owner)
    address = re.search(r'<img src="([^"]+)"', client.get(f"/mail/{number}/").content.decode())[1]
    assert client.get(address).status_code == 404


def test_file_is_saved_never_opened(owner, signed_in, arrived):
    arrived(carrying(b"<script>1</script>", name="résumé.html", declared="text/html"))
    response = signed_in(owner).get(f"/files/{Attachment.objects.get().key}/")
    assert is_closed(response)
    assert response.content == b"<script>1</script>"
    assert "r%C3%A9sum%C3%A9.html" in response.headers["Content-Disposition"]


def test_name_that_a_browser_would_unescape_is_not_sent(owner, signed_in, arrived):
    arrived(carrying(b"content", name="a%2f..%00b 100% c.txt"))
    response = signed_in(owner).get(f"/files/{Attachment.objects.get().key}/")
    assert response.headers["Content-Disposition"] == 'attachment; filename="a_2f.._00b 100% c.txt"'


def test_file_that_cannot_be_taken_out_now_says_so(owner, signed_in, arrived, monkeypatch):
    arrived(carrying(b"content", name="a.txt"))
    monkeypatch.setattr(Readers, "ask", lambda *_, **__: Refused("It takes too long."))
    response = signed_in(owner).get(f"/files/{Attachment.objects.get().key}/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


def test_original_is_saved_as_it_came(owner, signed_in, arrived):
    raw = mail_around(Vector("x", "<p>x</p>"))
    number = arrived(raw)
    response = signed_in(owner).get(f"/mail/{number}/original/")
    assert is_closed(response)
    assert response.content == raw
    assert f'filename="message-{number}.eml"' in response.headers["Content-Disposition"]


@pytest.mark.parametrize("path", ["", "original/", "picture/2/"])
def test_letter_of_somebody_else_is_not_there(assistant, signed_in, arrived, path):
    number = arrived(letter_with_picture())
    assert signed_in(assistant).get(f"/mail/{number}/{path}").status_code == 404


def test_file_of_somebody_else_is_not_there(assistant, signed_in, arrived):
    arrived(carrying(b"content", name="a.txt"))
    assert signed_in(assistant).get(f"/files/{Attachment.objects.get().key}/").status_code == 404


@pytest.mark.parametrize("path", ["/mail/1/", "/mail/1/original/", "/mail/1/picture/2/", "/files/abc/"])
def test_letters_are_only_read(owner, signed_in, path):
    assert signed_in(owner).post(path).status_code == 405


@pytest.mark.corpora
def test_files_that_lie_about_their_kind_are_saved_never_opened(owner, signed_in, arrived):
    client, opened = signed_in(owner), []
    for case in cases("content_type_lie"):
        number = arrived(case.raw)
        keys = Attachment.objects.filter(interaction_id=number).values_list("key", flat=True)
        opened += [case.id for key in keys if not is_closed(client.get(f"/files/{key}/"))]
        opened += [case.id for part in range(4) if is_opened(client.get(f"/mail/{number}/picture/{part}/"))]
    assert opened == []


def is_opened(response) -> bool:
    """A picture is shown only as one that was drawn here."""
    return response.status_code == 200 and (
        response.headers["Content-Type"] not in ("image/png", "image/jpeg")
        or Image.open(BytesIO(response.content)).get_format_mimetype() != response.headers["Content-Type"]
        or b"script" in response.content
    )


@pytest.mark.corpora
def test_names_of_files_cannot_lead_elsewhere(owner, signed_in, arrived):
    client, wrong = signed_in(owner), []
    for case in cases("attachment_name"):
        number = arrived(case.raw)
        for file in Attachment.objects.filter(interaction_id=number):
            response = client.get(f"/files/{file.key}/")
            named = response.headers["Content-Disposition"]
            if not is_closed(response) or INVISIBLE.search(named) or re.search("%(?:2F|5C|0[0-9A-D])", named):
                wrong.append((case.id, named))
    assert wrong == []


@pytest.mark.corpora
def test_every_broken_mail_of_the_corpora_is_answered(owner):
    """Laid out, or known to have no layout; each within its time."""
    readers, answers = Readers(), {}
    for path in sorted((corpora_path() / "attack" / "mail").rglob("*")):
        if path.is_file():
            task = ("alongside.pages.mail.opening", "letter", (path.read_bytes(), "/mail/1/picture/"))
            answers[path.name] = readers.ask(task, seconds=10)
    readers.close()
    assert answers
    assert {name: answer for name, answer in answers.items() if not isinstance(answer, str | None)} == {}
