"""The pages of a review: a look-back that leads to its sources, an agenda of two hands, an outcome, papers."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pypdf
import pytest
from django.test import Client as Browser
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.calls.actions import How, start, start_planned
from alongside.calls.models import AgendaLine
from alongside.calls.queries import agenda_for
from alongside.clients.actions import add_client
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.hours.models import Entry
from alongside.intake.erasing import erase, preview_address
from alongside.pages.guests.forms import new_stamp
from alongside.promises.models import Promise
from alongside.reviews import actions
from alongside.reviews.agenda import items_of
from alongside.reviews.models import Ahead, LineVerdict, Review, State
from alongside.reviews.outcome import hold, write_recap
from alongside.reviews.preparing import prepare
from alongside.reviews.queries import open_of, pack_of
from alongside.reviews.rating import keep_stars
from alongside.sharing.actions import make
from alongside.sharing.models import Share
from alongside.support.actions import Facts as SupportFacts
from alongside.support.actions import add_own
from alongside.support.models import Improvement, Rating
from alongside.timeline.models import Body, Interaction
from alongside.timeline.text import decompress
from alongside.visits.actions import prepare as prepare_visit
from tests.making import MONDAY, owner
from tests.reviews.making import CANARY, MARA, SINCE, UNTIL, harlow, letters, talk

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_():
    made = harlow()
    letters(made)
    talk(made, words="Decided: We take the smaller hall")
    return made


@pytest.fixture
def review(client_) -> Review:
    made = prepare(owner(), client_, now=timezone.now())
    return actions.set_period(owner(), made.pk, since_on=SINCE, until_on=UNTIL)


@pytest.fixture
def browser(signed_in):
    return signed_in(owner())


@pytest.fixture
def link(review):
    return make(owner(), kind="agenda", client_id=review.client_id, object_id=review.pk, now=timezone.now())


def shown(browser, path: str) -> LexborHTMLParser:
    answer = browser.get(path)
    assert answer.status_code == 200
    return LexborHTMLParser(answer.content.decode())


def fields(page: LexborHTMLParser) -> dict[str, str]:
    """What the agenda's form would send if it was sent now."""
    found = {}
    for one in page.css("form#agenda input, form#agenda textarea"):
        name, kind = one.attributes.get("name") or "", one.attributes.get("type")
        if kind == "checkbox" and "checked" not in one.attributes:
            continue
        value = one.attributes.get("value") if one.tag == "input" else one.text().removeprefix("\n")
        found.setdefault(name, []).append(value or "")
    return found


def written(browser, path: str, to: str, **more: str):
    return browser.post(to, {**fields(shown(browser, path)), **more})


def ours(browser, review, **more: str):
    path = f"/reviews/{review.pk}/agenda/"
    return written(browser, path, path, **more)


def theirs(link, **more: str):
    return written(Browser(), f"/shared/{link.token}/", f"/shared/{link.token}/agenda/", **more)


def agenda(review) -> list[str]:
    return [one.text for one in items_of(review)]


def text_of(page: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(one.text().split()) for one in page.css(selector)]


def test_list_leads_to_what_is_in_preparation(browser, review):
    page = shown(browser, "/reviews/")
    assert f"/reviews/{review.pk}/" in [one.attributes.get("href") for one in page.css("a.row-open")]


def test_client_without_a_review_is_due(browser, client_):
    page = shown(browser, "/reviews/")
    assert "Due 1" in text_of(page, "h2.section")
    answer = browser.post(f"/clients/{client_.pk}/review/")
    assert answer["Location"] == f"/reviews/{Review.objects.get().pk}/"


def test_quoted_line_leads_to_its_sentence_marked(browser, review):
    page = shown(browser, f"/reviews/{review.pk}/")
    address = next(
        one.attributes["href"] for one in page.css(".look-words a") if "smaller hall" in one.text()
    )
    path, _, place = address.partition("#")
    mark = shown(browser, path).css_first(f"mark#{place}")
    assert mark.text() == "We take the smaller hall"


