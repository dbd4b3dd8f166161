from django.urls import path

from alongside.lib.later import LaterModule

views = LaterModule("alongside.pages.rhythm.views")

urlpatterns = [
    path("clients/<number:client_id>/rhythm/", views.rhythm, name="client-rhythm"),
    path("clients/<number:client_id>/rhythm/wish/", views.set_wish, name="rhythm-wish"),
    path("clients/<number:client_id>/rhythm/not-now/", views.put_off, name="rhythm-not-now"),
    path("clients/<number:client_id>/rhythm/again/", views.show_again, name="rhythm-again"),
]
