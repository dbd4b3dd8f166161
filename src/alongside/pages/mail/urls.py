from django.urls import path

from alongside.lib.later import LaterModule

there = LaterModule("alongside.pages.mail.there")
views = LaterModule("alongside.pages.mail.views")

urlpatterns = [
    path("mail/<number:interaction_id>/", views.mail, name="mail"),
    path("mail/<number:interaction_id>/picture/<number:number>/", views.mail_picture, name="mail-picture"),
    path("mail/<number:interaction_id>/original/", views.original, name="mail-original"),
    path("mail/<number:interaction_id>/there/", there.there, name="mail-there"),
    path("files/<slug:key>/", views.attachment, name="attachment"),
]