def test_counted_line_leads_to_all_it_was_counted_from(browser, review):
    page = shown(browser, f"/reviews/{review.pk}/")
    address = next(one.attributes["href"] for one in page.css(".look-words a") if "4 letters" in one.text())
    assert len(shown(browser, address).css(".lines li")) == 4


def test_line_is_left_out_and_said_otherwise(browser, review):
    first, second = [line for section in pack_of(review) for line in section.lines][:2]
    path = f"/reviews/{review.pk}/"
    browser.post(f"{path}line/", {"key": first.key, "word": "hidden"})
    browser.post(f"{path}line/", {"key": second.key, "word": "worded", "text": "We wrote often."})
    page = shown(browser, path)
    assert first.text in " ".join(text_of(page, ".look-hidden .look-words"))
    assert "We wrote often." in " ".join(text_of(page, ".look-line.hers"))


def test_line_of_hers_stands_in_its_section(browser, review):
    browser.post(f"/reviews/{review.pk}/line/", {"section": "about", "text": "A logo, by phone."})
    assert LineVerdict.objects.get().section == "about"
    assert "A logo, by phone." in " ".join(text_of(shown(browser, f"/reviews/{review.pk}/"), ".look-words"))


def test_pdf_says_what_the_page_says(browser, review):
    actions.put_ahead(owner(), review.client_id, actions.Wanted("goal", "A second shop"), now=timezone.now())
    answer = browser.get(f"/reviews/{review.pk}/look-back.pdf")
    assert answer["Content-Type"] == "application/pdf"
    text = plain("".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(answer.content)).pages))
    page = shown(browser, f"/reviews/{review.pk}/paper/")
    lines = text_of(page, ".look-lines li") + text_of(page, ".look-section h2")
    assert len(lines) > 10
    for line in lines:
        assert plain(line) in text


def plain(text: str) -> str:
    """As far as a PDF keeps it: blanks, and where a line was broken, are its own."""
    return re.sub(r"[\s\u00ad-]+", "", text)


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", ['#panic("x")', "$x$ *b* _i_ `c` @ref <label>", '"); #read("/etc/passwd")', "\\ // /* ="]
)
def test_words_are_never_read_as_typst(browser, review, words):
    actions.add_line(owner(), review.pk, section="about", text=words, now=timezone.now())
    answer = browser.get(f"/reviews/{review.pk}/look-back.pdf")
    text = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    assert plain(words) in plain(text)


def test_markdown_has_every_line(browser, review):
    text = browser.get(f"/reviews/{review.pk}/look-back.md").content.decode()
    assert text.startswith("# Harlow & Sons\n")
    assert "- “We take the smaller hall” (2 Mar)" in text


def test_both_write_the_agenda_and_nothing_is_lost(browser, review, link):
    ours(browser, review, **{"new-0": "The fair", "new-minutes-0": "15"})
    path = f"/reviews/{review.pk}/agenda/"
    mine, yours = fields(shown(browser, path)), fields(shown(Browser(), f"/shared/{link.token}/"))
    line = items_of(review)[0].line
    browser.post(path, {**mine, f"text-{line}": "The fair in May", "new-0": "Invoices"})
    Browser().post(
        f"/shared/{link.token}/agenda/",
        {**yours, f"text-{line}": "The fair, and its cost", "new-1": "A new logo"},
    )
    items = items_of(review)
    assert {one.text for one in (items[0].words, *items[0].others)} == {
        "The fair in May",
        "The fair, and its cost",
    }
    assert [one.text for one in items[1:]] == ["Invoices", "A new logo"]
    assert items[0].minutes == 15


def test_form_sent_twice_adds_once(browser, review):
    path = f"/reviews/{review.pk}/agenda/"
    sent = {**fields(shown(browser, path)), "new-0": "The fair"}
    for _ in range(2):
        browser.post(path, sent)
    assert agenda(review) == ["The fair"]


