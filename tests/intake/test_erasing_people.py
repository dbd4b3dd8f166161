"""Of a client or person who was erased nothing stays elsewhere: no second self, no name with a job."""

from __future__ import annotations

import pytest
from django_tasks_db.models import DBTaskResult

from alongside.accounts.models import Member
from alongside.clients.actions import add_client, add_person
from alongside.clients.models import Client, Person
from alongside.intake import erasing, filing
from alongside.intake.carrying_out import file_anew
from alongside.jobs.runner import run
from tests.handover.test_ending import rows_with_canary
from tests.intake.test_erasing import CANARY, MARA, ME, raw
from tests.making import arrive_raw, mailbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def harlow(owner: Member) -> Client:
    return add_client("Harlow", addresses=[(MARA, "Mara")], by=owner)


def test_whoever_was_found_to_be_the_same_person_goes_too(owner, harlow):
    add_person(harlow, f"M. {CANARY}", ["m@harlow.example"])
    add_person(harlow, f"Mrs {CANARY}", ["mrs@harlow.example"])
    mara, second, third = Person.objects.order_by("id")
    filing.merge_people(second, third, by=owner)
    filing.merge_people(mara, second, by=owner)

    erasing.erase(erasing.preview_person(mara))

    assert not Person.objects.exists()


def test_who_keeps_another_address_stays_with_their_second_self(owner, harlow):
    add_person(harlow, "M. Quill", ["m@harlow.example"])
    mara, second = Person.objects.order_by("id")
    merged = filing.merge_people(mara, second, by=owner)

    erasing.erase(erasing.preview_address("m@harlow.example"))

    assert Person.objects.filter(merged_into=mara).get() == merged.absorbed


def test_work_that_is_done_remembers_no_name_of_a_person(owner, harlow, signed_in):
    add_person(harlow, f"M. {CANARY}", ["m@harlow.example"])
    arrive_raw(mailbox(owner), raw("m@harlow.example", ME, "Words", 1))
    person = Person.objects.get(name=f"M. {CANARY}")
    path = f"/clients/{harlow.pk}/erase-person/?person={person.pk}"
    work = signed_in(owner).post(path, {"sure": "yes"})["Location"]

    run(until_idle=True)

    assert "The person is erased." in signed_in(owner).get(work, follow=True).content.decode()
    assert rows_with_canary() == []


def test_work_that_is_done_remembers_no_name_of_a_client(owner):
    client = add_client(f"{CANARY} & Sons", by=owner)
    others = add_client("Birch", by=owner)
    for one in (client, others):
        what = f"Filing under {one.name}"
        file_anew.enqueue(member_id=owner.pk, what=what, then="/tray/", spans=[])
    run(until_idle=True)

    erasing.erase(erasing.preview_client(client))

    assert rows_with_canary() == []
    assert DBTaskResult.objects.get().args_kwargs["kwargs"]["what"] == "Filing under Birch"
