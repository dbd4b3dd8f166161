from django.urls import path

from alongside.lib.later import LaterModule

views = LaterModule("alongside.pages.waiting.views")

urlpatterns = [
    path("waiting/<number:interaction_id>/settle/", views.settled, name="waiting-settle"),
    path("waiting/<number:interaction_id>/later/", views.later, name="waiting-later"),
]
