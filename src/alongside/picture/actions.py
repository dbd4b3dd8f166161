"""What is known of a client, written: kept, changed, taken away, each with who and when, and a way back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.db import IntegrityError, transaction

from alongside.accounts.models import Member
from alongside.clients.models import Client, Person
from alongside.clients.queries import client_for
from alongside.lib.faces import MOST_BYTES, square
from alongside.lib.limited import LimitedPool, PoolError, Refused
from alongside.picture.errors import NotThere, PictureError
from alongside.picture.models import Change, Face, Line
from alongside.picture.queries import home_of, line_for, of_client, survivors
from alongside.picture.rules import (
    ASIDE,
    LONGEST_NAME,
    MOST_LINES,
    PERSON,
    PERSON_FIELDS,
    TOPIC_OF,
    Field,
    cleaned,
    cleaned_fields,
    is_ring,
    no_secret,
)

ADDED, CHANGED, GONE, BACK = "added", "changed", "gone", "back"
_ASIDE = (Field(ASIDE, "Just for you", is_long=True),)
_NO_PICTURE = (
    "This is no picture that can be shown: take a JPEG, PNG or WebP of at most 12 MB. On an iPhone, "
    "choose “Most compatible” or send it to yourself as a JPEG first."
)


def keep_line(
    member: Member,
    client_id: int,
    *,
    kind: str,
    name: str,
    fields: Mapping[str, str],
    is_private: bool,
    now: datetime,
    line_id: int | None = None,
) -> Change:
    """A new line, or another wording of one that she sees. Raises PictureError."""
    client, topic = _client(member, client_id), TOPIC_OF.get(kind)
    if topic is None:
        raise NotThere("There is no such thing to say.")
    said = cleaned(topic, name, fields)
    line = line_for(member, line_id) if line_id is not None else None
    if line is not None and (line.kind != kind or line.person_id is not None or home_of(line) != client.pk):
        raise NotThere("There is no such line.")
    if line is None and Line.objects.filter(of_client(client.pk), is_gone=False).count() >= MOST_LINES:
        raise PictureError("More than this is kept of nobody. Take some lines away first.")
    if is_private and line is not None and line.private_to_id is None:
        _check_is_hers_alone(member, line)
    return _write(
        member,
        line or Line(client=client, kind=kind),
        {"name": said.name, "fields": said.fields, "private_to_id": member.pk if is_private else None},
        now=now,
    )


def _check_is_hers_alone(member: Member, line: Line) -> None:
    """Raises PictureError where hiding it would take somebody else's words from everybody."""
    if line.changes.exclude(by=member).exists():
        raise PictureError(
            "Somebody else wrote this or changed it, so it stays for everybody. Add a line of your own "
            "for what is just for you.",
            field="is_private",
        )


def drop_line(member: Member, line_id: int, *, now: datetime) -> Change:
    return _write(member, line_for(member, line_id), {"is_gone": True}, now=now, what=GONE)


def keep_person(
    member: Member,
    client_id: int,
    person_id: int,
    *,
    name: str,
    fields: Mapping[str, str],
    answers_to: int | None,
    aside: str | None,
    now: datetime,
) -> list[Change]:
    """What everybody sees of a person, and what she notes for herself (None: as it is). Raises PictureError."""
    client = _client(member, client_id)
    person = _person(client, person_id)
    said = cleaned_fields(PERSON_FIELDS, fields)
    note = cleaned_fields(_ASIDE, {ASIDE: aside or ""})
    if answers_to:
        said["answers_to"] = str(_above(client, person, answers_to).pk)
    with transaction.atomic():
        _rename(person, name)
        changes = [_keep_of(member, client, person, PERSON, said, None, now)]
        if aside is not None:
            changes.append(_keep_of(member, client, person, ASIDE, note, member, now))
    return [one for one in changes if one is not None]


def _keep_of(
    member: Member,
    client: Client,
    person: Person,
    kind: str,
    fields: dict[str, str],
    private_to: Member | None,
    now: datetime,
) -> Change | None:
    """None where nothing is said that was not said before."""
    line = Line.objects.filter(person=person, kind=kind, private_to=private_to).first()
    if (line is None and not fields) or (line is not None and line.fields == fields and not line.is_gone):
        return None
    new = line or Line(client=client, person=person, kind=kind, private_to=private_to)
    return _write(member, new, {"fields": fields, "is_gone": False}, now=now)


def _rename(person: Person, name: str) -> None:
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME:
        raise PictureError("This is too long for a name.", field="name")
    no_secret("name", name)
    if name and name != person.name:
        person.name = name
        person.save(update_fields=["name"])


