from django.urls import path

from alongside.pages.safety import views

urlpatterns = [
    path("settings/backup/", views.backup, name="backup"),
    path("settings/backup/folder/", views.folder, name="backup-folder"),
    path("settings/backup/now/", views.now, name="backup-now"),
    path("settings/backup/try/", views.try_newest, name="backup-try"),
    path("settings/backup/sheet/", views.sheet, name="backup-sheet"),
]
