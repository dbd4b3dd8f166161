"""The long call: its look-back, agenda and outcome."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.clients.actions import add_client
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.reviews.actions import Wanted as Goal
from alongside.reviews.actions import hold_at, put_ahead, set_period
from alongside.reviews.models import Paragraph, Review
from alongside.reviews.preparing import prepare as prepare_review
from alongside.reviews.queries import pack_of
from alongside.sharing.actions import make
from tests.making import ME, MONDAY, arrive, mailbox, message
from tests.pages.permissions.access import FORM, Access, Makers, Objects

ROUTES: dict[str, Access] = {
    "reviews": Access(),
    "review-prepare": Access(methods="POST", kind="client"),
    "review": Access(kind="review"),
    "review-period": Access(methods="POST", kind="review"),
    "review-line": Access(methods="POST", kind="review"),
    "review-draft": Access(methods="POST", kind="review"),
    "review-draft-decide": Access(methods="POST", kind="paragraph"),
    "review-drop": Access(methods=FORM, kind="review"),
    "review-sources": Access(kind="review_line"),
    "review-ahead": Access(methods=FORM, kind="review", answers=(422,)),
    "review-ahead-say": Access(methods="POST", kind="review_ahead"),
    "review-agenda": Access(methods=FORM, kind="review"),
    "review-share": Access(methods=FORM, kind="review"),
    "review-outcome": Access(methods=FORM, kind="review", answers=(422,)),
    "review-recap": Access(methods="POST", kind="review"),
    "review-recap-words": Access(methods=FORM, kind="review", answers=(422,)),
    "review-paper": Access(kind="review"),
    "review-pdf": Access(kind="review"),
    "review-markdown": Access(kind="review"),
    "review-calendar": Access(kind="planned_review"),
    "shared-stars": Access(who="everybody", methods="POST", kind="agenda_link", answers=(403,)),
    "shared-agenda": Access(who="everybody", methods=FORM, kind="agenda_link", answers=(403,)),
}


def _reviews(member: Member, stranger: Member) -> list[Review]:
    now = timezone.now()
    return [
        prepare_review(who, add_client(f"Reviewed with {who.pk}", by=who), now=now)
        for who in (member, stranger)
    ]


def review(member: Member, stranger: Member) -> Objects:
    own, other = _reviews(member, stranger)
    foreign = None if member.is_owner else {"review_id": other.pk}
    return Objects({"review_id": own.pk}, foreign, {"review_id": 0})


def review_ahead(member: Member, stranger: Member) -> Objects:
    found = []
    for one, who in zip(_reviews(member, stranger), (member, stranger), strict=True):
        goal = put_ahead(who, one.client_id, Goal("goal", "A second shop"), now=timezone.now())
        found.append({"review_id": one.pk, "ahead_id": goal.pk})
    foreign = None if member.is_owner else found[1]
    return Objects(found[0], foreign, {**found[0], "ahead_id": 0})


def review_line(member: Member, stranger: Member) -> Objects:
    """A look-back in which a letter is counted."""
    found, today = [], MONDAY.date()
    for who in (member, stranger):
        writer = f"writes{who.pk}@client.example"
        client = add_client(f"Writes to {who.pk}", addresses=[(writer, "")], by=who)
        arrive(mailbox(who), message(writer, ME, subject=f"To {who.pk}"))
        one = prepare_review(who, client, now=timezone.now())
        set_period(who, one.pk, since_on=today, until_on=today)
        one.refresh_from_db()
        found.append({"review_id": one.pk, "key": pack_of(one)[0].lines[0].key})
    foreign = None if member.is_owner else found[1]
    return Objects(found[0], foreign, {**found[0], "key": "0" * 32})


def paragraph(member: Member, stranger: Member) -> Objects:
    """What a model drafted for a section, to be kept or thrown away."""
    found = []
    for one, who in zip(_reviews(member, stranger), (member, stranger), strict=True):
        row = Paragraph.objects.create(
            review=one, section="about", key=f"drafted-{who.pk}", member=who, asked_at=timezone.now()
        )
        found.append({"review_id": one.pk, "paragraph_id": row.pk})
    foreign = None if member.is_owner else found[1]
    return Objects(found[0], foreign, {**found[0], "paragraph_id": 0})


def planned_review(member: Member, stranger: Member) -> Objects:
    found, now = [], timezone.now()
    for one, who in zip(_reviews(member, stranger), (member, stranger), strict=True):
        row = plan(who, one.client, Facts(now, now + timedelta(minutes=30)), now=now)
        hold_at(who, one.pk, row.pk)
        found.append({"review_id": one.pk})
    return Objects(found[0], None if member.is_owner else found[1], {"review_id": 0})


def agenda_link(member: Member, stranger: Member) -> Objects:
    one = _reviews(member, stranger)[0]
    made = make(member, kind="agenda", client_id=one.client_id, object_id=one.pk, now=timezone.now())
    return Objects({"token": made.token}, None, {"token": "A" * 43})


MAKERS: Makers = {
    "review": review,
    "review_ahead": review_ahead,
    "review_line": review_line,
    "planned_review": planned_review,
    "paragraph": paragraph,
    "agenda_link": agenda_link,
}
