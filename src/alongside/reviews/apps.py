from django.apps import AppConfig

from alongside.lib.besides import adds


class ReviewsConfig(AppConfig):
    name = "alongside.reviews"
    label = "reviews"

    def ready(self) -> None:
        adds("alongside.reviews.shared", to="alongside.sharing.kinds")
        adds("alongside.reviews.erasing", to="alongside.intake.erasing")
        adds("alongside.reviews.left", to="alongside.intake.erasing")
        adds("alongside.reviews.on_visits", to="alongside.visits.besides")
