from importlib import import_module

from django.apps import AppConfig


class WaitingConfig(AppConfig):
    name = "alongside.waiting"
    label = "waiting"

    def ready(self) -> None:
        # Whoever erases or builds anew must find it, whether or not anything else of it was used.
        import_module("alongside.waiting.erasing")
