"""A client in, a zip of all that may be handed back out, made behind the page; and old ones let go."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from html import escape
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.accounts.queries import practice
from alongside.agreements.queries import zone_here
from alongside.clients.models import Client
from alongside.handover import contents
from alongside.handover.contents import Item
from alongside.handover.errors import HandoverError, NotThere
from alongside.handover.models import Archive
from alongside.handover.paper import csv_row, file_name, html_link, html_page, html_row, readme
from alongside.handover.zipping import Zipping, digest_of, zipped
from alongside.jobs.progress import report
from alongside.lib.durable import make_folder
from alongside.originals.errors import DamagedOriginalError, MissingOriginalError
from alongside.originals.queries import read

KEPT_DAYS = 14
_KINDS = {
    "email": "mail",
    "call": "call",
    "meeting": "meeting",
    "visit": "visit",
    "chat": "message",
    "note": "note",
}


def folder() -> Path:
    found = Path(settings.HOME) / "archives"
    make_folder(found)
    return found


def path_of(archive: Archive) -> Path:
    return folder() / archive.file


def ask_for(member: Member, client: Client, *, with_notes: bool, now: datetime) -> Archive:
    """Its row; `jobs.make_archive` fills it. One that is still to be made is given as it is."""
    if not member.is_owner:
        raise NotThere("There is no such client.")
    waiting = Archive.objects.filter(client=client, ready_at=None, with_notes=with_notes).first()
    if waiting is not None:
        return waiting
    file = f"{secrets.token_hex(16)}.zip"
    return Archive.objects.create(
        client=client, made_by=member, file=file, with_notes=with_notes, asked_at=now
    )


def make(archive: Archive, member: Member, *, now: datetime) -> Archive:
    """Writes the file and says in its row that it is whole. Raises HandoverError where there is no room."""
    counts: Counter[str] = Counter()
    try:
        with timezone.override(zone_here()), zipped(path_of(archive), at=now) as making:
            _write(making, archive, member, counts, now=now)
    except OSError as error:
        raise HandoverError(
            f"The archive could not be written: {error.strerror}. Nothing is lost. Make room, and ask again."
        ) from error
    path = path_of(archive)
    Archive.objects.filter(pk=archive.pk).update(
        entries=counts["entries"],
        left_out=counts["left_out"],
        unreadable=counts["unreadable"],
        size_bytes=path.stat().st_size,
        sha256=digest_of(path),
        ready_at=now,
        delete_at=now + timedelta(days=KEPT_DAYS),
    )
    if not Archive.objects.filter(pk=archive.pk).exists():
        path.unlink(missing_ok=True)  # Erased meanwhile.
    else:
        archive.refresh_from_db()
    return archive


def _write(making: Zipping, archive: Archive, member: Member, counts: Counter[str], *, now: datetime) -> None:
    client, zone = archive.client, zone_here()
    years, total = contents.years_of(client), contents.count_of(client)
    unreadable: list[str] = []
    for batch in contents.batches_of(member, client, with_notes=archive.with_notes):
        for item in batch.items:
            unreadable += _add(making, item, zone)
        counts["entries"] += len(batch.items)
        counts["left_out"] += batch.left_out
        report(counts["entries"] + counts["left_out"], total=total, message="letters written")
    counts["unreadable"] = len(unreadable)
    if unreadable:
        making.text("unreadable.txt", (f"{name}\r\n" for name in unreadable))
    for year in years:
        making.text(f"timeline/{year}.html", _page_of(member, archive, year, zone))
    making.text("timeline.csv", _table(member, archive, zone))
    making.text("index.html", _index(archive, years))
    for name, text in contents.about(member, client, with_notes=archive.with_notes, now=now):
        making.text(name, [text])
    making.text("README.txt", [_readme(archive, counts, now=now)])


def _readme(archive: Archive, counts: Counter[str], *, now: datetime) -> str:
    ours = practice().name or (archive.made_by.name if archive.made_by else "")
    return readme(
        archive.client.name,
        ours=ours,
        made_at=now.astimezone(zone_here()),
        entries=counts["entries"],
        left_out=counts["left_out"],
        unreadable=counts["unreadable"],
        with_notes=archive.with_notes,
    )


def place_of(item: Item, zone: tzinfo) -> str:
    """Where it stands in the zip; "" where there is nothing to read of it."""
    line = item.line
    year = line.happened_at.astimezone(zone).year
    if item.original_id is not None:
        return f"mail/{year}/" + file_name(line.happened_at, line.id, line.subject, ".eml", zone=zone)
    if item.text.strip():
        return f"written-down/{year}/" + file_name(
            line.happened_at, line.id, f"{_KINDS.get(line.kind, '')} {line.others}", ".txt", zone=zone
        )
    return ""


def _add(making: Zipping, item: Item, zone: tzinfo) -> list[str]:
    """What could not be read of it."""
    place = place_of(item, zone)
    if item.original_id is None:
        if place:
            making.add(place, item.text.encode("utf-8", "replace"), at=item.line.happened_at)
        return []
    try:
        content = read(item.original_id)
    except (MissingOriginalError, DamagedOriginalError):
        return [place]
    making.add(place, content, at=item.line.happened_at)
    return []


def _items(member: Member, archive: Archive, year: int | None = None) -> Iterator[Item]:
    for batch in contents.batches_of(member, archive.client, with_notes=archive.with_notes, year=year):
        yield from batch.items


def _page_of(member: Member, archive: Archive, year: int, zone: tzinfo) -> Iterator[str]:
    def rows() -> Iterator[str]:
        yield "<table>\n"
        for item in _items(member, archive, year):
            line, place = item.line, place_of(item, zone)
            words = line.subject or _KINDS.get(line.kind, line.kind)
            link = html_link(f"../{place}", words) if place else escape(words)
            when = f"{line.happened_at.astimezone(zone):%Y-%m-%d %H:%M}"
            who = "we" if line.direction == "out" else line.who or line.others
            yield html_row((when, _KINDS.get(line.kind, ""), escape(who), link, escape(line.preview)))
        yield "</table>\n"

    yield from html_page(f"{archive.client.name}, {year}", rows())


def _table(member: Member, archive: Archive, zone: tzinfo) -> Iterator[str]:
    yield "\ufeff" + csv_row(
        ("when", "until", "kind", "who wrote", "who", "address", "subject", "files", "file")
    )
    for item in _items(member, archive):
        line = item.line
        ends = line.ended_at.astimezone(zone).isoformat() if line.ended_at is not None else ""
        side = "we" if line.direction == "out" else "they"
        who = line.others if line.kind != "email" else line.who
        when = line.happened_at.astimezone(zone).isoformat()
        cells = (when, ends, _KINDS.get(line.kind, ""), side, who, line.address, line.subject)
        yield csv_row((*cells, line.attachment_count, place_of(item, zone)))


def _index(archive: Archive, years: list[int]) -> Iterator[str]:
    links = (f"<p>{html_link(f'timeline/{year}.html', str(year))}</p>\n" for year in years)
    yield from html_page(archive.client.name, links)


def find_for(member: Member, archive_id: int) -> Archive | None:
    """An owner's alone."""
    if not (member.is_owner and member.is_active):
        return None
    return Archive.objects.filter(pk=archive_id).select_related("client").first()


def forget(archive: Archive) -> None:
    """The file first: a row without a file says so, a file without a row would be seen by nobody."""
    path = path_of(archive)
    # What a killed worker left of it holds the same.
    for file in (path, path.with_suffix(".part")):
        file.unlink(missing_ok=True)
    Archive.objects.filter(pk=archive.pk).delete()


def forget_due(*, now: datetime) -> int:
    """Those whose days are over, and files that no row speaks of."""
    due = list(Archive.objects.filter(delete_at__lte=now))
    for archive in due:
        forget(archive)
    known = set(Archive.objects.values_list("file", flat=True))
    for path in folder().iterdir():
        if path.with_suffix(".zip").name not in known:
            path.unlink(missing_ok=True)
    return len(due)


def next_forgetting_at() -> datetime | None:
    """For the timetable."""
    rows = Archive.objects.filter(delete_at__isnull=False).order_by("delete_at")
    return rows.values_list("delete_at", flat=True).first()
