from django.urls import path

from alongside.lib.later import LaterModule

views = LaterModule("alongside.pages.weekly.views")

urlpatterns = [
    path("weekly/", views.weekly, name="weekly"),
    path("clients/<number:client_id>/weekly/", views.note, name="weekly-note"),
    path("clients/<number:client_id>/weekly/want/", views.want, name="weekly-want"),
    path("clients/<number:client_id>/weekly/letter/", views.letter, name="weekly-letter"),
    path("clients/<number:client_id>/weekly/told/", views.told, name="weekly-told"),
]
