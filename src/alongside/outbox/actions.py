"""Drafts, written: begun, typed, given files, thrown away and fetched back.

Every function takes the member first and raises OutboxError with words for a person; for what a member may not
see it is NotThere, as if it were not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.clients.queries import sees_client
from alongside.lib.splices import Splice, back, splice
from alongside.lib.texts import storable
from alongside.outbox import rich
from alongside.outbox.answering import AnswerKind, start_answer
from alongside.outbox.attaching import attach, attach_back, attach_from, detach
from alongside.outbox.errors import NotThere, OutboxError, StaleDraft
from alongside.outbox.models import Draft, DraftChange
from alongside.outbox.sight import find_draft, find_open_draft
from alongside.outbox.ways_out import closest_signature, ways_out
from alongside.outbox.wording import first_text

__all__ = [
    "FIELDS",
    "AnswerKind",
    "attach",
    "attach_back",
    "attach_from",
    "bring_back",
    "detach",
    "discard",
    "go_back_to",
    "journal",
    "start_answer",
    "start_new",
]
# What `journal` takes; all of them texts. `connection` is the number of the mailbox, in digits.
FIELDS = ("connection", "from_address", "to", "cc", "bcc", "subject", "text", "html")
_LONGEST: Mapping[str, int] = {"text": 1_000_000, "html": 2_000_000}
_LONGEST_LINE = 20_000


def start_new(member: Member, *, client: Client | None = None, to: str = "", now: datetime) -> Draft:
    """An empty mail to `to`, from the client's timeline or about nobody; with the member's signature below."""
    if client is not None and not sees_client(member, client.pk):
        raise NotThere
    client_id = client.pk if client is not None else None
    way = next(iter(ways_out(member, client_id=client_id)), None)
    connection_id = way.connection_id if way is not None else None
    signature = closest_signature(member, client_id=client_id, connection_id=connection_id)
    return Draft.objects.create(
        client=client,
        author=member,
        connection_id=connection_id,
        from_address=way.address if way is not None else "",
        to=_cleaned("to", to),
        text=first_text(signature=signature, below=""),
        signature=signature,
        changed_at=now,
    )


def journal(
    member: Member, draft_id: int, *, revision: int, fields: Mapping[str, str], now: datetime
) -> Draft:
    """Keep what was typed: `fields` are whole new values, any of FIELDS; what equals what is there costs nothing.

    `revision` is the one that the page has; raises StaleDraft when the draft has another by now, and then
    nothing is written. Returns the draft with its new revision.
    """
    if unknown := set(fields) - set(FIELDS):
        raise OutboxError(f"A draft has no {', '.join(sorted(unknown))}.")
    draft = find_open_draft(member, draft_id)
    if draft.revision != revision:
        raise StaleDraft(draft.revision)
    wanted = {name: _cleaned(name, value) for name, value in fields.items()}
    if "connection" in wanted or "from_address" in wanted:
        _choose_way_out(member, draft, wanted)
    changes = {
        name: splice(_value(draft, name), value)
        for name, value in wanted.items()
        if _value(draft, name) != value
    }
    return _keep(member, draft, wanted, changes, now) if changes else draft


def _value(draft: Draft, name: str) -> str:
    return str(draft.connection_id or "") if name == "connection" else str(getattr(draft, name))


def _cleaned(name: str, value: str) -> str:
    value = storable(value)
    if len(value) > _LONGEST.get(name, _LONGEST_LINE):
        raise OutboxError("This is too long for one letter. What was typed before is kept.")
    return rich.clean(value) if name == "html" else value


def _choose_way_out(member: Member, draft: Draft, wanted: dict[str, str]) -> None:
    """Only a way that this member has; another mailbox brings its signature along."""
    ways = ways_out(member, client_id=draft.client_id)
    connection = wanted.get("connection", str(draft.connection_id or ""))
    address = wanted.get("from_address", draft.from_address)
    through = [way for way in ways if str(way.connection_id) == connection]
    if not through:
        raise OutboxError("This mailbox does not send for you. Choose another one.")
    is_known = any(way.address == address for way in through)
    wanted["connection"], wanted["from_address"] = connection, address if is_known else through[0].address
    if connection != str(draft.connection_id or "") and "text" not in wanted:
        new = closest_signature(member, client_id=draft.client_id, connection_id=through[0].connection_id)
        old_block, new_block = _signature_block(draft.signature), _signature_block(new)
        if old_block and draft.text.count(old_block) == 1:
            wanted["text"] = draft.text.replace(old_block, new_block)
            draft.signature = new


def _signature_block(signature: str) -> str:
    return f"-- \n{signature.strip()}\n" if signature.strip() else ""


def _keep(
    member: Member, draft: Draft, wanted: Mapping[str, str], changes: Mapping[str, Splice], now: datetime
) -> Draft:
    values = {name: wanted[name] for name in changes if name != "connection"}
    if "connection" in changes:
        values["connection_id"] = wanted["connection"]
    with transaction.atomic():
        mine = Draft.objects.filter(pk=draft.pk, revision=draft.revision, sent_at=None, discarded_at=None)
        # One statement decides between two tabs that type at once.
        number = draft.revision + 1
        if mine.update(revision=number, changed_at=now, signature=draft.signature, **values) != 1:
            raise StaleDraft(Draft.objects.values_list("revision", flat=True).get(pk=draft.pk))
        DraftChange.objects.create(draft=draft, revision=number, member=member, changes=dict(changes))
    draft.refresh_from_db()
    return draft


def discard(member: Member, draft_id: int, *, now: datetime) -> Draft:
    """Throws a draft away; `bring_back` undoes it."""
    draft = find_open_draft(member, draft_id)
    Draft.objects.filter(pk=draft.pk, sent_at=None).update(discarded_at=now)
    draft.refresh_from_db()
    return draft


def bring_back(member: Member, draft_id: int) -> Draft:
    """Undoes `discard`."""
    draft = find_draft(member, draft_id)
    Draft.objects.filter(pk=draft.pk).update(discarded_at=None)
    draft.refresh_from_db()
    return draft


def go_back_to(member: Member, draft_id: int, *, number: int, revision: int, now: datetime) -> Draft:
    """Makes the draft as it was after the change of that number; itself a change, so nothing is lost by it."""
    draft = find_open_draft(member, draft_id)
    fields = {name: _value(draft, name) for name in FIELDS}
    later = DraftChange.objects.filter(draft=draft, revision__gt=number).order_by("-revision")
    touched = set()
    for change in later:
        for name, (start, removed, inserted) in change.changes.items():
            fields[name] = back(fields[name], (start, removed, inserted))
            touched.add(name)
    wanted = {name: fields[name] for name in touched if name not in ("connection", "from_address")}
    return journal(member, draft_id, revision=revision, fields=wanted, now=now)
