from importlib import import_module

from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "alongside.sharing"
    label = "sharing"

    def ready(self) -> None:
        # Whoever erases must find it, whether or not anything else of this package was used.
        import_module("alongside.sharing.erasing")
