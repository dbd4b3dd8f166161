from django.urls import path

from alongside.pages.tray import views

urlpatterns = [
    path("tray/", views.tray, name="tray"),
    path("tray/group/", views.group, name="tray-group"),
    path("tray/file/", views.file, name="tray-file"),
    path("tray/personal/", views.personal, name="tray-personal"),
]
