from django.urls import path

from alongside.lib.later import LaterModule

setting = LaterModule("alongside.pages.booking.setting")
views = LaterModule("alongside.pages.booking.views")

urlpatterns = [
    path("book/<str:token>/", views.book, name="book"),
    path("booked/<str:token>/", views.booked, name="booked"),
    path("booked/<str:token>/calendar.ics", views.calendar, name="booked-calendar"),
    path("booked/<str:token>/cancel/", views.cancel, name="booked-cancel"),
    path("booked/<str:token>/join/", views.join, name="booked-join"),
    path("clients/<number:client_id>/booking/", setting.booking, name="client-booking"),
]
