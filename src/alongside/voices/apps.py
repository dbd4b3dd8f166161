from importlib import import_module

from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "alongside.voices"
    label = "voices"

    def ready(self) -> None:
        # Whoever erases or rebuilds must find it, whether or not anything else of it was used.
        import_module("alongside.voices.following")
