from django.apps import AppConfig

from alongside.lib.besides import adds


class WaitingConfig(AppConfig):
    name = "alongside.waiting"
    label = "waiting"

    def ready(self) -> None:
        adds("alongside.waiting.erasing", to="alongside.intake.erasing")
        adds("alongside.waiting.erasing", to="alongside.intake.rebuilding")
