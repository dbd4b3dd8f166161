"""What looks like a promise or something to do, and was judged by nobody yet; each through the eyes of a member."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.queries import names_of
from alongside.prepared import prepared
from alongside.promises.models import Finding, Promise
from alongside.promises.queries import Evidence, sentence, texts_of
from alongside.promises.rules import LEAST_LIKELY, Tally, key_of, likelihood
from alongside.timeline.models import Filing
from alongside.timeline.queries.lists import current_tags_for, tags_for
from alongside.timeline.queries.shapes import ClientTag
from alongside.timeline.queries.sight import seen_of, sight_of

# What was said longer ago and not kept in mind then is not offered any more.
SUGGESTED_DAYS = 30
MOST_SUGGESTED = 60


class Suggestion(Struct, frozen=True):
    """A finding that nobody has judged yet. `becomes` is what keeping it makes of it."""

    finding: Finding
    client: ClientTag
    evidence: Evidence
    becomes: str
    likelihood: float


def becomes(finding: Finding) -> tuple[str, str]:
    """Kind and side of what a finding becomes: what they ask of her is hers to do, what she asks is theirs."""
    if finding.kind == "promise":
        return "promise", finding.side
    return ("todo", "ours") if finding.side == "theirs" else ("promise", "theirs")


def suggestions_for(
    member: Member, *, now: datetime, client_id: int | None = None, limit: int = MOST_SUGGESTED
) -> list[Suggestion]:
    """What was found of late and judged by nobody yet, the newest first; never what is unsure.

    What was asked before her last letter in that conversation is left out: there she did it, or promised it.
    """
    clients = [client_id] if client_id is not None else list(current_tags_for(member))
    found = Finding.objects.filter(
        is_unconfirmed=False,
        kind__in=("promise", "request"),
        said_at__gte=now - timedelta(days=SUGGESTED_DAYS),
        interaction__in=Filing.objects.filter(client_id__in=clients).values("interaction_id"),
    ).order_by("-said_at", "start")
    offered = suggested(member, list(found[: limit * 3]), client_id=client_id)
    answered = _answered_among({one.finding.interaction_id for one in offered if one.becomes == "todo"})
    return [one for one in offered if one.becomes != "todo" or one.finding.interaction_id not in answered][
        :limit
    ]


def _answered_among(entries: Collection[int]) -> set[int]:
    """Those after which something went out in the same conversation."""
    later = Filing.objects.filter(interaction_id__in=entries, thread__last_out_at__gt=F("happened_at"))
    return set(later.values_list("interaction_id", flat=True))


def suggested(
    member: Member, findings: Sequence[Finding], *, client_id: int | None = None
) -> list[Suggestion]:
    """Of these findings those to suggest: seen by her, judged by nobody, and likely enough after what she refused."""
    left = _unjudged(member, [one for one in findings if _may_be_offered(one)])
    entries, speakers = {one.interaction_id for one in left}, {one.speaker for one in left}
    tallies, clients = tallies_of(speakers), _clients_of(member, entries, client_id)
    texts, names = texts_of(entries), names_of(speakers)
    found = []
    for one in left:
        likely = likelihood(one.confidence, tallies.get((one.rule, one.speaker), Tally()))
        client = clients.get(one.interaction_id)
        if likely >= LEAST_LIKELY and client is not None:
            evidence = _evidence(one, texts.get(one.interaction_id, ""), names)
            found.append(Suggestion(one, client, evidence, becomes(one)[0], round(likely, 2)))
    return found


def _may_be_offered(one: Finding) -> bool:
    """What is sure enough; and what she asks of others is theirs to promise."""
    return not one.is_unconfirmed and (
        one.kind == "promise" or (one.kind == "request" and one.side == "theirs")
    )


def _unjudged(member: Member, findings: Sequence[Finding]) -> list[Finding]:
    seen = seen_of({one.interaction_id for one in findings}, sight_of(member)) if findings else set()
    keys = {_key(one): one for one in findings if one.interaction_id in seen}
    judged = {key for (key,) in _judged(keys)} if keys else set()
    marked = _marked_by_hand({one.interaction_id for one in keys.values()})
    return [
        one
        for key, one in keys.items()
        if key not in judged and not _overlaps(one, marked.get(one.interaction_id, ()))
    ]


@prepared
def _judged(keys: Any) -> Any:
    return Promise.objects.filter(key__in=keys.texts).values_list("key")


def _marked_by_hand(entries: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """Where in these entries she marked a promise herself, by no rule; the sentence around it is not offered again."""
    found: dict[int, list[tuple[int, int]]] = {}
    for number, start, end in _kept_by_no_rule(entries) if entries else ():
        found.setdefault(number or 0, []).append((start, end))
    return found


@prepared
def _kept_by_no_rule(entries: Any) -> Any:
    rows = Promise.objects.filter(interaction_id__in=entries.numbers, rule="")
    return rows.values_list("interaction_id", "start", "end")


def _overlaps(one: Finding, spans: Iterable[tuple[int, int]]) -> bool:
    return any(one.start < end and start < one.end for start, end in spans)


def _evidence(one: Finding, text: str, names: dict[str, str]) -> Evidence:
    return Evidence(
        interaction_id=one.interaction_id,
        start=one.start,
        end=one.end,
        sentence=sentence(text, one.start, one.end),
        who=names.get(one.speaker, one.speaker),
        is_mine=one.side == "ours",
        said_at=one.said_at,
    )


def _key(one: Finding) -> str:
    return key_of(bytes(one.source_key), one.start, one.end, one.kind)


def tallies_of(speakers: Iterable[str]) -> dict[tuple[str, str], Tally]:
    """By rule and speaker, how often what it found was taken and refused."""
    found: dict[tuple[str, str], Tally] = {}
    asked = set(speakers)
    for rule, speaker, state in _judged_of(asked) if asked else ():
        before = found.get((rule, speaker), Tally())
        is_refused = state == "refused"
        found[rule, speaker] = Tally(before.taken + (not is_refused), before.refused + is_refused)
    return found


@prepared
def _judged_of(speakers: Any) -> Any:
    rows = Promise.objects.exclude(rule="").filter(speaker__in=speakers.texts)
    return rows.values_list("rule", "speaker", "state")


def _clients_of(member: Member, entries: Collection[int], client_id: int | None) -> dict[int, ClientTag]:
    tags = tags_for(member)
    found: dict[int, ClientTag] = {}
    for number, client in _filed(entries) if entries else ():
        if client in tags and client_id in (None, client):
            found[number] = tags[client]
    return found


@prepared
def _filed(entries: Any) -> Any:
    rows = Filing.objects.filter(interaction_id__in=entries.numbers).order_by("-client_id")
    return rows.values_list("interaction_id", "client_id")
