from django.apps import AppConfig

from alongside.lib.besides import adds


class SharingConfig(AppConfig):
    name = "alongside.sharing"
    label = "sharing"

    def ready(self) -> None:
        adds("alongside.sharing.erasing", to="alongside.intake.erasing")
