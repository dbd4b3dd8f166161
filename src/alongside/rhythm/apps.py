from importlib import import_module

from django.apps import AppConfig


class RhythmConfig(AppConfig):
    name = "alongside.rhythm"
    label = "rhythm"

    def ready(self) -> None:
        # Whoever erases or rebuilds must find it, whether or not anything else of the rhythm was used.
        import_module("alongside.rhythm.counting")
