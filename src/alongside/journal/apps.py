from django.apps import AppConfig

from alongside.lib.besides import adds


class JournalConfig(AppConfig):
    name = "alongside.journal"
    label = "journal"

    def ready(self) -> None:
        adds("alongside.journal.erasing", to="alongside.intake.erasing")
