from django.apps import AppConfig

from alongside.lib.besides import adds


class CallsConfig(AppConfig):
    name = "alongside.calls"
    label = "calls"

    def ready(self) -> None:
        adds("alongside.calls.planned", to="alongside.diary.told")
        adds("alongside.calls.erasing", to="alongside.intake.erasing")
        adds("alongside.calls.shared", to="alongside.sharing.kinds")
