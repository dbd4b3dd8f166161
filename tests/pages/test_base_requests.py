"""Theme, what was just done, assets, and the pages for what went wrong."""

from __future__ import annotations

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.core import signing
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from alongside.accounts.models import Member
from alongside.pages.base import assets, errors, headers, theme, undo
from alongside.pages.base.parts import Toast
from alongside.pages.base.requests import back
from alongside.pages.undo.offering import offer


@pytest.fixture
def requests() -> RequestFactory:
    return RequestFactory()


def with_messages(request):
    request._messages = CookieStorage(request)
    return request


@pytest.mark.parametrize(
    ("cookie", "chosen"), [("dark", "dark"), ("light", "light"), ('x"><b>', ""), ("", "")]
)
def test_only_known_themes_are_taken_from_the_cookie(requests, cookie, chosen):
    request = requests.get("/")
    request.COOKIES["theme"] = cookie
    assert theme.theme_of(request) == chosen


def test_chosen_theme_is_kept_for_a_year(requests):
    answer = theme.choose_theme(requests.post("/theme", {"theme": "dark", "back": "/clients"}))
    assert (answer.cookies["theme"].value, answer.cookies["theme"]["max-age"]) == ("dark", 31_536_000)
    assert answer["Location"] == "/clients"


def test_following_the_machine_forgets_the_choice(requests):
    answer = theme.choose_theme(requests.post("/theme", {"theme": "", "back": "/"}))
    assert answer.cookies["theme"]["max-age"] == 0


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_theme_never_leads_to_another_site(requests, back):
    answer = theme.choose_theme(requests.post("/theme", {"theme": "dark", "back": back}))
    assert answer["Location"] == "/"


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example", "/clients/\r\nSet-Cookie: a=b", "/a\nb", "on", "today", "1"],
)
def test_way_back_leads_to_a_page_of_ours_alone(requests, wanted):
    assert back(requests.post("/tray/file", {"next": wanted}), "/today")["Location"] == "/today"


def test_theme_is_not_changed_by_a_link(requests):
    assert theme.choose_theme(requests.get("/theme?theme=dark")).status_code == 405


@pytest.mark.parametrize(
    ("then", "leads_to"),
    [
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/hours/", "/hours/"),
    ],
)
def test_undo_never_leads_to_another_site(requests, then, leads_to):
    request = with_messages(requests.post("/"))
    offer(request, Member(pk=1), "Done.", "timer-back", then=then)
    (said,) = undo.toasts(request)
    _, _, payload = signing.loads(resolve(said.undo_url).kwargs["token"], salt="undo")
    assert payload["then"] == leads_to


@pytest.mark.broad
def test_what_was_done_is_said_once_with_its_way_back(requests):
    request = with_messages(requests.get("/"))
    undo.say(request, "Filed under Harlow & Sons.", undo_url="/undo/7")
    assert undo.toasts(request) == (Toast("Filed under Harlow & Sons.", "/undo/7"),)


def test_what_cannot_be_taken_back_has_no_undo(requests):
    request = with_messages(requests.get("/"))
    undo.say(request, "Sent.")
    assert undo.toasts(request) == (Toast("Sent.", ""),)


def test_page_that_renews_itself_leaves_what_is_to_be_said_to_the_next(requests):
    request = with_messages(requests.get("/"))
    undo.say(request, "Sent.")
    request.META["HTTP_X_RENEWAL"] = "1"
    assert undo.toasts(request) == ()
    del request.META["HTTP_X_RENEWAL"]
    assert undo.toasts(request) == (Toast("Sent.", ""),)


def test_asset_names_carry_a_hash():
    assert [name.count("-") >= 1 for name in map(assets.asset, ("desk.css", "desk.js", "icon.svg"))] == [
        True
    ] * 3


def test_missing_assets_say_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(assets, "BUILT", tmp_path)
    assets.manifest.cache_clear()
    with pytest.raises(assets.AssetsMissing, match="script/assets"):
        assets.asset("desk.css")
    assets.manifest.cache_clear()


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_trouble_is_said_in_words(requests, status):
    answer = errors.show(with_messages(requests.get("/")), status)
    assert (answer.status_code, errors.TROUBLES[status].sentence in answer.content.decode()) == (status, True)


def test_every_answer_says_what_a_page_may_load(requests):
    answer = headers.policy(lambda request: HttpResponse())(requests.get("/"))
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy


def test_a_page_of_foreign_content_keeps_its_own_policy(requests):
    own = HttpResponse(headers={"Content-Security-Policy": "sandbox"})
    assert (
        headers.policy(lambda request: own)(requests.get("/")).headers["Content-Security-Policy"] == "sandbox"
    )


def test_address_that_only_takes_a_form_says_so(browser):
    answer = browser.get("/settings/away/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "only takes what a form sends" in answer.content.decode()
    assert "Back to Today" in answer.content.decode()


def test_who_has_no_account_is_not_sent_to_today(client, db):
    answer = client.get("/nowhere/at/all/")
    assert (answer.status_code, "Back to Today" in answer.content.decode()) == (404, False)
