"""Today: who waits, what came in, what is to file. A practice without mail and clients is shown the way in."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.accounts.models import Member
from alongside.accounts.queries import can_return
from alongside.agreements.queries import clock_for
from alongside.backups.queries import reminder_for
from alongside.calls.queries import open_lines_for
from alongside.clients.queries import names_and_hues_for
from alongside.connections.mailboxes import stopped_for, trouble_of
from alongside.connections.queries import is_any
from alongside.digest.rules import last_working_day, since_words
from alongside.handover.ending import kept_long_enough_for
from alongside.handover.packs import handed_back_for
from alongside.handover.queries import ready_for
from alongside.journal.said import held_for
from alongside.pages.arrived.board import wrong_for
from alongside.pages.base.requests import for_member, page
from alongside.pages.clients.coming import coming_soon
from alongside.pages.diary.lines import for_today
from alongside.pages.hours.showing import hours_running_out
from alongside.pages.promises.today import promised_for
from alongside.pages.rhythm.showing import quiet_lines
from alongside.pages.support.words import duty_lines
from alongside.pages.voices.words import today_words
from alongside.pages.waiting.lines import longest_first, shown
from alongside.pages.writing.ready import can_write
from alongside.pages.writing.shown import on_their_way, troubled
from alongside.support.due import due_for
from alongside.timeline.queries.lists import arrived_for
from alongside.timeline.queries.outside import outsiders_among
from alongside.timeline.queries.shapes import ArrivedLine, ClientTag
from alongside.timeline.queries.tray import tray_groups_for
from alongside.visits.queries import open_visits_for
from alongside.voices.queries import today_line_for
from alongside.waiting.queries import MOST_SHOWN, heaps_for, is_reading

GROUPS_TO_FILE = 3
# What may be looked through without weariness; the rest is in each client's story.
MOST_QUIET, MOST_OURS = 8, 8
# The newest of the tray: its groups are counted within this time, so that a full tray does not slow the morning.
TO_FILE_DAYS, NEWEST_TO_FILE = 30, 300


@require_safe
@for_member
def today(request: HttpRequest, member: Member) -> HttpResponse:
    has_mail = is_any()
    if not (has_mail or names_and_hues_for(member)):
        return page(request, member, "today/welcome.html", "today", {})
    now = timezone.now()
    values = {"has_mail": has_mail, **_waits(member, now), **_comes(member, now), **_warns(member, now)}
    return page(request, member, "today/today.html", "today", {"now": now, **values})


def _waits(member: Member, now: datetime) -> dict[str, object]:
    """Who waits for whom, which letters are on their way, what came in besides."""
    heaps = heaps_for(member, now=now, limits={"theirs": MOST_SHOWN, "quiet": MOST_QUIET, "ours": MOST_OURS})
    waiting = heaps["theirs"].lines
    lines = longest_first(shown(waiting, now=now))
    outside = outsiders_among([line.interaction_id for line in waiting])
    today = timezone.localdate(now)
    since = last_working_day(today, clock_for(member, now=now))
    arrived = arrived_for(member, since=_begin_of(since))
    return {
        "going": on_their_way(member, now=now),
        "is_reading": is_reading(),
        "waiting": [one for one in lines if one.line.interaction_id not in outside],
        "outside": [one for one in lines if one.line.interaction_id in outside],
        "asks_nothing": shown(heaps["quiet"].lines, now=now),
        "ours": longest_first(shown(heaps["ours"].lines, now=now, is_ours=True)),
        "more": {side: heap.more for side, heap in heaps.items()},
        "since": "yesterday" if since == today - timedelta(days=1) else since_words(since, today=today),
        "arrived": _by_client(arrived, but={line.thread_id for line in waiting}),
    }


def _comes(member: Member, now: datetime) -> dict[str, object]:
    """What the day brings: calls and visits, duties and promises, days that matter, whom to get in touch with."""
    today, may_write = timezone.localdate(now), can_write(member)
    to_file = tray_groups_for(
        member, limit=GROUPS_TO_FILE, since=now - timedelta(days=TO_FILE_DAYS), newest=NEWEST_TO_FILE
    )
    return {
        "open_calls": open_lines_for(member, now=now),
        "visits": open_visits_for(member, now=now),
        "calls": for_today(member, now=now),
        "duties": duty_lines(due_for(member, today=today), today=today, back="/"),
        "promised": promised_for(member, now=now),
        "days": coming_soon(member, today=today),
        "can_write": may_write,
        "quiet": quiet_lines(member, today=today, can_write=may_write),
        "spoken": _spoken_words(member, today=today),
        "to_file": to_file.groups,
    }


def _warns(member: Member, now: datetime) -> dict[str, object]:
    """What is amiss or asks for a decision, one line each."""
    today = timezone.localdate(now)
    stopped = [(one, trouble_of(one)) for one in stopped_for(member)]
    # What waits for her is told with its own sentence.
    told = {one.connection.label for one, _ in stopped}
    return {
        "stopped": stopped,
        "wrong": [address for address in wrong_for(member) if address not in told],
        # Asked of the database only where no password says so already.
        "can_return": bool(member.email and member.has_usable_password()) or can_return(member),
        "reminder": reminder_for(member),
        "handed_back": handed_back_for(member, now=now),
        "kept_long_enough": kept_long_enough_for(member, today=today),
        "weekly_ready": ready_for(member, now=now),
        "journal_held": held_for(member),
        "hours": hours_running_out(member, now=now),
        "troubled": troubled(member, now=now),
    }


def _spoken_words(member: Member, *, today: date) -> str:
    """One line of whom she has spoken with; "" where there is nothing to say, or she wants to hear nothing."""
    line = today_line_for(member, today=today)
    return today_words(line, today=today) if line is not None else ""


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())


def _by_client(arrived: list[ArrivedLine], *, but: set[int]) -> list[tuple[ClientTag, list[ArrivedLine]]]:
    """What waits stands above already."""
    rest = [one for one in arrived if one.line.thread_id not in but]
    return [(client, list(some)) for client, some in groupby(rest, key=lambda one: one.client)]
