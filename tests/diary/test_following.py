"""From a mail with an invitation to the diary, and back through a rebuild, an erasing, another client."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations

import pytest

from alongside.channels.calendar.parse import parse
from alongside.channels.imap.wire import Server
from alongside.clients.actions import add_client
from alongside.diary import actions, invitations, reconciling
from alongside.diary.booking import book, free_for, offer_of
from alongside.diary.erasing import erase_appointments
from alongside.diary.errors import DiaryError
from alongside.diary.following import MOST_REPEATING
from alongside.diary.models import Appointment, Invitation
from alongside.diary.queries import appointment_for, next_for
from alongside.diary.reconciling import foresee
from alongside.diary.rules import Facts
from alongside.diary.telling import answer_invitation, can_answer
from alongside.intake import filing
from alongside.intake.erasing import erase, preview_address, preview_client, preview_person, preview_source
from alongside.intake.rebuilding import rebuild
from alongside.outbox.actions import discard
from alongside.outbox.models import Letter
from alongside.outbox.sight import seen_clients
from alongside.processes.follow_ups import DIARY
from alongside.sharing.actions import make
from alongside.timeline.changes import follow
from alongside.timeline.models import Interaction
from tests.diary.calendar import TOM, calendar, event, mail
from tests.making import ME, MONDAY, ParsingHere, arrive_raw, mailbox, owner
from tests.outbox.desk import sending_mailbox

pytestmark = pytest.mark.django_db
ZOOM = "https://us02web.zoom.us/j/86412345678"
FACTS = ("event", "client_id", "member_id", "state", "starts_at", "ends_at", "way", "join_url", "title", "people",
         "times_moved", "sequence", "answers", "made_at", "cancelled_by")  # fmt: skip
ASKED = mail(calendar(event(f"DESCRIPTION:Join {ZOOM}")), sent=MONDAY, name="asked")
MOVED = mail(
    calendar(event("SEQUENCE:1", starts="20260311T150000Z", ends="20260311T160000Z")),
    sent=MONDAY + timedelta(hours=1),
    name="moved",
)
OFF = mail(calendar(event("SEQUENCE:2"), method="CANCEL"), sent=MONDAY + timedelta(hours=2), name="off")


@pytest.fixture
def harlow():
    return add_client("Harlow", addresses=[(TOM, "Tom Harlow")], by=owner())


@pytest.fixture
def box(harlow):
    return mailbox()


def arrived(box, *raws: bytes) -> Appointment:
    for raw in raws:
        arrive_raw(box, raw)
    follow(DIARY)
    return Appointment.objects.get()


def rows() -> list[tuple]:
    return list(Appointment.objects.order_by("event", "client_id").values_list(*FACTS))


@pytest.mark.broad
def test_invitation_in_the_mail_stands_in_the_diary(box, harlow):
    row = arrived(box, ASKED)
    assert (row.starts_at, row.way, row.join_url) == (datetime(2026, 3, 10, 15, tzinfo=UTC), "zoom", ZOOM)
    assert (row.client, row.member, row.people) == (harlow, owner(), [["Tom Harlow", TOM]])
    assert bytes(row.invited_by) == bytes(Interaction.objects.get().source_key)
    assert next_for(owner(), harlow.pk, now=MONDAY).id == row.pk


@pytest.mark.slow
def test_any_order_of_arrival_and_a_rebuild_come_to_the_same(box, harlow):
    found = []
    for number, order in enumerate(permutations([ASKED, MOVED, OFF])):
        for raw in order:
            # Other names, so that nothing is known from the time before.
            arrive_raw(
                box,
                raw.replace(b"e1@harlow", b"e%d@harlow" % number).replace(
                    b"@id.example", b"%d@id.example" % number
                ),
            )
            follow(DIARY)
        row = Appointment.objects.get(uid=f"e{number}@harlow.example")
        found.append(tuple(getattr(row, name) for name in FACTS if name != "event"))
    assert len({repr(one) for one in found}) == 1
    assert (found[0][2], found[0][8]) == ("cancelled", [["Tom Harlow", TOM]])
    before, numbers = rows(), set(Appointment.objects.values_list("id", flat=True))
    rebuild(ParsingHere())
    follow(DIARY)
    assert rows() == before
    assert set(Appointment.objects.values_list("id", flat=True)) == numbers


@pytest.mark.broad
def test_what_she_said_outlives_a_rebuild(box):
    row = arrived(box, ASKED)
    now = datetime(2026, 3, 10, 16, tzinfo=UTC)
    actions.held(owner(), row.pk, now=now, entry_key=b"k" * 16)
    before = rows()
    rebuild(ParsingHere())
    follow(DIARY)
    row.refresh_from_db()
    assert rows() == before
    assert (row.state, bytes(row.held_as)) == ("held", b"k" * 16)


@pytest.mark.broad
def test_her_own_time_holds_until_a_newer_invitation_comes(box):
    row = arrived(box, ASKED)
    later = datetime(2026, 3, 12, 9, tzinfo=UTC)
    actions.move(owner(), row.pk, starts_at=later, now=MONDAY + timedelta(minutes=30))
    row.refresh_from_db()
    assert row.starts_at == later
    assert arrived(box, MOVED).starts_at == datetime(2026, 3, 11, 15, tzinfo=UTC)


@pytest.mark.broad
def test_undoing_her_word_gives_back_what_the_invitation_says(box):
    row = arrived(box, ASKED)
    actions.cancel(owner(), row.pk, by="ours", now=MONDAY + timedelta(hours=1))
    actions.undo(owner(), row.pk, now=MONDAY + timedelta(hours=2))
    row.refresh_from_db()
    assert row.state == "planned"


@pytest.mark.broad
def test_filed_elsewhere_it_moves_along_with_what_was_said_of_it(box, harlow):
    row = arrived(box, ASKED)
    actions.held(owner(), row.pk, now=MONDAY)
    other = add_client("Penrose", by=owner())
    entries = [Interaction.objects.get().pk]
    filing.file_under(owner(), entries, other)
    filing.unfile(owner(), entries, harlow)
    follow(DIARY)
    after = Appointment.objects.get()
    assert (after.pk, after.client, after.state) == (row.pk, other, "held")


@pytest.mark.broad
def test_what_a_member_keeps_to_herself_is_planned_with_nobody(box):
    row = arrived(box, ASKED)
    filing.make_personal(owner(), [Interaction.objects.get().pk])
    follow(DIARY)
    row.refresh_from_db()
    assert row.state == "gone"
    assert next_for(owner(), row.client_id, now=MONDAY) is None


@pytest.mark.broad
def test_stranger_who_knows_its_name_changes_nothing(box):
    arrived(box, ASKED)
    before = rows()
    mallory = "mallory@evil.example"
    off = calendar(event(f"ORGANIZER:mailto:{TOM}", "SEQUENCE:9"), method="CANCEL")
    arrived(box, mail(off, sent=MONDAY + timedelta(hours=1), sender=mallory, name="evil"))
    assert rows() == before


def test_calls_among_others_in_a_clients_own_mailbox_are_not_hers(harlow):
    source = mailbox(label="Harlow's")
    source.owner_client, source.owner_member = harlow, None
    source.save()
    theirs = event("ATTENDEE:mailto:bank@else.example")
    arrive_raw(source, mail(calendar(theirs), sent=MONDAY, sender="bank@else.example", to=TOM))
    follow(DIARY)
    assert Invitation.objects.count() == 1
    assert not Appointment.objects.exists()


def test_answer_to_what_was_planned_here_is_noted_and_makes_nothing_new(box, harlow):
    facts = Facts(MONDAY, MONDAY + timedelta(hours=1))
    row = actions.plan(owner(), harlow, facts, now=MONDAY)
    lines = (f"ORGANIZER:mailto:{ME}", f"ATTENDEE;CN=Tom;PARTSTAT=ACCEPTED:mailto:{TOM}")
    answer = calendar(event(*lines, uid=row.uid), method="REPLY")
    after = arrived(box, mail(answer, sent=MONDAY, name="answer"))
    assert (after.pk, after.answers) == (row.pk, [["Tom", "accepted"]])


def test_her_own_invitation_that_comes_back_as_a_sent_copy_makes_nothing_new(box, harlow):
    row = actions.plan(owner(), harlow, Facts(MONDAY, MONDAY + timedelta(hours=1), title="Ours"), now=MONDAY)
    asked = calendar(event(f"ORGANIZER:mailto:{ME}", f"ATTENDEE:mailto:{TOM}", uid=row.uid))
    after = arrived(box, mail(asked, sent=MONDAY, sender=ME, to=TOM, name="copy"))
    assert (after.pk, after.title, after.starts_at) == (row.pk, "Ours", MONDAY)


def test_calendar_of_many_events_is_no_invitation(box):
    many = calendar(*(event(uid=f"m{number}@x") for number in range(60)), method="PUBLISH")
    arrive_raw(box, mail(many, sent=MONDAY))
    follow(DIARY)
    assert not Appointment.objects.exists()


def test_file_that_cannot_be_read_costs_its_mail_nothing(box):
    arrive_raw(box, mail(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:\x00\r\n" * 500, sent=MONDAY))
    follow(DIARY)
    assert Interaction.objects.count() == 1
    assert not Appointment.objects.exists()


@pytest.mark.broad
@pytest.mark.parametrize(
    "lines",
    [
        ("RECURRENCE-ID;TZID=America/New_York:99991231T235959",),
        ("RECURRENCE-ID;TZID=Asia/Tokyo:00010101T000000", "DTSTART;TZID=Asia/Tokyo:20260310T150000",
         "DTEND;TZID=Asia/Tokyo:20260310T160000"),
        ("RECURRENCE-ID:00010101T000000",),
        ("RRULE:FREQ=DAILY;COUNT=3", "RECURRENCE-ID;RANGE=THISANDFUTURE:00010101T000000Z"),
        ("RRULE:FREQ=DAILY;COUNT=3", "EXDATE;TZID=America/New_York:99991231T235959"),
        ("RRULE:FREQ=DAILY;COUNT=3", "RDATE:99991231T235959"),
    ],
)  # fmt: skip
def test_invitation_at_the_end_of_all_time_stops_nothing(box, lines):
    here = ("DTSTART;TZID=America/New_York:20260310T150000", "DTEND;TZID=America/New_York:20260310T160000")
    arrive_raw(box, mail(calendar(event(*here, *lines)), sent=MONDAY, name="absurd"))
    arrive_raw(box, mail(calendar(event(uid="good@x")), sent=MONDAY, name="good"))
    follow(DIARY)
    assert Appointment.objects.filter(uid="e1@harlow.example").exists()
    assert Appointment.objects.filter(uid="good@x").exists()


@pytest.mark.broad
def test_of_one_mail_only_a_few_events_repeat(box):
    """Those that happen once are all kept."""
    many = [event("RRULE:FREQ=DAILY;COUNT=3", uid=f"r{number}@x") for number in range(20)]
    many += [event(uid=f"o{number}@x") for number in range(20)]
    arrive_raw(box, mail(calendar(*many), sent=MONDAY))
    follow(DIARY)
    assert Appointment.objects.filter(uid__startswith="r").count() == 3 * MOST_REPEATING
    assert Appointment.objects.filter(uid__startswith="o").count() == 20


def daily_for(days: int, *, now: datetime) -> bytes:
    begin = f"{now - timedelta(days=days):%Y%m%dT090000Z}"
    daily = event("RRULE:FREQ=DAILY", starts=begin, ends=begin.replace("T09", "T10"))
    return mail(calendar(daily), sent=now - timedelta(days=days + 1))


@pytest.mark.broad
def test_daily_call_of_two_years_is_there_today_and_as_far_as_is_foreseen(box, monkeypatch):
    monkeypatch.setattr(reconciling, "let_others_write", lambda seconds: None)
    now = datetime.now(UTC)
    arrive_raw(box, daily_for(730, now=now))
    follow(DIARY)
    days = sorted(at.date() for at in Appointment.objects.values_list("starts_at", flat=True))
    assert now.date() in days
    assert days[-1] >= now.date() + timedelta(days=119)
    assert all(after - before == timedelta(days=1) for before, after in pairwise(days))


@pytest.mark.broad
def test_what_was_long_ago_stays_and_a_rebuild_comes_to_the_same(box, monkeypatch):
    """Foreseen day by day it has grown longer than what is planned at once."""
    monkeypatch.setattr(reconciling, "let_others_write", lambda seconds: None)
    monkeypatch.setattr(reconciling, "FORESEEN", timedelta(days=10))
    monkeypatch.setattr(invitations, "MOST_REPETITIONS", 15)
    now = datetime.now(UTC)
    arrive_raw(box, daily_for(30, now=now))
    follow(DIARY)
    assert Appointment.objects.count() == 15
    Appointment.objects.all().delete()
    for ago in (28, 20, 10, 0):
        foresee(now=now - timedelta(days=ago))
    first = Appointment.objects.earliest("starts_at")
    actions.held(owner(), first.pk, now=first.ends_at)
    before = rows()
    assert len(before) >= 40
    assert sorted({row[3] for row in before}) == ["held", "planned"]
    rebuild(ParsingHere())
    follow(DIARY)
    assert rows() == before


@pytest.mark.broad
def test_what_repeats_is_written_a_few_at_a_time(box, monkeypatch):
    """So that nobody who wants to write waits for all of it."""
    written, taken = [0], reconciling.take

    def counted(row: Appointment) -> None:
        written[-1] += 1
        taken(row)

    monkeypatch.setattr(reconciling, "take", counted)
    monkeypatch.setattr(reconciling, "let_others_write", lambda seconds: written.append(0))
    arrive_raw(box, mail(calendar(event("RRULE:FREQ=DAILY;COUNT=50")), sent=MONDAY))
    follow(DIARY)
    assert [count for count in written if count] == [10] * 5


@pytest.mark.broad
def test_letter_erased_between_two_pieces_plans_nothing_more(box, monkeypatch):
    monkeypatch.setattr(reconciling, "let_others_write", lambda seconds: Invitation.objects.all().delete())
    arrive_raw(box, mail(calendar(event("RRULE:FREQ=DAILY;COUNT=50")), sent=MONDAY))
    follow(DIARY)
    assert Appointment.objects.count() == 10
    assert not Appointment.objects.exclude(state="gone").exists()


@pytest.mark.broad
def test_what_repeats_is_foreseen_further_every_day(box):
    now = datetime.now(UTC)
    begin = f"{now - timedelta(days=2):%Y%m%dT090000Z}"
    weekly = event("RRULE:FREQ=WEEKLY", starts=begin, ends=begin.replace("T09", "T10"))
    arrive_raw(box, mail(calendar(weekly), sent=now - timedelta(days=3)))
    follow(DIARY)
    before = Appointment.objects.count()
    foresee(now=now + timedelta(days=28))
    assert 15 < before < 20
    assert Appointment.objects.count() == before + 4


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_erasing_a_source_takes_what_was_planned_by_it(box):
    arrived(box, ASKED)
    erase(preview_source(box))
    assert not Appointment.objects.exists()
    assert not Invitation.objects.exists()


def test_erasing_a_client_takes_all_that_was_planned_with_it(harlow):
    actions.plan(owner(), harlow, Facts(MONDAY, MONDAY), now=MONDAY)
    erase_appointments(preview_client(harlow))
    harlow.delete()
    assert not Appointment.objects.exists()


def test_erasing_a_person_takes_the_name_from_what_stays(box, harlow):
    row = actions.plan(
        owner(), harlow, Facts(MONDAY, MONDAY, people=(("Tom Harlow", TOM), ("Bob", ""))), now=MONDAY
    )
    erase_appointments(preview_person(harlow.people.get()))
    row.refresh_from_db()
    assert row.people == [["Bob", ""]]
    assert "Tom" not in str(list(row.said.values_list("facts", flat=True)))
    assert appointment_for(owner(), row.pk) is not None
    assert harlow.pk in seen_clients(owner())


@pytest.mark.parametrize("preview", [preview_person, preview_address])
def test_erasing_who_booked_takes_what_was_typed(harlow, preview):
    now = datetime.now(UTC)
    offer = offer_of(make(owner(), kind="booking", client_id=harlow.pk, now=now).share)
    at = free_for(offer, now=now)[0]
    row = book(offer, starts_at=at, name="Tom Harlow", address=TOM, about="My divorce", now=now)
    erase_appointments(preview(harlow.people.get() if preview is preview_person else TOM))
    row.refresh_from_db()
    assert row.title == ""
    assert "divorce" not in str(list(row.said.values_list("facts", flat=True)))


@pytest.mark.broad
@pytest.mark.parametrize("lines", [(), ("RECURRENCE-ID:20260310T150000Z", "SEQUENCE:4")])
def test_answer_to_an_invitation_is_a_draft_that_calendars_can_read(box, lines):
    sending_mailbox(Server("smtp.desk.example", 587, "starttls", ME))
    row = arrived(box, mail(calendar(event(*lines)), sent=MONDAY))
    draft = answer_invitation(owner(), appointment_for(owner(), row.pk), "accepted", now=MONDAY)
    (said,) = parse(bytes(draft.files.get().content))
    assert (draft.to, draft.subject) == (f"Tom Harlow <{TOM}>", "Accepted: Spring prices")
    assert "I will be there: Spring prices, Tuesday 10 March, 15:00." in draft.text
    assert (said.method, said.uid, said.organizer.address) == ("REPLY", row.uid, TOM)
    assert [(one.address, one.answer) for one in said.guests] == [(ME, "accepted")]
    assert (said.sequence, said.repetition is not None) == ((4, True) if lines else (0, False))
    assert not Letter.objects.exists()


@pytest.mark.broad
def test_same_answer_asked_for_twice_is_one_draft_until_it_is_thrown_away(box):
    sending_mailbox(Server("smtp.desk.example", 587, "starttls", ME))
    found = appointment_for(owner(), arrived(box, mail(calendar(event()), sent=MONDAY)).pk)
    first, again, other = (
        answer_invitation(owner(), found, answer, now=MONDAY)
        for answer in ("accepted", "accepted", "declined")
    )
    assert (again.pk, again.files.count()) == (first.pk, 1)
    assert other.pk != first.pk
    discard(owner(), first.pk, now=MONDAY)
    assert answer_invitation(owner(), found, "accepted", now=MONDAY).pk not in {first.pk, other.pk}


@pytest.mark.broad
def test_what_one_of_us_invited_to_is_not_answered(box):
    mine = event(f"ORGANIZER:mailto:{ME}", f"ATTENDEE:mailto:{TOM}")
    row = arrived(box, mail(calendar(mine), sent=MONDAY, sender=ME, to=TOM))
    assert not can_answer(row)
    with pytest.raises(DiaryError, match="where it came"):
        answer_invitation(owner(), appointment_for(owner(), row.pk), "accepted", now=MONDAY)
