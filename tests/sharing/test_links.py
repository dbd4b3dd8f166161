"""Links for people without an account: made, opened, renewed, taken back; and all that opens nothing."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.clients.actions import add_client
from alongside.clients.joining import join
from alongside.clients.models import Client
from alongside.sharing import kinds
from alongside.sharing.actions import make, note_opened, renew, revoke
from alongside.sharing.errors import NotThere, SharingError
from alongside.sharing.kinds import Kind, register
from alongside.sharing.models import Share
from alongside.sharing.queries import resolve, shares_of, still_open

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_paper_and_a_room() -> Iterator[None]:
    """Papers 1 to 9 exist; of a room a client has one link at a time."""
    before = {kind.name: kind for kind in kinds.kinds()}
    register(Kind("paper", "a paper", "forgotten", 30 * DAY, lambda share: _paper(share.object_id)))
    register(Kind("room", "a room", "forgotten", DAY, lambda share: "A room", is_single=True))
    yield
    kinds._KINDS.clear()
    kinds._KINDS.update(before)


def _paper(number: int) -> str:
    return f"Paper {number}" if 0 < number < 10 else ""


@pytest.fixture(autouse=True)
def _an_address_with_a_token(monkeypatch):
    monkeypatch.setattr("alongside.sharing.queries.reverse", lambda name, args: f"/{name}/{args[0]}/")


@pytest.fixture
def harlow(owner) -> Client:
    return add_client("Harlow & Sons", by=owner)


def paper(owner, client, **more):
    return make(owner, kind="paper", client_id=client.pk, object_id=1, now=NOW, **more)


def test_link_opens_what_it_was_made_for(owner, harlow):
    made = paper(owner, harlow)
    found = resolve(made.token, kind="paper", now=NOW)
    assert found is not None
    assert (found.kind, found.object_id, found.client) == ("paper", 1, harlow)


def test_address_begins_with_the_public_one_and_carries_256_bits(owner, harlow, settings):
    settings.BASE_URL = "https://desk.example"
    made = paper(owner, harlow)
    assert made.address.startswith("https://desk.example/")
    assert made.token in made.address
    assert len(made.token) == 43


def test_token_is_kept_nowhere(owner, harlow):
    made = paper(owner, harlow)
    kept = Share.objects.values().get(pk=made.share.pk)
    assert made.token not in str(kept)
    assert made.token.encode() not in bytes(kept["token_hash"])


@pytest.mark.parametrize(
    "what", ["expired", "revoked", "guessed", "another kind", "no longer there", "malformed"]
)
def test_opens_nothing(what, owner, harlow):
    made = paper(owner, harlow)
    token, kind, now = made.token, "paper", NOW
    if what == "expired":
        now = NOW + 31 * DAY
    elif what == "revoked":
        revoke(owner, made.share.pk, now=NOW)
    elif what == "guessed":
        token = "A" * 43
    elif what == "another kind":
        kind = "room"
    elif what == "no longer there":
        Share.objects.filter(pk=made.share.pk).update(object_id=77)
    else:
        token = "é\ud800"[:1] * 9000
    assert resolve(token, kind=kind, now=now) is None


def test_strangers_token_costs_one_indexed_question(owner, harlow):
    paper(owner, harlow)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        resolve("A" * 43, kind="paper", now=NOW)
    assert len(asked) == 1


def test_renewed_link_has_another_address_and_its_full_time(owner, harlow):
    made = paper(owner, harlow)
    again = renew(owner, made.share.pk, now=NOW + 29 * DAY)
    assert resolve(made.token, kind="paper", now=NOW + 29 * DAY) is None
    found = resolve(again.token, kind="paper", now=NOW + 58 * DAY)
    assert found is not None and found.pk == made.share.pk


def test_renewing_opens_again_what_was_taken_back(owner, harlow):
    made = paper(owner, harlow)
    revoke(owner, made.share.pk, now=NOW)
    again = renew(owner, made.share.pk, now=NOW)
    assert resolve(again.token, kind="paper", now=NOW) is not None


def test_single_kind_has_one_link_at_a_time(owner, harlow):
    first = make(owner, kind="room", client_id=harlow.pk, object_id=4, now=NOW)
    other = make(owner, kind="room", client_id=harlow.pk, object_id=5, now=NOW)
    second = make(owner, kind="room", client_id=harlow.pk, object_id=4, now=NOW)
    opened = [resolve(one.token, kind="room", now=NOW) is not None for one in (first, other, second)]
    assert opened == [False, True, True]


def test_no_link_is_made_to_what_is_not_there(owner, harlow):
    with pytest.raises(SharingError):
        make(owner, kind="paper", client_id=harlow.pk, object_id=0, now=NOW)
    with pytest.raises(SharingError):
        make(owner, kind="nothing of the kind", client_id=harlow.pk, now=NOW)
    assert not Share.objects.exists()


def test_stranger_makes_renews_and_revokes_nothing(owner, assistant, harlow):
    made = paper(owner, harlow)
    with pytest.raises(NotThere):
        paper(assistant, harlow)
    with pytest.raises(NotThere):
        renew(assistant, made.share.pk, now=NOW)
    with pytest.raises(NotThere):
        revoke(assistant, made.share.pk, now=NOW)
    assert shares_of(assistant, harlow.pk, now=NOW) == []
    assert resolve(made.token, kind="paper", now=NOW) is not None


def test_revoked_link_is_known_to_whoever_opened_it_before(owner, harlow):
    made = paper(owner, harlow)
    found = resolve(made.token, kind="paper", now=NOW)
    assert found is not None and still_open(found, now=NOW)
    revoke(owner, made.share.pk, now=NOW)
    assert not still_open(found, now=NOW)


def test_openings_are_counted_with_the_first_and_the_last(owner, harlow):
    made = paper(owner, harlow)
    for hours in (1, 5):
        note_opened(made.share, now=NOW + timedelta(hours=hours))
        note_opened(made.share, now=NOW + timedelta(hours=hours, seconds=20))
    share = Share.objects.get(pk=made.share.pk)
    assert share.openings == 2
    assert share.first_opened_at == NOW + timedelta(hours=1)
    assert share.last_opened_at == NOW + timedelta(hours=5)


def test_open_links_stand_first(owner, harlow):
    old, new = (
        paper(owner, harlow),
        make(owner, kind="paper", client_id=harlow.pk, object_id=2, now=NOW + DAY),
    )
    revoke(owner, new.share.pk, now=NOW + DAY)
    listed = shares_of(owner, harlow.pk, now=NOW + DAY)
    assert [(one.share.pk, one.title, one.is_open) for one in listed] == [
        (old.share.pk, "Paper 1", True),
        (new.share.pk, "Paper 2", False),
    ]


def test_links_of_a_client_that_was_joined_stand_with_the_other(owner, harlow):
    other = add_client("Harlow Limited", by=owner)
    made = paper(owner, harlow)
    join(other, harlow, by=owner)
    assert [one.share.pk for one in shares_of(owner, other.pk, now=NOW)] == [made.share.pk]
    assert resolve(made.token, kind="paper", now=NOW) is not None


def test_life_of_a_link_has_an_end(owner, harlow):
    made = paper(owner, harlow, lives=timedelta(days=100_000))
    assert made.share.expires_at <= NOW + timedelta(days=366 * 2)


def test_links_go_with_the_client(owner, harlow):
    made = paper(owner, harlow)
    Client.objects.filter(pk=harlow.pk).delete()
    assert resolve(made.token, kind="paper", now=NOW) is None
    assert not Share.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_links_that_are_made_at_once_one_opens(owner, harlow):
    gate = Barrier(4)

    def press(_: int) -> str:
        try:
            gate.wait(10)
            return make(owner, kind="room", client_id=harlow.pk, now=NOW).token
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        tokens = list(pool.map(press, range(4)))
    assert sum(resolve(token, kind="room", now=NOW) is not None for token in tokens) == 1
