"""Promises on the pages: marked and offered in the letter, on Today, beside the client, on a page of their own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.clients.actions import add_client
from alongside.pages.base.parts import Marked
from alongside.pages.base.words import due, linked
from alongside.promises import actions
from alongside.promises.models import Finding, Promise, Verdict
from alongside.timeline.models import Interaction
from tests.making import ME, owner
from tests.promises.making import MARA, arrived, letter

pytestmark = pytest.mark.django_db

TEXT = "Hello Nell,\n\nI'll send you <b>the plan</b> by 3 March 2031, see https://harlow.example/a?b=1&c=2 there.\n"


@pytest.fixture
def harlow():
    return add_client("Harlow & Sons", addresses=[(MARA, "Mara Quill")], by=owner())


def page_at(client, path: str) -> LexborHTMLParser:
    answer = client.get(path)
    assert answer.status_code == 200
    return LexborHTMLParser(answer.content.decode())


def conversation(harlow) -> str:
    return f"/conversations/{Interaction.objects.get().pk}/?client={harlow.pk}"


def accepted() -> str:
    one = Finding.objects.order_by("id").first()
    place = (one.interaction_id, one.start, one.end, one.kind)
    return actions.accept(owner(), place, now=timezone.now())


@pytest.mark.broad
def test_sentence_is_marked_in_its_place_with_its_links_and_nothing_of_its_markup(signed_in, harlow):
    arrived(letter(TEXT))
    shown = page_at(signed_in(owner()), conversation(harlow))
    mark = shown.css_first("mark.said.offered")
    one = Finding.objects.get()
    assert mark.attributes["id"] == f"s{one.interaction_id}-{one.start}"
    assert mark.text() == TEXT[one.start : one.end]
    assert "<b>" in mark.text()
    assert mark.css_first("a").attributes["href"] == "https://harlow.example/a?b=1&c=2"


@pytest.mark.broad
def test_offer_is_kept_by_its_button_and_taken_back(signed_in, harlow):
    arrived(letter(TEXT))
    desk = signed_in(owner())
    here = conversation(harlow)
    offer = page_at(desk, here).css_first(".offer")
    assert "Looks like a promise, due 3 Mar 2031. Keep it?" in offer.text()
    answer = desk.post(offer.css_first("button").attributes["formaction"])
    assert answer.headers["Location"] == here
    shown = page_at(desk, here)
    assert shown.css_first(".offer") is None
    assert shown.css_first("mark.said.kept") is not None
    desk.post(shown.css_first(".toast button").attributes["formaction"])
    assert page_at(desk, here).css_first(".offer") is not None
    assert [one.word for one in Verdict.objects.order_by("id")] == ["accepted", "undone"]


@pytest.mark.broad
def test_refused_offer_is_gone_with_its_mark(signed_in, harlow):
    arrived(letter(TEXT))
    desk = signed_in(owner())
    here = conversation(harlow)
    desk.post(page_at(desk, here).css("[data-row-key=x]")[-1].attributes["formaction"])
    shown = page_at(desk, here)
    assert (shown.css_first(".offer"), shown.css_first("mark.said")) == (None, None)


@pytest.mark.broad
def test_offer_is_changed_before_it_is_kept(signed_in, harlow):
    arrived(letter("Could you chase the invoices?\n"))
    desk = signed_in(owner())
    here = conversation(harlow)
    form = page_at(desk, here).css_first(".offer a.button").attributes["href"]
    assert page_at(desk, form).css_first("blockquote").text() == "Could you chase the invoices?"
    wrong = desk.post(form, {"wording": "Invoices", "repeat": "week"})
    assert (wrong.status_code, b"needs a first day" in wrong.content) == (422, True)
    desk.post(
        form, {"wording": "Invoices", "due_on": "2031-03-03", "repeat": "weekday", "checklist": "One\nTwo"}
    )
    one = Promise.objects.get()
    assert (one.kind, one.wording, one.due_on.isoformat(), one.checklist) == (
        "todo",
        "Invoices",
        "2031-03-03",
        [["One", False], ["Two", False]],
    )


@pytest.mark.broad
def test_today_shows_what_is_overdue_first_and_each_line_acts_in_place(signed_in, harlow):
    arrived(letter(TEXT))
    accepted()
    for words, day in (("Later", "2031-01-01"), ("Long ago", "2026-01-01")):
        actions.write_down(
            owner(),
            harlow.pk,
            kind="promise",
            side="theirs",
            changes=actions.cleaned(wording=words, due_on=day),
            now=timezone.now(),
        )
    desk = signed_in(owner())
    rows = page_at(desk, "/").css(".promise-row")
    assert [row.css_first("q, .own-words").text()[:8] for row in rows] == ["Long ago", "Later", "I'll sen"]
    assert "was due 1 Jan" in rows[0].css_first(".overdue").text()
    done = rows[0].css_first("[data-row-key=e]").attributes
    assert desk.post(done["formaction"], {done["name"]: done["value"]}).headers["Location"] == "/"
    assert len(page_at(desk, "/").css(".promise-row")) == 2


@pytest.mark.broad
def test_line_leads_to_the_sentence_in_its_letter(signed_in, harlow):
    arrived(letter(TEXT))
    accepted()
    desk = signed_in(owner())
    url = page_at(desk, "/promises/").css_first(".promise-row .row-open").attributes["href"]
    path, _, anchor = url.partition("#")
    assert page_at(desk, path).css_first(f"mark#{anchor}") is not None


@pytest.mark.broad
def test_moving_to_next_week_is_the_monday_that_comes(signed_in, harlow):
    arrived(letter(TEXT))
    key = accepted()
    signed_in(owner()).post(f"/promises/{key}/say/", {"move": "week"})
    day = Promise.objects.get().due_on
    assert day.weekday() == 0
    assert timedelta() < day - timezone.localdate() <= timedelta(days=7)


def moved(desk, key: str, **typed: str):
    return desk.post(f"/promises/{key}/move/?next=/promises/", typed)


@pytest.mark.broad
def test_another_day_is_typed_in_words_and_taken_back(signed_in, harlow):
    arrived(letter(TEXT))
    key, desk = accepted(), signed_in(owner())
    link = page_at(desk, "/promises/").css_first("[data-ask=day]").attributes["href"]
    asked = page_at(desk, link).css_first("form.stacked-form").attributes["action"]
    assert desk.post(asked, {"day": "in a fortnight"}).headers["Location"] == "/promises/"
    assert Promise.objects.get().due_on == timezone.localdate() + timedelta(days=14)
    desk.post(page_at(desk, "/promises/").css_first(".toast [formaction]").attributes["formaction"])
    assert Promise.objects.get(key=key).due_on.isoformat() == "2031-03-03"


@pytest.mark.broad
def test_another_day_is_chosen_in_the_calendar(signed_in, harlow):
    arrived(letter(TEXT))
    moved(signed_in(owner()), accepted(), on="2031-04-05", day="")
    assert Promise.objects.get().due_on.isoformat() == "2031-04-05"


@pytest.mark.broad
def test_what_is_no_day_moves_nothing_and_stays_in_the_field(signed_in, harlow):
    arrived(letter(TEXT))
    answer = moved(signed_in(owner()), accepted(), day="when pigs <fly>")
    shown = LexborHTMLParser(answer.content.decode())
    assert answer.status_code == 422
    assert "No day can be read in that." in shown.css_first("[role=alert]").text()
    assert shown.css_first("#field-day").attributes["value"] == "when pigs <fly>"
    assert Promise.objects.get().due_on.isoformat() == "2031-03-03"


@pytest.mark.broad
def test_promise_becomes_a_to_do_with_its_sentence_and_back(signed_in, harlow):
    arrived(letter(TEXT))
    key, desk = accepted(), signed_in(owner())
    desk.post(f"/promises/{key}/say/", {"word": "todo"})
    row = Promise.objects.get()
    assert (row.kind, row.side, row.due_on.isoformat()) == ("todo", "ours", "2031-03-03")
    assert page_at(desk, "/promises/").css_first(".promise-row q") is not None
    actions.undo(owner(), key, now=timezone.now())
    assert Promise.objects.get().kind == "promise"


@pytest.mark.broad
def test_client_page_shows_open_questions_and_promises_in_the_margin(signed_in, harlow):
    arrived(letter(TEXT + "\nIs the hall free?\n"))
    accepted()
    margin = page_at(signed_in(owner()), f"/clients/{harlow.pk}/").css_first("aside")
    assert margin.css_first(".question").text() == "Is the hall free?"
    assert "I'll send you" in margin.css_first(".promised-beside").text()


def test_page_of_what_a_client_promised_names_the_client_once(signed_in, harlow):
    changes = actions.cleaned(wording="The plan")
    key = actions.write_down(
        owner(), harlow.pk, kind="promise", side="theirs", changes=changes, now=timezone.now()
    )
    page = page_at(signed_in(owner()), f"/promises/{key}/")
    assert page.css_first(".promise-who").text() == "Harlow & Sons"


@pytest.mark.broad
def test_page_of_one_shows_its_history_and_changes_it(signed_in, harlow):
    arrived(letter(TEXT))
    desk, key = signed_in(owner()), accepted()
    desk.post(f"/promises/{key}/", {"wording": "The plan", "due_on": "2031-04-01", "side": "theirs"})
    shown = page_at(desk, f"/promises/{key}/")
    history = [
        next(line.iter(include_text=True)).text().split(" 2")[0].strip() for line in shown.css(".history li")
    ]
    assert history == ["Moved to", "Changed", "Kept in mind, due"]
    assert shown.css_first(".lead").text() == "The plan"


@pytest.mark.broad
def test_request_answered_in_its_conversation_is_not_offered_on_the_page_of_all(signed_in, harlow):
    arrived(letter("Could you book the hall?\n", days=3))
    desk = signed_in(owner())
    assert len(page_at(desk, "/promises/").css(".offer")) == 1
    arrived(letter("Booked.\n", sender=ME, to=MARA, name="b", answers="a", days=2))
    assert page_at(desk, "/promises/").css(".offer") == []


@pytest.mark.broad
def test_open_redirect_is_not_followed(signed_in, harlow):
    arrived(letter(TEXT))
    key = accepted()
    answer = signed_in(owner()).post(f"/promises/{key}/say/?next=https://evil.example/", {"word": "kept"})
    assert answer.headers["Location"] == f"/promises/{key}/"


# Words


def test_mark_that_ends_within_an_address_goes_on_to_its_end():
    text = "See https://harlow.example/plan now."
    shown = LexborHTMLParser(f"<p>{linked(text, [Marked(0, 12, 'x', 'kept')])}</p>")
    assert shown.css_first("mark").text() == "See https://harlow.example/plan"
    assert shown.css_first("p").text() == text


def test_day_is_said_in_the_fewest_words():
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    days = [now.date() + timedelta(days=count) for count in (-1, 0, 1, 4, 40)]
    assert [due(day, None, now=now) for day in days] == [
        "yesterday",
        "today",
        "tomorrow",
        "Fri 6 Mar",
        "11 Apr",
    ]
    assert due(now.date(), now + timedelta(hours=7), now=now) == "today 16:00"
    assert due(None, None, now=now) == "no day"


def test_undo_pressed_twice_takes_back_one_thing(signed_in, harlow):
    made = actions.cleaned(wording="Chase invoices", due_on="2031-03-03")
    key = actions.write_down(
        owner(), harlow.pk, kind="todo", side="ours", changes=made, now=timezone.now() - timedelta(hours=1)
    )
    desk = signed_in(owner())
    moved(desk, key, day="tomorrow")
    back = page_at(desk, "/promises/").css_first(".toast [formaction]").attributes["formaction"]
    for _ in range(2):
        desk.post(back)
    assert Promise.objects.get(key=key).due_on.isoformat() == "2031-03-03"


def test_undo_says_so_where_something_else_was_said_since(signed_in, harlow):
    made = actions.cleaned(wording="Chase invoices", due_on="2031-03-03")
    key = actions.write_down(
        owner(), harlow.pk, kind="todo", side="ours", changes=made, now=timezone.now() - timedelta(hours=1)
    )
    desk = signed_in(owner())
    moved(desk, key, day="tomorrow")
    back = page_at(desk, "/promises/").css_first(".toast [formaction]").attributes["formaction"]
    actions.say(owner(), key, "kept", now=timezone.now())
    desk.post(back)
    assert "was said of it since" in page_at(desk, "/promises/").css_first(".toast").text()
    assert Promise.objects.get(key=key).state == "kept"


def form_of(shown: LexborHTMLParser) -> dict[str, str]:
    """As a browser sends the form of the page."""
    form = shown.css_first("form.stacked-form")
    sent = {one.attributes["name"]: one.attributes.get("value") or "" for one in form.css("input[name]")}
    sent |= {one.attributes["name"]: one.text() for one in form.css("textarea")}
    chosen = {one.parent.attributes["name"]: one.attributes["value"] for one in form.css("option[selected]")}
    return {**sent, **chosen}


def test_window_that_stood_open_changes_only_what_was_typed_in_it(signed_in, harlow):
    made = actions.cleaned(wording="Chase invoices", due_on="2031-03-03", checklist="Print\nSend")
    key = actions.write_down(owner(), harlow.pk, kind="todo", side="ours", changes=made, now=timezone.now())
    desk, page = signed_in(owner()), f"/promises/{key}/"
    before = form_of(page_at(desk, page))
    moved(desk, key, on="2031-03-10", day="")
    other = form_of(page_at(desk, page))
    assert (
        desk.post(page, {**other, "repeat": "month", "checklist": "Print\r\nSign\r\nSend"}).status_code == 302
    )

    assert desk.post(page, {**before, "wording": "Chase all invoices"}).status_code == 302
    one = Promise.objects.get()
    assert (one.wording, one.due_on.isoformat(), one.repeat, one.times_moved) == (
        "Chase all invoices",
        "2031-03-10",
        "month",
        1,
    )
    assert [line for line, _ in one.checklist] == ["Print", "Sign", "Send"]


def test_form_that_is_sent_twice_writes_one_down_and_other_words_another(signed_in, harlow):
    desk = signed_in(owner())
    form = form_of(page_at(desk, f"/promises/new/?client={harlow.pk}"))
    typed = {**form, "client": harlow.pk, "what": "todo", "wording": "Chase invoices"}
    for _ in range(2):
        assert desk.post("/promises/new/", typed).status_code == 302
    assert Promise.objects.count() == 1
    desk.post("/promises/new/", {**typed, "wording": "Book the hall"})
    assert sorted(Promise.objects.values_list("wording", flat=True)) == ["Book the hall", "Chase invoices"]


def test_step_is_ticked_by_its_words_and_a_second_click_leaves_it_ticked(signed_in, harlow):
    made = actions.cleaned(wording="Chase invoices", checklist="Print\nSend")
    key = actions.write_down(owner(), harlow.pk, kind="todo", side="ours", changes=made, now=timezone.now())
    desk = signed_in(owner())
    button = page_at(desk, f"/promises/{key}/").css(".checklist button")[0].attributes
    actions.edit(owner(), key, {**made, "checklist": ["Ask", "Print", "Send"]}, now=timezone.now())
    for _ in range(2):
        desk.post(button["formaction"], {button["name"]: button["value"]})
    assert Promise.objects.get().checklist == [["Ask", False], ["Print", True], ["Send", False]]

    actions.edit(owner(), key, {**made, "checklist": ["Ask", "Send"]}, now=timezone.now())
    desk.post(button["formaction"], {button["name"]: button["value"]})
    assert Promise.objects.get().checklist == [["Ask", False], ["Send", False]]
    assert "not there any more" in page_at(desk, f"/promises/{key}/").css_first(".toast").text()


@pytest.mark.parametrize(("line", "status"), [("", 400), ("x", 400), ("-1 on Print", 400), ("9 on", 404)])
def test_step_that_is_none_ticks_nothing(signed_in, harlow, line, status):
    made = actions.cleaned(wording="Chase invoices", checklist="Print")
    key = actions.write_down(owner(), harlow.pk, kind="todo", side="ours", changes=made, now=timezone.now())
    assert signed_in(owner()).post(f"/promises/{key}/say/", {"line": line}).status_code == status
    assert Promise.objects.get().checklist == [["Print", False]]
