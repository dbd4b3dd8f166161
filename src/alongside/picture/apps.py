from django.apps import AppConfig

from alongside.lib.besides import adds


class PictureConfig(AppConfig):
    name = "alongside.picture"
    label = "picture"

    def ready(self) -> None:
        adds("alongside.picture.erasing", to="alongside.intake.erasing")
        adds("alongside.picture.following", to="alongside.intake.rebuilding")
        adds("alongside.picture.questionnaires", to="alongside.sharing.kinds")
