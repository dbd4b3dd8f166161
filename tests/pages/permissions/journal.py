"""The journal in public, and where it is written."""

from __future__ import annotations

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.journal import actions as journal
from alongside.journal.models import Journal, Picture
from alongside.journal.models import Reply as Below
from tests.making import ME, arrive, mailbox, message
from tests.pages.permissions.access import FORM, Access, Makers, Objects

ROUTES: dict[str, Access] = {
    "journal": Access(who="everybody", kind="journal_on"),
    "journal-feed": Access(who="everybody", kind="journal_on"),
    "journal-post": Access(who="everybody", kind="public_post"),
    "journal-reply": Access(who="everybody", methods="POST", kind="public_post", answers=(403,)),
    "journal-picture": Access(who="everybody", kind="public_picture"),
    "journal-picture-add": Access(methods="POST", kind="post", answers=(422,)),
    "journal-picture-drop": Access(methods="POST", kind="post_picture"),
    "journal-posts": Access(),
    "journal-set-up": Access(who="owners", methods="POST"),
    "journal-new": Access(methods="POST"),
    "journal-write": Access(methods=FORM, kind="post", answers=(422,)),
    "journal-keep": Access(methods="POST", kind="post", answers=(422,)),
    "journal-preview": Access(kind="post"),
    "journal-say": Access(methods="POST", kind="post"),
    "journal-reply-decide": Access(methods="POST", kind="journal_reply"),
}


def journal_on(member: Member, stranger: Member) -> Objects:
    """Everybody's; no address names it."""
    Journal.objects.create(is_on=True, title="From my desk")
    return Objects({}, None, None)


def _post(who: Member, title: str = "A year of lists") -> int:
    made = journal.begin(who, now=timezone.now())
    journal.keep(who, made.pk, journal.Typed(title, "Words."), revision=0, now=timezone.now())
    return made.pk


def public_post(member: Member, stranger: Member) -> Objects:
    """A post that everybody may read; a draft of somebody's is as if it were not there."""
    journal_on(member, stranger)
    slug = journal.publish(stranger, _post(stranger), now=timezone.now()).slug
    return Objects({"slug": slug}, None, {"slug": "another"})


def post(member: Member, stranger: Member) -> Objects:
    own, other = ({"post_id": _post(who)} for who in (member, stranger))
    return Objects(own, None if member.is_owner else other, {"post_id": 0})


def _picture(who: Member) -> Picture:
    made = _post(who, f"Of {who.pk}")
    key = f"{who.pk:022}"
    journal.keep(who, made, journal.Typed("Seen", f"![A](picture:{key})"), revision=1, now=timezone.now())
    values = {"post_id": made, "key": key, "words": "A", "image": b"jpeg"}
    return Picture.objects.create(**values, by=who, at=timezone.now())


def public_picture(member: Member, stranger: Member) -> Objects:
    journal_on(member, stranger)
    found = _picture(stranger)
    journal.publish(stranger, found.post_id, now=timezone.now())
    return Objects({"key": found.key}, None, {"key": "another"})


def post_picture(member: Member, stranger: Member) -> Objects:
    own, other = ({"picture_id": _picture(who).pk} for who in (member, stranger))
    return Objects(own, None if member.is_owner else other, {"picture_id": 0})


def journal_reply(member: Member, stranger: Member) -> Objects:
    journal_on(member, stranger)
    own, other = (_replied(who) for who in (member, stranger))
    return Objects({"reply_id": own}, None if member.is_owner else {"reply_id": other}, {"reply_id": 0})


def _replied(who: Member) -> int:
    """Below a post of theirs, by somebody who is no client's."""
    one = message(f"ida{who.pk}@far.example", ME)
    arrive(mailbox(who, label=f"Below {who.pk}"), one)
    values = {"post_id": _post(who), "source_key": one.source_key, "sent_from": b"h" * 16}
    return Below.objects.create(**values, sent_at=timezone.now()).pk


MAKERS: Makers = {
    "journal_on": journal_on,
    "public_post": public_post,
    "post": post,
    "public_picture": public_picture,
    "post_picture": post_picture,
    "journal_reply": journal_reply,
}
