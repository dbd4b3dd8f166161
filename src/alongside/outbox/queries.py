"""Drafts and letters, read through the eyes of a member.

A draft or letter of a client is seen by the members of that client; one about nobody by its author alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Substr
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.accounts.queries import zone_of
from alongside.channels.smtp.compose import Correspondent
from alongside.clients.models import Client
from alongside.clients.queries import names_of
from alongside.outbox import ways_out
from alongside.outbox.bounce_words import bounce_facts, is_back
from alongside.outbox.errors import NotThere
from alongside.outbox.models import (
    Bounce,
    Draft,
    DraftChange,
    DraftFile,
    FromAddress,
    Letter,
    LetterState,
    Recipient,
    RecipientState,
    Signature,
    Snippet,
)
from alongside.outbox.recipients import read_recipients
from alongside.outbox.rules import Crossing
from alongside.outbox.shapes import (
    DraftLine,
    DraftView,
    FileFacts,
    LetterLine,
    RecipientFacts,
    Revision,
    WayOut,
)
from alongside.outbox.sight import (
    drafts_of,
    find_draft,
    in_sight,
    letters_of,
    seen_clients,
    sending_mailboxes,
    visible,
)
from alongside.outbox.states import TO_LOOK_AT, can_send_again, can_send_now, can_withdraw, words_for
from alongside.outbox.wall import crossings_in
from alongside.outbox.wording import fill_in, places_now
from alongside.prepared import prepared
from alongside.timeline.models import Revision as LedgerRow
from alongside.timeline.queries.shapes import ClientTag

_PREVIEW = 160
_MOST_DRAFTS = 100


@prepared
def _open_drafts(clients: Any, author: Any) -> Any:
    found = Draft.objects.filter(visible(clients.numbers, author), sent_at=None, discarded_at=None)
    found = found.annotate(beginning=Substr("text", 1, 400)).order_by("-changed_at", "-pk")
    tag, words = ("client_id", "client__name", "client__hue"), ("to", "subject", "beginning", "changed_at")
    return found.values_list("pk", *tag, "kind", "answers", *words)[:_MOST_DRAFTS]


def drafts_for(member: Member, *, client_id: int | None = None) -> list[DraftLine]:
    """Those that are being written, the newest change first."""
    rows = _open_drafts(*in_sight(member, client_id))
    typists = _typists([row[0] for row in rows]) if rows else {}
    return [
        DraftLine(
            id=number,
            client=_tag(client),
            kind=kind,
            answers=answers,
            to=to,
            subject=subject,
            preview=" ".join(beginning.split())[:_PREVIEW],
            changed_at=changed_at,
            changed_by=typists.get(number, ""),
        )
        for number, *client, kind, answers, to, subject, beginning, changed_at in rows
    ]


def draft_for(member: Member, draft_id: int) -> DraftView | None:
    """Also one that was discarded or sent off; it says so."""
    try:
        draft = find_draft(member, draft_id)
    except NotThere:
        return None
    files = draft.files.filter(removed_at=None).order_by("pk").defer("content")
    return DraftView(
        id=draft.pk,
        client=_tag_of(draft.client),
        kind=draft.kind,
        answers=draft.answers,
        connection_id=draft.connection_id,
        from_address=draft.from_address,
        to=draft.to,
        cc=draft.cc,
        bcc=draft.bcc,
        subject=draft.subject,
        text=draft.text,
        html=draft.html,
        revision=draft.revision,
        files=tuple(FileFacts(file.pk, file.name, file.media_type, file.size_bytes) for file in files),
        changed_at=draft.changed_at,
        changed_by=_typists([draft.pk]).get(draft.pk, ""),
        is_discarded=draft.discarded_at is not None,
        is_sent=draft.sent_at is not None,
    )


@prepared
def _changes_of(drafts: Any) -> Any:
    rows = DraftChange.objects.filter(draft_id__in=drafts.numbers).order_by("revision")
    return rows.values_list("draft_id", "member__name")


def _typists(draft_ids: Sequence[int]) -> dict[int, str]:
    """Who changed each last."""
    return dict(_changes_of(draft_ids))


def _tag(client: Sequence[Any]) -> ClientTag | None:
    return None if client[0] is None else ClientTag(*client)


def _tag_of(client: Client | None) -> ClientTag | None:
    return None if client is None else ClientTag(client.pk, client.name, client.hue)


def draft_file_for(member: Member, draft_id: int, file_id: int) -> DraftFile | None:
    return DraftFile.objects.filter(pk=file_id, draft__in=drafts_of(member), draft_id=draft_id).first()


def revisions_for(member: Member, draft_id: int) -> list[Revision]:
    """Every change, the newest first."""
    rows = DraftChange.objects.filter(draft__in=drafts_of(member), draft_id=draft_id)
    return [
        Revision(row.revision, row.changed_at, row.member.name if row.member else "", tuple(row.changes))
        for row in rows.select_related("member").order_by("-revision")
    ]


@lru_cache(maxsize=16)
def _newest(limit: int) -> Callable[..., list[Any]]:
    @prepared
    def numbers(clients: Any, author: Any, states: Any) -> Any:
        found = Letter.objects.filter(visible(clients.numbers, author), state__in=states.texts)
        # What she sent to herself lies in her own mailbox; here it stands while something is to be done.
        found = found.exclude(is_to_herself=True, state=LetterState.SENT)
        return found.order_by("-send_at", "-pk").values_list("pk")[:limit]

    return numbers


def letters_for(
    member: Member, *, client_id: int | None = None, states: Iterable[str] = (), limit: int = 100
) -> list[LetterLine]:
    """The newest first; `states` of `models.LetterState`, all when none is named."""
    wanted = list(map(str, states)) or LetterState.values
    return _lines([number for (number,) in _newest(limit)(*in_sight(member, client_id), wanted)])


@prepared
def _came_back(clients: Any, author: Any) -> Any:
    back = Letter.objects.filter(visible(clients.numbers, author), bounces__verdict="failed")
    is_new = Q(bounces_seen_at=None) | Q(bounces__happened_at__gt=F("bounces_seen_at"))
    return back.filter(is_new).order_by("-pk").values_list("pk").distinct()[:_MOST_DRAFTS]


def letters_to_look_at_for(member: Member) -> list[LetterLine]:
    """Those that ask for a decision: maybe sent, refused, refused for some, not sent, come back."""
    found = letters_for(member, states=TO_LOOK_AT)
    known = {one.id for one in found}
    back = [number for (number,) in _came_back(*in_sight(member, None)) if number not in known]
    return [*_lines(back), *found]


def letter_for(member: Member, letter_id: int) -> LetterLine | None:
    lines = _lines(list(letters_of(member).filter(pk=letter_id).values_list("pk", flat=True)))
    return lines[0] if lines else None


def letters_of_entries_for(member: Member, interaction_ids: Iterable[int]) -> dict[int, LetterLine]:
    """By entry of the timeline the letter that it is: to whom it went besides, and what became of it."""
    ledger = LedgerRow.objects.filter(interaction_id__in=list(interaction_ids))
    found = letters_of(member).filter(original__in=ledger.values("original_id"))
    lines = _lines(list(found.values_list("pk", flat=True)))
    return {line.interaction_id: line for line in lines if line.interaction_id is not None}


def bounced_letters_for(member: Member, interaction_ids: Iterable[int]) -> dict[int, int | None]:
    """By entry that says a letter did not arrive the letter it is about; None where that is not proven, or not hers."""
    rows = Bounce.objects.filter(interaction__in=list(interaction_ids))
    found = dict(rows.values_list("interaction_id", "letter_id"))
    hers = set(letters_of(member).filter(pk__in=list(found.values())).values_list("pk", flat=True))
    return {number: letter for number, letter in found.items() if letter is None or letter in hers}


@prepared
def _letters(numbers: Any) -> Any:
    return Letter.objects.filter(pk__in=numbers.numbers).defer("raw")


@prepared
def _belonging(numbers: Any) -> Any:
    rows = Letter.objects.filter(pk__in=numbers.numbers)
    return rows.values_list("pk", "author__name", "client_id", "client__name", "client__hue")


@prepared
def _recipients(letters: Any) -> Any:
    return Recipient.objects.filter(letter_id__in=letters.numbers).order_by("pk")


@prepared
def _entries_of(originals: Any) -> Any:
    rows = LedgerRow.objects.filter(original_id__in=originals.numbers)
    return rows.values_list("original_id", "interaction_id")


@prepared
def _bounces(letters: Any) -> Any:
    return Bounce.objects.filter(letter_id__in=letters.numbers).order_by("happened_at", "pk")


def _lines(numbers: Sequence[int]) -> list[LetterLine]:
    """In the order of the numbers; the caller has checked sight."""
    if not numbers:
        return []
    rows = {row.pk: row for row in _letters(numbers)}
    belonging = {number: more for number, *more in _belonging(numbers)}
    people: dict[int, list[Recipient]] = {}
    for one in _recipients(numbers):
        people.setdefault(one.letter_id, []).append(one)
    returned: dict[int, list[Bounce]] = {}
    for back in _bounces(numbers):
        returned.setdefault(back.letter_id, []).append(back)
    entries = dict(_entries_of([row.original_id for row in rows.values() if row.original_id]))
    return [
        _line(
            rows[number],
            people.get(number, []),
            returned.get(number, []),
            entries.get(rows[number].original_id or 0),
            *belonging[number],
        )
        for number in numbers
        if number in rows
    ]


def _line(
    letter: Letter,
    people: Sequence[Recipient],
    returned: Sequence[Bounce],
    interaction_id: int | None,
    author: str | None,
    *client: Any,
) -> LetterLine:
    is_due = letter.due_at is not None
    words = words_for(
        letter.state,
        letter.trouble,
        is_due=is_due,
        refused=[one.address for one in people if one.state == RecipientState.REFUSED],
        later=[one.address for one in people if one.state == RecipientState.LATER],
    )
    return LetterLine(
        id=letter.pk,
        client=_tag(client),
        state=letter.state,
        subject=letter.subject,
        preview=letter.preview,
        from_address=letter.envelope_from,
        author=author or "",
        answers=letter.answers,
        send_at=letter.send_at,
        sent_at=letter.sent_at,
        due_at=letter.due_at,
        attempts=letter.attempts,
        sentence=words.sentence,
        next_step=words.next_step,
        said=letter.said,
        recipients=tuple(
            RecipientFacts(one.role, one.address, one.name, one.state, one.code, one.said) for one in people
        ),
        interaction_id=interaction_id,
        draft_id=letter.draft_id,
        can_withdraw=can_withdraw(letter.state, is_due=is_due),
        can_send_now=can_send_now(letter.state, is_due=is_due, attempts=letter.attempts),
        can_send_again=can_send_again(letter.state, is_due=is_due),
        can_look=letter.state == LetterState.MAYBE_SENT,
        copy=letter.copy,
        bounces=bounce_facts(returned, names={one.address: one.name for one in people}),
        is_back=is_back(returned, seen_at=letter.bounces_seen_at),
    )


def ways_out_for(member: Member, *, client_id: int | None = None) -> list[WayOut]:
    """Every sender line the member may write with, for this client first; the usual one is marked."""
    return ways_out.ways_out(member, client_id=client_id)


def from_addresses_for(member: Member) -> list[FromAddress]:
    """Those kept by hand, for a page of settings."""
    boxes = list(sending_mailboxes(member).values_list("pk", flat=True))
    kept = FromAddress.objects.filter(connection__in=boxes).select_related("connection", "client")
    return [row for row in kept.order_by("connection__label", "pk") if _is_hers(member, row.client_id)]


def _is_hers(member: Member, client_id: int | None) -> bool:
    return client_id is None or client_id in seen_clients(member)


def signatures_for(member: Member) -> list[Signature]:
    rows = Signature.objects.filter(member=member).select_related("client", "connection")
    return [row for row in rows.order_by("pk") if _is_hers(member, row.client_id)]


def snippets_for(member: Member) -> list[Snippet]:
    """The member's own and those that are shared, by name."""
    own = Snippet.objects.filter(member=member)
    return list((own | Snippet.objects.filter(is_shared=True)).order_by("name", "pk"))