def test_what_was_not_touched_changes_nothing(browser, review):
    ours(browser, review, **{"new-0": "The fair", "new-1": "Invoices"})
    before = review.steps.count()
    ours(browser, review)
    assert review.steps.count() == before


def test_line_moves_up_and_goes_away(browser, review):
    ours(browser, review, **{"new-0": "First", "new-1": "Second"})
    first, second = (one.line for one in items_of(review))
    ours(browser, review, do=f"up:{second}")
    assert agenda(review) == ["Second", "First"]
    ours(browser, review, do=f"away:{first}")
    assert agenda(review) == ["Second"]


def test_guest_ticks_nothing(browser, review, link):
    ours(browser, review, **{"new-0": "The fair"})
    line = items_of(review)[0].line
    theirs(link, **{f"tick-{line}": "on", f"was-{line}": ""})
    assert not items_of(review)[0].is_ticked


def test_guest_without_the_stamp_writes_nothing(review, link):
    answer = Browser().post(f"/shared/{link.token}/agenda/", {"new-0": "Spam", "once": "x", "turn": "0"})
    assert answer.status_code == 403
    assert agenda(review) == []


def test_link_of_another_kind_opens_no_agenda(review, client_):
    other = make(owner(), kind="agreement", client_id=client_.pk, now=timezone.now())
    assert Browser().get(f"/shared/{other.token}/agenda/").status_code == 404


def test_what_begins_as_a_private_line_stays_hers(browser, review, link):
    ours(browser, review, **{"new-0": "The fair", "new-1": f"# {CANARY} one"})
    line = items_of(review)[0].line
    ours(browser, review, **{f"note-{line}": f"Oak.\n#{CANARY} two\n> I send the list"})
    page = Browser().get(f"/shared/{link.token}/").content.decode()
    assert "I send the list" in page
    assert CANARY not in page
    assert Interaction.objects.filter(kind="note", private_to=owner()).count() == 2


def test_private_line_within_a_line_of_the_agenda_stays_hers(browser, review):
    ours(browser, review, **{"new-0": f"The fair\n# {CANARY}"})
    assert agenda(review) == ["The fair"]


def test_sign_behind_what_is_dropped_is_plain_too(review, link):
    theirs(link, **{"new-0": "\0# The fair", "new-1": "> Invoices"})
    assert agenda(review) == ["– # The fair", "– > Invoices"]


def test_look_back_is_shared_only_where_she_chose_so(browser, review, link):
    assert "smaller hall" not in Browser().get(f"/shared/{link.token}/").content.decode()
    hidden = next(line for section in pack_of(review) for line in section.lines if "4 letters" in line.text)
    actions.judge(owner(), review.pk, key=hidden.key, word="hidden", now=timezone.now())
    page = browser.post(f"/reviews/{review.pk}/agenda/share/", {"look-back": "on"}).content.decode()
    token = re.search(r"/shared/([\w-]{43})/", page)
    shared = Browser().get(f"/shared/{token[1]}/").content.decode()
    assert "smaller hall" in shared
    assert "4 letters" not in shared
    assert "/conversations/" not in shared


def test_her_own_lines_come_onto_the_agenda(browser, review):
    AgendaLine.objects.create(
        client=review.client, member=owner(), text="Ask about May", made_at=timezone.now()
    )
    for _ in range(2):
        browser.post(f"/reviews/{review.pk}/agenda/", {"bring-in": "yes"})
    assert agenda(review) == ["Ask about May"]


