from django.urls import path

from alongside.lib.later import LaterModule

views = LaterModule("alongside.pages.safety.views")

urlpatterns = [
    path("reach/<str:nonce>/", views.reach, name="reach"),
    path("reach/phone/<str:token>/", views.phone, name="reach-phone"),
    path("settings/address/", views.look, name="address-look"),
    path("settings/backup/", views.backup, name="backup"),
    path("settings/backup/folder/", views.folder, name="backup-folder"),
    path("settings/backup/now/", views.now, name="backup-now"),
    path("settings/backup/try/", views.try_newest, name="backup-try"),
    path("settings/backup/new-key/", views.new_key, name="backup-new-key"),
    path("settings/backup/sheet/", views.sheet, name="backup-sheet"),
]
