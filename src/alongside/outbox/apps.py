from importlib import import_module

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "alongside.outbox"
    label = "outbox"

    def ready(self) -> None:
        # Whoever erases or rebuilds must find them, whether or not anything else of the outbox was used.
        import_module("alongside.outbox.erasing")
        import_module("alongside.outbox.bouncing")
