"""Who looks like a client, and whose mailbox it seems to be."""

import pytest

from alongside.clients.actions import add_client
from alongside.intake.proposals import (
    Correspondent,
    likely_owner,
    likely_server,
    likely_server_of,
    proposals_for_source,
    propose,
)
from tests.making import ME, arrive, mailbox, message, vouched


def who(address: str, written_to: int, heard_from: int, name: str = "") -> Correspondent:
    return Correspondent(address, name, written_to, heard_from)


def test_a_company_is_proposed_once_with_all_its_people():
    (found,) = propose([who("mara@harlow.example", 3, 2, "Mara"), who("tom@harlow.example", 1, 0, "Tom")])

    assert (found.name, found.domain, found.written_to) == ("Harlow", "harlow.example", 4)
    assert found.people == [("mara@harlow.example", "Mara"), ("tom@harlow.example", "Tom")]


def test_people_at_a_public_provider_are_proposed_one_by_one():
    found = propose(
        [who("mara.quill@gmail.com", 3, 2, "Mara Quill"), who("tom.b@gmail.com", 3, 1, "Tom Birch")]
    )

    assert {(one.name, one.domain) for one in found} == {("Mara Quill", ""), ("Tom Birch", "")}


@pytest.mark.parametrize(
    "address", ["no-reply@shop.example", "mailer-daemon@mx.example", "noreply@bank.example"]
)
def test_robots_are_not_proposed(address):
    assert propose([who(address, 9, 9)]) == []


def test_who_was_never_written_to_is_not_proposed():
    assert propose([who("news@shop.example", 0, 50)]) == []


def test_who_never_answers_is_proposed_last_and_unlikely():
    found = propose([who("list@lists.example", 90, 0), who("mara@harlow.example", 3, 2)])

    assert [(one.domain, one.is_likely) for one in found] == [
        ("harlow.example", True),
        ("lists.example", False),
    ]


def test_the_owner_is_the_address_that_is_nearly_everywhere():
    counts = [("me@desk.example", 40, 55), ("mara@harlow.example", 30, 20)]

    assert likely_owner(counts, 100) == "me@desk.example"


def test_no_owner_is_guessed_where_nobody_is_everywhere():
    assert likely_owner([("a@x.example", 10, 10), ("b@x.example", 12, 0)], 100) is None


@pytest.mark.django_db
def test_outsiders_in_a_clients_mailbox_are_never_proposed():
    box = mailbox(label="Harlow's box", own=["mara@harlow.example"])
    box.owner_client = add_client("Harlow & Sons")
    box.save()
    arrive(box, *(message("mara@harlow.example", "supplier@wood.example", hours=n) for n in range(5)))

    assert proposals_for_source(box) == []


@pytest.mark.django_db
def test_clients_are_proposed_from_who_is_written_to():
    box = mailbox()
    arrive(
        box,
        *(message(ME, "mara@harlow.example", hours=n) for n in range(3)),
        message("mara@harlow.example", ME, hours=4),
    )

    (found,) = proposals_for_source(box)

    assert (found.domain, found.written_to, found.heard_from) == ("harlow.example", 3, 1)


def test_server_that_let_most_senders_pass_is_the_likely_one():
    assert likely_server({"mx.desk.example": 9, "old.desk.example": 4}) == "mx.desk.example"


@pytest.mark.parametrize(
    "vouched", [{}, {"mx.desk.example": 2}, {"a.example": 4, "b.example": 4, "c.example": 3}]
)
def test_no_server_is_guessed_from_little(vouched):
    assert likely_server(vouched) is None


@pytest.mark.django_db
def test_only_letters_that_came_in_tell_the_server():
    source = mailbox()
    sent = [vouched(message(ME, "mara@harlow.example", hours=n), "else.example") for n in range(5)]
    came = [vouched(message("mara@harlow.example", ME, hours=n)) for n in range(3)]

    arrive(source, *sent, *came)

    assert likely_server_of(source) == "mx.desk.example"
