from importlib import import_module

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "alongside.promises"
    label = "promises"

    def ready(self) -> None:
        # Whoever erases or rebuilds must find them, whether or not anything else of this package was used.
        import_module("alongside.promises.erasing")
        import_module("alongside.promises.rebuilding")
