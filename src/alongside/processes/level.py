"""Whether the database is as this version wants it: names of changes in, yes or no out."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def is_level() -> bool:
    """True where every migration was applied and no other. A no is not the last word: Django's executor knows more.

    Told from the names of the files alone: every start asks, and to load them all takes a tenth of a second and
    memory that a server keeps for as long as it runs.
    """
    return set(MigrationRecorder(connection).applied_migrations()) == _on_disk()


def _on_disk() -> set[tuple[str, str]]:
    found = set()
    for config in apps.get_app_configs():
        name, _ = MigrationLoader.migrations_module(config.label)
        # As Django's loader has it: what begins so is no migration.
        found |= {(config.label, one) for one in _modules(name) if one[0] not in "_~"}
    return found


def _modules(package: str | None) -> list[str]:
    try:
        path = import_module(package).__path__ if package else ()
    except ModuleNotFoundError as error:
        if error.name != package:
            raise
        return []
    return [module.name for module in pkgutil.iter_modules(path) if not module.ispkg]
