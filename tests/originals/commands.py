"""What a test has a practice do: `python -m tests.originals.commands NAME ARGUMENTS`, one JSON value out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from alongside.originals import actions, backup, queries, verifying  # noqa: E402
from alongside.originals.errors import BackupError  # noqa: E402
from alongside.originals.models import Original  # noqa: E402


def letter(number: int) -> bytes:
    """The same number gives the same letter in every process."""
    return f"Subject: letter {number}\n\nDear Ada, this is number {number}.\n".encode() * (1 + number % 7)


def migrate() -> None:
    call_command("migrate", verbosity=0)


def store(first: str, last: str) -> list[int | None]:
    return [stored.id for stored in actions.store([letter(n) for n in range(int(first), int(last))])]


def store_for_ever(first: str) -> None:
    """Batches of 20, until somebody kills it; says how many are committed."""
    number = int(first)
    while True:
        batch = [letter(n) for n in range(number, number + 20)]
        with actions.prepare(batch) as prepared, transaction.atomic():
            actions.commit(prepared)
        number += 20
        print(number, flush=True)


def store_text(text: str) -> list[Any]:
    return [[stored.id, stored.is_new, stored.is_erased] for stored in actions.store([text.encode()])]


def store_with_failure(text: str) -> str:
    try:
        actions.store([text.encode()])
    except OSError as error:
        return error.strerror or ""
    return ""


def abandon(text: str) -> None:
    """Bytes written, ledger rows never: as a kill between the two would leave it."""
    with actions.prepare([text.encode()]):
        pass


def forget_and_stop(original_id: str) -> None:
    """The decision to erase, and a kill before its consequence."""
    with transaction.atomic():
        actions.forget([int(original_id)])


def erase(*original_ids: str) -> bool:
    return actions.erase(map(int, original_ids)).is_complete


def erase_for_ever() -> None:
    while ids := list(Original.objects.order_by("?").values_list("pk", flat=True)[:7]):
        print("erasing", flush=True)
        actions.erase(ids)


def verify() -> list[str]:
    return [problem.kind for problem in verifying.verify()]


def repair() -> list[list[str]]:
    """What a start does: the problems before it, and those after."""
    before = verify()
    actions.finish_erasing()
    return [before, verify()]


def numbers() -> list[int]:
    """Which letters are here, by their own words."""
    ids = Original.objects.values_list("pk", flat=True)
    return sorted(int(queries.read(pk).split(b"\n")[0].split()[-1]) for pk in ids)


def make_backup(to: str) -> Any:
    try:
        manifest = backup.backup(Path(to))
    except BackupError as error:
        return str(error)
    return {"originals": manifest.originals, "files": [entry.name for entry in manifest.files]}


def restore(source: str, overwrite: str = "") -> Any:
    try:
        done = backup.restore(Path(source), home=Path(settings.HOME), overwrite=bool(overwrite))
    except BackupError as error:
        return str(error)
    return done.has_same_key


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
