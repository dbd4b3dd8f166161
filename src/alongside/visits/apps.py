from importlib import import_module

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "alongside.visits"
    label = "visits"

    def ready(self) -> None:
        # Whoever erases must find it, whether or not anything else of this package was used.
        import_module("alongside.visits.erasing")
        import_module("alongside.visits.shared")
