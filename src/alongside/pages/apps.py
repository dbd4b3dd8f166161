from importlib import import_module

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "alongside.pages"
    label = "pages"

    def ready(self) -> None:
        # What their links open is shown by pages of ours, so these kinds are said here.
        import_module("alongside.pages.guests.contents").register_kinds()
        import_module("alongside.pages.cover.guest").register_kind()
