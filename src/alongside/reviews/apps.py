from importlib import import_module

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "alongside.reviews"
    label = "reviews"

    def ready(self) -> None:
        # What a link to an agenda opens, and what goes with whoever is erased, whatever else of this package is used.
        import_module("alongside.reviews.shared")
        import_module("alongside.reviews.erasing")
        import_module("alongside.reviews.left")
        # What a card says of the agenda.
        import_module("alongside.reviews.on_visits")
