"""Two clients that are one: joined, parted, rebuilt."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.clients.actions import ClientsError, add_client, add_rule
from alongside.clients.models import Assignment, Client, FilingRule
from alongside.clients.queries import clients_for, facts_for
from alongside.colleagues.actions import assign
from alongside.connections.actions import open_files_source
from alongside.intake import filing
from alongside.intake.erasing import erase, preview_client
from alongside.intake.joining import join_clients, part_clients
from alongside.intake.rebuilding import rebuild
from alongside.timeline.models import Filing, Interaction
from alongside.timeline.verifying import problems
from tests.making import ME, ParsingHere, arrive, arrive_raw, assistant, mailbox, message, owner, rich_mail

pytestmark = pytest.mark.django_db

MARA, TOM = "mara@harlow.example", "tom@birch.example"


@pytest.fixture
def harlow() -> Client:
    return add_client("Harlow", domains=["harlow.example"], by=owner())


@pytest.fixture
def birch() -> Client:
    return add_client("Birch", domains=["birch.example"], addresses=[(TOM, "Tom")], by=owner())


@pytest.fixture
def mail(harlow, birch) -> dict[str, int]:
    """One letter with each, one with both, by subject."""
    arrive(
        mailbox(),
        message(MARA, ME, subject="Harlow alone"),
        message(TOM, ME, subject="Birch alone", hours=1),
        message(ME, MARA, TOM, subject="Both", hours=2),
    )
    return dict(Interaction.objects.values_list("subject", "id"))


def filed() -> set[tuple[str, str]]:
    return set(Filing.objects.values_list("interaction__subject", "client__name"))


def test_everything_said_with_either_stands_in_one_story(harlow, birch, mail):
    join_clients(harlow, birch, by=owner())
    assert filed() == {("Harlow alone", "Harlow"), ("Birch alone", "Harlow"), ("Both", "Harlow")}
    assert list(problems()) == []


def test_people_and_companies_come_along_and_the_name_is_gone(harlow, birch, mail):
    join_clients(harlow, birch, by=owner())
    facts = facts_for(owner(), harlow.pk)
    assert ([one.name for one in facts.people], facts.domains) == (
        ["Tom"],
        ("birch.example", "harlow.example"),
    )
    assert [client.name for client in clients_for(owner())] == ["Harlow"]


def test_new_mail_of_the_absorbed_is_the_survivors(harlow, birch):
    join_clients(harlow, birch, by=owner())
    arrive(mailbox(), message("new@birch.example", ME))
    assert {name for _, name in filed()} == {"Harlow"}


@pytest.mark.broad
def test_parted_each_has_again_what_was_its_own(harlow, birch, mail):
    before = filed()
    joined = join_clients(harlow, birch, by=owner())
    part_clients(joined)
    part_clients(joined)
    assert filed() == before
    assert [one.name for one in facts_for(owner(), birch.pk).people] == ["Tom"]
    assert list(problems()) == []


@pytest.mark.broad
def test_what_is_not_theirs_alone_stays_when_they_are_one(harlow, birch, mail):
    filing.unfile(owner(), [mail["Both"]], harlow)
    before = filed()
    joined = join_clients(harlow, birch, by=owner())
    together = filed()
    part_clients(joined)
    assert (("Both", "Harlow") in together, filed()) == (True, before)


def test_what_was_taken_from_one_and_is_nobodys_stays_in_the_tray(harlow, birch, mail):
    filing.unfile(owner(), [mail["Birch alone"]], birch)
    join_clients(harlow, birch, by=owner())
    assert filed() == {("Harlow alone", "Harlow"), ("Both", "Harlow")}


@pytest.mark.broad
def test_rebuild_replays_a_join_and_what_was_decided_before_it(harlow, birch):
    box = mailbox()
    arrive_raw(
        box, rich_mail("one@id.example"), rich_mail("two@id.example").replace(b"mara@harlow", b"tom@birch")
    )
    first, second = Interaction.objects.order_by("id").values_list("id", flat=True)
    filing.file_under(owner(), [first], birch)
    filing.unfile(owner(), [first], harlow)
    joined = join_clients(harlow, birch, by=owner())
    before = list(
        Filing.objects.order_by("interaction_id").values_list("interaction_id", "client_id", "reason")
    )
    rebuild(ParsingHere())
    after = list(
        Filing.objects.order_by("interaction_id").values_list("interaction_id", "client_id", "reason")
    )
    part_clients(joined)
    assert (before, after) == ([(first, harlow.pk, "member"), (second, harlow.pk, "person")],) * 2
    assert set(Filing.objects.values_list("client", flat=True)) == {birch.pk}


def test_mailbox_of_the_absorbed_becomes_the_survivors_and_goes_back(harlow, birch):
    source = open_files_source("Theirs", member=owner(), client=birch, own_addresses=[TOM])
    arrive(source, message("press@paper.example", TOM, subject="Print"))
    joined = join_clients(harlow, birch, by=owner())
    together = filed()
    part_clients(joined)
    source.refresh_from_db()
    assert (together, filed(), source.owner_client) == ({("Print", "Harlow")}, {("Print", "Birch")}, birch)


def test_rule_that_both_have_is_kept_by_each(harlow, birch):
    for client in (harlow, birch):
        add_rule(client, field="subject", pattern="stand", by=owner())
    joined = join_clients(harlow, birch, by=owner())
    arrive(mailbox(), message("x@else.example", ME, subject="The stand"))
    together = filed()
    part_clients(joined)
    assert (together, FilingRule.objects.count()) == ({("The stand", "Harlow")}, 2)


@pytest.mark.broad
def test_joined_twice_is_parted_in_the_order_of_joining(harlow, birch, mail):
    corby = add_client("Corby", by=owner())
    first = join_clients(harlow, birch, by=owner())
    second = join_clients(corby, harlow, by=owner())
    with pytest.raises(ClientsError, match="Harlow is part of Corby by now"):
        part_clients(first)
    part_clients(second)
    part_clients(first)
    assert ("Birch alone", "Birch") in filed()


def test_name_of_the_absorbed_means_the_survivor(harlow, birch):
    join_clients(harlow, birch, by=owner())
    assert add_client("birch", by=owner()) == harlow


@pytest.mark.broad
def test_person_moved_on_after_the_join_stays_where_they_went(harlow, birch, mail):
    corby = add_client("Corby", by=owner())
    join_clients(harlow, birch, by=owner())
    filing.move_person(harlow.people.get(), corby)
    assert ("Birch alone", "Corby") in filed()


def test_who_works_for_both_joins_them(harlow, birch, mail):
    ann = assistant()
    Assignment.objects.bulk_create(Assignment(member=ann, client=client) for client in (harlow, birch))
    join_clients(harlow, birch, by=ann)
    assert {name for _, name in filed()} == {"Harlow"}


def test_only_an_owner_lets_others_see_more(harlow, birch):
    ann, beth = assistant(), assistant("beth@desk.example")
    Assignment.objects.bulk_create(Assignment(member=ann, client=client) for client in (harlow, birch))
    Assignment.objects.create(member=beth, client=birch)
    with pytest.raises(ClientsError, match="Ask an owner"):
        join_clients(harlow, birch, by=ann)
    joined = join_clients(harlow, birch, by=owner())
    together = [client.name for client in clients_for(beth)]
    part_clients(joined)
    assert (together, [client.name for client in clients_for(beth)]) == (["Harlow"], ["Birch"])


def test_client_is_not_joined_to_itself(harlow):
    with pytest.raises(ClientsError, match="already"):
        join_clients(harlow, harlow, by=owner())


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_erasing_the_survivor_takes_the_absorbed_with_it(harlow, birch, mail):
    join_clients(harlow, birch, by=owner())
    erase(preview_client(Client.objects.get(name="Harlow")))
    assert (Client.objects.count(), Interaction.objects.count()) == (0, 0)


def test_whoever_looked_after_the_other_once_goes_on_with_hers(harlow, birch):
    ann = assistant()
    past = timezone.localdate() - timedelta(days=9)
    looked_after = Assignment.objects.create(member=ann, client=harlow, until_on=past)
    Assignment.objects.create(member=ann, client=birch)
    joined = join_clients(harlow, birch, by=owner())
    assert list(clients_for(ann)) == [harlow]
    part_clients(joined)
    looked_after.refresh_from_db()
    assert (list(clients_for(ann)), looked_after.until_on) == ([birch], past)


def test_whoever_works_for_one_longer_works_so_long_for_both(harlow, birch):
    ann, soon = assistant(), timezone.localdate() + timedelta(days=3)
    works = Assignment.objects.create(member=ann, client=harlow, until_on=soon)
    Assignment.objects.create(member=ann, client=birch, until_on=soon + timedelta(days=9))
    joined = join_clients(harlow, birch, by=owner())
    works.refresh_from_db()
    assert works.until_on == soon + timedelta(days=9)
    part_clients(joined)
    works.refresh_from_db()
    assert works.until_on == soon


def test_nobody_but_an_owner_lets_anybody_see_a_client_for_longer_by_a_join(harlow, birch):
    ann, ben = assistant(), assistant("ben@desk.example")
    Assignment.objects.create(member=ann, client=harlow, until_on=timezone.localdate())
    for member, client in ((ann, birch), (ben, harlow), (ben, birch)):
        Assignment.objects.create(member=member, client=client)
    with pytest.raises(ClientsError):
        join_clients(harlow, birch, by=ben)


def test_whoever_was_taken_off_both_works_for_neither_when_they_are_parted(harlow, birch):
    ann = assistant()
    Assignment.objects.create(member=ann, client=birch)
    joined = join_clients(harlow, birch, by=owner())
    assign(ann, [], by=owner(), until_on=None)
    part_clients(joined)
    assert list(clients_for(ann)) == []
