"""What is erased is gone from every table and file, and does not come back."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from alongside.clients.actions import add_client
from alongside.clients.models import Client
from alongside.intake import erasing
from alongside.processes.follow_ups import follow_all
from alongside.search.models import Entry
from alongside.timeline.models import Address, Filing, Interaction
from alongside.timeline.verifying import problems
from tests.making import ME, arrive, arrive_raw, mailbox, message

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "Zirkelmooswald"
MARA = "mara@harlow.example"


def raw(sender: str, recipients: str, text: str, number: int) -> bytes:
    return (
        f"From: {sender}\nTo: {recipients}\nSubject: {text}\nMessage-ID: <{number}@id.example>\n"
        f"Date: Mon, 02 Mar 2026 0{number}:00:00 +0000\n\n{text} and more of it.\n"
    ).encode()


@pytest.fixture
def practice():
    harlow = add_client("Harlow & Sons", addresses=[(MARA, f"Mara {CANARY}")])
    add_client("Birch", addresses=[("tom@birch.example", "Tom")])
    arrive_raw(
        mailbox(),
        raw(MARA, ME, f"{CANARY} one", 1),
        raw(ME, MARA, f"{CANARY} two", 2),
        raw(ME, f"{MARA}, tom@birch.example", "For both", 3),
        raw("tom@birch.example", ME, "Of Tom", 4),
    )
    follow_all()
    return harlow


def files_holding(text: str) -> list[str]:
    home = Path(settings.HOME)
    return [
        str(path.relative_to(home))
        for path in home.rglob("*")
        if path.is_file() and text.encode() in path.read_bytes()
    ]


@pytest.mark.broad
def test_a_preview_counts_and_changes_nothing(practice):
    preview = erasing.preview_client(practice)

    assert (len(preview.entries), preview.kept_elsewhere) == (2, 1)
    assert Interaction.objects.count() == 4


@pytest.mark.broad
def test_erasing_a_client_leaves_what_belongs_to_others(practice):
    erasing.erase(erasing.preview_client(practice))
    follow_all()

    assert not Client.objects.filter(name="Harlow & Sons").exists()
    assert sorted(Interaction.objects.values_list("subject", flat=True)) == ["For both", "Of Tom"]
    assert set(Filing.objects.values_list("client__name", flat=True)) == {"Birch"}
    assert list(problems()) == []


@pytest.mark.broad
def test_no_table_holds_what_was_erased(practice):
    erasing.erase(erasing.preview_client(practice))
    follow_all()

    assert Entry.objects.filter(number__isnull=False).count() == 2
    assert not Address.objects.filter(value__contains=CANARY).exists()


@pytest.mark.broad
def test_what_was_erased_does_not_come_back_by_importing_again(practice):
    erasing.erase(erasing.preview_client(practice))

    again = arrive_raw(mailbox(), raw(MARA, ME, f"{CANARY} one", 1))
    rewritten = arrive_raw(
        mailbox(), raw(MARA, ME, f"{CANARY} one", 1).replace(b"\n\n", b"\nX-Seen: 1\n\n", 1)
    )

    assert (again.new, rewritten.new) == (0, 0)
    assert Interaction.objects.count() == 2
    assert list(problems()) == []


@pytest.mark.broad
def test_erasing_an_address_takes_all_it_took_part_in(practice):
    erasing.erase(erasing.preview_address("tom@birch.example"))

    assert Interaction.objects.count() == 2
    assert not Address.objects.filter(value="tom@birch.example").exists()
    assert list(problems()) == []


@pytest.mark.broad
def test_erasing_a_source_keeps_what_was_seen_in_another():
    both, only = message(MARA, ME), message("s@else.example", ME)
    first, second = mailbox(label="First"), mailbox(label="Second")
    arrive(first, both, only)
    arrive(second, both)

    erasing.erase(erasing.preview_source(first))

    assert Interaction.objects.get().connection == second
    assert list(problems()) == []
