"""One list of a client's files and links: filtered by name, kind and who, each with its letter; a page by key."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from alongside.accounts.models import Member
from alongside.clients.queries import ClientFacts, facts_for
from alongside.lib.file_places import SERVICES, service_words
from alongside.pages.base.parts import Option
from alongside.pages.base.requests import for_member, mark_in, page
from alongside.picture.files import LONGEST_WORDS, PAGE, Wanted, files_for, kinds_for
from alongside.picture.links import KIND_WORDS

LINKS, US = "links", "us"


@require_safe
@for_member
def files(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    facts = facts_for(member, client_id)
    if facts is None:
        raise Http404
    words, kind, who = (
        request.GET.get(name, "")[:LONGEST_WORDS].replace("\0", "") for name in ("q", "kind", "who")
    )
    found = files_for(member, client_id, _wanted(facts, words, kind, who), before=mark_in(request, "before"))
    values = {
        "facts": facts,
        "files": found,
        "kind_words": {**KIND_WORDS, **{one: service_words(one) for one in SERVICES}},
        "words": words,
        "kind": kind,
        "who": who,
        "kinds": _kinds(kinds_for(member, client_id)),
        "people": _people(facts),
        "is_filtered": bool(words or kind or who),
        "older": found[-1] if len(found) == PAGE else None,
        "filters": urlencode(
            {name: value for name, value in (("q", words), ("kind", kind), ("who", who)) if value}
        ),
    }
    return page(request, member, "picture/files.html", "clients", values)


def _wanted(facts: ClientFacts, words: str, kind: str, who: str) -> Wanted:
    known = kind if kind == LINKS or kind in KIND_WORDS or kind in SERVICES else ""
    if who == US:
        return Wanted(words, known, is_ours=True)
    person = next((one for one in facts.people if who == str(one.id)), None)
    return Wanted(words, known, person.addresses if person else None)


def _kinds(there: list[str]) -> list[Option]:
    services = [one for one in SERVICES if one in there]
    found = [
        Option("", "Everything"),
        *(Option(one, words) for one, words in KIND_WORDS.items() if one in there),
    ]
    if services:
        found += [Option(LINKS, "Links"), *(Option(one, f"Links: {service_words(one)}") for one in services)]
    return found


def _people(facts: ClientFacts) -> list[Option]:
    shown = [
        (str(one.id), one.name or next(iter(one.addresses), "")) for one in facts.people if one.addresses
    ]
    return [Option("", "Anybody"), *(Option(*one) for one in shown if one[1]), Option(US, "Sent from here")]
