"""The journal in public: what everybody reads, the feed, replies that wait; and where members write it."""

from __future__ import annotations

import os
import re
import time
from datetime import timedelta
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from django.test import Client as Browser
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.journal import actions
from alongside.journal.actions import Typed
from alongside.journal.models import Journal, Post, Reply
from alongside.journal.replying import set_state
from alongside.pages.guests import who
from alongside.pages.guests.forms import stamp_for
from alongside.timeline.models import Interaction

pytestmark = pytest.mark.django_db
BOTS = int(os.environ.get("ALONGSIDE_BOT_REPLIES", "60"))
ATOM = "{http://www.w3.org/2005/Atom}"
UNKNOWN = "/journal/never-written/"


@pytest.fixture(autouse=True)
def is_on(owner):
    actions.set_up(owner, title="From my desk", byline="Olive", is_on=True, now=timezone.now())


def written(owner, title: str = "A year of lists", text: str = "First *words*.") -> Post:
    post = actions.begin(owner, now=timezone.now())
    return actions.keep(owner, post.pk, Typed(title, text), revision=0, now=timezone.now())


@pytest.fixture
def post(owner) -> Post:
    return actions.publish(owner, written(owner).pk, now=timezone.now())


def form(post, *, age_seconds: float = 10, **more: str) -> dict[str, str]:
    stamp = stamp_for(f"alongside.journal.{post.pk}", now=timezone.now() - timedelta(seconds=age_seconds))
    typed = {"name": "Ida Far", "address": "ida@far.example", "reply": "I do the same."}
    return {"form": stamp, **typed, **more}


def replied(post, **more: str) -> Reply:
    Browser().post(f"/journal/{post.slug}/reply/", form(post, **more))
    return Reply.objects.latest("id")


def test_everybody_reads_what_is_published(client, post):
    listing = client.get("/journal/").content.decode()
    assert all(words in listing for words in ("From my desk", "Olive", "A year of lists", "First words."))
    page = client.get("/journal/a-year-of-lists/")
    assert "<p>First <em>words</em>.</p>" in page.content.decode()
    assert not page.cookies
    assert "Cookie" not in page.get("Vary", "")


def test_these_pages_may_be_found_by_searching(client, post):
    for address in ("/journal/", "/journal/a-year-of-lists/"):
        answer = client.get(address)
        assert '<meta name="robots" content="index, follow">' in answer.content.decode()
        assert "X-Robots-Tag" not in answer
        assert answer["Cache-Control"] == "no-cache"
        assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_pages_lead_nowhere_into_the_site(client, post):
    for address in ("/journal/", "/journal/a-year-of-lists/"):
        links = set(re.findall(r'(?:href|action|src)="([^"]*)"', client.get(address).content.decode()))
        assert {one for one in links if not one.startswith(("/static/", "/journal/"))} == set()


@pytest.mark.parametrize("where", ["/journal/", "/journal/feed.atom", "/journal/a-year-of-lists/"])
def test_nothing_is_there_while_it_is_off(where, client, post, owner):
    never = client.get(UNKNOWN)
    Journal.objects.update(is_on=False)
    answer = client.get(where)
    assert answer.status_code == never.status_code == 404
    assert answer.content == never.content
    assert dict(answer.headers) == dict(never.headers) == dict(client.get("/no/such/page/").headers)


def test_draft_and_what_was_taken_down_are_as_if_they_never_were(client, post, owner):
    written(owner, "A draft")
    actions.take_down(owner, post.pk)
    never = client.get(UNKNOWN)
    for slug in ("a-draft", "a-year-of-lists"):
        assert client.get(f"/journal/{slug}/").content == never.content
        assert client.post(f"/journal/{slug}/reply/", form(post)).status_code == 404
    assert "A draft" not in client.get("/journal/").content.decode()


def test_address_of_before_leads_on(client, post, owner):
    actions.keep(
        owner,
        post.pk,
        Typed("A year of lists", "Words.", "Mes listes, l’été"),
        revision=1,
        now=timezone.now(),
    )
    actions.publish(owner, post.pk, now=timezone.now())
    answer = client.get("/journal/a-year-of-lists/")
    assert (answer.status_code, unquote(answer["Location"])) == (301, "/journal/mes-listes-l-ete/")
    assert client.get(answer["Location"]).status_code == 200


