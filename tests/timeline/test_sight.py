"""Who sees what: filed, not filed, private."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.clients.actions import ClientsError, add_client
from alongside.clients.models import Assignment, Handle
from alongside.intake import filing
from alongside.timeline.models import Interaction
from alongside.timeline.queries.entries import thread_for
from alongside.timeline.queries.lists import arrived_for, summaries_for, timeline_for
from alongside.timeline.queries.outside import outside_contacts_for
from alongside.timeline.queries.sight import interactions_for
from alongside.timeline.queries.tray import tray_groups_for, tray_lines_for
from tests.making import ME, arrive, assistant, mailbox, message, owner

pytestmark = pytest.mark.django_db
MARA = "mara@harlow.example"


@pytest.fixture
def harlow():
    client = add_client("Harlow & Sons", addresses=[(MARA, "Mara Quill")])
    arrive(mailbox(), message(MARA, ME, message_id="a@x.example"), message("s@else.example", ME))
    return client


def test_an_assistant_sees_nothing_of_clients_that_are_not_hers(harlow):
    ann = assistant()

    assert not interactions_for(ann).exists()
    assert timeline_for(ann, harlow.pk) == []
    assert (summaries_for(ann), arrived_for(ann)) == ([], [])


def test_an_assistant_sees_the_clients_assigned_to_her(harlow):
    ann = assistant()
    Assignment.objects.create(member=ann, client=harlow)

    assert [line.who for line in timeline_for(ann, harlow.pk)] == ["Mara Quill"]
    assert interactions_for(ann).count() == 1


def test_cover_ends_with_its_date(harlow):
    ann = assistant()
    Assignment.objects.create(member=ann, client=harlow, until_on=timezone.localdate() - timedelta(days=1))

    assert timeline_for(ann, harlow.pk) == []


def test_the_tray_of_a_source_is_seen_by_those_granted_it_only(harlow):
    assert [group.address for group in tray_groups_for(owner()).groups] == ["s@else.example"]
    assert tray_groups_for(assistant()).groups == []
    assert tray_lines_for(_owner_without_a_grant(), "s@else.example") == []


def _owner_without_a_grant():
    return owner("second@desk.example")


def test_private_mail_is_hidden_from_the_owner_of_the_practice_too(harlow):
    ann = assistant()
    Assignment.objects.create(member=ann, client=harlow)
    entry = Interaction.objects.get(is_unfiled=False)

    filing.make_personal(ann, [entry.pk])

    assert interactions_for(ann).filter(pk=entry.pk).exists()
    assert not interactions_for(owner()).filter(pk=entry.pk).exists()
    assert thread_for(owner(), entry.pk) is None


def test_that_a_mail_went_to_another_client_too_is_not_shown_to_her_who_does_not_work_there(harlow):
    add_client("Birch", addresses=[("tom@birch.example", "Tom")])
    arrive(mailbox(), message(ME, MARA, "tom@birch.example", hours=1))
    ann = assistant()
    Assignment.objects.create(member=ann, client=harlow)
    both = Interaction.objects.get(direction="out")

    view = thread_for(ann, both.pk)

    assert [filed[1] for filed in view.entries[0].filed_under] == ["Harlow & Sons"]


def test_a_sender_that_is_doubtful_is_not_shown_under_a_known_name(harlow):
    arrive(mailbox(), message(MARA, ME, has_one_sender=False, hours=2))

    shown = tray_lines_for(owner(), MARA)

    assert [line.who for line in shown] == ["Mara"]


def test_a_timeline_is_read_page_by_page_without_gap_or_double(harlow):
    arrive(mailbox(), *(message(MARA, ME, subject=f"No {n}", hours=n // 3) for n in range(1, 12)))
    seen, before = [], None

    while page := timeline_for(owner(), harlow.pk, before=before, limit=4):
        seen += [line.id for line in page]
        before = (page[-1].happened_at, page[-1].id)

    assert len(seen) == len(set(seen)) == 12


def test_whom_a_client_deals_with_is_met_in_its_own_mailbox(harlow):
    box = mailbox(label="Harlow's box", own=[MARA])
    box.owner_client = harlow
    box.save()
    arrive(box, message("supplier@wood.example", MARA), message(MARA, "supplier@wood.example", hours=1))

    (contact,) = outside_contacts_for(owner(), harlow.pk)

    assert (contact.address, contact.name, contact.count) == ("supplier@wood.example", "Supplier", 2)
    assert outside_contacts_for(assistant(), harlow.pk) == []


def test_an_assistant_cannot_teach_herself_into_mail_she_does_not_see(harlow):
    ann = assistant()
    own = add_client("Ann's own", by=ann)

    for teach in (
        lambda: filing.learn_address(own, "s@else.example", by=ann),
        lambda: filing.learn_domain(own, "else.example", by=ann),
        lambda: filing.learn_rule(own, field="sender", pattern="else.example", by=ann),
    ):
        with pytest.raises(ClientsError, match="not yours to see"):
            teach()

    assert not interactions_for(ann).exists()
    assert not Handle.objects.filter(value="s@else.example").exists()
