from django.urls import path

from alongside.lib.later import LaterModule

views = LaterModule("alongside.pages.today.views")

urlpatterns = [path("", views.today, name="today")]
