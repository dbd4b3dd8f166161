from django.apps import AppConfig

from alongside.lib.besides import adds


class LoungeConfig(AppConfig):
    name = "alongside.lounge"
    label = "lounge"

    def ready(self) -> None:
        adds("alongside.lounge.talking", to="alongside.rooms.besides")
