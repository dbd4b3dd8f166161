from django.urls import path

from alongside.pages.digest import views

urlpatterns = [
    path("digest/", views.digest, name="digest"),
    path("settings/digest/", views.settings, name="settings-digest"),
]
