from importlib import import_module

from django.apps import AppConfig


class PictureConfig(AppConfig):
    name = "alongside.picture"
    label = "picture"

    def ready(self) -> None:
        # Whoever erases or rebuilds must find them, whether or not anything else of this package was used.
        import_module("alongside.picture.erasing")
        import_module("alongside.picture.following")
        import_module("alongside.picture.questionnaires").register_kind()
