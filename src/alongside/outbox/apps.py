from django.apps import AppConfig

from alongside.lib.besides import adds


class OutboxConfig(AppConfig):
    name = "alongside.outbox"
    label = "outbox"

    def ready(self) -> None:
        adds("alongside.outbox.erasing", to="alongside.intake.erasing")
        adds("alongside.outbox.bouncing", to="alongside.intake.rebuilding")
