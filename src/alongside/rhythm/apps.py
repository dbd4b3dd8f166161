from django.apps import AppConfig

from alongside.lib.besides import adds


class RhythmConfig(AppConfig):
    name = "alongside.rhythm"
    label = "rhythm"

    def ready(self) -> None:
        adds("alongside.rhythm.erasing", to="alongside.intake.erasing")
        adds("alongside.rhythm.erasing", to="alongside.intake.rebuilding")
        adds("alongside.rhythm.counting", to="alongside.diary.told")
        adds("alongside.rhythm.counting", to="alongside.intake.joining")
