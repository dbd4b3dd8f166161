from importlib import import_module

from django.apps import AppConfig


class LoungeConfig(AppConfig):
    name = "alongside.lounge"
    label = "lounge"

    def ready(self) -> None:
        # Whoever asks for a room must find it, whether or not anything else of it was used.
        import_module("alongside.lounge.talking")
