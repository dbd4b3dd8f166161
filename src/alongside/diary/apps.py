from django.apps import AppConfig

from alongside.lib.besides import adds


class DiaryConfig(AppConfig):
    name = "alongside.diary"
    label = "diary"

    def ready(self) -> None:
        adds("alongside.diary.erasing", to="alongside.intake.erasing")
        adds("alongside.diary.rebuilding", to="alongside.intake.rebuilding")
        adds("alongside.diary.shared", to="alongside.sharing.kinds")
