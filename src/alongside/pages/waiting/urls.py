from django.urls import path

from alongside.pages.waiting import views

urlpatterns = [
    path("waiting/<int:interaction_id>/settle/", views.settled, name="waiting-settle"),
    path("waiting/<int:interaction_id>/later/", views.later, name="waiting-later"),
]
