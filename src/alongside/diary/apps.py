from importlib import import_module

from django.apps import AppConfig


class DiaryConfig(AppConfig):
    name = "alongside.diary"
    label = "diary"

    def ready(self) -> None:
        # Whoever erases or rebuilds must find them, whether or not anything else of this package was used.
        import_module("alongside.diary.erasing")
        import_module("alongside.diary.rebuilding")
        import_module("alongside.diary.shared")
