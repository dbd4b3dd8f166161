"""The pages of what is done for a client, and what comes again on Today."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.accounts.queries import practice
from alongside.agreements.models import OwnHours
from alongside.clients.actions import add_client
from alongside.support import actions
from alongside.support.models import Aspect, Duty, DutyDay, HowTo, Improvement, Rating
from tests.making import mailbox, owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def harlow():
    mailbox()
    return add_client("Harlow & Sons", by=owner())


def here(client) -> str:
    return reverse("client-support", args=[client.pk])


def page_of(answer) -> LexborHTMLParser:
    return LexborHTMLParser(answer.content.decode())


def undo(desk, answer):
    button = page_of(answer).css_first(".toasts [formaction]")
    return desk.post(button.attributes["formaction"], follow=True)


def names(desk, client) -> list[str]:
    return [one.text() for one in page_of(desk.get(here(client))).css(".aspect h2 a")]


def add(client, **facts) -> Aspect:
    return actions.add_own(owner(), client.pk, actions.Facts("Inbox <b>", **facts))


def weekly(aspect, *, days_ago: int = 0) -> Duty:
    on = timezone.localdate() - timedelta(days=days_ago)
    return actions.add_duty(
        owner(), aspect.pk, "Send <i>the report</i>", actions.When("weeks", on, 1, on.weekday())
    )


def rows(desk, path: str = "/") -> list[str]:
    return [one.text().strip() for one in page_of(desk.get(path)).css("main .duty-row .row-open > span")]


def form_of(page: LexborHTMLParser, action: str) -> dict[str, str]:
    """What a browser would send of a form as it stands."""
    form = next(one for one in page.css("form") if one.attributes.get("action") == action)
    given = {one.attributes["name"]: one.attributes.get("value") or "" for one in form.css("input[name]")}
    given |= {one.attributes["name"]: one.text() for one in form.css("textarea")}
    for one in form.css("select"):
        chosen = one.css_first("option[selected]") or one.css_first("option")
        given[one.attributes["name"]] = chosen.attributes.get("value") or ""
    return given


@pytest.mark.broad
def test_press_in_the_catalogue_adds_it_and_undo_takes_it_away(desk, harlow):
    offered = [one.text() for one in page_of(desk.get(here(harlow))).css(".offered-kinds button")]
    assert "Inbox" in offered
    added = desk.post(reverse("client-support-add", args=[harlow.pk]), {"entry": "Inbox"}, follow=True)
    assert names(desk, harlow) == ["Inbox"]
    assert "Inbox" not in [one.text() for one in page_of(added).css(".offered-kinds button")]
    undo(desk, added)
    assert names(desk, harlow) == []


def test_aspect_is_changed_in_its_place_as_a_plain_form(desk, harlow):
    one = add(harlow, what="All mail.", minutes_a_month=100)
    page = page_of(desk.get(f"{here(harlow)}?change={one.pk}"))
    given = form_of(page, reverse("aspect", args=[one.pk]))
    assert (given["name"], given["what"].strip(), given["hours"], given["at"]) == (
        "Inbox <b>", "All mail.", "1.67", "client",
    )  # fmt: skip
    answer = desk.post(reverse("aspect", args=[one.pk]), {**given, "hours": "2.5", "how": "Twice a day."})
    assert answer["Location"] == f"{here(harlow)}#a{one.pk}"
    one.refresh_from_db()
    assert (one.minutes_a_month, one.how, one.what) == (150, "Twice a day.", "All mail.")
    assert "Put down for a month: Inbox &lt;b&gt; 2 h 30." in desk.get(here(harlow)).content.decode()


def test_hours_that_were_not_touched_stay_to_the_minute(desk, harlow):
    one = add(harlow, minutes_a_month=100)
    address = reverse("aspect", args=[one.pk])
    desk.post(address, form_of(page_of(desk.get(f"{address}?change")), address))
    one.refresh_from_db()
    assert one.minutes_a_month == 100


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"hours": "-1"}, {"hours": "900"}, {"since_on": "0001-01-01"}, {"covered_by": "999"}],
)
def test_what_cannot_be_is_told_where_it_stood_and_not_kept(desk, harlow, wrong):
    one = add(harlow)
    typed = {"name": "Post", "what": "W", "how": "", "covered_by": "", "since_on": "", "hours": "", **wrong}
    for at in ("client", ""):
        answer = desk.post(reverse("aspect", args=[one.pk]), {**typed, "at": at})
        assert answer.status_code == 422
        assert page_of(answer).css_first(".field.wrong, .notice.error") is not None
    one.refresh_from_db()
    assert one.name == "Inbox <b>"


@pytest.mark.broad
def test_ended_aspect_stands_below_with_its_days_and_undo_brings_it_back(desk, harlow):
    one = add(harlow)
    yesterday = timezone.localdate() - timedelta(days=1)
    answer = desk.post(
        reverse("aspect-say", args=[one.pk]), {"do": "end", "until": yesterday.isoformat()}, follow=True
    )
    assert (names(desk, harlow), len(page_of(answer).css(".more .support-list li"))) == ([], 1)
    undo(desk, answer)
    assert names(desk, harlow) == ["Inbox <b>"]


def test_duty_is_put_down_on_the_page_and_told_of_on_today(desk, harlow):
    one, today = add(harlow), timezone.localdate()
    typed = {
        "name": "Send <i>the report</i>",
        "every": 1,
        "repeats": "weeks",
        "weekday": today.weekday(),
        "starts_on": today.isoformat(),
    }
    assert desk.post(reverse("duty-add", args=[one.pk]), typed).status_code == 302
    assert rows(desk) == ["Send <i>the report</i>"]
    assert rows(desk, here(harlow)) == ["Send <i>the report</i>"]
    body = desk.get(reverse("aspect", args=[one.pk])).content.decode()
    assert "every " in body
    assert "<i>the report</i>" not in body


@pytest.mark.broad
def test_duty_is_ticked_in_place_and_undo_brings_it_back(desk, harlow):
    weekly(add(harlow))
    button = page_of(desk.get("/")).css_first(".duty-tick")
    answer = desk.post(button.attributes["formaction"], {"do": "done"}, follow=True)
    assert (answer.request["PATH_INFO"], rows(desk)) == ("/", [])
    undo(desk, answer)
    assert len(rows(desk)) == 1


def test_missed_one_stays_and_can_be_left_out_this_time(desk, harlow):
    weekly(add(harlow), days_ago=7)
    page = page_of(desk.get("/"))
    assert len(page.css("main .duty-row .overdue")) == 1
    leave = next(one for one in page.css(".duty-row .row-does button") if "Leave out" in one.text())
    desk.post(leave.attributes["formaction"], {"do": leave.attributes["value"]})
    assert [(one.outcome, one.due_on) for one in DutyDay.objects.all()] == [
        ("left_out", timezone.localdate() - timedelta(days=7))
    ]
    assert len(rows(desk)) == 1


def test_tick_goes_back_to_pages_of_ours_alone(desk, harlow):
    duty = weekly(add(harlow))
    address = f"{reverse('duty-tick', args=[duty.pk])}?on={timezone.localdate()}"
    assert desk.post(f"{address}&next=https://elsewhere.example/", {"do": "done"})["Location"] == "/"
    assert desk.post(f"{address}&next={here(harlow)}", {"do": "done"})["Location"] == here(harlow)


def test_day_that_is_none_is_refused(desk, harlow):
    duty = weekly(add(harlow))
    assert desk.post(f"{reverse('duty-tick', args=[duty.pk])}?on=soon", {"do": "done"}).status_code == 400


def test_day_begins_by_the_clock_of_the_desk(desk, harlow):
    """These two clocks are 25 hours apart: what is due there today is due here tomorrow at the earliest."""
    OwnHours.objects.create(days="0123456")
    kept = practice()
    kept.timezone = "Pacific/Kiritimati"
    kept.save()
    with timezone.override("Pacific/Kiritimati"):
        weekly(add(harlow))
        assert len(rows(desk)) == 1
    kept.timezone = "Pacific/Pago_Pago"
    kept.save()
    assert rows(desk) == []


@pytest.mark.broad
def test_all_that_was_missed_is_left_out_at_once_and_undo_brings_it_back(desk, harlow):
    duty = weekly(add(harlow), days_ago=70)
    row = page_of(desk.get("/")).css_first(".duty-row .above")
    assert (row.text(), row.attributes["href"]) == ("and 6 times before", reverse("duty", args=[duty.pk]))
    answer = desk.post(reverse("duty-missed", args=[duty.pk]), follow=True)
    assert len(rows(desk)) == 1
    assert DutyDay.objects.filter(outcome="left_out").count() == 10
    undo(desk, answer)
    assert DutyDay.objects.count() == 0
    desk.post(reverse("duty-missed", args=[duty.pk]))
    assert "Nothing of" in desk.post(reverse("duty-missed", args=[duty.pk]), follow=True).content.decode()


@pytest.mark.broad
def test_stopped_duty_comes_no_more_until_it_is_undone(desk, harlow):
    duty = weekly(add(harlow))
    answer = desk.post(reverse("duty-stop", args=[duty.pk]), follow=True)
    assert rows(desk) == []
    undo(desk, answer)
    assert len(rows(desk)) == 1


def test_catalogue_is_changed_on_a_page_and_a_kind_taken_out_is_not_offered(desk, harlow):
    address = reverse("support-catalogue")
    given = form_of(page_of(desk.get(f"{address}?change=Inbox")), address)
    desk.post(address, {**given, "name": "Post & mail"})
    answer = desk.post(reverse("support-offer"), {"name": "Travel", "to": "no"}, follow=True)
    offered = [one.text() for one in page_of(desk.get(here(harlow))).css(".offered-kinds button")]
    assert "Post & mail" in offered
    assert not {"Inbox", "Travel"} & set(offered)
    undo(desk, answer)
    offered = [one.text() for one in page_of(desk.get(here(harlow))).css(".offered-kinds button")]
    assert "Travel" in offered


def test_whoever_only_covers_leaves_the_catalogue_as_it_is(signed_in, make_cover):
    desk = signed_in(make_cover(timedelta(hours=1)))
    desk.post(reverse("support-catalogue"), {"name": "Mine"})
    desk.post(reverse("support-offer"), {"name": "Travel", "to": "no"})
    page = desk.get(reverse("support-catalogue")).content.decode()
    assert "Travel" in page
    assert "Mine" not in page
    assert "Take out" not in page


def test_clients_page_leads_there(desk, harlow):
    assert here(harlow) in desk.get(reverse("client", args=[harlow.pk])).content.decode()


def a_page(client, text: str = "Open *it* first.") -> HowTo:
    return actions.write_new(owner(), add(client).pk, "Sorting & co", text, now=timezone.now())


def test_how_to_page_is_written_shown_and_says_who_edited_it(desk, harlow):
    one = add(harlow)
    desk.post(
        reverse("how-to-new", args=[one.pk]),
        {"title": "Sorting <b>", "text": "# First\n\n<script>x</script>"},
    )
    made = HowTo.objects.get()
    body = desk.get(reverse("how-to", args=[made.pk])).content.decode()
    assert "<h2>First</h2>" in body
    assert "<script>x" not in body
    assert "Written by <bdi>you</bdi>" in body
    assert "Sorting <b>" not in body
    assert "Sorting &lt;b&gt;" in desk.get(here(harlow)).content.decode()


def test_second_window_is_told_what_changed_and_keeps_what_was_typed(desk, harlow):
    made = a_page(harlow)
    address = reverse("how-to-write", args=[made.pk])
    given = form_of(page_of(desk.get(address)), address)
    assert desk.post(address, {**given, "text": "Hers."}).status_code == 302
    told = desk.post(address, {**given, "text": "Mine & only mine."})
    assert told.status_code == 409
    page = page_of(told)
    assert page.css_first(".changes .change-new").text().endswith("Hers.")
    again = form_of(page, address)
    assert again["text"].strip() == "Mine & only mine."
    assert desk.post(address, again).status_code == 302
    assert list(made.versions.order_by("number").values_list("text", flat=True)) == [
        "Open *it* first.", "Hers.", "Mine & only mine.",
    ]  # fmt: skip


def test_what_is_too_long_or_has_no_title_stays_in_the_form(desk, harlow):
    made = a_page(harlow)
    address = reverse("how-to-write", args=[made.pk])
    for typed in ({"title": "T", "text": "x" * 20_001}, {"title": "", "text": "Kept."}):
        answer = desk.post(address, {"seen": 1, **typed})
        assert answer.status_code == 422
        assert form_of(page_of(answer), address)["text"].strip() == typed["text"]
    assert made.versions.count() == 1


def test_versions_are_compared_and_one_is_brought_back(desk, harlow):
    made = a_page(harlow)
    actions.save(owner(), made.pk, "Sorting & co", "Close it last.", seen=1, now=timezone.now())
    page = page_of(desk.get(reverse("how-to-versions", args=[made.pk])))
    assert [one.text() for one in page.css(".changes del, .changes ins")] == [
        "Open *it* first.",
        "Close it last.",
    ]
    assert "This is version 1" in desk.get(f"{reverse('how-to', args=[made.pk])}?version=1").content.decode()
    answer = desk.post(reverse("how-to-back", args=[made.pk]), {"version": 1}, follow=True)
    assert page_of(answer).css_first(".how-to em").text() == "it"
    for number, status in (("7", 404), ("x", 400), ("9" * 30, 400)):
        assert desk.get(f"{reverse('how-to', args=[made.pk])}?version={number}").status_code == status


def test_page_put_away_stands_nowhere_until_it_is_undone(desk, harlow):
    made = a_page(harlow)
    answer = desk.post(reverse("how-to-away", args=[made.pk]), follow=True)
    assert "Sorting" not in LexborHTMLParser(desk.get(here(harlow)).content.decode()).css_first("main").text()
    undo(desk, answer)
    assert "Sorting" in page_of(desk.get(here(harlow))).css_first("main").text()


def test_how_to_pages_are_found_by_search(desk, harlow):
    made = a_page(harlow, "The umbrella stands behind the door.")
    page = page_of(desk.get(reverse("search"), {"q": "umbrella sorting"}))
    assert reverse("how-to", args=[made.pk]) in [one.attributes.get("href") for one in page.css("#results a")]


@pytest.mark.broad
def test_both_sides_say_how_it_goes_and_undo_takes_it_back(desk, harlow):
    one = add(harlow)
    address = reverse("aspect-rate", args=[one.pk])
    desk.post(address, {"stars": "4", "of": "us", "words": "<b>Fewer</b> questions"})
    answer = desk.post(address, {"stars": "5", "of": "client"}, follow=True)
    text = page_of(answer).css_first("#how-it-goes ~ .support-list").text()
    assert "5, as good as can be" in text
    assert "<b>Fewer</b> questions" in text
    assert "You say 4 of 5, they say 5." in page_of(desk.get(here(harlow))).css_first("main").text()
    undo(desk, answer)
    assert Rating.objects.count() == 1
    assert "Choose from 1" in desk.post(address, {"stars": "9"}, follow=True).content.decode()


@pytest.mark.broad
def test_something_to_try_is_thought_of_tried_and_kept_with_its_history(desk, harlow):
    one = add(harlow)
    typed = {"text": "One <i>list</i> at noon", "aspect": one.pk, "owner": "client", "look_on": "2027-01-01"}
    answer = desk.post(reverse("improvement-add", args=[harlow.pk]), typed, follow=True)
    made = Improvement.objects.get()
    assert (made.owner, made.member, made.aspect) == ("client", None, one)
    say_of_it = reverse("improvement-say", args=[made.pk])
    told = desk.post(say_of_it, {"state": "kept", "outcome": "It works."}, follow=True)
    page = page_of(told)
    assert [row.text().split(" ")[0] for row in page.css(".history li")] == ["Kept:", "To"]
    assert "One &lt;i&gt;list" in told.content.decode()
    undo(desk, told)
    made.refresh_from_db()
    assert (made.state, made.outcome) == ("to_try", "")
    undo(desk, answer)
    assert "at noon" not in page_of(desk.get(here(harlow))).css_first("main").text()


def test_improvement_is_changed_and_taken_off_the_page(desk, harlow):
    made = actions.add_improvement(owner(), harlow.pk, actions.Idea("Call first"), now=timezone.now())
    address = reverse("improvement", args=[made.pk])
    given = form_of(page_of(desk.get(address)), address)
    desk.post(address, {**given, "text": "Ring first", "owner": str(owner().pk)})
    made.refresh_from_db()
    assert (made.text, made.member) == ("Ring first", owner())
    answer = desk.post(reverse("improvement-say", args=[made.pk]), {"do": "drop"}, follow=True)
    assert desk.get(address).status_code == 404
    undo(desk, answer)
    assert desk.get(address).status_code == 200
