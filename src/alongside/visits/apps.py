from django.apps import AppConfig

from alongside.lib.besides import adds


class VisitsConfig(AppConfig):
    name = "alongside.visits"
    label = "visits"

    def ready(self) -> None:
        adds("alongside.visits.planned", to="alongside.diary.told")
        adds("alongside.visits.erasing", to="alongside.intake.erasing")
        adds("alongside.visits.shared", to="alongside.sharing.kinds")
