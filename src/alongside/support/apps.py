from django.apps import AppConfig

from alongside.lib.besides import adds


class SupportConfig(AppConfig):
    name = "alongside.support"
    label = "support"

    def ready(self) -> None:
        adds("alongside.support.erasing", to="alongside.intake.erasing")