def test_what_is_typed_does_nothing(client, owner):
    hostile = "<script>alert(1)</script>\n\n![x](https://evil.example/a.png) [y](javascript:alert(1))"
    actions.publish(owner, written(owner, "<b>Bold</b>", hostile).pk, now=timezone.now())
    for address in ("/journal/", "/journal/b-bold-b/"):
        page = client.get(address).content.decode()
        assert "&lt;b&gt;Bold&lt;/b&gt;" in page
        assert "<script>alert" not in page
        assert "<img" not in page
        assert 'href="javascript:' not in page


def test_list_goes_on_by_pages(client, owner):
    for number in range(12):
        actions.publish(
            owner, written(owner, f"Post {number}!").pk, now=timezone.now() + timedelta(hours=number)
        )
    first = client.get("/journal/").content.decode()
    assert "Post 11!" in first and "Post 1!" not in first
    older = re.search(r'href="(/journal/\?before=[^"]+)"', first)
    assert older is not None
    rest = client.get(older[1]).content.decode()
    assert "Post 1!" in rest and "Post 0!" in rest and "Post 2!" not in rest
    assert client.get("/journal/?before=nonsense").status_code == 200


def test_feed_is_atom(client, post, owner, settings):
    settings.BASE_URL = "https://desk.example"
    actions.publish(owner, written(owner, "Second & last \x0b", "More <words>.").pk, now=timezone.now())
    answer = client.get("/journal/feed.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    assert feed.tag == f"{ATOM}feed"
    # RFC 4287 §4.1.1: what a feed must have, each once; an author here or in every entry.
    for name in ("id", "title", "updated"):
        assert len(feed.findall(ATOM + name)) == 1
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Olive"
    links = {one.get("rel"): one.get("href") for one in feed.findall(f"{ATOM}link")}
    assert links == {
        "alternate": "https://desk.example/journal/",
        "self": "https://desk.example/journal/feed.atom",
    }
    entries = feed.findall(f"{ATOM}entry")
    assert [one.findtext(f"{ATOM}title") for one in entries] == ["Second & last", "A year of lists"]
    for one in entries:
        # §4.1.2
        for name in ("id", "title", "updated", "published", "content"):
            assert len(one.findall(ATOM + name)) == 1
        link = one.find(f"{ATOM}link")
        assert link is not None and str(link.get("href")).startswith("https://desk.example/journal/")
    assert entries[1].findtext(f"{ATOM}content") == "<p>First <em>words</em>.</p>\n"
    assert "&lt;words&gt;" in str(entries[0].findtext(f"{ATOM}content"))


def test_entries_of_the_feed_keep_their_id_under_another_address(client, post, owner):
    def ids() -> list[str | None]:
        feed = ElementTree.fromstring(client.get("/journal/feed.atom").content)  # noqa: S314 - our own
        return [feed.findtext(f"{ATOM}id"), feed.findtext(f"{ATOM}entry/{ATOM}id")]

    before = ids()
    actions.keep(owner, post.pk, Typed("Renamed", "Words.", "renamed"), revision=1, now=timezone.now())
    actions.publish(owner, post.pk, now=timezone.now())
    assert ids() == before
    assert all(str(one).startswith("urn:uuid:") for one in before)


def test_feed_that_did_not_change_is_not_sent_again(client, post, owner):
    etag = client.get("/journal/feed.atom")["ETag"]
    assert client.get("/journal/feed.atom", headers={"if-none-match": etag}).status_code == 304
    actions.take_down(owner, post.pk)
    assert client.get("/journal/feed.atom", headers={"if-none-match": etag}).status_code == 200


def test_reply_arrives_and_waits(client, post):
    answer = client.post("/journal/a-year-of-lists/reply/", form(post))
    assert answer.status_code == 303
    page = client.get(answer["Location"].partition("#")[0]).content.decode()
    assert "It will stand here once it has been read." in page
    assert "I do the same." not in page
    assert Reply.objects.get().state == Reply.State.HELD
    assert Interaction.objects.get().subject == "A year of lists"


def test_today_says_how_many_replies_wait_while_any_does(post, owner, assistant, signed_in):
    kept, hers = replied(post), signed_in(owner)
    line = LexborHTMLParser(hers.get("/").content.decode()).css_first("a[href='/settings/journal/#replies']")
    assert line.text() == "1 reply to the journal waits"
    assert "to the journal" not in signed_in(assistant).get("/").content.decode()
    set_state(owner, kept.pk, Reply.State.SHOWN)
    assert "to the journal" not in hers.get("/").content.decode()


def test_reply_stands_there_for_everybody_by_one_click(client, post, owner, signed_in):
    kept = replied(post)
    hers = signed_in(owner)
    assert "I do the same." in hers.get("/settings/journal/").content.decode()
    hers.post(f"/settings/journal/replies/{kept.pk}/", {"do": "show"})
    page = client.get("/journal/a-year-of-lists/").content.decode()
    assert "Ida Far" in page and "I do the same." in page
    assert "ida@far.example" not in page
    hers.post(f"/settings/journal/replies/{kept.pk}/", {"do": "hide"})
    assert "I do the same." not in client.get("/journal/a-year-of-lists/").content.decode()


@pytest.mark.parametrize("name", ["\u200b", "\u202e\u2066", "ida@far.example "])
def test_name_that_is_none_shows_no_address(name, client, post, owner, monkeypatch):
    """Such names are not taken any more; some were."""
    monkeypatch.setattr(who, "can_be_seen", bool)
    kept = replied(post, name=name)
    set_state(owner, kept.pk, Reply.State.SHOWN)
    page = client.get("/journal/a-year-of-lists/").content.decode()
    assert "I do the same." in page
    assert ("ida@far.example" in page) == ("@" in name)


@pytest.mark.parametrize("name", ["\u200b", "\u202e\u2066"])
def test_name_that_nobody_can_see_is_asked_for_again(name, client, post):
    answer = client.post("/journal/a-year-of-lists/reply/", form(post, name=name))
    assert answer.status_code == 422
    assert "Say who you are." in answer.content.decode()
    assert not Reply.objects.exists()


def test_what_is_missing_is_said_and_what_was_typed_stays(client, post):
    answer = client.post("/journal/a-year-of-lists/reply/", form(post, address="nobody"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This is no e-mail address." in page
    assert "I do the same." in page
    assert not Reply.objects.exists()


def test_answer_to_a_question_that_nobody_asked_is_no_reply(client, post):
    asked = {"reply": "", f"answer-q:{'0' * 32}": "Yes."}
    answer = client.post("/journal/a-year-of-lists/reply/", form(post, **asked))
    assert answer.status_code == 422
    assert "Write your reply here." in answer.content.decode()


def test_form_of_another_post_is_refused(client, post, owner):
    other = actions.publish(owner, written(owner, "Other").pk, now=timezone.now())
    assert client.post("/journal/a-year-of-lists/reply/", form(other)).status_code == 403
    assert not Reply.objects.exists()


def test_sent_twice_is_one_reply(client, post):
    once = form(post)
    for _ in range(2):
        assert client.post("/journal/a-year-of-lists/reply/", once).status_code == 303
    assert Reply.objects.count() == 1


def bot(number: int, post) -> dict[str, str]:
    """Programs that fill in forms at once, without a stamp or into the trap, and some that do all that people do."""
    more = {"reply": f"Buy {number} https://pills.example", "name": f"Bot {number}"}
    kinds = (
        lambda: form(post, **more, more="http://pills.example"),
        lambda: form(post, age_seconds=0, **more),
        lambda: form(post, **more, form=f"made:up:{number}"),
        lambda: form(post, **more),
    )
    return kinds[number % len(kinds)]()


@pytest.mark.broad
def test_of_thousands_of_replies_by_programs_none_is_published_and_the_page_still_answers(post):
    browser = Browser()
    for number in range(BOTS):
        browser.post("/journal/a-year-of-lists/reply/", bot(number, post))
    begun = time.perf_counter()
    page = browser.get("/journal/a-year-of-lists/").content.decode()
    took = time.perf_counter() - begun
    assert "pills" not in page
    assert 0 < Reply.objects.count() <= 30
    assert not Reply.objects.exclude(state=Reply.State.HELD).exists()
    assert took < 0.3


def test_owner_switches_it_on_and_off(owner, signed_in, client):
    hers = signed_in(owner)
    Journal.objects.all().delete()
    assert "Switch it on" in hers.get("/settings/journal/").content.decode()
    assert client.get("/journal/").status_code == 404
    hers.post("/settings/journal/set-up/", {"title": "Notes", "byline": "Olive", "is_on": "yes"})
    assert "Notes" in client.get("/journal/").content.decode()
    hers.post("/settings/journal/set-up/", {"title": "Notes", "byline": "Olive", "is_on": "no"})
    assert client.get("/journal/").status_code == 404
    refused = hers.post("/settings/journal/set-up/", {"title": "", "byline": "", "is_on": "yes"})
    assert refused.status_code == 422
    assert "Give the journal a title first" in refused.content.decode()


def test_settings_lead_there_for_an_owner_and_for_others_once_it_is_on(owner, assistant, signed_in):
    link = 'href="/settings/journal/"'
    assert link in signed_in(assistant).get("/settings/").content.decode()
    Journal.objects.update(is_on=False)
    assert link in signed_in(owner).get("/settings/").content.decode()
    assert link not in signed_in(assistant).get("/settings/").content.decode()


def test_post_is_written_without_script(owner, signed_in, client):
    hers = signed_in(owner)
    there = hers.post("/settings/journal/new/")["Location"]
    typed = {"revision": "0", "title": "By hand", "text": "# Begun\n\nWith **care**.", "address": ""}
    assert hers.post(there, typed)["Location"] == there
    assert "<strong>care</strong>" in hers.get(there).content.decode()
    hers.post(there, {**typed, "revision": "1", "do": "publish"})
    assert "<h2>Begun</h2>" in client.get("/journal/by-hand/").content.decode()


def test_publishing_is_undone_from_the_page_that_follows(owner, signed_in, client):
    hers, post = signed_in(owner), written(owner)
    typed = {"revision": "1", "title": "A year of lists", "text": "Words.", "do": "publish"}
    follows = hers.post(f"/settings/journal/{post.pk}/", typed, follow=True).content.decode()
    assert client.get("/journal/a-year-of-lists/").status_code == 200
    undo = re.search(r'"(/undo/[^"]+)"', follows)
    assert undo is not None
    hers.post(undo[1])
    assert client.get("/journal/a-year-of-lists/").status_code == 404


def test_taking_down_is_undone_from_the_page_that_follows(owner, signed_in, client, post):
    hers = signed_in(owner)
    follows = hers.post(
        f"/settings/journal/{post.pk}/say/", {"do": "take-down"}, follow=True
    ).content.decode()
    assert client.get("/journal/a-year-of-lists/").status_code == 404
    undo = re.search(r'"(/undo/[^"]+)"', follows)
    assert undo is not None
    hers.post(undo[1])
    assert client.get("/journal/a-year-of-lists/").status_code == 200


def test_typing_is_kept_and_shown_as_it_will_read(owner, signed_in):
    hers, post = signed_in(owner), written(owner)
    typed = {"revision": "1", "title": "T", "text": "*so* <b>", "address": "", "scripted": "1"}
    answer = hers.post(f"/settings/journal/{post.pk}/keep/", typed)
    assert answer.json() == {
        "revision": 2,
        "kept": answer.json()["kept"],
        "shown": "<p><em>so</em> &lt;b&gt;</p>\n",
    }
    again = hers.post(f"/settings/journal/{post.pk}/keep/", typed)
    assert (again.status_code, again.json()["revision"]) == (409, 2)
    assert again.json()["stands"] == {"title": "T", "text": "*so* <b>", "address": ""}


def test_other_window_is_told_and_nothing_is_written_over(owner, signed_in):
    hers, post = signed_in(owner), written(owner)
    answer = hers.post(
        f"/settings/journal/{post.pk}/", {"revision": "0", "title": "Mine", "text": "My words."}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "My words." in page and "First *words*." in page
    assert 'name="revision" value="1"' in page
    assert Post.objects.get().title == "A year of lists"


def test_preview_shows_what_is_written_now_and_sends_nothing(owner, signed_in):
    page = signed_in(owner).get(f"/settings/journal/{written(owner).pk}/preview/").content.decode()
    assert "First <em>words</em>" in page
    assert "Nothing can be sent from here." in page
    assert 'content="noindex"' in page
    assert "disabled" in page
