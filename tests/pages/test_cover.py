"""The pages of cover: prepared beside an absence, lines changed, a link that shows it as it stood, what changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.agreements.actions import be_away, say_who_covers
from alongside.clients.models import Assignment
from alongside.handover import covering
from alongside.handover.models import CoverPack
from alongside.pages.guests.forms import new_stamp
from alongside.sharing.models import Share
from alongside.timeline.models import Interaction
from tests.handover.making import box_of, harlow_of, to_do
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def harlow(owner):
    box_of(owner)
    return harlow_of(owner)


@pytest.fixture
def desk(owner, signed_in):
    return signed_in(owner)


@pytest.fixture
def pack(owner, harlow) -> CoverPack:
    to_do(owner, harlow, "Chase <b>invoices</b>", at=timezone.now())
    today = timezone.localdate()
    days = {"starts_on": today, "until_on": today + timedelta(days=3)}
    return covering.prepare(owner, harlow.pk, **days, name="Bea", now=timezone.now())


def test_who_works_alone_is_asked_for_somebody_not_for_somebody_else(desk, harlow):
    page = words(desk.get(f"/clients/{harlow.pk}/cover/"))
    assert "Who looks after them" in page
    assert "Or somebody" not in page
    assert "You have no clients yet." not in words(desk.get("/cover/"))


@pytest.mark.broad
def test_an_absence_leads_to_its_cover(desk, owner, harlow):
    today = timezone.localdate()
    away = be_away(owner, starts_on=today, ends_on=today + timedelta(days=2))
    say_who_covers(away, "Bea Bell")
    assert f"/cover/?away={away.pk}" in desk.get("/settings/hours/").content.decode()
    assert "nobody yet" in words(desk.get(f"/cover/?away={away.pk}"))
    form = LexborHTMLParser(desk.get(f"/clients/{harlow.pk}/cover/?away={away.pk}").content.decode())
    assert form.css_first("[name=starts_on]").attributes["value"] == f"{today:%Y-%m-%d}"
    assert form.css_first("[name=name]").attributes["value"] == "Bea Bell"
    sent = {
        one.attributes["name"]: one.attributes.get("value") or ""
        for one in form.css("main input[name]:not([name=csrfmiddlewaretoken])")
    }
    assert desk.post(f"/clients/{harlow.pk}/cover/", sent).status_code == 302
    assert CoverPack.objects.get().away == away
    assert "Bea Bell" in words(desk.get(f"/cover/?away={away.pk}"))


def test_nobody_named_is_asked_for(desk, harlow):
    today = f"{timezone.localdate():%Y-%m-%d}"
    answer = desk.post(f"/clients/{harlow.pk}/cover/", {"starts_on": today, "until_on": today})
    assert answer.status_code == 422
    assert "Say who covers" in words(answer)


@pytest.mark.broad
def test_a_colleague_reads_it_live(desk, owner, harlow, assistant, signed_in):
    today = f"{timezone.localdate():%Y-%m-%d}"
    form = {"starts_on": today, "until_on": today, "colleague": str(assistant.pk)}
    path = desk.post(f"/clients/{harlow.pk}/cover/", form)["Location"]
    assert Assignment.objects.get().member == assistant
    theirs = signed_in(assistant)
    to_do(owner, harlow, "A new thing", at=timezone.now())
    assert "This page is live" in words(theirs.get(path)) and "A new thing" in words(theirs.get(path))
    assert theirs.post(path, {"top": "No."}).status_code == 404


@pytest.mark.broad
def test_link_shows_what_she_looked_at_and_sets_no_cookie(desk, client, harlow, pack):
    page = LexborHTMLParser(desk.get(f"/cover/{pack.pk}/").content.decode())
    key = [one.attributes["value"] for one in page.css("[name=key]")]
    texts = [one.text() for one in page.css("[name=words]")]
    form = {"top": "Ring me <i>first</i>.", "key": key, "was": texts, "words": texts, "show": key[1:]}
    made = LexborHTMLParser(desk.post(f"/cover/{pack.pk}/share/", form).content.decode())
    address = made.css_first("#made-link").attributes["value"]
    assert address.rpartition("/looking-after/")[2] not in desk.get(f"/cover/{pack.pk}/").content.decode()
    shown = client.get(address.removeprefix("http://localhost:8000"))
    text = shown.content.decode()
    assert "Ring me &lt;i&gt;first&lt;/i&gt;." in text and "Chase &lt;b&gt;invoices&lt;/b&gt;" in text
    assert "mara@harlow.example" not in text  # The first line, which she left out.
    assert "It does not change by itself." in text
    assert not shown.cookies and shown.headers["Referrer-Policy"] == "no-referrer"
    assert 'href="/' not in text.partition("<body")[2]


def test_all_that_opens_nothing_gets_the_same_bytes(client, owner, harlow, pack):
    made = covering.share(owner, pack.pk, now=timezone.now())
    path = f"/looking-after/{made.token}/"
    assert client.get(path).status_code == 200
    guessed = client.get(f"/looking-after/{'A' * 43}/")
    covering.end(owner, pack.pk, now=timezone.now())
    taken = client.get(path)
    assert (guessed.status_code, taken.status_code) == (404, 404)
    assert guessed.content == taken.content


def test_browser_that_shows_it_is_counted_and_reading_is_not(client, owner, harlow, pack):
    made = covering.share(owner, pack.pk, now=timezone.now())
    path = f"/looking-after/{made.token}/"
    body = LexborHTMLParser(client.get(path).content.decode()).css_first("body").attributes
    assert Share.objects.get().openings == 0
    assert client.post(body["data-seen"], {"form": "nothing"}).status_code == 403
    assert client.post(body["data-seen"], {"form": body["data-stamp"]}).status_code == 204
    assert Share.objects.get().openings == 1


def test_what_changed_is_opened_once_from_today(desk, owner, harlow, pack):
    assert "See what changed" not in desk.get("/").content.decode()
    covering.end(owner, pack.pk, now=timezone.now())
    assert "Bea looked after Harlow & Sons until" in words(desk.get("/"))
    answer = desk.post(f"/cover/{pack.pk}/seen/", follow=True)
    assert "While Bea looked after them" in words(answer)
    assert "What was plannedNothing." in words(answer)
    assert "See what changed" not in desk.get("/").content.decode()


def below(token: str, share: Share, **more: str) -> tuple[str, dict[str, str]]:
    stamp = new_stamp(share, now=timezone.now() - timedelta(seconds=10))
    typed = {"name": "Bea", "address": "bea@outside.example", "reply": "Where is the key?"}
    return f"/looking-after/{token}/reply/", {"form": stamp, **typed, **more}


@pytest.mark.broad
def test_whoever_covers_writes_below_the_pack_and_she_finds_it_there(desk, client, owner, pack):
    made = covering.share(owner, pack.pk, now=timezone.now())
    page = LexborHTMLParser(client.get(f"/looking-after/{made.token}/").content.decode())
    assert page.css_first("[name=name]").attributes["value"] == "Bea"
    answer = client.post(*below(made.token, made.share))
    assert answer.status_code == 303
    shown = client.get(answer["Location"].partition("#")[0]).content.decode()
    assert "Thank you, it has arrived." in shown and "Where is the key?" in shown
    assert "bea@outside.example" not in shown
    hers = desk.get(f"/cover/{pack.pk}/").content.decode()
    assert "Written below it" in hers and "Where is the key?" in hers
    number = Interaction.objects.get().pk
    story = desk.get(f"/conversations/{number}/?client={pack.client_id}").content.decode()
    assert "not their own word" in story


def test_nobody_writes_below_a_pack_under_an_address_of_the_client(client, owner, pack):
    made = covering.share(owner, pack.pk, now=timezone.now())
    answer = client.post(*below(made.token, made.share, address="MARA@harlow.example"))
    assert answer.status_code == 422
    assert "Give your own." in answer.content.decode()
    assert not Interaction.objects.exists()


def test_below_a_pack_that_is_over_nothing_is_written(client, owner, pack):
    made = covering.share(owner, pack.pk, now=timezone.now())
    covering.end(owner, pack.pk, now=timezone.now())
    assert client.post(*below(made.token, made.share)).status_code == 404
    assert not Interaction.objects.exists()


def test_a_colleague_writes_below_the_pack_and_is_answered_there(desk, owner, assistant, harlow, signed_in):
    today = timezone.localdate()
    days = {"starts_on": today, "until_on": today + timedelta(days=3)}
    pack = covering.prepare(owner, harlow.pk, **days, colleague=assistant, now=timezone.now())
    hers, address = signed_in(assistant), f"/cover/{pack.pk}/"
    page = LexborHTMLParser(hers.get(address).content.decode())
    fields = {
        one.attributes["name"]
        for one in page.css(f"form[action^='{address}word/'] [name]:not([name=csrfmiddlewaretoken])")
    }
    assert fields == {"form", "text"}
    assert page.css_first(f"form[data-typed='{assistant.pk}']").attributes["action"] == f"{address}word/"
    form = page.css_first("[name=form]").attributes["value"]
    refused = hers.post(f"{address}word/", {"form": form, "text": " <b>a</b> " * 1_000})
    assert refused.status_code == 422
    assert "too long" in words(refused)
    assert "&lt;b&gt;a&lt;/b&gt;" in refused.content.decode()
    for _ in range(2):
        sent = hers.post(f"{address}word/", {"form": form, "text": "The <b>key</b> is where?"})
        # By which her browser knows that it need not keep the words any longer.
        assert sent["Location"] == f"{address}?sent=1#replies"
    (row,) = LexborHTMLParser(hers.get(address).content.decode()).css(".reply-row")
    assert "You" in row.text()
    assert "The <b>key</b> is where?" in row.text()
    found = Interaction.objects.get(nature="colleague")
    assert f"/conversations/{found.pk}/" in desk.get(address).content.decode()
    assert not LexborHTMLParser(desk.get(address).content.decode()).css(f"form[action^='{address}word/']")
