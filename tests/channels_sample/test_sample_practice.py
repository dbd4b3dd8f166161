"""The sample practice is a whole, plausible year of mail, whatever the day it is opened on."""

from __future__ import annotations

import email
import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from alongside.channels.email.parse import parse
from alongside.channels.sample.client import SAMPLE_CLIENTS, TRUSTED_SERVER, sample_messages
from alongside.message import ParsedMessage, RawMessage

# A year of letters each.
pytestmark = pytest.mark.slow

OPENED = datetime(2026, 3, 18, 15, 30, tzinfo=UTC)
DAYS = (
    OPENED,
    datetime(2025, 1, 1, 0, 5, tzinfo=UTC),
    datetime(2024, 2, 29, 12, 0, tzinfo=UTC),
    datetime(2026, 6, 7, 23, 59, tzinfo=UTC),
)
LONDON = ZoneInfo("Europe/London")


@cache
def _year_before(now: datetime) -> tuple[EmailMessage, ...]:
    return tuple(_messages(list(sample_messages(now=now))))


def _messages(raws: list[RawMessage]) -> list[EmailMessage]:
    return [email.message_from_bytes(one.raw, policy=default) for one in raws]  # type: ignore[misc]


@pytest.fixture(scope="module")
def raws() -> list[RawMessage]:
    return list(sample_messages(now=OPENED))


@pytest.fixture(scope="module")
def mails(raws: list[RawMessage]) -> list[EmailMessage]:
    return _messages(raws)


@pytest.fixture(scope="module")
def parsed(raws: list[RawMessage]) -> list[ParsedMessage]:
    return [parse(one.raw) for one in raws]


def test_the_same_moment_gives_the_same_bytes(raws):
    assert list(sample_messages(now=OPENED)) == raws


def test_every_message_has_a_place_of_its_own(raws):
    assert len({one.place for one in raws}) == len(raws)


def test_places_stay_when_another_day_comes(raws):
    later = {one.place for one in sample_messages(now=OPENED + timedelta(days=1))}
    assert len(later & {one.place for one in raws}) > 0.97 * len(raws)


@pytest.mark.parametrize("now", DAYS)
def test_there_are_about_450_messages(now):
    assert 430 <= len(_year_before(now)) <= 520


@pytest.mark.parametrize("now", DAYS)
def test_all_of_it_lies_in_the_year_before(now):
    dates = [mail["Date"].datetime for mail in _year_before(now)]
    assert all(now - timedelta(days=365) <= at <= now for at in dates)
    assert dates == sorted(dates)


@pytest.mark.parametrize("now", DAYS)
def test_the_last_working_days_have_mail(now):
    last = max(mail["Date"].datetime for mail in _year_before(now))
    assert now - last < timedelta(days=5)


@pytest.mark.parametrize("now", DAYS)
def test_an_answer_comes_after_what_it_answers(now):
    at = {mail["Message-ID"]: mail["Date"].datetime for mail in _year_before(now)}
    answers = [mail for mail in _year_before(now) if mail["In-Reply-To"]]
    assert all(at[mail["In-Reply-To"]] < mail["Date"].datetime for mail in answers)


def test_people_write_on_working_days(mails):
    days = [mail["Date"].datetime.astimezone(LONDON) for mail in mails]
    assert [
        day for day in days if day.weekday() > 4 or (day.month, day.day) in ((12, 25), (12, 26), (1, 1))
    ] == []


def test_the_owner_writes_in_office_hours(mails):
    hours = [mail["Date"].datetime.hour for mail in mails if "you@desk.example" in mail["From"]]
    assert min(hours) >= 7
    assert max(hours) < 18


def test_some_earlier_mail_comes_from_another_time_zone(mails):
    offsets = {mail["Date"].datetime.utcoffset() for mail in mails if "imogen" in mail["From"]}
    assert {timedelta(0), timedelta(hours=-4)} <= offsets


def test_no_message_id_twice(mails):
    assert len({mail["Message-ID"] for mail in mails}) == len(mails)


def test_the_standard_library_finds_no_defect(mails):
    found = [part.defects for mail in mails for part in mail.walk() if part.defects]
    found += [
        header.defects for mail in mails for header in mail.values() if getattr(header, "defects", None)
    ]
    assert found == []


def test_our_own_parser_forgives_nothing(parsed):
    assert [message.defects for message in parsed if message.defects] == []


def test_references_name_every_earlier_mail_of_the_thread(mails):
    known = {mail["Message-ID"]: mail for mail in mails}
    for mail in mails:
        ids = (mail["References"] or "").split()
        assert ids[-1:] == ([mail["In-Reply-To"]] if mail["In-Reply-To"] else [])
        assert all(one in known for one in ids)
        for earlier, later in pairwise(ids):
            assert known[later]["In-Reply-To"] == earlier


def test_there_are_over_a_hundred_conversations(mails):
    opening = [mail for mail in mails if not mail["In-Reply-To"]]
    assert len(opening) > 100


def test_only_domains_that_cannot_exist(mails, parsed):
    words = [message.text for message in parsed] + [str(value) for mail in mails for value in mail.values()]
    found = re.findall(r"(?:@|https?://|mailto:|\bwww\.)\S*?([a-z]{2,})(?=[>\s,;:)]|$)", "\n".join(words))
    assert set(found) == {"example"}


def test_no_field_of_a_script_is_left_unfilled(parsed):
    assert [message.text for message in parsed if re.search(r"[{}]", message.text + message.subject)] == []


