from django.apps import AppConfig

from alongside.lib.besides import adds


class PromisesConfig(AppConfig):
    name = "alongside.promises"
    label = "promises"

    def ready(self) -> None:
        adds("alongside.promises.erasing", to="alongside.intake.erasing")
        adds("alongside.promises.rebuilding", to="alongside.intake.rebuilding")
        adds("alongside.promises.joining", to="alongside.intake.joining")
