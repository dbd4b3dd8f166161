"""Writes how-to pages: every save is a version, and nothing is written over that somebody else saved meanwhile."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from alongside.accounts.models import Member
from alongside.live.actions import tell
from alongside.support.aspects import one_line, paragraphs
from alongside.support.errors import ChangedMeanwhile, NotThere, Refused
from alongside.support.models import HowTo, HowToVersion
from alongside.support.sight import find_aspect, find_how_to, home_of

LONGEST_TITLE, LONGEST_TEXT, MOST_LINES = 200, 50_000, 2_000
MOST_OF_ONE, MOST_VERSIONS = 200, 5_000


def write_new(member: Member, aspect_id: int, title: str, text: str, *, now: datetime) -> HowTo:
    """Raises NotThere, and Refused for what cannot be."""
    aspect = find_aspect(member, aspect_id)
    title, text = _clean(title, text)
    with transaction.atomic():
        if aspect.how_tos.count() >= MOST_OF_ONE:
            raise Refused("This aspect has two hundred pages already. Put some away first.")
        made = HowTo.objects.create(aspect=aspect, title=title)
        _add_version(made, member, title, text, now=now)
        tell("support", home_of(aspect))
    return made


def save(member: Member, number: int, title: str, text: str, *, seen: int, now: datetime) -> HowTo:
    """`seen`: the version that the page showed when writing began. Saved as it stands, it is no new version.

    Raises NotThere, ChangedMeanwhile, and Refused for what cannot be.
    """
    how_to = find_how_to(member, number)
    title, text = _clean(title, text)
    with transaction.atomic():
        newest = _hold(how_to)
        if (newest.title, newest.text) == (title, text):
            return how_to
        if newest.number != seen:
            raise ChangedMeanwhile(newest.number)
        _add_version(how_to, member, title, text, now=now)
        tell("support", home_of(how_to.aspect))
    return how_to


def bring_back(member: Member, number: int, version: int, *, now: datetime) -> HowTo:
    """An earlier version once more, as the newest; those in between stay. Raises NotThere."""
    how_to = find_how_to(member, number)
    with transaction.atomic():
        newest = _hold(how_to)
        earlier = how_to.versions.filter(number=version).first()
        if earlier is None:
            raise NotThere
        if (newest.title, newest.text) != (earlier.title, earlier.text):
            _add_version(how_to, member, earlier.title, earlier.text, now=now, brought_back=version)
            tell("support", home_of(how_to.aspect))
    return how_to


def put_away(member: Member, number: int, at: datetime | None) -> HowTo:
    """It stands nowhere any more, for anybody; None takes it out again."""
    how_to = find_how_to(member, number)
    with transaction.atomic():
        HowTo.objects.filter(pk=how_to.pk).update(put_away_at=at)
        how_to.put_away_at = at
        tell("support", home_of(how_to.aspect))
    return how_to


def _clean(title: str, text: str) -> tuple[str, str]:
    title, text = one_line(title, LONGEST_TITLE), paragraphs(text, LONGEST_TEXT + 1)
    if not title:
        raise Refused("Give the page a title.")
    if len(text) > LONGEST_TEXT or text.count("\n") >= MOST_LINES:
        raise Refused("This is too long for one page. Make two of it; nothing was saved yet.")
    return title, text


def _hold(how_to: HowTo) -> HowToVersion:
    """The version that holds now; whoever saves at the same moment waits until this one is done."""
    held = HowTo.objects.select_for_update().get(pk=how_to.pk)
    how_to.version = held.version
    return how_to.versions.get(number=held.version)


def _add_version(
    how_to: HowTo, member: Member, title: str, text: str, *, now: datetime, brought_back: int | None = None
) -> None:
    if how_to.version >= MOST_VERSIONS:
        raise Refused("This page was saved five thousand times. Begin a new one.")
    how_to.version, how_to.title = how_to.version + 1, title
    HowToVersion.objects.create(
        how_to=how_to,
        number=how_to.version,
        title=title,
        text=text,
        by=member,
        at=now,
        brought_back=brought_back,
    )
    HowTo.objects.filter(pk=how_to.pk).update(version=F("version") + 1, title=title)
