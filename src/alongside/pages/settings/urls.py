from django.urls import path

from alongside.pages.settings import views

urlpatterns = [path("settings/", views.settings, name="settings")]
