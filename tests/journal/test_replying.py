"""A reply below a post becomes an entry: at the client whose address it names, else in the tray; and stays held."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from django.db import connection

from alongside.accounts.models import Member
from alongside.clients.actions import add_client
from alongside.clients.models import Client
from alongside.colleagues.actions import assign
from alongside.intake.erasing import erase, preview_address, preview_client
from alongside.intake.filing import make_personal
from alongside.intake.joining import join_clients
from alongside.intake.rebuilding import rebuild
from alongside.journal.actions import Typed, begin, keep, publish, set_up
from alongside.journal.errors import NotThere
from alongside.journal.models import Post, Reply
from alongside.journal.queries import Public, public_post
from alongside.journal.replying import set_state, show_answer, take
from alongside.journal.rules import LIMITS
from alongside.journal.said import below_posts_for, on_the_page
from alongside.outbox.answering import start_answer
from alongside.processes.follow_ups import follow_all
from alongside.replies.errors import TooMany
from alongside.replies.taking import Written
from alongside.timeline.finding import find_for
from alongside.timeline.models import Interaction, Thread
from alongside.timeline.queries.lists import timeline_for
from alongside.timeline.queries.tray import tray_count_for
from alongside.timeline.verifying import problems
from alongside.waiting.following import look_again
from alongside.waiting.queries import waiting_for
from tests.intake.test_erasing import files_holding
from tests.intake.test_rebuilding import everything
from tests.making import MONDAY, ParsingHere, assistant, owner

pytestmark = pytest.mark.django_db
NOW = MONDAY + timedelta(hours=3)
CANARY = "Zirkelmooswald"
_forms = count()


@pytest.fixture
def harlow() -> Client:
    return add_client("Harlow & Sons", addresses=[("tom@harlow.example", "Tom Harlow")], by=owner())


def out(by: Member, title: str = "A year of lists") -> Public:
    post = begin(by, now=NOW)
    keep(by, post.pk, Typed(title, "Words."), revision=0, now=NOW)
    found = public_post(publish(by, post.pk, now=NOW).slug)
    assert found is not None
    return found


@pytest.fixture
def public(db) -> Public:
    set_up(owner(), title="From my desk", byline="", is_on=True, now=NOW)
    return out(owner())


def written(text: str = "I do the same.", **more) -> Written:
    values = {"form": f"form {next(_forms)}", "name": "Tom", "address": "tom@harlow.example"}
    return Written(**{**values, "text": text, "sent_from": b"h" * 16, **more})


def stranger(text: str = "So do I.", **more) -> Written:
    return written(text, **{"name": "Ida", "address": "ida@far.example", **more})


def texts(post: Post) -> list[str]:
    return [one.text for one in on_the_page(post)]


def test_reply_of_a_known_address_stands_in_its_clients_story_and_waits(harlow, public):
    take(public, written("May we do that too?"), now=NOW)
    (line,) = timeline_for(owner(), harlow.pk)
    assert (line.direction, line.who, line.subject, line.proof) == (
        "in",
        "Tom Harlow",
        "A year of lists",
        "unproven",
    )
    look_again(Thread.objects.values_list("id", flat=True), now=NOW + timedelta(hours=1))
    (waits,) = waiting_for(owner(), now=NOW + timedelta(hours=1), side="theirs")
    assert waits.words == "May we do that too?"
    assert not list(problems())


def test_reply_of_a_stranger_lies_in_the_tray(harlow, public):
    take(public, stranger(), now=NOW)
    assert timeline_for(owner(), harlow.pk) == []
    assert tray_count_for(owner()) == 1


@pytest.mark.broad
def test_every_reply_is_held_until_a_member_shows_it(harlow, public):
    kept = [take(public, written(), now=NOW), take(public, stranger(), now=NOW)]
    assert texts(public.post) == []
    for one in kept:
        set_state(owner(), one.pk, Reply.State.SHOWN)
    assert texts(public.post) == ["I do the same.", "So do I."]
    set_state(owner(), kept[0].pk, Reply.State.HIDDEN)
    assert texts(public.post) == ["So do I."]


def test_page_names_nobody_but_as_they_named_themselves(harlow, public):
    set_state(owner(), take(public, written(name="T."), now=NOW).pk, Reply.State.SHOWN)
    (said,) = on_the_page(public.post)
    assert said.name == "T."
    assert "tom@harlow.example" not in str(said)


def test_what_waits_stands_before_what_was_looked_at(public):
    first = take(public, stranger("One."), now=NOW)
    second = take(public, stranger("Two."), now=NOW + timedelta(minutes=1))
    set_state(owner(), second.pk, Reply.State.SHOWN)
    assert [one.reply.pk for one in below_posts_for(owner())] == [first.pk, second.pk]


def test_one_post_shows_nothing_of_another(public):
    other = out(owner(), "Another")
    set_state(owner(), take(other, stranger(), now=NOW).pk, Reply.State.SHOWN)
    assert texts(public.post) == []


def test_replies_below_an_assistants_post_are_hers_and_an_owners(public):
    ann, other = assistant(), assistant("bea@desk.example")
    kept = take(out(ann, "Hers"), stranger(), now=NOW)
    assert [one.text for one in below_posts_for(ann)] == ["So do I."]
    assert len(below_posts_for(owner())) == 1
    assert (tray_count_for(ann), tray_count_for(other)) == (1, 0)
    with pytest.raises(NotThere):
        set_state(other, kept.pk, Reply.State.SHOWN)


def test_words_of_a_client_she_does_not_work_for_are_not_hers_to_read(harlow, public):
    ann = assistant()
    kept = take(out(ann, "Hers"), written(), now=NOW)
    assert below_posts_for(ann) == []
    with pytest.raises(NotThere):
        set_state(ann, kept.pk, Reply.State.SHOWN)
    assign(ann, [harlow], by=owner(), until_on=None)
    assert len(below_posts_for(ann)) == 1


def test_what_was_made_personal_leaves_the_page(public):
    kept = take(public, stranger(), now=NOW)
    set_state(owner(), kept.pk, Reply.State.SHOWN)
    make_personal(owner(), list(Interaction.objects.values_list("id", flat=True)))
    assert texts(public.post) == []


def test_answer_goes_by_mail_to_the_address(public):
    take(public, stranger(), now=NOW)
    draft = start_answer(owner(), Interaction.objects.get().pk, kind="answer", now=NOW)
    assert "ida@far.example" in draft.to
    assert draft.subject == "Re: A year of lists"


def test_answer_is_shown_only_where_she_says_so(public):
    kept = take(public, stranger(), now=NOW)
    assert not kept.is_answer_shown
    assert show_answer(owner(), kept.pk, is_shown=True).is_answer_shown
    assert Reply.objects.get().is_answer_shown


def test_sent_twice_is_one(public):
    once = stranger()
    assert take(public, once, now=NOW).pk == take(public, once, now=NOW + timedelta(seconds=1)).pk
    assert Interaction.objects.count() == 1


@pytest.mark.parametrize("what", ["one place", "one post", "all"])
def test_more_than_people_write_is_refused_for_an_hour(what, public):
    most = {"one place": LIMITS.from_one_place, "one post": LIMITS.on_a_page, "all": LIMITS.in_all}[what]
    other = Post.objects.create(made_at=NOW, changed_at=NOW)
    Reply.objects.bulk_create(
        Reply(
            post=other if what == "all" else public.post,
            source_key=bytes([at] * 16),
            sent_at=NOW,
            sent_from=b"h" * 16 if what == "one place" else bytes([at] * 16),
        )
        for at in range(most)
    )
    with pytest.raises(TooMany):
        take(public, stranger(sent_from=b"h" * 16), now=NOW)
    take(public, stranger(sent_from=b"h" * 16), now=NOW + timedelta(minutes=61))


@pytest.mark.broad
def test_rebuilding_gives_the_same(harlow, public):
    for one in (take(public, written(), now=NOW), take(public, stranger(), now=NOW)):
        set_state(owner(), one.pk, Reply.State.SHOWN)
    follow_all()
    before, page = everything(), on_the_page(public.post)
    rebuild(ParsingHere())
    follow_all()
    assert everything() == before
    assert on_the_page(public.post) == page


def test_reply_stands_with_the_client_that_another_was_joined_to(harlow, public):
    other = add_client("Harlow Limited", by=owner())
    take(public, written(), now=NOW)
    join_clients(other, harlow, by=owner())
    take(public, written("Again."), now=NOW)
    assert len(timeline_for(owner(), other.pk)) == 2


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_erasing_a_client_takes_the_replies_of_its_people_and_every_byte(harlow, public):
    for one in (take(public, written(f"The word is {CANARY}."), now=NOW), take(public, stranger(), now=NOW)):
        set_state(owner(), one.pk, Reply.State.SHOWN)
    follow_all()
    assert find_for(owner(), CANARY).hits
    assert files_holding(CANARY) or connection.vendor == "postgresql"
    assert erase(preview_client(harlow))
    assert texts(public.post) == ["So do I."]
    assert Reply.objects.count() == Interaction.objects.count() == 1
    assert files_holding(CANARY) == []
    erase(preview_address("ida@far.example"))
    assert texts(public.post) == []
    assert not Reply.objects.exists()
