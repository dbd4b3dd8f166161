from django.apps import AppConfig

from alongside.lib.besides import adds


class HoursConfig(AppConfig):
    name = "alongside.hours"
    label = "hours"

    def ready(self) -> None:
        adds("alongside.hours.erasing", to="alongside.intake.erasing")
