"""What a link opens to somebody without an account, the reply below it, and the one page for all that opens nothing."""

from __future__ import annotations

import os
import re
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.agreements.actions import Hours, keep_agreement
from alongside.clients.actions import add_client
from alongside.pages.guests.forms import new_stamp
from alongside.pages.guests.needs import choices_for, items_of
from alongside.promises import actions as promises
from alongside.sharing.actions import choose, make, revoke
from alongside.sharing.models import Reply, Share
from alongside.sharing.rules import LIMITS
from alongside.timeline.models import Interaction

pytestmark = pytest.mark.django_db
BOTS = int(os.environ.get("ALONGSIDE_BOT_REPLIES", "60"))


@pytest.fixture
def harlow(owner):
    harlow = add_client("Harlow & Sons", by=owner)
    hours = Hours(None, None, "", "")
    keep_agreement(harlow, hours, answer_hours=4, channels="Invoices by mail.", urgent="Ring me.", notes="")
    return harlow


@pytest.fixture
def made(owner, harlow):
    return make(owner, kind="agreement", client_id=harlow.pk, now=timezone.now())


def address(made, what: str = "") -> str:
    return f"/shared/{made.token}/{what}"


def form(made, *, age_seconds: float = 10, **more: str) -> dict[str, str]:
    stamp = new_stamp(made.share, now=timezone.now() - timedelta(seconds=age_seconds))
    typed = {"name": "Tom Harlow", "address": "tom@harlow.example", "reply": "May we say Friday?"}
    return {"form": stamp, **typed, **more}


def test_link_shows_its_page_without_an_account(client, made):
    answer = client.get(address(made))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "How we work together" in page
    assert "within 4 working hours" in page
    assert "Invoices by mail." in page
    assert "Olive Owner" in page


def test_page_is_kept_by_nobody_and_tells_nobody_its_address(client, made):
    answer = client.get(address(made))
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "private, no-store"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert '<meta name="referrer" content="no-referrer">' in answer.content.decode()


def test_page_sets_no_cookie_and_asks_no_session(client, made):
    answer = client.get(address(made))
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_page_leads_nowhere_into_the_site(client, made):
    page = client.get(address(made)).content.decode()
    links = set(re.findall(r'(?:href|action)="([^"]*)"', page))
    assert {link for link in links if not link.startswith(("/static/", f"/shared/{made.token}/"))} == set()


def test_rest_of_the_site_stays_closed_to_a_guest(client, made, harlow):
    client.get(address(made))
    for closed in ("/", "/clients/", f"/clients/{harlow.pk}/", f"/links/{made.share.pk}/"):
        assert client.get(closed).status_code == 302


@pytest.mark.parametrize("what", ["expired", "revoked", "of another kind", "guessed", "nonsense"])
@pytest.mark.parametrize("where", ["", "reply/", "seen/"])
def test_all_that_opens_nothing_gets_the_same_bytes(what, where, client, made, owner):
    ask = client.post if where else client.get
    never = ask(f"/shared/{'x' * 43}/{where}")
    link = address(made, where)
    if what == "expired":
        Share.objects.update(expires_at=timezone.now())
    elif what == "revoked":
        revoke(owner, made.share.pk, now=timezone.now())
    elif what == "of another kind":
        Share.objects.update(kind="room")
    elif what == "guessed":
        link = link.replace(made.token, made.token[:-1] + ("A" if made.token[-1] != "A" else "B"))
    else:
        link = link.replace(made.token, "%00'\"><script>")
    with CaptureQueriesContext(connection) as asked:
        answer = ask(link)
    assert len(asked) == 1
    assert answer.status_code == never.status_code == 404
    assert answer.content == never.content
    assert dict(answer.headers) == dict(never.headers)


def test_reading_is_no_opening(client, made):
    client.get(address(made))
    client.head(address(made))
    assert Share.objects.get().openings == 0


def test_browser_that_shows_it_says_so(client, made):
    stamp = {"form": new_stamp(made.share, now=timezone.now())}
    assert client.post(address(made, "seen/"), stamp).status_code == 204
    assert client.post(address(made, "seen/"), {"form": "made up"}).status_code == 403
    assert Share.objects.get().openings == 1


@pytest.mark.broad
def test_reply_arrives_and_stands_on_the_page(client, made):
    answer = client.post(address(made, "reply/"), form(made))
    assert answer.status_code == 303
    page = client.get(answer["Location"].partition("#")[0]).content.decode()
    assert "Thank you, it has arrived." in page
    assert "Tom Harlow" in page
    assert "May we say Friday?" in page
    assert "tom@harlow.example" not in page
    assert Share.objects.get().openings == 1


