from django.urls import path

from alongside.pages.voices import views

urlpatterns = [
    path("spoken/", views.voices, name="voices"),
    path("spoken/note/", views.note, name="voices-note"),
    path("spoken/forget/", views.forget, name="voices-forget"),
    path("spoken/switch/", views.switch, name="voices-switch"),
]
