from django.apps import AppConfig

from alongside.lib.besides import adds


class HandoverConfig(AppConfig):
    name = "alongside.handover"
    label = "handover"

    def ready(self) -> None:
        adds("alongside.handover.erasing", to="alongside.intake.erasing")
