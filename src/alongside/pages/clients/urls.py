from django.urls import path

from alongside.lib.later import LaterModule

anniversaries = LaterModule("alongside.pages.clients.anniversaries")
erasing = LaterModule("alongside.pages.clients.erasing")
joining = LaterModule("alongside.pages.clients.joining")
people = LaterModule("alongside.pages.clients.people")
views = LaterModule("alongside.pages.clients.views")

urlpatterns = [
    path("clients/", views.clients, name="clients"),
    path("clients/<number:client_id>/", views.client, name="client"),
    path("clients/<number:client_id>/people/", people.people, name="client-people"),
    path("clients/<number:client_id>/rename/", people.rename, name="client-rename"),
    path("clients/<number:client_id>/clock/", people.set_clock, name="client-clock"),
    path("clients/<number:client_id>/colour/", people.set_colour, name="client-colour"),
    path("clients/<number:client_id>/learn/", people.learn, name="client-learn"),
    path("clients/<number:client_id>/forget/", people.forget, name="client-forget"),
    path("clients/<number:client_id>/merge/", people.merge, name="client-merge"),
    path("clients/<number:client_id>/join/", joining.join, name="client-join"),
    path("clients/<number:client_id>/part/", joining.part, name="client-part"),
    path("clients/<number:client_id>/days/", anniversaries.days, name="client-days"),
    path("days/<number:day_id>/drop/", anniversaries.drop, name="day-drop"),
    path("days/<number:day_id>/done/", anniversaries.done, name="day-done"),
    path("clients/<number:client_id>/erase/", erasing.client, name="client-erase"),
    path("clients/<number:client_id>/erase-person/", erasing.person, name="client-erase-person"),
]
