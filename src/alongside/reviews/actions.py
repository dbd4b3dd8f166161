"""Reviews prepared and held, what is said of a line of the look-back, goals and plans.

Every function takes the member first and raises ReviewsError with words for a person; NotThere for what is not hers.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

from django.db import transaction
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.queries import client_for
from alongside.diary.models import Appointment
from alongside.diary.queries import appointment_for
from alongside.lib.texts import one_line
from alongside.live.actions import tell
from alongside.outbox.sight import seen_clients
from alongside.reviews import rules
from alongside.reviews.errors import NotThere, ReviewsError
from alongside.reviews.models import Ahead, LineVerdict, Review, Side, State
from alongside.reviews.queries import find_review, home_of

Word = LineVerdict.Word
LONGEST_LINE, LONGEST_TEXT, LONGEST_NAME, MOST_ADDED = 1000, 500, 100, 200


def set_period(member: Member, number: int, *, since_on: date, until_on: date) -> Review:
    review = _unheld(member, number)
    if not (_is_near(since_on) and _is_near(until_on)):
        raise ReviewsError("These days are too far away. The days stay as they were.")
    if until_on < since_on:
        raise ReviewsError("The first day has to come before the last. The days stay as they were.")
    if (until_on - since_on).days > rules.LONGEST_DAYS:
        raise ReviewsError(
            "Three years are the most that is looked back on at once. The days stay as they were."
        )
    review.since_on, review.until_on = since_on, until_on
    review.save(update_fields=["since_on", "until_on"])
    _told(review)
    return review


def hold_at(member: Member, number: int, appointment_id: int | None) -> Review:
    """When it takes place: an appointment with this client, or None."""
    review = _unheld(member, number)
    review.appointment = None
    if appointment_id is not None:
        review.appointment = _appointment(member, review, appointment_id)
    review.save(update_fields=["appointment"])
    _told(review)
    return review


def begin(member: Member, number: int) -> Review:
    """It is under way: the agenda is ticked from now on."""
    review = _unheld(member, number)
    Review.objects.filter(pk=review.pk).update(state=State.UNDER_WAY)
    _told(review)
    return find_review(member, number)


def drop(member: Member, number: int) -> int:
    """Throws one away that was only prepared; returns whose it was."""
    review = find_review(member, number)
    if review.state != State.PLANNED:
        raise ReviewsError("This review has begun. It stays, with all that was said in it.")
    home = home_of(review)
    review.delete()
    return home


def set_next(member: Member, number: int, appointment_id: int) -> Review:
    """When the next one is."""
    review = find_review(member, number)
    review.next_appointment = _appointment(member, review, appointment_id)
    review.save(update_fields=["next_appointment"])
    return review


def judge(member: Member, number: int, *, key: str, word: str, text: str = "", now: datetime) -> None:
    """Leave a line out, show it as it was found, or put it into her own words. Said twice it is said once."""
    review = find_review(member, number)
    words = one_line(text)[:LONGEST_LINE]
    if word not in (Word.HIDDEN, Word.WORDED, Word.PLAIN) or not 0 < len(key) <= 32:
        raise ReviewsError("Choose one of what the page offers. Nothing was changed.")
    if word == Word.WORDED and not words:
        raise ReviewsError("Say it in your own words, or leave the line out. Nothing was changed.")
    last = LineVerdict.objects.filter(review=review, key=key).order_by("id").last()
    added = LineVerdict.objects.filter(review=review, key=key, word=Word.ADDED).order_by("id").last()
    if added is not None:
        # What is hers has no other words to go back to; shown again it says what it last said.
        word = Word.ADDED if word in (Word.PLAIN, Word.WORDED) else word
        words = words or (last or added).text
    if last is None or (last.word, last.text) != (word, words):
        section = added.section if added is not None else ""
        _say(review, member, key, word, section, words, now)


def add_line(member: Member, number: int, *, section: str, text: str, now: datetime, key: str = "") -> str:
    """A line of her own; returns its key. Under the same `key` it is added once."""
    review = find_review(member, number)
    words = one_line(text)[:LONGEST_LINE]
    if section not in rules.TITLES:
        raise ReviewsError("Choose where it belongs. Nothing was changed.")
    if not words:
        raise ReviewsError("Write what is to stand there. Nothing was changed.")
    if key and LineVerdict.objects.filter(review=review, key=key).exists():
        return key
    if LineVerdict.objects.filter(review=review, word=Word.ADDED).count() >= MOST_ADDED:
        raise ReviewsError("There are as many lines of your own as one look-back can have.")
    key = key or uuid4().hex
    _say(review, member, key, Word.ADDED, section, words, now)
    return key


def _say(review: Review, member: Member, key: str, word: str, section: str, text: str, now: datetime) -> None:
    with transaction.atomic():
        LineVerdict.objects.create(
            review=review, key=key, word=word, section=section, text=text, member=member, decided_at=now
        )
        _told(review)


class Wanted(Struct, frozen=True):
    """A goal or plan as typed. `key`: names the form and its words, so that sent twice it is one; "" for no form."""

    kind: str
    text: str
    side: str = Side.BOTH
    who: str = ""
    aspect: str = ""
    on: date | None = None
    key: str = ""


def put_ahead(
    member: Member, client_id: int, wanted: Wanted, *, now: datetime, review: Review | None = None
) -> Ahead:
    """A goal in the client's words, or a plan."""
    client = client_for(member, client_id)
    if client is None:
        raise NotThere
    words = one_line(wanted.text)[:LONGEST_TEXT]
    if wanted.kind == "goal":
        words = _unquoted(words)
    if not words or wanted.kind not in Ahead.Kind.values or wanted.side not in Side.values:
        raise ReviewsError("Say in a few words what it is. Nothing was changed.")
    if wanted.on is not None and not _is_near(wanted.on):
        raise ReviewsError("This day is too far away. Choose another one; nothing was changed.")
    made = Ahead(
        client=client,
        review=review,
        key=wanted.key or uuid4().hex,
        kind=wanted.kind,
        text=words,
        side=wanted.side,
        who=one_line(wanted.who)[:LONGEST_NAME],
        aspect=one_line(wanted.aspect)[:LONGEST_NAME],
        on=wanted.on,
        made_at=now,
    )
    Ahead.objects.bulk_create([made], ignore_conflicts=True)
    return Ahead.objects.get(client=client, key=made.key)


