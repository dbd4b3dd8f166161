"""Posts: kept as typed, published as they stand, taken down, taken back; the journal itself switched on and off."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.accounts.models import Member
from alongside.journal.actions import (
    Before,
    Typed,
    begin,
    keep,
    publish,
    put_away,
    put_back,
    set_up,
    standing,
    take_down,
)
from alongside.journal.errors import ChangedMeanwhile, NotThere, Refused
from alongside.journal.models import Post, Version
from alongside.journal.queries import post_for, public_post, published
from tests.making import MONDAY, assistant, owner

pytestmark = pytest.mark.django_db
NOW = MONDAY + timedelta(hours=3)


@pytest.fixture(autouse=True)
def is_on(db):
    set_up(owner(), title="From my desk", byline="Nell", is_on=True, now=NOW)


def written(
    title: str = "A year of lists", text: str = "First *words*.", *, by=None, address: str = ""
) -> Post:
    post = begin(by or owner(), now=NOW)
    return keep(by or owner(), post.pk, Typed(title, text, address), revision=0, now=NOW)


def out(title: str = "A year of lists", text: str = "First *words*.", *, hours: float = 0, **more) -> Post:
    return publish(owner(), written(title, text, **more).pk, now=NOW + timedelta(hours=hours))


def titles() -> list[str]:
    return [one.version.title for one in published()]


def test_draft_is_read_by_nobody():
    written()
    assert published() == []
    assert public_post("a-year-of-lists") is None


def test_published_post_is_read_as_it_stood():
    post = out()
    keep(owner(), post.pk, Typed("Another title", "Half a sen"), revision=1, now=NOW)
    found = public_post("a-year-of-lists")
    assert found is not None
    assert (found.version.title, found.version.text) == ("A year of lists", "First *words*.")
    assert found.version.first_words == "First words."


def test_publishing_again_shows_the_change_and_keeps_day_and_address():
    post = out()
    keep(owner(), post.pk, Typed("Lists, a year on", "More words."), revision=1, now=NOW)
    again = publish(owner(), post.pk, now=NOW + timedelta(days=3))
    assert (again.slug, again.published_at) == ("a-year-of-lists", NOW)
    assert titles() == ["Lists, a year on"]
    assert Version.objects.count() == 2


def test_publishing_what_is_published_makes_no_version():
    post = out()
    publish(owner(), post.pk, now=NOW + timedelta(days=3))
    assert Version.objects.count() == 1


def test_newest_stands_first_and_older_ones_follow_by_place():
    for hour in range(3):
        out(f"Post {hour}", hours=hour)
    first = published(most=2)
    assert [one.version.title for one in first] == ["Post 2", "Post 1"]
    place = (first[-1].post.published_at, first[-1].post.pk)
    assert [one.version.title for one in published(before=place)] == ["Post 0"]


def test_nothing_is_read_while_the_journal_is_off():
    out()
    set_up(owner(), title="From my desk", byline="", is_on=False, now=NOW)
    assert published() == []
    assert public_post("a-year-of-lists") is None


def test_journal_needs_a_title_to_be_switched_on():
    with pytest.raises(Refused):
        set_up(owner(), title="  ", byline="", is_on=True, now=NOW)


def test_only_an_owner_switches_it():
    with pytest.raises(NotThere):
        set_up(assistant(), title="Mine", byline="", is_on=True, now=NOW)


def test_post_that_was_taken_down_is_gone_and_comes_back_at_its_place():
    post = out()
    take_down(owner(), post.pk)
    assert published() == []
    assert publish(owner(), post.pk, now=NOW + timedelta(days=1)).published_at == NOW
    assert titles() == ["A year of lists"]


def test_two_posts_of_one_title_have_addresses_of_their_own():
    assert [out().slug, out().slug, out().slug] == [
        "a-year-of-lists",
        "a-year-of-lists-2",
        "a-year-of-lists-3",
    ]


def test_address_of_before_leads_to_the_post_and_to_no_other():
    post = out()
    keep(owner(), post.pk, Typed("A year of lists", "Words.", "Lists!"), revision=1, now=NOW)
    publish(owner(), post.pk, now=NOW)
    found = public_post("a-year-of-lists")
    assert found is not None
    assert (found.post.pk, found.post.slug) == (post.pk, "lists")
    assert out("A year of lists", "Other words.").slug == "a-year-of-lists-2"
    keep(owner(), post.pk, Typed("A year of lists", "Words.", "a year of lists"), revision=2, now=NOW)
    assert publish(owner(), post.pk, now=NOW).slug == "a-year-of-lists"


@pytest.mark.parametrize(("title", "text"), [("", "Words."), ("A title", "")])
def test_what_lacks_something_is_not_published(title, text):
    with pytest.raises(Refused):
        publish(owner(), written(title, text).pk, now=NOW)
    assert published() == []


def test_two_windows_do_not_write_over_each_other():
    post = written()
    keep(owner(), post.pk, Typed("First window", "One."), revision=1, now=NOW)
    with pytest.raises(ChangedMeanwhile) as refused:
        keep(owner(), post.pk, Typed("Second window", "Two."), revision=1, now=NOW)
    assert refused.value.revision == 2
    assert Post.objects.get().title == "First window"


def test_publishing_is_taken_back():
    post = written()
    before = standing(post)
    publish(owner(), post.pk, now=NOW)
    put_back(owner(), post.pk, before)
    assert published() == []
    assert publish(owner(), post.pk, now=NOW + timedelta(days=1)).published_at == NOW + timedelta(days=1)


def test_publishing_a_change_is_taken_back_to_the_version_before():
    post = out()
    before = standing(post)
    keep(owner(), post.pk, Typed("Worse", "Worse words."), revision=1, now=NOW)
    publish(owner(), post.pk, now=NOW)
    put_back(owner(), post.pk, before)
    assert titles() == ["A year of lists"]
    assert Post.objects.get().title == "Worse"


def test_version_that_never_was_is_not_put_back():
    with pytest.raises(NotThere):
        put_back(owner(), out().pk, Before(9, "a-year-of-lists", is_public=True, was_published=True))


def test_draft_is_put_away_and_what_is_public_is_not():
    post = written()
    assert put_away(owner(), post.pk, NOW).put_away_at == NOW
    assert put_away(owner(), post.pk, None).put_away_at is None
    with pytest.raises(Refused):
        put_away(owner(), out().pk, NOW)


def test_post_of_another_is_an_owners_too_and_no_strangers():
    ann = assistant()
    post = written(by=ann)
    assert post_for(owner(), post.pk).author == ann
    with pytest.raises(NotThere):
        post_for(Member.objects.create_member("b@desk.example", role="assistant"), post.pk)


def test_whoever_stands_in_publishes_nothing():
    cover = Member.objects.create_member("cover@desk.example", role="cover")
    with pytest.raises(Refused):
        publish(cover, written(by=cover).pk, now=NOW)
