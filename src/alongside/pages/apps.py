from django.apps import AppConfig

from alongside.lib.besides import adds


class PagesConfig(AppConfig):
    name = "alongside.pages"
    label = "pages"

    def ready(self) -> None:
        adds("alongside.pages.guests.contents", to="alongside.sharing.kinds")
        adds("alongside.pages.cover.guest", to="alongside.sharing.kinds")
