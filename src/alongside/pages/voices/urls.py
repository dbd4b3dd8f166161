from django.urls import path

from alongside.lib.later import LaterModule

views = LaterModule("alongside.pages.voices.views")

urlpatterns = [
    path("spoken/", views.voices, name="voices"),
    path("spoken/note/", views.note, name="voices-note"),
    path("spoken/forget/<number:company_id>/", views.forget, name="voices-forget"),
    path("spoken/switch/", views.switch, name="voices-switch"),
]
