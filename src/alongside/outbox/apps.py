from importlib import import_module

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "alongside.outbox"
    label = "outbox"

    def ready(self) -> None:
        # Whoever erases must find it, whether or not anything else of the outbox was used.
        import_module("alongside.outbox.erasing")
