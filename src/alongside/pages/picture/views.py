"""A client's picture: people, places, tools, how they work, preferences and days on one page, changed in place."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.anniversaries import all_at
from alongside.clients.rules import occasion
from alongside.pages.base.requests import client_or_404, for_member, page
from alongside.pages.base.undo import say
from alongside.pages.base.words import MONTHS
from alongside.pages.clients.anniversaries import DayForm
from alongside.pages.picture.forms import LineForm, refused
from alongside.pages.undo.offering import offer
from alongside.picture import actions
from alongside.picture.errors import NotThere, PictureError
from alongside.picture.models import Change, Line
from alongside.picture.proposals import open_count_for
from alongside.picture.queries import Known, changes_for, home_of, line_for, picture_for
from alongside.picture.rules import ASIDE, PERSON, TOPIC_OF, TOPICS, Topic

_DONE = {"added": "added", "changed": "changed", "gone": "taken away", "back": "put back as it was"}


class Shown(Struct, frozen=True):
    """A line with its fields in words, and the form that changes it."""

    known: Known
    pairs: tuple[tuple[str, str, str], ...]
    form: LineForm


class Section(Struct, frozen=True):
    topic: Topic
    lines: tuple[Shown, ...]
    new: LineForm


@require_safe
@for_member
def picture(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    return show(request, member, client_id)


def show(
    request: HttpRequest,
    member: Member,
    client_id: int,
    *,
    wrong: LineForm | None = None,
    wrong_at: tuple[str, int] = ("", 0),
    day_form: DayForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """`wrong` is the form that could not be kept, of this topic and line (0 is a new one): it stands open."""
    client = client_or_404(member, client_id)
    found = picture_for(member, client_id)
    if found is None:
        raise Http404
    sections = [_section(one, found.of(one.kind), wrong, wrong_at) for one in TOPICS]
    values: dict[str, Any] = {
        "client": client,
        "people": found.people,
        "sections": sections,
        "waiting": open_count_for(member, client_id),
        "days": days_of(member, client_id),
        "day_form": day_form or DayForm(None, client=client),
        "changes": [
            (one, _DONE.get(one.what, one.what), _which(one)) for one in changes_for(member, client_id)
        ],
    }
    return page(request, member, "picture/picture.html", "clients", values, status=status)


def _section(
    topic: Topic, known: tuple[Known, ...], wrong: LineForm | None, wrong_at: tuple[str, int]
) -> Section:
    def form_of(one: Known | None) -> LineForm:
        is_wrong = wrong is not None and wrong_at == (topic.kind, one.id if one else 0)
        return wrong if wrong is not None and is_wrong else LineForm(topic, known=one)

    return Section(topic, tuple(Shown(one, _pairs(topic, one), form_of(one)) for one in known), form_of(None))


def _pairs(topic: Topic, known: Known) -> tuple[tuple[str, str, str], ...]:
    """Name, label and words of what is filled in; a line with one field needs no label."""
    single = len(topic.fields) == 1
    return tuple(
        (field.name, "" if single else field.label, known.fields[field.name])
        for field in topic.fields
        if known.fields.get(field.name)
    )


def days_of(member: Member, client_id: int) -> list[tuple[int, str, str]]:
    """Number, words and day of each that comes every year."""
    return [
        (
            one.id,
            occasion(one.name, one.kind, one.label, None),
            f"{one.day} {MONTHS[one.month - 1]}{f' {one.year}' if one.year else ''}",
        )
        for one in all_at(member, client_id, today=timezone.localdate())
    ]


def _which(change: Change) -> str:
    line = change.line
    if line.person is not None and line.kind in (PERSON, ASIDE):
        who = line.person.name or "Somebody"
        return f"{who}, your own note" if line.kind == ASIDE else who
    return line.name


@require_POST
@for_member
def keep(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    client = client_or_404(member, client_id)
    topic = TOPIC_OF.get(request.POST.get("kind", ""))
    if topic is None:
        raise BadRequest
    return _keep(request, member, client.pk, topic, None)


@require_POST
@for_member
def change(request: HttpRequest, member: Member, line_id: int) -> HttpResponse:
    line = _line_or_404(member, line_id)
    topic = TOPIC_OF.get(line.kind)
    if topic is None:
        raise Http404
    return _keep(request, member, home_of(line), topic, line)


def _keep(
    request: HttpRequest, member: Member, client_id: int, topic: Topic, line: Line | None
) -> HttpResponse:
    known = next((one for one in _known(member, client_id, topic) if line and one.id == line.pk), None)
    form = LineForm(topic, known=known, typed=request.POST)
    if form.is_valid():
        try:
            change = actions.keep_line(
                member,
                client_id,
                kind=topic.kind,
                name=form.cleaned_data["name"],
                fields=form.given(),
                is_private=form.cleaned_data["is_private"],
                now=timezone.now(),
                line_id=line.pk if line else None,
            )
        except PictureError as error:
            refused(form, error.field, str(error))
        else:
            return _kept(request, member, client_id, change, f"{change.line.name} is kept.")
    return show(
        request, member, client_id, wrong=form, wrong_at=(topic.kind, line.pk if line else 0), status=422
    )


def _known(member: Member, client_id: int, topic: Topic) -> tuple[Known, ...]:
    found = picture_for(member, client_id)
    return found.of(topic.kind) if found else ()


def _kept(request: HttpRequest, member: Member, client_id: int, change: Change, words: str) -> HttpResponse:
    then = reverse("client-picture", args=[client_id])
    offer(request, member, words, "picture-back", then=then, changes=[change.pk])
    return redirect(f"{then}#line-{change.line_id}")


@require_POST
@for_member
def drop(request: HttpRequest, member: Member, line_id: int) -> HttpResponse:
    line = _line_or_404(member, line_id)
    if line.kind not in TOPIC_OF:
        raise Http404
    change = actions.drop_line(member, line.pk, now=timezone.now())
    return _kept(request, member, home_of(line), change, f"{line.name} is taken away.")


@require_POST
@for_member
def keep_day(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    client = client_or_404(member, client_id)
    form = DayForm(request.POST, client=client)
    if not form.is_valid() or form.keep() is None:
        return show(request, member, client_id, day_form=form, status=422)
    say(request, "This day is kept. Today tells of it a week before.")
    return redirect(f"{reverse('client-picture', args=[client_id])}#days")


def _line_or_404(member: Member, line_id: int) -> Line:
    try:
        return line_for(member, line_id)
    except NotThere as error:
        raise Http404 from error
