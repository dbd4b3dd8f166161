from importlib import import_module

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "alongside.rooms"
    label = "rooms"

    def ready(self) -> None:
        import_module("alongside.rooms.sharing").register_kind()