def test_form_sent_twice_is_one_reply(client, made):
    once = form(made)
    for _ in range(2):
        assert client.post(address(made, "reply/"), once).status_code == 303
    assert Reply.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "", "Say who you are."),
        ("name", "n" * 101, "This name is too long."),
        ("address", "", "Give an e-mail address"),
        ("address", "tom at harlow", "This is no e-mail address."),
        ("address", "a@b.example\nBcc: x@evil.example", "This is no e-mail address."),
        ("reply", "  ", "Write your reply here."),
        ("reply", "x" * 5007, "7 letters too long"),
    ],
)
def test_what_is_missing_is_said_in_words_and_what_was_typed_stays(field, typed, words, client, made):
    answer = client.post(address(made, "reply/"), form(made, **{field: typed}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert f'id="error-{field}"' in page
    assert re.search(
        rf'name="{field}"[^>]*aria-describedby="[^"]*error-{field}"[^>]*aria-invalid="true"', page
    )
    others = {"name": "Tom Harlow", "address": "tom@harlow.example", "reply": "May we say Friday?"}
    assert all(value in page for name, value in others.items() if name != field)
    assert not Reply.objects.exists()


def test_reply_is_shown_as_text_and_its_links_do_nothing(client, made):
    hostile = '<script>alert(1)</script> https://evil.example <a href="//evil.example">x</a>'
    client.post(address(made, "reply/"), form(made, name="<b>Tom</b>", reply=hostile))
    page = client.get(address(made)).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;b&gt;Tom&lt;/b&gt;" in page
    assert not re.search(r'href="[^"]*evil', page)


def test_form_of_another_page_is_refused(client, made, owner, harlow):
    other = make(owner, kind="agreement", client_id=harlow.pk, now=timezone.now())
    answer = client.post(address(made, "reply/"), form(other))
    assert answer.status_code == 403
    assert not Reply.objects.exists()


def test_page_that_was_open_too_long_asks_once_more(client, made):
    answer = client.post(address(made, "reply/"), form(made, age_seconds=8 * 24 * 3600))
    assert answer.status_code == 422
    assert "press Send once more" in answer.content.decode()
    stamp = re.search(r'name="form" value="([^"]+)"', answer.content.decode())
    assert stamp is not None
    assert client.post(address(made, "reply/"), form(made, form=stamp[1])).status_code == 422


def test_much_from_one_place_is_told_so_and_nothing_is_lost(client, made):
    client.post(address(made, "reply/"), form(made))
    here = bytes(Reply.objects.get().sent_from)
    Reply.objects.bulk_create(
        Reply(share=made.share, source_key=bytes([number] * 16), sent_at=timezone.now(), sent_from=here)
        for number in range(1, LIMITS.from_one_place)
    )
    answer = client.post(address(made, "reply/"), form(made, reply="One more"))
    assert answer.status_code == 429
    assert "One more" in answer.content.decode()
    assert Reply.objects.count() == LIMITS.from_one_place


def test_address_counts_behind_trusted_proxies_alone(client, made, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(2):
        client.post(
            address(made, "reply/"),
            form(made, reply=f"Word {number}"),
            headers={"x-forwarded-for": f"203.0.113.{number}, 198.51.100.7"},
        )
    assert Reply.objects.values("sent_from").distinct().count() == 1


def bot(number: int, made) -> dict[str, str]:
    """As programs fill in forms: everything at once, a made-up stamp, none, one of another day, or the trap."""
    more = {"reply": f"Buy {number} https://pills.example", "name": f"Bot {number}"}
    kinds = (
        lambda: form(made, **more, more="http://pills.example"),
        lambda: form(made, age_seconds=0, **more),
        lambda: form(made, **more, form=""),
        lambda: form(made, **more, form=f"made:up:{number}"),
        lambda: form(made, age_seconds=9 * 24 * 3600, **more),
    )
    return kinds[number % len(kinds)]()


@pytest.mark.broad
def test_replies_of_programs_are_not_published_and_the_page_still_answers(made):
    browser = Browser()
    for number in range(BOTS):
        browser.post(address(made, "reply/"), bot(number, made))
    begun = time.perf_counter()
    page = browser.get(address(made)).content.decode()
    took = time.perf_counter() - begun
    assert "pills" not in page
    assert not Reply.objects.exists() and not Interaction.objects.exists()
    assert took < 0.3


def test_own_words_show_once_ticked_and_not_once_they_are_others(client, owner, harlow):
    now = timezone.now()
    todo = {"kind": "todo", "side": "ours", "changes": {"wording": "Order the oak"}}
    key = promises.write_down(owner, harlow.pk, now=now, **todo)
    made = make(owner, kind="client", client_id=harlow.pk, now=now)
    assert "the oak" not in client.get(address(made)).content.decode()
    ticked = [one.about for one in items_of(made.share, now=now)]
    choose(owner, made.share.pk, choices_for(items_of(made.share, now=now), ticked, sections=()))
    assert "Order the oak" in client.get(address(made)).content.decode()
    promises.edit(owner, key, {"wording": "Order the oak, once Tom has paid"}, now=now)
    assert "the oak" not in client.get(address(made)).content.decode()
    promises.edit(owner, key, {"wording": "Order the oak"}, now=now)
    assert "Order the oak" in client.get(address(made)).content.decode()


def test_every_answer_on_a_page_that_asks_much_arrives_with_the_reply_below(client, owner, harlow):
    now = timezone.now()
    for number in range(25):
        changes = {"wording": f"Send paper {number}"}
        promises.write_down(owner, harlow.pk, kind="promise", side="theirs", changes=changes, now=now)
    made = make(owner, kind="client", client_id=harlow.pk, now=now)
    items = items_of(made.share, now=now)
    choose(owner, made.share.pk, choices_for(items, [one.about for one in items], sections=()))
    fields = dict.fromkeys((f"answer-{one.about}" for one in items), "")
    assert len(fields) == 25
    fields[next(iter(fields))] = "Here it is."
    client.post(address(made, "reply/"), form(made, **fields, reply="And one thing more."))
    page = client.get(address(made)).content.decode()
    assert "Here it is." in page and "And one thing more." in page
    answered = {name: f"Paper {place}" for place, name in enumerate(fields)}
    client.post(address(made, "reply/"), form(made, **answered, reply="That was all."))
    assert {"Paper 24", "That was all."} <= set(
        re.findall("Paper 24|That was all.", client.get(address(made)).content.decode())
    )


@pytest.mark.parametrize("empty", ["\x07", "\u200b", " \u00a0\u2060 "])
@pytest.mark.parametrize("field", ["name", "reply"])
def test_what_nobody_can_see_is_no_name_and_no_reply(client, made, field, empty):
    answer = client.post(address(made, "reply/"), form(made, **{field: empty}))
    assert answer.status_code == 422
    assert not Reply.objects.exists()
