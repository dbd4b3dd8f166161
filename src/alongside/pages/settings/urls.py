from django.urls import path

from alongside.lib.later import LaterModule

views = LaterModule("alongside.pages.settings.views")

urlpatterns = [
    path("settings/", views.settings, name="settings"),
    path("settings/clock/", views.clock, name="settings-clock"),
    path("settings/invite/", views.invite, name="settings-invite"),
]