def test_held_review_becomes_an_entry_with_its_promises(browser, review):
    ours(browser, review, **{"new-0": "The fair", "new-1": "Invoices", "new-minutes-1": "10"})
    line = items_of(review)[0].line
    ours(browser, review, **{f"tick-{line}": "on", f"note-{line}": "> I send the list\n= Blue it is"})
    browser.post(f"/reviews/{review.pk}/outcome/", {"kind": "call", "minutes": "45"})
    review.refresh_from_db()
    entry = Interaction.objects.get(pk=review.entry)
    assert (review.state, entry.kind, entry.ended_at - entry.happened_at) == (
        State.HELD,
        "call",
        timedelta(minutes=45),
    )
    assert [(one.side, one.interaction_id) for one in Promise.objects.all()] == [("ours", entry.pk)]
    assert "“Blue it is”" in " ".join(line.text for part in pack_of_today(review) for line in part.lines)


def pack_of_today(review):
    review.until_on = timezone.localdate()
    return pack_of(review)


def test_what_was_not_reached_goes_to_the_next_agenda(browser, review):
    ours(browser, review, **{"new-0": "The fair", "new-1": "Invoices", "new-minutes-1": "10"})
    ours(browser, review, **{f"tick-{items_of(review)[0].line}": "on"})
    browser.post(f"/reviews/{review.pk}/outcome/", {"kind": "call"})
    browser.post(f"/clients/{review.client_id}/review/")
    following = open_of(owner(), review.client_id)
    assert following.since_on == UNTIL + timedelta(days=1)
    assert [(one.text, one.minutes) for one in items_of(following)] == [("Invoices", 10)]


def test_review_opened_again_takes_its_entry_back(browser, review):
    ours(browser, review, **{"new-0": "The fair"})
    line = items_of(review)[0].line
    ours(browser, review, **{f"tick-{line}": "on"})
    path = f"/reviews/{review.pk}/outcome/"
    browser.post(path, {"kind": "call"})
    browser.post(path, {"reopen": "yes"})
    review.refresh_from_db()
    assert (review.state, review.entry) == (State.UNDER_WAY, None)
    browser.post(path, {"kind": "call"})
    review.refresh_from_db()
    assert Interaction.objects.filter(pk=review.entry).exists()


def test_next_date_is_given_as_a_calendar_file(browser, review):
    starts_at = timezone.now() + timedelta(days=90)
    row = plan(owner(), review.client, Facts(starts_at, starts_at + timedelta(hours=1)), now=timezone.now())
    browser.post(f"/reviews/{review.pk}/outcome/", {"next": row.pk})
    text = browser.get(f"/reviews/{review.pk}/next.ics").content.decode()
    assert f"DTSTART:{starts_at:%Y%m%dT%H%M}" in text
    assert "SUMMARY:Review with Harlow & Sons" in text


def test_plans_stand_on_one_line(browser, review):
    path = f"/reviews/{review.pk}/ahead/"
    on = timezone.localdate() + timedelta(days=30)
    browser.post(path, {"kind": "plan", "text": "Book the fair", "side": "ours", "on": on.isoformat()})
    page = shown(browser, path)
    assert "Book the fair" in page.css_first("svg title").text()
    assert len(page.css("svg circle")) == 1


def test_goal_without_words_is_asked_for_again(browser, review):
    answer = browser.post(f"/reviews/{review.pk}/ahead/", {"kind": "goal", "text": " "})
    assert answer.status_code == 422


@pytest.fixture
def diary(client_):
    return add_own(owner(), client_.pk, SupportFacts("Diary"))


def test_both_sides_say_how_well_it_goes(browser, review, link, diary):
    browser.post(f"/reviews/{review.pk}/outcome/", {"stars": "ours", f"stars-{diary.pk}": "3"})
    page = shown(Browser(), f"/shared/{link.token}/")
    stamp = page.css_first('form.guest-stars input[name="form"]').attributes["value"]
    Browser().post(f"/shared/{link.token}/stars/", {"form": stamp, f"stars-{diary.pk}": "5"})
    Browser().post(f"/shared/{link.token}/stars/", {"form": stamp, f"stars-{diary.pk}": "4"})
    assert sorted((one.is_clients, one.stars) for one in Rating.objects.all()) == [(False, 3), (True, 4)]


