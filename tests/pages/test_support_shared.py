"""What a client may read of what is done for them: only what was meant for them, in the version that was ticked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.clients.actions import add_client
from alongside.clients.joining import join
from alongside.clients.models import Assignment
from alongside.sharing.actions import choose, make
from alongside.support import actions
from tests.making import assistant, owner

pytestmark = pytest.mark.django_db
CANARY = "canary-"


@pytest.fixture
def harlow():
    return add_client("Harlow & Sons", by=owner())


@pytest.fixture
def inbox(harlow):
    facts = actions.Facts("Inbox", "All <b>mail</b> is read.", minutes_a_month=600)
    return actions.add_own(owner(), harlow.pk, facts)


@pytest.fixture
def made(harlow, inbox):
    return make(owner(), kind="support", client_id=harlow.pk, now=timezone.now())


def read(client, made) -> str:
    answer = client.get(f"/shared/{made.token}/")
    assert answer.status_code == 200
    return answer.content.decode()


def a_page(inbox, text: str, title: str = "Sorting"):
    return actions.write_new(owner(), inbox.pk, title, text, now=timezone.now())


def boxes(desk, made) -> dict[str, bool]:
    page = LexborHTMLParser(desk.get(reverse("share-support", args=[made.share.pk])).content.decode())
    found = page.css("main input[name=show]")
    return {one.attributes["value"]: "checked" in one.attributes for one in found}


def there(desk, made) -> list[str]:
    page = LexborHTMLParser(desk.get(reverse("share-support", args=[made.share.pk])).content.decode())
    return [one.attributes["value"] for one in page.css("main input[name=there]")]


def tick(desk, made, *values: str, of: list[str] | None = None) -> None:
    """`of`: the boxes that the form had, if not those that it has now."""
    boxes = there(desk, made) if of is None else of
    path = reverse("share-support", args=[made.share.pk])
    assert desk.post(path, {"show": values, "there": boxes}).status_code == 302


def test_client_reads_what_is_done_and_the_agreed_hours_and_can_reply(client, made):
    page = LexborHTMLParser(read(client, made))
    assert page.css_first("h1").text() == "What I do for you"
    assert "All <b>mail</b> is read." in page.css_first("main").text()
    assert "Agreed: 10 h a month." in page.css_first("main").text()
    assert page.css_first("form.reply textarea") is not None


def test_link_is_made_from_the_list_of_links(desk, client, harlow, inbox):
    answer = desk.post(reverse("share-make", args=[harlow.pk]), {"kind": "support"})
    address = LexborHTMLParser(answer.content.decode()).css_first("#made-link").attributes["value"]
    assert "All &lt;b&gt;mail" in client.get("/shared/" + address.split("/shared/")[1]).content.decode()


def test_nothing_that_was_not_meant_for_them_leaves(client, desk, harlow, inbox, made):
    """Everything that is kept of support carries a canary of its own; one page was ticked before its canary came."""
    ann, now, today = assistant(), timezone.now(), timezone.localdate()
    ann.name = f"{CANARY}colleague"
    ann.save()
    Assignment.objects.create(member=ann, client=harlow)
    facts = actions.Facts("Inbox", "All mail.", f"{CANARY}how", ann.pk, today, 600)
    actions.change(owner(), inbox.pk, facts)
    duty = actions.add_duty(
        owner(), inbox.pk, f"{CANARY}duty", actions.When("weeks", today, 1, today.weekday())
    )
    actions.see_to(ann, duty.pk, today, "done", now=now, today=today)
    actions.rate(ann, inbox.pk, 2, f"{CANARY}ours", now=now)
    actions.rate(owner(), inbox.pk, 5, f"{CANARY}theirs", now=now, by_client=True)
    tried = actions.add_improvement(owner(), harlow.pk, actions.Idea(f"{CANARY}idea", inbox.pk), now=now)
    actions.say(owner(), tried.pk, "kept", f"{CANARY}outcome", now=now)
    ended = actions.add_own(owner(), harlow.pk, actions.Facts(f"{CANARY}ended"))
    actions.end(owner(), ended.pk, today - timedelta(days=1))
    hidden = actions.add_own(owner(), harlow.pk, actions.Facts(f"{CANARY}hidden"))
    other = add_client(f"{CANARY}client", by=owner())
    actions.add_own(owner(), other.pk, actions.Facts(f"{CANARY}other"))
    a_page(inbox, f"{CANARY}not ticked", f"{CANARY}title")
    shown = a_page(inbox, "Read first.")
    tick(desk, made, f"a{inbox.pk}", f"h{shown.pk}:1")
    actions.save(ann, shown.pk, f"{CANARY}retitled", f"{CANARY}later", seen=1, now=now)
    body = read(client, made)
    assert "Read first." in body
    assert CANARY not in body
    assert "10 h" not in body
    assert hidden.name in desk.get(reverse("client-support", args=[harlow.pk])).content.decode()


def test_how_to_shows_in_the_version_that_was_ticked_until_it_is_ticked_again(client, desk, inbox, made):
    page = a_page(inbox, "Read *first*.")
    assert "Read" not in read(client, made)
    tick(desk, made, f"a{inbox.pk}", "hours", f"h{page.pk}:1")
    assert "<em>first</em>" in read(client, made)
    actions.save(owner(), page.pk, "Sorting", "Read last.", seen=1, now=timezone.now())
    assert boxes(desk, made) == {
        f"a{inbox.pk}": True, "hours": True, f"h{page.pk}:1": True, f"h{page.pk}:2": False,
    }  # fmt: skip
    tick(desk, made, f"a{inbox.pk}", f"h{page.pk}:2")
    assert "Read last." in read(client, made)
    actions.put_away(owner(), page.pk, timezone.now())
    assert "Read last." not in read(client, made)


@pytest.mark.parametrize("named", ["{0}:1", "{0}:", ":", "x:y", "{0}:1:1", "9999999999:1", "²:1", "-{0}:1"])
def test_page_of_another_client_cannot_be_ticked_in(client, desk, made, named):
    other = add_client("Other", by=owner())
    foreign = a_page(actions.add_own(owner(), other.pk, actions.Facts("Diary")), "Secret.", "Hidden")
    tick(desk, made, "h" + named.format(foreign.pk))
    choose(owner(), made.share.pk, {"how_tos": [named.format(foreign.pk)]})
    assert "Secret." not in read(client, made)


def test_link_of_another_kind_has_no_such_choices(desk, harlow):
    other = make(owner(), kind="agreement", client_id=harlow.pk, now=timezone.now())
    assert desk.get(reverse("share-support", args=[other.share.pk])).status_code == 404


def test_link_of_a_client_that_was_joined_shows_what_is_done_for_both(client, harlow, made):
    survivor = add_client("Harlow Group", by=owner())
    actions.add_own(owner(), survivor.pk, actions.Facts("Travel"))
    join(survivor, harlow, by=owner())
    body = read(client, made)
    assert "Travel" in body
    assert "Inbox" in body


def test_preview_is_what_the_client_sees(desk, made):
    body = desk.get(reverse("share-preview", args=[made.share.pk])).content.decode()
    assert "All &lt;b&gt;mail" in body


def test_what_came_or_ended_meanwhile_is_neither_hidden_nor_shown_by_keeping_the_form(
    desk, client, made, inbox
):
    parking = actions.add_own(owner(), made.share.client_id, actions.Facts("Parking"))
    tick(desk, made, f"a{inbox.pk}", "hours")
    assert "Parking" not in read(client, made)
    had = there(desk, made)
    actions.add_own(owner(), made.share.client_id, actions.Facts("Travel"))
    actions.end(owner(), parking.pk, timezone.localdate() - timedelta(days=1))
    tick(desk, made, f"a{inbox.pk}", "hours", of=had)
    tick(desk, made, *(name for name, is_ticked in boxes(desk, made).items() if is_ticked))
    actions.go_on(owner(), parking.pk)
    page = read(client, made)
    assert "Travel" in page
    assert "Parking" not in page


def test_new_link_leaves_out_what_was_left_out_of_the_one_before(desk, client, made, inbox):
    actions.add_own(owner(), made.share.client_id, actions.Facts("Parking"))
    tick(desk, made, f"a{inbox.pk}")
    desk.post(reverse("share-revoke", args=[made.share.pk]))
    answer = desk.post(reverse("share-make", args=[made.share.client_id]), {"kind": "support"})
    address = LexborHTMLParser(answer.content.decode()).css_first("#made-link").attributes["value"]
    page = client.get("/shared/" + address.split("/shared/")[1]).content.decode()
    assert "Inbox" in page
    assert "Parking" not in page
