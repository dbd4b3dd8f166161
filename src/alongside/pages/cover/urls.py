from django.urls import path

from alongside.lib.later import LaterModule

guest = LaterModule("alongside.pages.cover.guest")
views = LaterModule("alongside.pages.cover.views")

urlpatterns = [
    path("cover/", views.covers, name="covers"),
    path("clients/<number:client_id>/cover/", views.client, name="client-cover"),
    path("cover/<number:pack_id>/", views.pack, name="cover-pack"),
    path("cover/<number:pack_id>/share/", views.share, name="cover-share"),
    path("cover/<number:pack_id>/renew/", views.renew, name="cover-renew"),
    path("cover/<number:pack_id>/end/", views.end, name="cover-end"),
    path("cover/<number:pack_id>/word/", views.word, name="cover-word"),
    path("cover/<number:pack_id>/seen/", views.seen, name="cover-seen"),
    path("cover/<number:pack_id>/meanwhile/", views.meanwhile, name="cover-meanwhile"),
    path("looking-after/<str:token>/", guest.shared, name="cover-shared"),
    path("looking-after/<str:token>/reply/", guest.reply, name="cover-shared-reply"),
    path("looking-after/<str:token>/seen/", guest.seen, name="cover-shared-seen"),
]