def snippet_text_for(member: Member, snippet_id: int, *, draft_id: int) -> str | None:
    """With its places filled in for this draft; what nobody knows stays as it is, to be seen."""
    snippet = next((one for one in snippets_for(member) if one.pk == snippet_id), None)
    draft = drafts_of(member).select_related("client").filter(pk=draft_id).first()
    if snippet is None or draft is None:
        return None
    people = [_named(one.person) for one in read_recipients(draft.to) if one.person is not None]
    known = places_now(
        recipient=people[0] if people else None,
        client=draft.client.name if draft.client else "",
        my_name=member.name,
        now=timezone.localtime(timezone.now(), zone_of(member)),
        subject=draft.subject,
    )
    return fill_in(snippet.text, known)


def _named(person: Correspondent) -> Correspondent:
    """With the name that is known of somebody of whom only the address was typed."""
    known = person.name or names_of([person.address.lower()]).get(person.address.lower(), "")
    return Correspondent(person.address, known)


def wall_for(member: Member, draft_id: int) -> list[Crossing]:
    """What of other clients' people, addresses, names and files stands in a draft, in the order it stands there.

    Only clients that the member sees; empty for a stranger.
    """
    try:
        draft = find_draft(member, draft_id)
    except NotThere:
        return []
    return crossings_in(draft, seen=seen_clients(member))


def parts_touched_for(member: Member, letter_id: int) -> set[str]:
    """What of open pages a change of this letter touches: "outbox" and "client:7"; nothing for a stranger."""
    letter = letters_of(member).filter(pk=letter_id).values_list("client_id").first()
    if letter is None:
        return set()
    return {"outbox"} | ({f"client:{letter[0]}"} if letter[0] is not None else set())
