from django.urls import path

from alongside.lib.later import LaterModule

guests = LaterModule("alongside.pages.rooms.guests")
relay = LaterModule("alongside.pages.rooms.relay")
views = LaterModule("alongside.pages.rooms.views")

urlpatterns = [
    path("clients/<number:client_id>/room/", views.open_one, name="room-open"),
    path("rooms/<number:room_id>/", views.room, name="room"),
    path("rooms/knocks/", views.knocks, name="knocks"),
    path("rooms/<number:room_id>/door/", views.door, name="room-door"),
    path("rooms/<number:room_id>/link/", views.link, name="room-link"),
    path("rooms/<number:room_id>/end/", views.end, name="room-end"),
    path("join/<str:token>/", guests.join, name="room-join"),
    path("call/<number:room_id>/", guests.room, name="room-guest"),
    path("settings/calls/", relay.keep, name="settings-calls"),
    path("settings/calls/drop/", relay.drop, name="settings-calls-drop"),
]
