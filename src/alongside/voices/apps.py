from django.apps import AppConfig

from alongside.lib.besides import adds


class VoicesConfig(AppConfig):
    name = "alongside.voices"
    label = "voices"

    def ready(self) -> None:
        adds("alongside.voices.following", to="alongside.intake.erasing")
        adds("alongside.voices.following", to="alongside.intake.rebuilding")
