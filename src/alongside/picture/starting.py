"""What is seen to when a client begins: the list that is edited here, and what of it is done for each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from alongside.accounts.models import Member
from alongside.clients.joining import homes
from alongside.clients.models import Client
from alongside.clients.queries import client_for, sees_client
from alongside.lib.texts import one_line
from alongside.picture.errors import NotThere, PictureError
from alongside.picture.models import StartingList, Step
from alongside.prepared import prepared

LONGEST_STEP, MOST_STEPS = 200, 60
AT_FIRST = """Agree on hours, days and answer times
Sign the contract and what is agreed about data
Connect their mailbox, with their consent
Agree on the telephone greeting, and who may be put through
Agree on how invoices go out, and when
Write down an emergency contact
Get access to their tools, never by a password in a letter
Plan the first call and the slot for every week
Introduce yourself to everybody you will write to"""


def starting_list() -> str:
    row = StartingList.objects.order_by("id").first()
    return row.text if row is not None else AT_FIRST


def keep_list(member: Member, text: str, *, now: datetime) -> int:
    """How many lines there are. Only an owner's to change; what is begun already stays. Raises PictureError."""
    if not member.is_owner:
        raise NotThere("There is no such page.")
    lines = lines_of(text)
    if len(lines) > MOST_STEPS:
        raise PictureError(
            f"These are {len(lines)} lines. A list of more than {MOST_STEPS} is read by nobody."
        )
    if too_long := [line for line in lines if len(line) > LONGEST_STEP]:
        raise PictureError(f"“{too_long[0][:40]}…” is too long for one line.")
    row = StartingList.objects.order_by("id").first() or StartingList()
    row.text, row.changed_at = "\n".join(lines), now
    row.save()
    return len(lines)


def lines_of(text: str) -> list[str]:
    """Each once, in their order."""
    lines = (one_line(line) for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def begin(member: Member, client_id: int, *, now: datetime) -> list[int]:
    """The numbers of the steps that were added; what stands there already is not added twice."""
    client = _client(member, client_id)
    with transaction.atomic():
        # Pressed twice, the second reads what the first has added.
        list(Client.objects.select_for_update(no_key=True).filter(pk=client.pk).values_list("pk"))
        there = {one.words for one in _steps(client.pk)}
        words = [line for line in lines_of(starting_list()) if line not in there]
        after = len(there)
        made = [_make(client, line, after + number, now) for number, line in enumerate(words)]
    return [one.pk for one in made]


def add_step(member: Member, client_id: int, words: str, *, now: datetime) -> Step:
    """One of this client's own. Raises PictureError."""
    client = _client(member, client_id)
    lines, steps = lines_of(words), _steps(client.pk)
    if not lines or len(lines[0]) > LONGEST_STEP:
        raise PictureError("Say in a line what is to be seen to.")
    if len(steps) >= MOST_STEPS:
        raise PictureError("A longer list is read by nobody. Take something off first.")
    return _make(client, lines[0], max((one.position for one in steps), default=-1) + 1, now)


def _make(client: Client, words: str, position: int, now: datetime) -> Step:
    return Step.objects.create(client=client, words=words, position=position, begun_at=now)


def tick(member: Member, step_id: int, *, is_done: bool, now: datetime) -> None:
    """Nothing happens where it is so already: whoever did it first has done it."""
    step = step_for(member, step_id)
    done_at, done_by = (now, member) if is_done else (None, None)
    rows = Step.objects.filter(pk=step.pk, done_at__isnull=is_done)
    rows.update(done_at=done_at, done_by=done_by)


def drop(member: Member, step_ids: list[int]) -> None:
    """Off this client's list."""
    _set_gone(member, step_ids, is_gone=True)


def bring_back(member: Member, step_ids: list[int]) -> None:
    _set_gone(member, step_ids, is_gone=False)


def _set_gone(member: Member, step_ids: list[int], *, is_gone: bool) -> None:
    now = homes()
    rows = Step.objects.filter(pk__in=step_ids).values_list("pk", "client_id")
    seen = [number for number, client in rows if sees_client(member, now.get(client, client))]
    Step.objects.filter(pk__in=seen).update(is_gone=is_gone)


def step_for(member: Member, step_id: int) -> Step:
    """Raises NotThere."""
    step = Step.objects.filter(pk=step_id, is_gone=False).first()
    if step is None or not sees_client(member, home_of(step)):
        raise NotThere("There is no such line.")
    return step


def home_of(step: Step) -> int:
    return homes().get(step.client_id, step.client_id)


def steps_for(member: Member, client_id: int) -> list[Step]:
    """All of them, in their order; none for a stranger."""
    return _steps(client_id) if sees_client(member, client_id) else []


def open_steps_for(member: Member, client_id: int) -> list[tuple[int, str]]:
    """Number and words of what is left to do, for the client's page."""
    if not sees_client(member, client_id):
        return []
    return list(_open(_family(client_id)))


@prepared
def _open(clients: Any) -> Any:
    rows = Step.objects.filter(client_id__in=clients.numbers, is_gone=False, done_at=None)
    return rows.order_by("position", "id").values_list("id", "words")


def _steps(client_id: int) -> list[Step]:
    rows = Step.objects.filter(client_id__in=_family(client_id), is_gone=False)
    return list(rows.select_related("done_by").order_by("position", "id"))


def _family(client_id: int) -> list[int]:
    return [client_id, *(one for one, home in homes().items() if home == client_id)]


def _client(member: Member, client_id: int) -> Client:
    client = client_for(member, client_id)
    if client is None:
        raise NotThere("There is no such client.")
    return client