def test_guest_rates_nothing_of_another_client(review, link, diary):
    other = add_own(owner(), add_client("Voss", by=owner()).pk, SupportFacts("Mail"))
    stamp = new_stamp(link.share, now=timezone.now())
    Browser().post(f"/shared/{link.token}/stars/", {"form": stamp, f"stars-{other.pk}": "1", "stars-x": "9"})
    assert not Rating.objects.exists()


def test_counted_hours_lead_to_the_hours_of_the_client(browser, review, diary):
    Entry.objects.create(member=owner(), client=review.client, aspect=diary, on=MONDAY.date(), minutes=90)
    page = shown(browser, f"/reviews/{review.pk}/")
    address = next(
        one.attributes["href"] for one in page.css(".look-words a") if "Diary: 1 h 30." in one.text()
    )
    assert address == f"/clients/{review.client_id}/hours/"
    assert browser.get(address).status_code == 200


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


def test_agenda_stands_open_in_the_call_that_the_review_was_planned_for(browser, review):
    row = plan(
        owner(), review.client, Facts(timezone.now(), timezone.now() + timedelta(hours=1)), now=timezone.now()
    )
    actions.hold_at(owner(), review.pk, row.pk)
    here, other = start_planned(owner(), row.pk, now=timezone.now()), add_client("Elm", by=owner())
    assert "open" in shown(browser, f"/calls/{here.pk}/").css_first("#call-review").attributes
    there = start(owner(), other, How(), now=timezone.now())
    assert shown(browser, f"/calls/{there.pk}/").css_first("#call-review") is None


@pytest.fixture
def visit(browser, review):
    """Of today, and the review is planned for it."""
    add_own(owner(), review.client_id, SupportFacts("The diary"))
    ours(browser, review, **{"new-0": "The fair", "new-1": "The invoices"})
    line = items_of(review)[1].line
    ours(browser, review, **{f"about-{line}": "The diary"})
    now = timezone.now()
    row = plan(owner(), review.client, Facts(now - timedelta(hours=2), now, way="visit"), now=now)
    actions.hold_at(owner(), review.pk, row.pk)
    return prepare_visit(owner(), row.pk, now=now)


def test_visit_has_the_agenda_part_by_part_of_the_support(browser, review, visit):
    page = shown(browser, f"/visits/{visit.pk}/")
    assert text_of(page, "#call-review h3") == ["The diary", "Everything else"]
    words = [one.text() for one in page.css("#call-review .agenda-words textarea")]
    assert words == ["The invoices", "The fair"]
    assert "open" in page.css_first("#call-review").attributes
    part = shown(browser, f"/reviews/{review.pk}/agenda/?by=aspect&part=lines")
    assert text_of(part, "h3") == ["The diary", "Everything else"]


def test_card_takes_ticks_and_notes_of_the_agenda_without_script(browser, review, visit):
    path = f"/visits/{visit.pk}/card/"
    for kind, more in (("item", {}), ("said", {"text": "= Forty badges"})):
        forms = shown(browser, path).css(f"form[data-card-form={kind}]")
        given = {one.attributes["name"]: one.attributes.get("value") or "" for one in forms[1].css("input")}
        assert browser.post(f"{path}lines/", {**given, **more}).status_code == 302
    fair = items_of(review)[0]
    assert (fair.text, fair.is_ticked, fair.notes[0].text) == ("The fair", True, "= Forty badges")
    assert text_of(shown(browser, path), ".card-said li") == ["= Forty badges"]


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


def test_evening_of_another_visit_leaves_the_review_as_it_is(browser, review, visit):
    form = {"revision": visit.revision, "outcome": "held", "hours": "2", "keep": "yes"}
    browser.post(f"/visits/{visit.pk}/after/", form)
    review.refresh_from_db()
    assert review.state == State.PLANNED


