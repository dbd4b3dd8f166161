"""Files of a draft: put beside it, taken from an entry, taken out and put back."""

from __future__ import annotations

from datetime import datetime
from hashlib import file_digest, sha256
from typing import BinaryIO

from django.db.models import Sum

from alongside.accounts.models import Member
from alongside.channels.smtp.compose import file_name
from alongside.outbox.errors import NotThere, OutboxError
from alongside.outbox.models import Draft, DraftFile
from alongside.outbox.sight import find_open_draft
from alongside.outbox.wall import file_of
from alongside.timeline.models import Attachment
from alongside.timeline.models import Revision as LedgerRow
from alongside.timeline.queries.entries import attachment_for

# Most providers take 25 MB, and a file grows by a third on its way.
MOST_BYTES = 18_000_000


def attach(
    member: Member, draft_id: int, *, name: str, media_type: str, content: BinaryIO, now: datetime
) -> DraftFile:
    """Adds a file, read from `content`; raises OutboxError where the letter would become too large to send."""
    draft = find_open_draft(member, draft_id)
    read = content.read(MOST_BYTES + 1)
    return _add(draft, name=name, media_type=media_type, content=read)


def is_attached(member: Member, draft_id: int, *, name: str, content: BinaryIO) -> bool:
    """Whether the same file goes along already; `content` stands at its beginning again afterwards."""
    draft = find_open_draft(member, draft_id)
    digest = file_digest(content, "sha256").digest()
    content.seek(0)
    return draft.files.filter(name=file_name(name), sha256=digest, removed_at=None).exists()


def attach_from(member: Member, draft_id: int, *, attachment_key: str, now: datetime) -> DraftFile:
    """Adds a file of an entry that the member sees, by the key of its attachment."""
    draft = find_open_draft(member, draft_id)
    found = attachment_for(member, attachment_key)
    content = _content_of(found) if found is not None else None
    if found is None:
        raise NotThere
    if content is None:
        raise OutboxError(f"“{found.name}” cannot be opened. The draft is as it was.")
    return _add(draft, name=found.name, media_type=found.media_type, content=content)


def attach_all_of(draft: Draft, interaction_id: int) -> None:
    """The files of what is forwarded, as far as they can be opened and there is room."""
    for found in Attachment.objects.filter(interaction_id=interaction_id, is_inline=False).order_by("number"):
        content = _content_of(found)
        if content is not None and _size(draft) + len(content) <= MOST_BYTES:
            _add(draft, name=found.name, media_type=found.media_type, content=content)


# Smaller pictures within a letter are mostly marks below a signature.
_SMALLEST_PICTURE = 20_000


def left_behind(draft_id: int, interaction_id: int) -> tuple[list[str], int]:
    """Of what is forwarded: files that did not come along, by name, and how many pictures that stood in its text.

    For whoever has asked already whether the draft may be seen.
    """
    rows = Attachment.objects.filter(interaction_id=interaction_id).order_by("number")
    taken = set(DraftFile.objects.filter(draft_id=draft_id).values_list("name", "size_bytes"))
    names, pictures = [], 0
    for name, size, is_inline in rows.values_list("name", "size_bytes", "is_inline"):
        if is_inline:
            pictures += size >= _SMALLEST_PICTURE
        elif (file_name(name), size) not in taken:
            names.append(name)
    return names, pictures


def _content_of(found: Attachment) -> bytes | None:
    ledger = LedgerRow.objects.filter(interaction_id=found.interaction_id).order_by("pk")
    original_id = ledger.values_list("original_id", flat=True).first()
    return file_of(original_id, found.number) if original_id is not None else None


def _add(draft: Draft, *, name: str, media_type: str, content: bytes) -> DraftFile:
    if _size(draft) + len(content) > MOST_BYTES:
        raise OutboxError(
            f"With “{file_name(name)}” the letter would be larger than mail servers take. "
            "Send it in another way, or in a letter of its own."
        )
    return DraftFile.objects.create(
        draft=draft,
        name=file_name(name),
        media_type=media_type[:100],
        size_bytes=len(content),
        sha256=sha256(content).digest(),
        content=content,
    )


def _size(draft: Draft) -> int:
    found = draft.files.filter(removed_at=None).aggregate(Sum("size_bytes"))
    return int(found["size_bytes__sum"] or 0)


def detach(member: Member, draft_id: int, file_id: int, *, now: datetime) -> DraftFile:
    """Takes a file out; `attach_back` undoes it."""
    return _set_removed(find_open_draft(member, draft_id), file_id, now)


def attach_back(member: Member, draft_id: int, file_id: int) -> DraftFile:
    """Undoes `detach`."""
    draft = find_open_draft(member, draft_id)
    file = draft.files.filter(pk=file_id, removed_at__isnull=False).defer("content").first()
    if file is not None and _size(draft) + file.size_bytes > MOST_BYTES:
        raise OutboxError("There is no room for it in this letter any more.")
    return _set_removed(draft, file_id, None)


def _set_removed(draft: Draft, file_id: int, at: datetime | None) -> DraftFile:
    if draft.files.filter(pk=file_id).update(removed_at=at) != 1:
        raise NotThere
    return draft.files.defer("content").get(pk=file_id)