def say_ahead(member: Member, number: int, word: str, *, now: datetime) -> Ahead:
    """Done, open again, or dropped."""
    row = Ahead.objects.filter(pk=number, client_id__in=seen_clients(member)).first()
    if row is None:
        raise NotThere
    if word == "done":
        row.done_at = row.done_at or now
    elif word == "open":
        row.done_at = row.dropped_at = None
    elif word == "dropped":
        row.dropped_at = row.dropped_at or now
    row.save(update_fields=["done_at", "dropped_at"])
    return row


def _unquoted(words: str) -> str:
    """A goal stands between quotation marks wherever it is shown: those that she typed would stand there twice."""
    is_quoted = len(words) > 2 and words[0] in '"“„«' and words[-1] in '"”“»'
    return words[1:-1].strip() if is_quoted else words


def _is_near(on: date) -> bool:
    return 2000 <= on.year <= 2200


def _unheld(member: Member, number: int) -> Review:
    review = find_review(member, number)
    if review.state == State.HELD:
        raise ReviewsError("This review was held. Open it again to change it; nothing was changed.")
    return review


def _appointment(member: Member, review: Review, appointment_id: int) -> Appointment:
    found = appointment_for(member, appointment_id)
    if found is None or found.client.id != home_of(review):
        raise NotThere
    return found.row


def _told(review: Review) -> None:
    tell("review", review.pk)
