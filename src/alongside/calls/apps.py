from importlib import import_module

from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "alongside.calls"
    label = "calls"

    def ready(self) -> None:
        # Whoever erases must find it, whether or not anything else of this package was used.
        import_module("alongside.calls.erasing")
        import_module("alongside.calls.shared")
