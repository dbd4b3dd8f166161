from django.urls import path

from alongside.lib.later import LaterModule

connecting = LaterModule("alongside.pages.mailboxes.connecting")
signing_in = LaterModule("alongside.pages.mailboxes.signing_in")
views = LaterModule("alongside.pages.mailboxes.views")

urlpatterns = [
    path("mailboxes/", views.mailboxes, name="mailboxes"),
    path("mailboxes/<number:mailbox_id>/", views.mailbox, name="mailbox"),
    path("mailboxes/<number:mailbox_id>/again/", views.again, name="mailbox-again"),
    path("mailboxes/<number:mailbox_id>/change/", views.change, name="mailbox-change"),
    path("mailboxes/<number:mailbox_id>/disconnect/", views.disconnect, name="mailbox-disconnect"),
    path("mailboxes/connect/", connecting.connect, name="mailbox-connect"),
    path("mailboxes/connect/<number:attempt_id>/", connecting.attempt, name="mailbox-attempt"),
    path("mailboxes/connect/<number:attempt_id>/accept/", connecting.accept, name="mailbox-accept"),
    path("mailboxes/connect/<number:attempt_id>/only-read/", connecting.only_read, name="mailbox-only-read"),
    path("mailboxes/signed-in/", signing_in.signed_in, name="mailbox-signed-in"),
    path("mailboxes/sign-in/", signing_in.clients, name="sign-in-clients"),
    path("mailboxes/sign-in/<slug:key>/", signing_in.register, name="sign-in-register"),
    path("mailboxes/sign-in/<slug:key>/forget/", signing_in.forget, name="sign-in-forget"),
]