@pytest.mark.parametrize(("since", "until"), [("9998-01-01", "9999-12-31"), ("0001-01-01", "0001-02-01")])
def test_days_far_away_are_refused_and_the_page_still_opens(browser, review, since, until):
    browser.post(f"/reviews/{review.pk}/period/", {"since": since, "until": until})
    review.refresh_from_db()
    assert (review.since_on, review.until_on) == (SINCE, UNTIL)
    assert browser.get(f"/reviews/{review.pk}/").status_code == 200


def test_turn_that_nobody_has_seen_counts_as_the_last_one(browser, review, link):
    ours(browser, review, **{"new-0": "The fair", "new-minutes-0": "10"})
    line = items_of(review)[0].line
    theirs(link, turn="99999", **{f"minutes-{line}": "60"})
    ours(browser, review, **{f"minutes-{line}": "15"})
    assert items_of(review)[0].minutes == 15


def put_by(review, *texts: str) -> None:
    AgendaLine.objects.bulk_create(
        AgendaLine(client=review.client, member=owner(), text=text, made_at=timezone.now()) for text in texts
    )


@pytest.mark.django_db(transaction=True)
def test_private_line_that_she_put_by_stays_where_it_is(browser, review):
    put_by(review, "Ask about May", f"# {CANARY}")
    browser.post(f"/reviews/{review.pk}/agenda/", {"bring-in": "yes"})
    assert agenda(review) == ["Ask about May"]
    assert [one.text for one in agenda_for(owner(), review.client_id)] == [f"# {CANARY}"]


def test_full_agenda_says_so_and_her_own_lines_stay(browser, review, monkeypatch):
    monkeypatch.setattr("alongside.reviews.agenda.MOST_LINES", 1)
    put_by(review, "Ask about May", "And about June")
    path = f"/reviews/{review.pk}/agenda/"
    browser.post(path, {"bring-in": "yes"})
    assert "This agenda is full." in shown(browser, path).css_first("body").text()
    assert agenda(review) == []
    assert len(agenda_for(owner(), review.client_id)) == 2


def test_signs_that_the_client_types_are_plain_words(browser, review, link):
    theirs(link, **{"new-0": "> The fair"})
    line = items_of(review)[0].line
    typed = "> I pay you double\n= We settle on red\n# To be read\n? And why\nDecided: all of it"
    theirs(link, **{f"note-{line}": typed})
    assert [one.text for one in items_of(review)[0].notes] == [
        "– > I pay you double\n– = We settle on red\n– # To be read\n– ? And why\n– Decided: all of it"
    ]
    assert "Marked in the notes" not in " ".join(
        text_of(shown(browser, f"/reviews/{review.pk}/outcome/"), "h2")
    )
    browser.post(f"/reviews/{review.pk}/outcome/", {"kind": "call"})
    review.refresh_from_db()
    assert not Promise.objects.exists()
    text = decompress(bytes(Body.objects.get(interaction_id=review.entry).text))
    assert "\nDecided" not in text
    for words in ("I pay you double", "We settle on red", "To be read", "And why"):
        assert words in text
    recap = write_recap(owner(), review.pk, on="1 April", now=timezone.now()).text
    assert "I will see to" not in recap
    assert "To be read" in recap


def test_signs_of_hers_hold_though_the_client_wrote_beside_her(browser, review, link):
    ours(browser, review, **{"new-0": "The fair"})
    line = items_of(review)[0].line
    ours(browser, review, **{f"note-{line}": "> I send the list"})
    theirs(link, **{f"note-{line}": "> I send the list\n> You send all"})
    marked = text_of(shown(browser, f"/reviews/{review.pk}/outcome/"), ".look-lines li")
    assert "You will see to: I send the list" in marked
    assert "You will see to: You send all" not in marked


