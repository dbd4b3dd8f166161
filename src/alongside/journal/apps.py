from importlib import import_module

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "alongside.journal"
    label = "journal"

    def ready(self) -> None:
        # Whoever erases must find it, whether or not anything else of this package was used.
        import_module("alongside.journal.erasing")
