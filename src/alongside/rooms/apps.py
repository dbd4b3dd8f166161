from django.apps import AppConfig

from alongside.lib.besides import adds


class RoomsConfig(AppConfig):
    name = "alongside.rooms"
    label = "rooms"

    def ready(self) -> None:
        adds("alongside.rooms.erasing", to="alongside.intake.erasing")
        adds("alongside.rooms.sharing", to="alongside.sharing.kinds")