def test_note_of_both_keeps_the_signs_of_hers_alone(browser, review, link):
    ours(browser, review, **{"new-0": "The fair"})
    line = items_of(review)[0].line
    theirs(link, **{f"note-{line}": "# You pay"})
    stands = items_of(review)[0].notes[0].text
    ours(browser, review, **{f"note-{line}": f"{stands}\n> I send the list"})
    assert items_of(review)[0].notes[0].text == "– # You pay\n> I send the list"
    marked = text_of(shown(browser, f"/reviews/{review.pk}/outcome/"), ".look-lines li")
    assert "You will see to: I send the list" in marked


def shared_with_look_back(browser, review) -> str:
    page = browser.post(f"/reviews/{review.pk}/agenda/share/", {"look-back": "on"}).content.decode()
    found = re.search(r"/shared/([\w-]{43})/", page)
    assert found
    return found[1]


def as_seen(token: str) -> str:
    answer = Browser().get(f"/shared/{token}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_shared_look_back_stays_as_she_left_it_until_she_renews_it(browser, review):
    token = shared_with_look_back(browser, review)
    actions.add_line(owner(), review.pk, section="about", text="A logo, by phone.", now=timezone.now())
    assert "smaller hall" in as_seen(token)
    assert "A logo, by phone." not in as_seen(token)
    button = shown(browser, f"/reviews/{review.pk}/agenda/").css_first("button[name=renew]")
    browser.post(f"/reviews/{review.pk}/agenda/share/", {"renew": button.attributes["value"]})
    assert "A logo, by phone." in as_seen(token)


def test_look_back_of_another_share_is_renewed_by_nobody(browser, review, client_):
    other = make(owner(), kind="agreement", client_id=client_.pk, now=timezone.now())
    answer = browser.post(f"/reviews/{review.pk}/agenda/share/", {"renew": other.share.pk})
    assert answer.status_code == 404
    other.share.refresh_from_db()
    assert other.share.choices == {}


def test_sentence_that_is_hers_alone_now_leaves_the_shared_look_back(browser, review):
    token = shared_with_look_back(browser, review)
    entry = Interaction.objects.get(kind="call")
    Interaction.objects.filter(pk=entry.pk).update(private_to=owner())
    assert "smaller hall" not in as_seen(token)
    assert "4 letters" in as_seen(token)


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


def held_with(browser, review, *texts: str) -> None:
    ours(browser, review, **{f"new-{number}": text for number, text in enumerate(texts)})
    browser.post(f"/reviews/{review.pk}/outcome/", {"kind": "call"})


def test_agenda_of_a_held_review_is_read_and_written_no_more(browser, review, link):
    before = fields(shown(Browser(), f"/shared/{link.token}/"))
    held_with(browser, review, "The fair")
    page = shown(Browser(), f"/shared/{link.token}/")
    assert page.css_first("form#agenda") is None
    assert "This review has taken place" in page.css_first("main").text()
    assert "The fair" in page.css_first("main").text()
    answer = Browser().post(f"/shared/{link.token}/agenda/", {**before, "new-0": "Too late"})
    assert answer.status_code == 409
    assert agenda(review) == ["The fair"]


def test_link_of_a_held_review_leads_to_the_agenda_of_the_next(browser, review, link):
    held_with(browser, review, "The fair")
    following = prepare(owner(), review.client, now=timezone.now())
    theirs(link, **{"new-0": "A new logo"})
    assert agenda(following) == ["The fair", "A new logo"]
    assert agenda(review) == ["The fair"]
    page = shown(browser, f"/reviews/{following.pk}/agenda/")
    assert "Shared by a link" in page.css_first("body").text()


def test_what_was_written_on_a_page_of_the_review_before_is_not_lost(browser, review, link):
    ours(browser, review, **{"new-0": "The fair", "new-1": "Invoices", "new-2": "A logo"})
    sent = fields(shown(Browser(), f"/shared/{link.token}/"))
    lines = {one.text: one.line for one in items_of(review)}
    held_with(browser, review)
    following = prepare(owner(), review.client, now=timezone.now())
    sent |= {
        f"text-{lines['The fair']}": "The fair in May",
        f"note-{lines['A logo']}": "Green",
        "new-0": "Tea",
    }
    for _ in range(2):
        Browser().post(f"/shared/{link.token}/agenda/", sent)
    assert sorted(agenda(following)) == ["A logo", "A logo", "Invoices", "Tea", "The fair", "The fair in May"]
    assert [note.text for one in items_of(following) for note in one.notes] == ["Green"]


def once_in(browser, path: str) -> str:
    return shown(browser, path).css_first("input[name=once]").attributes["value"]


def test_goal_or_plan_sent_twice_is_there_once(browser, review):
    path = f"/reviews/{review.pk}/ahead/"
    sent = {"kind": "goal", "text": "A second shop", "once": once_in(browser, path)}
    for more in ({}, {}, {"text": "A third shop"}, {"once": once_in(browser, path)}):
        browser.post(path, {**sent, **more})
    texts = sorted(Ahead.objects.values_list("text", flat=True))
    assert texts == ["A second shop", "A second shop", "A third shop"]


def test_line_of_hers_sent_twice_is_there_once(browser, review):
    path = f"/reviews/{review.pk}/"
    sent = {"section": "about", "text": "A logo, by phone.", "once": once_in(browser, path)}
    for _ in range(2):
        browser.post(f"{path}line/", sent)
    assert LineVerdict.objects.count() == 1


def test_line_of_hers_that_she_left_out_does_not_come_back(browser, review):
    path = f"/reviews/{review.pk}/"
    sent = {"section": "about", "text": "A logo, by phone.", "once": once_in(browser, path)}
    browser.post(f"{path}line/", sent)
    browser.post(f"{path}line/", {"key": LineVerdict.objects.get().key, "word": "hidden"})
    browser.post(f"{path}line/", sent)
    assert "A logo, by phone." in " ".join(text_of(shown(browser, path), ".look-hidden .look-words"))


def test_what_could_be_better_is_taken_up_with_one_click_and_once(browser, review):
    aspect = add_own(owner(), review.client_id, SupportFacts("The diary"))
    ours(browser, review, **{"new-0": "The fair"})
    line = items_of(review)[0].line
    noted = {f"note-{line}": "Invoices go out too late", f"about-{line}": "The diary"}
    ours(browser, review, **noted)
    path = f"/reviews/{review.pk}/outcome/"
    (button,) = shown(browser, path).css("button[name=try]")
    for _ in range(2):
        browser.post(path, {"try": button.attributes["value"]})
    made = Improvement.objects.get()
    assert (made.text, made.aspect, made.state) == ("Invoices go out too late", aspect, "to_try")
    page = shown(browser, path)
    assert page.css("button[name=try]") == []
    assert "to be tried" in text_of(page, "main")[0]


def test_stars_and_improvements_stand_from_review_to_review(browser, review, client_):
    aspect = add_own(owner(), review.client_id, SupportFacts("The diary"))
    for stars in (2, 4):
        current = prepare(owner(), client_, now=timezone.now())
        keep_stars(owner(), current, {aspect.pk: stars}, by_client=True, now=timezone.now())
        keep_stars(owner(), current, {aspect.pk: 3}, by_client=False, now=timezone.now())
        hold(owner(), current.pk, kind="call", minutes=None, now=timezone.now())
    (row,) = shown(browser, f"/reviews/{current.pk}/outcome/").css(".trend tbody tr")
    cells = ["".join(one.text().split()) for one in row.css("th, td")]
    assert cells == ["Thediary", "23", "43", "better"]
    assert shown(browser, f"/reviews/{review.pk}/outcome/").css_first(".trend") is None