def _above(client: Client, person: Person, number: int) -> Person:
    """Raises PictureError where somebody would answer to themselves, by whatever way."""
    above = _person(client, number)
    now = survivors(client.pk)
    rows = Line.objects.filter(person__client=client, kind=PERSON, is_gone=False)
    known = {
        now.get(at or 0, at or 0): now.get(to, to)
        for at, fields in rows.values_list("person_id", "fields")
        if (to := int(fields.get("answers_to") or 0))
    }
    if above.pk == person.pk or is_ring({**known, person.pk: above.pk}, person.pk):
        raise PictureError(
            f"{above.name or 'This person'} answers to {person.name or 'this one'} already, by one way or another.",
            field="answers_to",
        )
    return above


def add_person(member: Member, client_id: int, name: str) -> Person:
    """Somebody of whom no address is known yet. Raises PictureError."""
    client = _client(member, client_id)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise PictureError("Say who it is, in a few words.", field="name")
    no_secret("name", name)
    if Person.objects.filter(client=client).count() >= MOST_LINES * 5:
        raise PictureError("More people than this are kept of nobody.", field="name")
    return Person.objects.create(client=client, name=name)


def forget_person(member: Member, person_id: int) -> None:
    """Undoes `add_person`, as long as nothing hangs on it."""
    person = Person.objects.filter(pk=person_id, handles=None, merged_into=None).first()
    if person is None or client_for(member, person.client_id) is None:
        return
    has_day = Person.objects.filter(pk=person.pk, anniversaries__isnull=False).exists()
    is_told_of = Line.objects.filter(person=person, is_gone=False).exists()
    if not has_day and not is_told_of and not Face.objects.filter(person=person).exists():
        person.delete()


def keep_face(member: Member, client_id: int, person_id: int, content: bytes, *, now: datetime) -> Face:
    """Drawn anew in a process of its own. Raises PictureError."""
    person = _person(_client(member, client_id), person_id)
    if len(content) > MOST_BYTES:
        raise PictureError(_NO_PICTURE, field="face")
    drawn = _drawn(content)
    digest = blake2b(drawn + person.pk.to_bytes(8, "big"), digest_size=16).hexdigest()
    values = {"digest": digest, "image": drawn, "kept_by": member, "kept_at": now}
    face, _ = Face.objects.update_or_create(person=person, defaults=values)
    return face


def _drawn(content: bytes) -> bytes:
    try:
        with LimitedPool[bytes, bytes | None](square, workers=1) as pool:
            ((found,),) = pool.map([[content]])
    except PoolError as error:
        raise PictureError("It could not be looked at just now. Try once more.", field="face") from error
    if found is None or isinstance(found, Refused):
        raise PictureError(_NO_PICTURE, field="face")
    return found


def drop_face(member: Member, client_id: int, person_id: int) -> None:
    """Nothing of it stays, so there is no way back."""
    client = _client(member, client_id)
    person = _person(client, person_id)
    same = [number for number, now in survivors(client.pk).items() if now == person.pk]
    Face.objects.filter(person_id__in=[person.pk, *same]).delete()


def undo(member: Member, changes: list[int], *, now: datetime) -> None:
    """Her own changes taken back, as long as nobody changed the line since; else nothing happens."""
    for change in Change.objects.filter(pk__in=changes, by=member).select_related("line__person"):
        line = change.line
        newest = line.changes.order_by("-id").first()
        if newest != change or client_for(member, home_of(line)) is None:
            continue
        before = change.was or {**_now(line), "is_gone": True}
        _write(member, line, before, now=now, what=BACK)


def _now(line: Line) -> dict[str, Any]:
    return {
        "name": line.name,
        "fields": line.fields,
        "private_to_id": line.private_to_id,
        "is_gone": line.is_gone,
    }


def _write(member: Member, line: Line, values: Mapping[str, Any], *, now: datetime, what: str = "") -> Change:
    """The line as it stands from now on, and beside it what it was."""
    was = _now(line) if line.pk else None
    for name, value in values.items():
        setattr(line, name, value)
    line.changed_by, line.changed_at = member, now
    try:
        with transaction.atomic():
            line.save()
            change = Change.objects.create(
                line=line, by=member, at=now, was=was, what=what or (CHANGED if was else ADDED)
            )
    except IntegrityError as error:
        raise PictureError(
            "Somebody wrote this at the same time. Look at it, and keep yours again."
        ) from error
    return change


def _client(member: Member, client_id: int) -> Client:
    client = client_for(member, client_id)
    if client is None:
        raise NotThere("There is no such client.")
    return client


def _person(client: Client, person_id: int) -> Person:
    person = Person.objects.filter(pk=person_id, client=client, merged_into=None).first()
    if person is None:
        raise NotThere("There is no such person.")
    return person
