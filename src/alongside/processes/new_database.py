"""A database with nothing in it, made as this version wants it: every table at once, all changes noted as made.

Going through each change since the first takes thirty times as long (`docs/decisions/starting.md`). Both ways lead to
the same, which a test sees to (`tests/processes/test_new_database.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations import Migration, RunPython
from django.db.migrations.recorder import MigrationRecorder


def make_database(plan: Iterable[Migration]) -> None:
    """`plan`: all changes, in their order. Whole or not at all."""
    plan = list(plan)
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
        for made in _made_by_hand(plan):
            made.code(apps, editor)
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for migration in plan:
            recorder.record_applied(migration.app_label, migration.name)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def _made_by_hand(plan: Iterable[Migration]) -> Iterator[Any]:
    """What no model describes. A change of rows is `elidable`, and those of libraries are all such: there are none."""
    for migration in plan:
        if type(migration).__module__.startswith("alongside."):
            for operation in migration.operations:
                if isinstance(operation, RunPython) and not operation.elidable:
                    yield operation
