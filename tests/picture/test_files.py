"""The files of a client: followed, moved, filtered, paged, seen by those who may, and made anew."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from alongside.clients.actions import add_client, add_domain
from alongside.intake import filing
from alongside.intake.erasing import Erasure, erase
from alongside.intake.joining import join_clients
from alongside.intake.rebuilding import rebuild
from alongside.picture.files import Wanted, files_for, kinds_for
from alongside.picture.following import handle
from alongside.picture.models import ClientFile
from alongside.processes.follow_ups import follow_all
from alongside.timeline.models import Filing, Interaction
from tests.making import ME, ParsingHere, arrive_raw, mailbox
from tests.making import assistant as assistant_of_nobody
from tests.making import owner as make_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_owner()


@pytest.fixture
def harlow(owner):
    client = add_client("Harlow & Sons", by=owner)
    add_domain(client, "harlow.example")
    return client


@pytest.fixture
def box(owner):
    return mailbox(owner)


def letter(
    subject="The stand",
    *,
    sender="Mara Quill <mara@harlow.example>",
    to=ME,
    text="",
    html="",
    files=(),
    day=2,
) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"], mail["Message-ID"] = (
        f"Mon, {day:02} Mar 2026 09:00:00 +0000",
        f"<{subject}-{day}@id.example>",
    )
    if html:
        mail.set_content(html, subtype="html")
    else:
        mail.set_content(text or "Here.\n")
    for name in files:
        mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename=name)
    return mail.as_bytes()


def names(member, client, **wanted):
    return [one.name for one in files_for(member, client.pk, Wanted(**wanted))]


def test_files_and_links_of_letters_stand_in_one_list_newest_first(owner, harlow, box):
    arrive_raw(
        box,
        letter(files=["quote.pdf"]),
        letter("Plan", text="The plan: https://www.dropbox.com/s/abc?dl=0\n", day=9),
    )
    follow_all()
    plan, quote = files_for(owner, harlow.pk, Wanted())
    assert (plan.name, plan.host, plan.is_link, plan.who) == (
        "The plan",
        "www.dropbox.com",
        True,
        "Mara Quill",
    )
    assert (quote.name, quote.kind, quote.subject, bool(quote.key)) == ("quote.pdf", "pdf", "The stand", True)


def test_a_link_behind_words_stands_there_by_them_and_by_where_it_leads(owner, harlow, box):
    wrapped = "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fdocs.google.com%2Fdocument%2Fd%2F1A"
    arrive_raw(box, letter(html=f'<p>Good morning.</p><p>See the <a href="{wrapped}">stand plan</a>.</p>'))
    follow_all()
    (plan,) = files_for(owner, harlow.pk, Wanted())
    assert (plan.name, plan.host, plan.kind) == ("stand plan", "docs.google.com", "drive")
    rebuild(ParsingHere())
    follow_all()
    (again,) = files_for(owner, harlow.pk, Wanted())
    assert (again.name, again.url, again.interaction_id) == (plan.name, plan.url, plan.interaction_id)


def test_a_quotation_names_no_link_a_second_time(owner, harlow, box):
    link = "https://we.tl/t-AbCdEf"
    quoted = f"Thanks.\n\nOn Monday Mara wrote:\n> {link}\n"
    answer = letter("Re: The stand", sender=ME, to="mara@harlow.example", text=quoted, day=9)
    arrive_raw(box, letter(text=f"{link}\n"), answer)
    follow_all()
    assert len(names(owner, harlow)) == 1


def test_followed_twice_it_stands_once(owner, harlow, box):
    arrive_raw(box, letter(files=["quote.pdf"]))
    follow_all()
    handle(list(Interaction.objects.values_list("id", flat=True)))
    assert names(owner, harlow) == ["quote.pdf"]


@pytest.mark.broad
def test_filters_by_name_kind_and_who(owner, harlow, box):
    arrive_raw(
        box,
        letter(files=["Quote 7.pdf", "list.xlsx"]),
        letter("Out", sender=ME, to="mara@harlow.example", files=["answer.pdf"], day=9),
        letter("Drive", sender="tom@harlow.example", text="https://drive.google.com/file/d/1A2b\n", day=16),
    )
    follow_all()
    assert names(owner, harlow, words="quote 7") == ["Quote 7.pdf"]
    assert names(owner, harlow, words="100%") == []
    assert names(owner, harlow, kind="sheet") == ["list.xlsx"]
    assert names(owner, harlow, kind="links") == names(owner, harlow, kind="drive") == ["Google Drive"]
    assert names(owner, harlow, is_ours=True) == ["answer.pdf"]
    assert names(owner, harlow, addresses=("tom@harlow.example",)) == ["Google Drive"]
    assert set(kinds_for(owner, harlow.pk)) == {"pdf", "sheet", "drive"}


@pytest.mark.broad
def test_pages_follow_each_other_without_a_gap(owner, harlow, box):
    arrive_raw(
        box, letter(files=[f"{n}.pdf" for n in range(5)]), letter("B", files=["b.pdf", "c.pdf"], day=9)
    )
    follow_all()
    found, before = [], None
    while some := files_for(owner, harlow.pk, Wanted(), before=before, limit=2):
        found += [one.name for one in some]
        before = some[-1].at, some[-1].id
    assert sorted(found) == ["0.pdf", "1.pdf", "2.pdf", "3.pdf", "4.pdf", "b.pdf", "c.pdf"]
    assert set(found[:2]) == {"b.pdf", "c.pdf"}


def test_a_stranger_sees_no_file(harlow, box):
    arrive_raw(box, letter(files=["quote.pdf"]))
    follow_all()
    stranger = assistant_of_nobody()
    assert names(stranger, harlow) == []
    assert kinds_for(stranger, harlow.pk) == []


@pytest.mark.broad
def test_what_is_filed_elsewhere_moves_along(owner, harlow, box):
    arrive_raw(box, letter(files=["quote.pdf"]))
    follow_all()
    birch = add_client("Birch", by=owner)
    ids = list(Interaction.objects.values_list("id", flat=True))
    filing.file_under(owner, ids, birch)
    filing.unfile(owner, ids, harlow)
    # Also before the follower has come along.
    assert names(owner, harlow) == []
    follow_all()
    assert (names(owner, harlow), names(owner, birch)) == ([], ["quote.pdf"])


@pytest.mark.broad
def test_what_is_made_personal_leaves_the_list(owner, harlow, box):
    arrive_raw(box, letter(files=["quote.pdf"]))
    follow_all()
    Interaction.objects.update(private_to=owner)
    assert names(owner, harlow) == []


def test_what_is_filed_to_nobody_is_in_no_list(owner, box):
    arrive_raw(box, letter(sender="who@nobody.example", files=["quote.pdf"], text="https://we.tl/t-AbC\n"))
    follow_all()
    assert ClientFile.objects.count() == 0


@pytest.mark.broad
def test_files_of_a_client_that_was_joined_are_the_survivors(owner, harlow, box):
    old = add_client("Old Harlow", by=owner)
    add_domain(old, "old.example")
    arrive_raw(box, letter(sender="mara@old.example", files=["quote.pdf"]))
    follow_all()
    join_clients(harlow, old, by=owner)
    follow_all()
    assert names(owner, harlow) == ["quote.pdf"]


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_erasing_the_letter_takes_its_files(owner, harlow, box):
    arrive_raw(box, letter(files=["quote.pdf"]))
    follow_all()
    erase(Erasure("it", frozenset(Filing.objects.values_list("interaction_id", flat=True)), 0))
    assert ClientFile.objects.count() == 0


@pytest.mark.broad
def test_a_rebuild_makes_the_list_anew(owner, harlow, box):
    arrive_raw(box, letter(files=["quote.pdf"], text="https://we.tl/t-AbC\n"))
    follow_all()
    before = names(owner, harlow)
    rebuild(ParsingHere())
    assert names(owner, harlow) == []
    follow_all()
    assert sorted(names(owner, harlow)) == sorted(before) == ["WeTransfer", "quote.pdf"]
