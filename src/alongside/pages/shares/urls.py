from django.urls import path

from alongside.lib.later import LaterModule

views = LaterModule("alongside.pages.shares.views")

urlpatterns = [
    path("clients/<number:client_id>/links/", views.shares, name="shares"),
    path("clients/<number:client_id>/links/make/", views.make, name="share-make"),
    path("links/<number:share_id>/", views.preview, name="share-preview"),
    path("links/<number:share_id>/renew/", views.renew, name="share-renew"),
    path("links/<number:share_id>/revoke/", views.revoke, name="share-revoke"),
    path("links/<number:share_id>/write/", views.write, name="share-write"),
    path("links/<number:share_id>/choose/", views.choose, name="share-choose"),
    path("links/<number:share_id>/hold/", views.hold, name="share-hold"),
    path("replies/<number:reply_id>/", views.reply, name="share-reply"),
]
