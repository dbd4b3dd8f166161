"""A client in; what is done for it, its hours and what is known of it, as lines of a note or a pack, out.

Only what everybody may read who works for the client: what a member keeps for herself is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.urls import reverse

from alongside.handover.rules import one_line
from alongside.handover.sections import About, Section, done, in_hand, needed, next_call
from alongside.handover.shapes import Line
from alongside.hours.account import outlook_for
from alongside.lib.words import MONTHS, day, duration
from alongside.picture.queries import Known, Somebody, picture_for
from alongside.support.models import Duty, HowTo
from alongside.support.queries import aspects_for, duties_done_for, has_ended

MOST_LINES_OF_ONE, MOST_LINES = 40, 200


def hours_left(about: About) -> list[Line]:
    """Of this month, where hours were agreed."""
    found = outlook_for(about.member, about.client.pk, now=about.now)
    if found is None:
        return []
    account = found.account
    month = MONTHS[account.month.month - 1]
    words = f"{duration(timedelta(minutes=account.left))} of {month} are left"
    if not account.left:
        over = f", and {duration(timedelta(minutes=account.over))} more were worked" if account.over else ""
        words = f"The hours of {month} are used up{over}"
    url = reverse("client-hours", args=[about.client.pk])
    return [Line("hours", words, url, "the account of hours")]


def duties_done(about: About) -> list[Line]:
    """What comes again and was ticked."""
    since, until = (at.astimezone(about.zone).date() for at in (about.since, about.now))
    found = duties_done_for(about.member, about.client.pk, since, until)
    return [
        Line(
            f"t:{one.duty_id}:{one.due_on}",
            one_line(one.duty.name),
            reverse("duty", args=[one.duty_id]),
            f"due {day(one.due_on, today=until)}",
        )
        for one in found
    ]


def support_given(about: About) -> list[Line]:
    """Each thing that is done for them: what, how, who; below it what of it comes again and when next."""
    today = about.now.astimezone(about.zone).date()
    lines: list[Line] = []
    for aspect in aspects_for(about.member, about.client.pk):
        if has_ended(aspect, today=today):
            continue
        url = reverse("aspect", args=[aspect.pk])
        who = aspect.covered_by.name if aspect.covered_by is not None else ""
        said = ". ".join(words.rstrip(". ") for words in (aspect.what, aspect.how, who) if words.strip())
        words = one_line(f"{aspect.name}: {said}" if said else aspect.name)
        lines.append(Line(f"i:{aspect.pk}", words, url, "what is done"))
        for duty in Duty.objects.filter(aspect=aspect).exclude(next_on=None).order_by("next_on", "id"):
            due = day(duty.next_on, today=today) if duty.next_on is not None else ""
            words = one_line(f"{duty.name}, next on {due}")
            lines.append(Line(f"t:{duty.pk}", words, reverse("duty", args=[duty.pk]), "comes again"))
    return lines


def how_tos(about: About) -> list[Line]:
    """How things are done, line by line, so that one who has no account here can follow."""
    lines = [line for how_to in pages_of(about) for line in _lines_of(how_to)]
    return lines[:MOST_LINES]


def pages_of(about: About) -> list[HowTo]:
    aspects = [one.pk for one in aspects_for(about.member, about.client.pk)]
    return list(HowTo.objects.filter(aspect_id__in=aspects, put_away_at=None).order_by("aspect_id", "id"))


def text_of(how_to: HowTo) -> str:
    return how_to.versions.values_list("text", flat=True).filter(number=how_to.version).first() or ""


def _lines_of(how_to: HowTo) -> Iterator[Line]:
    url = reverse("aspect", args=[how_to.aspect_id])
    steps = [words for words in map(one_line, text_of(how_to).splitlines()) if words]
    if not steps:
        yield Line(f"y:{how_to.pk}", one_line(how_to.title), url, "how it is done")
    for number, words in enumerate(steps[:MOST_LINES_OF_ONE]):
        yield Line(f"y:{how_to.pk}:{number}", one_line(f"{how_to.title}: {words}"), url, "how it is done")


def known(about: About) -> list[Line]:
    """Places, tools and habits; and of people what they do and how they are told things."""
    found = picture_for(about.member, about.client.pk, shareable=True)
    if found is None:
        return []
    url = reverse("client-picture", args=[about.client.pk])
    kinds = (found.places, found.tools, found.environment, found.preferences)
    things = [_thing(one, url) for some in kinds for one in some]
    return [*_told(found.people, url), *things]


def _told(people: Iterable[Somebody], url: str) -> Iterator[Line]:
    for one in people:
        said = [words for words in (one.role, one.told, f"said {one.say}" if one.say else "") if words]
        if said:
            words = one_line(f"{one.shown}: {'; '.join(said)}")
            yield Line(f"k:p{one.id}", words, url, "what is known")


def _thing(one: Known, url: str) -> Line:
    words = ", ".join(value for value in one.fields.values() if value)
    return Line(f"k:{one.id}", one_line(f"{one.name}: {words}" if words else one.name), url, "what is known")


HOURS = Section("hours", "Hours left", hours_left)
SUPPORT = Section("support", "What is done for them", support_given)
HOW_TOS = Section("how_tos", "How it is done", how_tos)
KNOWN = Section("known", "Good to know", known)
WEEKLY = (
    Section("done", "Done", lambda about: [*done(about), *duties_done(about)]),
    Section("in_hand", "In hand", in_hand),
    Section("needed", "What I need from you", needed),
    HOURS,
    Section("next", "Next", next_call),
)
