"""The agenda on the pages of calls and visits, and a look-back that is shared."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.calls.actions import How, start, start_planned
from alongside.clients.actions import add_client
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.intake.erasing import erase, preview_address
from alongside.promises.models import Promise
from alongside.reviews import actions
from alongside.reviews.agenda import items_of
from alongside.reviews.models import State
from alongside.reviews.queries import pack_of
from alongside.sharing.actions import make
from alongside.sharing.models import Share
from alongside.timeline.models import Filing, Interaction
from tests.making import owner
from tests.pages.reviews.reading import (
    as_seen,
    ours,
    shared_with_look_back,
    shown,
    text_of,
    written,
)
from tests.reviews.making import MARA

pytestmark = pytest.mark.django_db


def test_line_is_reached_and_noted_on_the_page_of_a_call(browser, review):
    ours(browser, review, **{"new-0": "The fair"})
    call = start(owner(), review.client, How(), now=timezone.now())
    path, (item,) = f"/calls/{call.pk}/", items_of(review)
    more = {f"tick-{item.line}": "on", f"note-{item.line}": "= Forty badges"}
    answer = written(browser, path, f"/reviews/{review.pk}/agenda/", **more)
    # Back to the call, and not to the agenda's own page.
    assert answer["Location"] == path
    (item,) = items_of(review)
    assert (item.is_ticked, item.notes[0].text) == (True, "= Forty badges")


@pytest.mark.broad
def test_agenda_stands_open_in_the_call_that_the_review_was_planned_for(browser, review):
    row = plan(
        owner(), review.client, Facts(timezone.now(), timezone.now() + timedelta(hours=1)), now=timezone.now()
    )
    actions.hold_at(owner(), review.pk, row.pk)
    here, other = start_planned(owner(), row.pk, now=timezone.now()), add_client("Elm", by=owner())
    assert "open" in shown(browser, f"/calls/{here.pk}/").css_first("#call-review").attributes
    there = start(owner(), other, How(), now=timezone.now())
    assert shown(browser, f"/calls/{there.pk}/").css_first("#call-review") is None


@pytest.mark.broad
def test_visit_has_the_agenda_part_by_part_of_the_support(browser, review, visit):
    page = shown(browser, f"/visits/{visit.pk}/")
    assert text_of(page, "#call-review h3") == ["The diary", "Everything else"]
    words = [one.text() for one in page.css("#call-review .agenda-words textarea")]
    assert words == ["The invoices", "The fair"]
    assert "open" in page.css_first("#call-review").attributes
    part = shown(browser, f"/reviews/{review.pk}/agenda/?by=aspect&part=lines")
    assert text_of(part, "h3") == ["The diary", "Everything else"]


@pytest.mark.broad
def test_card_takes_ticks_and_notes_of_the_agenda_without_script(browser, review, visit):
    path = f"/visits/{visit.pk}/card/"
    for kind, more in (("item", {}), ("said", {"text": "= Forty badges"})):
        forms = shown(browser, path).css(f"form[data-card-form={kind}]")
        given = {one.attributes["name"]: one.attributes.get("value") or "" for one in forms[1].css("input")}
        assert browser.post(f"{path}lines/", {**given, **more}).status_code == 302
    fair = items_of(review)[0]
    assert (fair.text, fair.is_ticked, fair.notes[0].text) == ("The fair", True, "= Forty badges")
    assert text_of(shown(browser, path), ".card-said li") == ["= Forty badges"]


@pytest.mark.broad
def test_evening_of_a_visit_holds_the_review_with_what_was_reached(browser, review, visit):
    line = items_of(review)[0].line
    ours(browser, review, **{f"tick-{line}": "on", f"note-{line}": "> I ask the hall about power"})
    page = shown(browser, f"/visits/{visit.pk}/after/")
    assert "checked" in page.css_first(".visit-review input").attributes
    assert [one.split(" ")[-1] for one in text_of(page, ".visit-review .look-lines > li > .detail")] == [
        "agenda",
        "reached",
    ]
    form = {"revision": visit.revision, "outcome": "held", "hours": "2", "review": review.pk, "keep": "yes"}
    browser.post(f"/visits/{visit.pk}/after/", form)
    review.refresh_from_db()
    assert review.state == State.HELD
    assert Promise.objects.filter(side="ours").count() == 1
    # In the diary it is the visit, and not the note of the review.
    visit.refresh_from_db()
    key = Interaction.objects.get(pk=visit.entry).source_key
    assert bytes(visit.appointment.held_as) == bytes(key)
    assert f"/reviews/{review.pk}/outcome/" in [
        one.attributes["href"] for one in shown(browser, f"/visits/{visit.pk}/after/").css(".after-does a")
    ]


@pytest.mark.broad
def test_evening_of_another_visit_leaves_the_review_as_it_is(browser, review, visit):
    form = {"revision": visit.revision, "outcome": "held", "hours": "2", "keep": "yes"}
    browser.post(f"/visits/{visit.pk}/after/", form)
    review.refresh_from_db()
    assert review.state == State.PLANNED


@pytest.mark.broad
def test_shared_look_back_stays_as_she_left_it_until_she_renews_it(browser, review):
    token = shared_with_look_back(browser, review)
    actions.add_line(owner(), review.pk, section="about", text="A logo, by phone.", now=timezone.now())
    assert "smaller hall" in as_seen(token)
    assert "A logo, by phone." not in as_seen(token)
    button = shown(browser, f"/reviews/{review.pk}/agenda/").css_first("button[name=renew]")
    browser.post(f"/reviews/{review.pk}/agenda/share/", {"renew": button.attributes["value"]})
    assert "A logo, by phone." in as_seen(token)


@pytest.mark.broad
def test_look_back_of_another_share_is_renewed_by_nobody(browser, review, client_):
    other = make(owner(), kind="agreement", client_id=client_.pk, now=timezone.now())
    answer = browser.post(f"/reviews/{review.pk}/agenda/share/", {"renew": other.share.pk})
    assert answer.status_code == 404
    other.share.refresh_from_db()
    assert other.share.choices == {}


@pytest.mark.broad
def test_sentence_that_is_hers_alone_now_leaves_the_shared_look_back(browser, review):
    token = shared_with_look_back(browser, review)
    entry = Interaction.objects.get(kind="call")
    Interaction.objects.filter(pk=entry.pk).update(private_to=owner())
    assert "smaller hall" not in as_seen(token)
    assert "4 letters" in as_seen(token)


@pytest.mark.parametrize("is_worded", [False, True])
def test_talk_that_turns_out_to_be_another_clients_leaves_the_shared_look_back(browser, review, is_worded):
    """Whether it stands there as it was found or in her own words."""
    entry = Interaction.objects.get(kind="call")
    (line,) = [
        line
        for part in pack_of(review)
        for line in part.lines
        if part.name == "met" and [one.id for one in line.sources] == [entry.pk]
    ]
    words = line.text
    if is_worded:
        words = "We spoke of the smaller room."
        actions.judge(owner(), review.pk, key=line.key, word="worded", text=words, now=timezone.now())
    token = shared_with_look_back(browser, review)
    assert words in as_seen(token)
    Filing.objects.filter(interaction=entry).update(client=add_client("Birch", by=owner()))
    assert words not in as_seen(token)
    assert "4 letters" in as_seen(token)


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_erasing_leaves_nothing_in_a_shared_look_back(browser, review):
    token = shared_with_look_back(browser, review)
    erase(preview_address(MARA))
    share = Share.objects.get()
    assert "smaller hall" not in str(share.choices)
    assert "Mara" not in str(share.choices)
    assert "Looking back" not in as_seen(token)
    page = shown(browser, f"/reviews/{review.pk}/agenda/")
    assert "went with what was erased" in page.css_first("body").text()
