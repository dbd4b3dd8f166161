"""A client's link in; what its page says of what is done for them out, and what of it shows. Nothing else leaves here.

Of an aspect its name, what is done, since when and the agreed hours show; a how-to in the version that was ticked. How
it is done, who does it, what was ticked, how well it goes and what is tried stay at the desk.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from markupsafe import Markup
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.hours.account import terms_of
from alongside.hours.months import first_of
from alongside.hours.retainers import terms_in
from alongside.pages.base.requests import client_or_404, for_member, page
from alongside.pages.base.undo import say
from alongside.pages.support.how_tos import rendered
from alongside.pages.support.showing import hours_words
from alongside.sharing.actions import choose
from alongside.sharing.errors import NotThere
from alongside.sharing.models import Share
from alongside.sharing.queries import home_of, share_for, whose
from alongside.support.models import Aspect, HowToVersion
from alongside.support.queries import aspects_for, has_ended, newest_of, versions_named

SUPPORT = "support"
# Boxes of the form: `a7` an aspect, `h3:2` a how-to in its version 2.
HOURS = "hours"


class SharedAspect(Struct, frozen=True):
    name: str
    what: str
    since_on: date | None
    hours: str
    how_tos: tuple[tuple[str, Markup], ...]


def support_shown(share: Share) -> dict[str, Any]:
    """Values of `support/_shared.html`."""
    aspects = [one for one in _aspects(share) if f"a{one.pk}" not in share.choices.get("hidden", ())]
    has_hours = share.choices.get(HOURS, True)
    pages: dict[int, list[tuple[str, Markup]]] = {}
    for version in _chosen(share):
        pages.setdefault(version.how_to.aspect_id, []).append((version.title, rendered(version.text)))
    shown = [
        SharedAspect(
            name=one.name,
            what=one.what,
            since_on=one.since_on,
            hours=hours_words(one.minutes_a_month) if has_hours else "",
            how_tos=tuple(pages.get(one.pk, ())),
        )
        for one in aspects
    ]
    return {"shared_aspects": shown, "agreed": hours_words(_in_all(share, aspects)) if has_hours else ""}


def _in_all(share: Share, aspects: list[Aspect]) -> int:
    """What is agreed with them; where nothing is, what the parts that show are given."""
    terms = terms_in(terms_of(home_of(share)), first_of(timezone.localdate()))
    return terms.minutes if terms is not None else sum(one.minutes_a_month or 0 for one in aspects)


def _aspects(share: Share) -> list[Aspect]:
    today = timezone.localdate()
    found = aspects_for(whose(share), home_of(share))
    return [one for one in found if not has_ended(one, today=today)]


def _chosen(share: Share) -> list[HowToVersion]:
    return versions_named(_named(share.choices.get("how_tos", ())), aspects=_aspects(share))


def _named(texts: Iterable[str]) -> list[tuple[int, int]]:
    """ "3:2" is how-to 3 in its version 2; anything else is nothing."""
    pairs = [one.partition(":")[::2] for one in texts]
    return [(int(page), int(number)) for page, number in pairs if _is_number(page) and _is_number(number)]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _choices(
    aspects: Collection[Aspect], ticked: Collection[str], there: Collection[str], was: Mapping[str, Any]
) -> dict[str, Any]:
    """`there`: which boxes the form had; of what had none, what she said before holds."""
    decided = {f"a{one.pk}" for one in aspects} & set(there)
    return {
        "hidden": sorted(
            {one for one in was.get("hidden", ()) if one not in decided} | (decided - set(ticked))
        ),
        "how_tos": [one[1:] for one in ticked if one.startswith("h") and _named([one[1:]])],
        HOURS: HOURS in ticked if HOURS in there else was.get(HOURS, True),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def choose_support(request: HttpRequest, member: Member, share_id: int) -> HttpResponse:
    """What of it shows: each aspect, the hours, each how-to as it stands now."""
    try:
        share = share_for(member, share_id)
    except NotThere as error:
        raise Http404 from error
    if share.kind != SUPPORT:
        raise Http404
    aspects = _aspects(share)
    if request.method == "POST":
        ticked, there = request.POST.getlist("show"), request.POST.getlist("there")
        choose(member, share.pk, _choices(aspects, ticked, there, share.choices))
        say(request, "The page shows this from now on.")
        return redirect("shares", home_of(share))
    was = {one.how_to_id: one.number for one in _chosen(share)}
    values = {
        "share": share,
        "client": client_or_404(member, home_of(share)),
        "aspects": [(one, f"a{one.pk}" not in share.choices.get("hidden", ())) for one in aspects],
        "has_hours": share.choices.get(HOURS, True),
        "pages": [(one, was.get(one.how_to_id, 0)) for one in newest_of(aspects)],
    }
    return page(request, member, "support/choose.html", "clients", values)
