"""What has arrived: figures of each folder, what is missing in words, what is left out, and the mail check."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from alongside.channels.imap.trouble import TROUBLES, MailboxError
from alongside.channels.imap.wire import Server
from alongside.clients.actions import add_client
from alongside.connections.agreed import note_consent
from alongside.connections.mailboxes import Wanted, connect_mailbox, note_trouble
from alongside.connections.models import Consent, FilingAddress, Folder, Listed, Mailbox, MailCheck
from alongside.intake.coverage import Coverage, Hole
from alongside.intake.filing import learn_domain
from alongside.intake.tallying import Recounting
from alongside.live.models import Event
from alongside.pages.arrived.words import Doing, lines_of, state_of
from alongside.processes.follow_ups import follow_all
from alongside.processes.pushing import parts_for
from alongside.timeline.models import Revision

NOW = datetime(2026, 3, 4, 14, 0, tzinfo=UTC)
State = Listed.State


def connected(member, address="me@desk.example", client=None) -> Mailbox:
    return connect_mailbox(member, Wanted(address, Server("127.0.0.1", 1, "tls", address), "secret", client))


def folder(mailbox, name="INBOX", **values) -> Folder:
    return Folder.objects.create(mailbox=mailbox, raw_name=name, name=name, uidvalidity=1, **values)


def listed(where: Folder, count: int, *, start=1, state=State.STORED, **values) -> None:
    Listed.objects.bulk_create(
        Listed(folder=where, uidvalidity=1, uid=start + number, state=state, **values)
        for number in range(count)
    )


def part(**values) -> Coverage:
    numbers = dict.fromkeys(
        "on_server stored filed in_tray private kept_unparsed erased unsorted kept_on_server "
        "too_old not_hers drafts not_given gone_from_server".split(),
        0,
    )
    named = {"folder_id": 1, "folder": "INBOX", "role": "", "trouble": "", "hole": None}
    told = {"is_wanted": True, "is_gone": False, "level_at": None, "gone_at": None}
    return Coverage(**{**numbers, **named, **told, **values})


def doing(**values) -> Doing:
    fine = Doing(True, None, None, NOW, True, 0, 10)
    return Doing(**{**{name: getattr(fine, name) for name in Doing.__slots__}, **values})


@pytest.fixture
def desk(owner, signed_in):
    return signed_in(owner)


@pytest.mark.broad
def test_folder_is_shown_with_its_figures(owner, desk):
    inbox = folder(connected(owner), on_server=1240)
    listed(inbox, 1200, became=Listed.Became.FILED)
    listed(inbox, 40, start=5000, became=Listed.Became.IN_TRAY)
    shown = desk.get("/arrived/").content.decode()
    assert ">1,240<" in shown
    assert ">1,200<" in shown
    assert ">40<" in shown


def test_hole_says_what_is_missing_why_and_what_happens_next(owner, desk):
    inbox = folder(connected(owner), on_server=3)
    listed(inbox, 1)
    soon = timezone.now() + timedelta(minutes=9)
    listed(inbox, 1, start=8, state=State.NOT_GIVEN, cuts=2, retry_at=soon)
    shown = desk.get("/arrived/").content.decode()
    assert "Missing: 1 letter. The line broke each time one of them was fetched. Next try" in shown
    assert 'class="hole"' in shown


def test_hole_that_the_server_answers_without_is_told_apart():
    (line,) = lines_of(part(on_server=2, not_given=2, hole=Hole(2, 0, None)), now=NOW)
    assert line.tone == "wrong"
    assert "lists them and answers without them" in line.text


def test_folder_that_cannot_be_opened_is_a_hole():
    (line,) = lines_of(part(trouble="The server does not open it. Denied"), now=NOW)
    assert line.text.startswith("Missing: this folder.")


def test_what_is_left_out_by_agreement_is_no_hole():
    lines = lines_of(part(on_server=9, too_old=4, not_hers=5), now=NOW, since_on=date(2026, 3, 1))
    assert [line.tone for line in lines] == ["quiet", "quiet"]
    assert "before 1 Mar" in lines[0].text


def test_drafts_among_other_letters_are_told_as_left_out():
    (line,) = lines_of(part(on_server=3, stored=1, drafts=2), now=NOW)
    assert (line.tone, line.text) == ("quiet", "2 left out: drafts.")


def test_refused_sign_in_says_what_to_do():
    line = state_of(doing(trouble=TROUBLES["wrong_password"]), now=NOW)
    assert line.tone == "wrong"
    assert "Type it again" in line.text


def test_next_try_is_named():
    later = NOW + timedelta(minutes=5)
    assert "Next try 14:05." in state_of(doing(trouble=TROUBLES["busy"], next_try_at=later), now=NOW).text


def test_backfill_says_how_far_it_is():
    assert "4 of 10 letters" in state_of(doing(waiting=6), now=NOW).text


def test_mailbox_that_nobody_reads_is_told():
    assert state_of(doing(is_read_now=False), now=NOW).tone == "wrong"


def test_folder_left_out_is_listed_and_taken_in_with_one_click(owner, desk):
    drafts = folder(connected(owner), "Drafts", role="drafts", is_wanted=False)
    assert "Take it in" in desk.get("/arrived/").content.decode()
    desk.post(f"/arrived/folder/{drafts.pk}/", {"wanted": "yes"})
    drafts.refresh_from_db()
    assert drafts.is_wanted
    assert Mailbox.objects.get().is_asked


def test_files_brought_in_are_counted_too(owner, desk):
    from tests.making import arrive, message
    from tests.making import mailbox as file_source

    arrive(file_source(owner, label="old.mbox"), message("mara@harlow.example", "me@desk.example"))
    shown = desk.get("/arrived/").content.decode()
    assert "old.mbox" in shown


def test_mailbox_of_somebody_else_is_not_shown(owner, assistant, desk):
    folder(connected(assistant, "ada@desk.example"), on_server=5)
    assert "ada@desk.example" not in desk.get("/arrived/").content.decode()
    assert "ada@desk.example" not in desk.get("/arrived/check/").content.decode()


def test_today_has_a_line_only_when_something_is_wrong(owner, desk):
    mailbox = connected(owner)
    inbox = folder(mailbox, on_server=1)
    assert "Not all mail may be here" not in desk.get("/").content.decode()
    listed(inbox, 1, state=State.NOT_GIVEN)
    assert "Not all mail may be here" in desk.get("/").content.decode()


def test_hole_that_was_expunged_is_nothing_wrong(owner, desk):
    listed(folder(connected(owner)), 1, state=State.NOT_GIVEN, gone_at=NOW)
    assert "Not all mail may be here" not in desk.get("/").content.decode()


def test_client_mailbox_without_consent_is_told(owner, desk):
    harlow = add_client("Harlow & Sons", by=owner)
    mailbox = connected(owner, "info@harlow.example", harlow)
    assert "say first who at the client agreed" in desk.get("/arrived/").content.decode()
    note_consent(mailbox, agreed_by="Mara", how="By mail", agreed_on=NOW.date(), today=NOW.date(), by=owner)
    assert "say first who at the client agreed" not in desk.get("/arrived/").content.decode()


def test_mail_check_stands_on_one_dated_page(owner, desk):
    mailbox = connected(owner)
    line = {"folder": "INBOX", "is_equal": False, "on_server": 3, "in_ledger": 2, "filed": 2, "in_tray": 0}
    line |= {"kept_unparsed": 0, "too_old": 0, "not_hers": 0, "missing": [7], "missing_count": 1}
    line |= {"extra": [], "extra_count": 0, "reason": ""}
    found = {"reason": "", "folders": [line], "left_out": ["Junk"]}
    MailCheck.objects.create(mailbox=mailbox, checked_at=NOW, is_equal=False, found=found)
    shown = desk.get("/arrived/check/").content.decode()
    assert "Wednesday 4 March 2026" in shown
    assert "numbers 7" in shown
    assert "Folders left out" in shown


def test_changed_coverage_is_pushed_to_those_who_may_see_it(owner, assistant):
    mailbox = connected(owner)
    note_trouble(mailbox, MailboxError("busy"))
    events = list(Event.objects.filter(kind="coverage"))
    assert parts_for(owner.pk, events) == {"coverage", f"mailbox:{mailbox.pk}"}
    assert parts_for(assistant.pk, events) == set()


def test_limits_are_asked_with_the_consent_and_kept(owner, desk):
    harlow = add_client("Harlow & Sons", by=owner)
    mailbox = connected(owner, "info@harlow.example", harlow)
    address = f"/mailboxes/{mailbox.pk}/limits/"
    given = {"scope": "hers", "own_addresses": "nell@harlow.example", "since_on": "2026-01-01"}
    refused = desk.post(address, given)
    assert refused.status_code == 422
    assert not Consent.objects.exists()

    desk.post(address, given | {"agreed_by": "Mara Quill", "how": "By mail", "agreed_on": "2026-03-03"})

    limits = mailbox.limits
    assert (limits.scope, limits.own_addresses, limits.since_on) == (
        "hers",
        ["nell@harlow.example"],
        date(2026, 1, 1),
    )
    shown = desk.get(address).content.decode()
    assert "Mara Quill" in shown
    assert 'value="2026-01-01"' in shown


def test_day_of_consent_is_not_to_come(owner, desk):
    mailbox = connected(owner, "info@harlow.example", add_client("Harlow & Sons", by=owner))
    given = {"scope": "all", "agreed_by": "Mara", "how": "By mail", "agreed_on": "2099-01-01"}
    answer = desk.post(f"/mailboxes/{mailbox.pk}/limits/", given)
    assert "This day is still to come." in answer.content.decode()
    assert not Consent.objects.exists()


def test_own_mailbox_has_no_limits_and_a_clients_no_filing_address(owner, desk):
    own = connected(owner)
    theirs = connected(owner, "info@harlow.example", add_client("Harlow & Sons", by=owner))
    assert desk.get(f"/mailboxes/{own.pk}/limits/").status_code == 404
    assert desk.get(f"/mailboxes/{theirs.pk}/filing/").status_code == 404


def test_filing_address_is_kept_and_forgotten(owner, desk):
    address = f"/mailboxes/{connected(owner).pk}/filing/"
    assert desk.post(address, {"address": "no address"}).status_code == 422
    assert "for filing alone" in desk.post(address, {"address": "me@desk.example"}).content.decode()
    desk.post(address, {"address": "me+file@desk.example", "senders": "nell@delegated.example"})
    assert FilingAddress.objects.get().senders == ["nell@delegated.example"]
    desk.post(address, {"forget": "yes"})
    assert not FilingAddress.objects.exists()


def test_large_folder_is_shown_as_it_was_counted_last(owner, desk):
    counted = {"filed": 90_000, "in_tray": 10_000}
    folder(connected(owner), on_server=100_000, figures=counted)
    assert ">90,000<" in desk.get("/arrived/").content.decode()


@pytest.mark.broad
def test_what_is_filed_elsewhere_is_counted_elsewhere(owner):
    from tests.making import arrive, message
    from tests.making import mailbox as file_source

    source = file_source(owner, label="old.mbox")
    arrive(source, message("mara@harlow.example", "me@desk.example"))
    inbox = folder(connected(owner), on_server=1)
    original = Revision.objects.get().original
    Listed.objects.create(folder=inbox, uidvalidity=1, uid=1, state=State.STORED, original=original)
    follow_all()
    Recounting().look()
    assert figures_in(inbox) == {"in_tray": 1}

    learn_domain(add_client("Harlow & Sons", by=owner), "harlow.example")
    follow_all()
    Recounting().look()

    source.refresh_from_db()
    assert figures_in(inbox) == {"filed": 1}
    assert source.figures == {"filed": 1, "in_tray": 0, "private": 0, "kept_unparsed": 0}


def figures_in(where: Folder) -> dict[str, int]:
    return Folder.objects.get(pk=where.pk).figures


def test_page_of_a_mailbox_counts_nothing_as_here_that_is_not(owner, desk):
    mailbox = connected(owner)
    Mailbox.objects.filter(pk=mailbox.pk).update(level_at=NOW)
    inbox = folder(mailbox, on_server=9)
    listed(inbox, 3)
    listed(inbox, 4, start=50, state=State.NOT_HERS)
    listed(inbox, 2, start=80, state=State.NOT_GIVEN)
    shown = " ".join(desk.get(f"/mailboxes/{mailbox.pk}/").content.decode().split())
    assert "2 letters are missing" in shown
    assert "or left out (4): 3 letters in 1 folder" in shown


def test_folder_that_went_in_the_night_went_on_the_day_that_it_was_for_her():
    gone_at = datetime(2026, 3, 2, 20, tzinfo=UTC)
    now = datetime(2026, 3, 5, 12, tzinfo=ZoneInfo("Asia/Tokyo"))
    (line,) = lines_of(part(is_gone=True, gone_at=gone_at), now=now)
    assert "since 3 Mar" in line.text
