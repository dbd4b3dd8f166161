from django.urls import path

from alongside.lib.later import LaterModule

views = LaterModule("alongside.pages.tray.views")

urlpatterns = [
    path("tray/", views.tray, name="tray"),
    path("tray/group/", views.group, name="tray-group"),
    path("tray/file/", views.file, name="tray-file"),
    path("tray/personal/", views.personal, name="tray-personal"),
]