def test_no_script_mark_is_left_in_the_words(parsed):
    assert [message.text for message in parsed if re.search(r"^(?:==|@) ", message.text, re.MULTILINE)] == []


@pytest.mark.parametrize("client", SAMPLE_CLIENTS, ids=lambda client: client.name)
def test_every_client_is_written_to_and_writes(client, mails):
    addresses = {address for _, found in client.people for address in found}
    senders = {address for mail in mails for _, address in getaddresses([mail["From"]])}
    recipients = {address for mail in mails for _, address in getaddresses([mail["To"]])}
    assert addresses & senders
    assert addresses & recipients
    assert all(
        address.endswith(f"@{client.domain}") for _, found in client.people for address in found[:1]
    ) or (client.name == "Thornley Green Larder")


def test_some_mail_goes_to_two_clients_at_once(mails):
    domains = [{address.rpartition("@")[2] for _, address in getaddresses([mail["To"]])} for mail in mails]
    clients = {client.domain for client in SAMPLE_CLIENTS}
    assert sum(len(found & clients) > 1 for found in domains) >= 4


def test_every_nature_of_mail_occurs(parsed):
    natures = {message.nature for message in parsed}
    assert natures == {"personal", "bounce", "auto_reply", "list", "newsletter", "calendar"}


def test_quoted_history_and_signatures_are_folded(parsed):
    answers = [message for message in parsed if message.references and message.nature == "personal"]
    folded = [message for message in answers if any(fold.kind == "quote" for fold in message.folds)]
    assert len(folded) > 0.9 * len(answers)
    assert sum(fold.kind == "signature" for message in parsed for fold in message.folds) > 300


def test_inline_pictures_are_shown_by_the_html(mails):
    seen = 0
    for mail in mails:
        html = mail.get_body(("html",))
        for part in mail.walk():
            if part["Content-ID"]:
                seen += 1
                assert f"cid:{part['Content-ID'].strip('<>')}" in html.get_content()
                assert part.get_content().startswith(b"\x89PNG")
    assert seen > 20


def test_attachments_are_what_their_names_say(mails):
    starts = {".pdf": b"%PDF-1.4", ".png": b"\x89PNG\r\n"}
    files = [part for mail in mails for part in mail.iter_attachments() if part.get_filename()]
    assert len(files) > 60
    for part in files:
        content = part.get_payload(decode=True)
        name = part.get_filename()
        assert content.startswith(starts.get(name[-4:], b"")) and len(content) > 20


def test_the_receiving_server_vouches_for_every_client_but_the_forged_one(mails, parsed):
    forged = []
    for mail, message in zip(mails, parsed, strict=True):
        if "you@desk.example" in mail["From"]:
            continue
        domain = message.parties[0].address.rpartition("@")[2]
        proofs = [one for one in message.authentications if one.authserv_id == TRUSTED_SERVER]
        if not any(domain in one.passed_domains for one in proofs):
            forged.append(mail["Subject"])
    assert forged == ["Change of bank details"]


def test_one_client_grows_slower_and_falls_silent(mails):
    at = {mail["Message-ID"]: mail["Date"].datetime for mail in mails}
    delays = [
        (mail["Date"].datetime, mail["Date"].datetime - at[mail["In-Reply-To"]])
        for mail in mails
        if "@penroselyle.example" in mail["From"] and mail["In-Reply-To"]
    ]
    middle = OPENED - timedelta(weeks=26)
    early = sorted(delay for when, delay in delays if when < middle)
    late = sorted(delay for when, delay in delays if when >= middle)
    assert early[len(early) // 2] < timedelta(hours=6)
    assert late[len(late) // 2] > timedelta(days=2)
    assert OPENED - max(when for when, _ in delays) > timedelta(weeks=3)


def test_several_clients_wait_for_an_answer(mails):
    last: dict[str, EmailMessage] = {}
    for mail in mails:
        root = (mail["References"] or mail["Message-ID"]).split()[0]
        last[root] = mail
    domains = {client.domain for client in SAMPLE_CLIENTS}
    since = OPENED - timedelta(days=7)
    waiting = [
        mail
        for mail in last.values()
        if mail["Date"].datetime > since and getaddresses([mail["From"]])[0][1].rpartition("@")[2] in domains
    ]
    assert len(waiting) >= 6


def test_another_owner_gets_the_same_year_at_her_address():
    mails = _messages(list(sample_messages(now=OPENED, owner="jo@office.test")))
    assert any("jo@office.test" in mail["From"] for mail in mails)
    assert not any(re.search(r"[@.]desk\.example", str(mail)) for mail in mails)


def test_an_invitation_lies_after_the_mail_that_brings_it(mails):
    found = [
        (mail, part) for mail in mails for part in mail.walk() if part.get_content_type() == "text/calendar"
    ]
    assert len(found) >= 2
    for mail, part in found:
        starts_at = re.search(r"DTSTART:(\d{8}T\d{6})Z", part.get_content())
        assert datetime.strptime(starts_at[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC) > mail["Date"].datetime


def test_a_question_of_five_is_answered_in_part(parsed):
    answer = next(message for message in parsed if "I've left a message with the council" in message.text)
    assert answer.subject == "Re: Mill Cottage: five things"
    assert [number for number in "12345" if f"> {number}." in answer.text.split("Nell Avery")[0]] == [
        "1",
        "2",
        "4",
    ]
