"""Whatever is typed into an address or a form, every database can hold."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory

from alongside.clients.actions import add_client
from alongside.pages.base.typed import Storable
from tests.making import mailbox, owner

NUL, BEYOND = "\0", "9" * 20


def passed(request):
    """The request as a view would get it."""
    seen = []
    storable = Storable(lambda request: seen.append(request) or HttpResponse())
    storable(request)
    storable.process_view(request)
    return seen[0]


def test_nul_is_taken_out_of_a_query():
    request = passed(RequestFactory().get("/", {"q": f"in{NUL}voice", f"a{NUL}": ["1", NUL]}))
    assert dict(request.GET.lists()) == {"q": ["invoice"], "a": ["1", ""]}


def test_nul_is_taken_out_of_a_form():
    request = passed(RequestFactory().post("/", {"words": f"one{NUL}\r\ntwo"}))
    assert request.POST.dict() == {"words": "one\r\ntwo"}


def test_the_bytes_of_a_file_stay_as_they_are():
    file = SimpleUploadedFile(f"a{NUL}.bin", b"a\0b\r\n", content_type=f"image/{NUL}png")
    request = passed(RequestFactory().post("/", {"file": file, "words": NUL}))
    (kept,) = request.FILES.getlist("file")
    assert (kept.name, kept.content_type, kept.read()) == ("a.bin", "image/png", b"a\0b\r\n")
    assert request.POST.dict() == {"words": ""}


@pytest.mark.parametrize("charset", ["utf-16", "unicode_escape", "utf-7"])
def test_what_is_not_said_to_be_utf_8_is_refused(charset):
    kind = f"multipart/form-data; boundary=x; charset={charset}"
    answer = Client().post("/search/", b"--x--", content_type=kind)
    assert answer.status_code == 400


def test_nul_is_taken_out_of_an_address():
    request = passed(RequestFactory().get("/shared/a%00b/"))
    assert (request.path, request.path_info) == ("/shared/ab/", "/shared/ab/")


def test_a_cookie_with_nul_is_refused(client):
    assert client.get("/", headers={"cookie": 'session="abcdefgh\\000"'}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/search/?q=%00", "/search/?q=a%00b", "/tray/group/?address=%00"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Target": "results"}])
def test_nul_in_a_query_breaks_no_page(browser, address, headers):
    assert browser.get(address, headers=headers).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", [f"/clients/{BEYOND}/", f"/conversations/{BEYOND}/"])
def test_a_number_that_no_database_holds_is_the_number_of_nothing(browser, address):
    assert browser.get(address).status_code == 404


@pytest.mark.django_db
def test_nul_in_a_name_is_left_out(browser):
    harlow = add_client("Harlow", by=owner())
    browser.post(f"/clients/{harlow.pk}/rename/", {"name": f"Har{NUL}low & Sons"})
    harlow.refresh_from_db()
    assert harlow.name == "Harlow & Sons"


@pytest.mark.django_db
def test_nul_in_the_name_of_a_server_is_left_out(browser):
    source = mailbox()
    browser.post(f"/imports/{source.pk}/trust/", {"servers": f"mx{NUL}.desk.example"})
    source.refresh_from_db()
    assert source.trusted_servers == ["mx.desk.example"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("what", "value", "sentence"),
    [
        ("address", f"mara{NUL}@{'a' * 400}.example", "longer than an e-mail address can be"),
        ("domain", f"{'a' * 300}.example", "longer than a domain can be"),
    ],
)
def test_what_is_too_long_is_refused_in_words(browser, what, value, sentence):
    harlow = add_client("Harlow", by=owner())
    answer = browser.post(f"/clients/{harlow.pk}/learn/", {"what": what, "value": value}, follow=True)
    assert sentence in answer.content.decode()
