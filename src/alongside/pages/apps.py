from django.apps import AppConfig
from django.urls import register_converter

from alongside.lib.besides import adds
from alongside.pages.base.numbers import Number


class PagesConfig(AppConfig):
    name = "alongside.pages"
    label = "pages"

    def ready(self) -> None:
        # Before any list of addresses is read.
        register_converter(Number, "number")
        adds("alongside.pages.guests.contents", to="alongside.sharing.kinds")
        adds("alongside.pages.cover.guest", to="alongside.sharing.kinds")
