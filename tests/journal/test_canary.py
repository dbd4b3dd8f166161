"""Private words of every kind and addresses of those who reply: on no page of the journal and not in its feed."""

from __future__ import annotations

import pytest
from django.utils import timezone

from alongside.calls.actions import How, start
from alongside.calls.notes import journal as keep_notes
from alongside.clients.actions import add_client
from alongside.intake.by_hand import Wanted, write_down
from alongside.intake.filing import make_personal
from alongside.journal.actions import Typed, begin, keep, publish, set_up, take_down
from alongside.journal.models import Post, Reply
from alongside.journal.queries import public_post
from alongside.journal.replying import set_state, take
from alongside.replies.taking import Written
from alongside.timeline.models import Interaction
from alongside.voices import actions as voices

pytestmark = pytest.mark.django_db
CANARY = "Zirkelmooswald"


def written(member, title: str, text: str) -> Post:
    post = begin(member, now=timezone.now())
    return keep(member, post.pk, Typed(title, text), revision=0, now=timezone.now())


@pytest.fixture
def post(owner) -> Post:
    now = timezone.now()
    set_up(owner, title="From my desk", byline="Olive", is_on=True, now=now)
    post = publish(owner, written(owner, "A year of lists", "Words.").pk, now=now)
    keep(owner, post.pk, Typed(f"{CANARY} title", f"{CANARY} typed since"), revision=1, now=now)
    written(owner, f"{CANARY} draft", CANARY)
    taken = publish(owner, written(owner, f"{CANARY} taken down", CANARY).pk, now=now)
    take_down(owner, taken.pk)
    return post


def reply(post: Post, name: str, address: str, text: str) -> Reply:
    public = public_post(post.slug)
    assert public is not None
    return take(public, Written(name, name, address, text, name.encode().ljust(16)), now=timezone.now())


@pytest.mark.broad
def test_nothing_private_leaves_by_the_journal(owner, assistant, client, post):
    now = timezone.now()
    harlow = add_client("Harlow & Sons", addresses=[(f"tom@{CANARY}.example".lower(), CANARY)], by=owner)
    write_down(owner, harlow, Wanted("a" * 32, "note", now, text=f"{CANARY} note", is_private=True))
    call = start(owner, harlow, How(), now=now)
    keep_notes(owner, call.pk, revision=call.revision, fields={"said": f"# {CANARY} line"}, now=now)
    spoken = {"kind": "friend", "by": "face", "minutes": 5, "on": now.date(), "today": now.date()}
    voices.note_spoken(assistant, name=f"{CANARY} Bea", **spoken)
    reply(post, "Held", "held@far.example", f"{CANARY} held")
    set_state(owner, reply(post, "Hidden", "hid@far.example", f"{CANARY} hidden").pk, Reply.State.HIDDEN)
    set_state(owner, reply(post, "Shown", f"me@{CANARY}.far".lower(), "I do the same.").pk, Reply.State.SHOWN)
    # Known as somebody else than they say, and by an address that is a client's.
    known = reply(post, "T.", f"tom@{CANARY}.example".lower(), "So do we.")
    set_state(owner, known.pk, Reply.State.SHOWN)
    private = reply(post, "Private", "private@far.example", f"{CANARY} private")
    set_state(owner, private.pk, Reply.State.SHOWN)
    number = Interaction.objects.values_list("id", flat=True).get(source_key=bytes(private.source_key))
    make_personal(owner, [number])

    shown = [client.get(where) for where in ("/journal/", f"/journal/{post.slug}/", "/journal/feed.atom")]
    assert [one.status_code for one in shown] == [200, 200, 200]
    assert "I do the same." in shown[1].content.decode() and "So do we." in shown[1].content.decode()
    for one in shown:
        assert CANARY.lower() not in one.content.decode().lower()
        assert "far.example" not in one.content.decode()
    assert client.get(f"/journal/{CANARY.lower()}-taken-down/").status_code == 404
