from django.urls import path

from alongside.lib.later import LaterModule

views = LaterModule("alongside.pages.undo.views")

urlpatterns = [path("undo/<str:token>/", views.undo, name="undo")]
