"""Addresses for coming in; they stand before allauth's and close those which this practice does not use."""

from __future__ import annotations

from django.urls import path, re_path

from alongside.lib.later import LaterModule

views = LaterModule("alongside.accounts.views")

urlpatterns = [
    path("come-in/<str:token>/", views.sign_in_link, name="sign_in_link"),
    path("account/set-up/", views.set_up_sign_in, name="set_up_sign_in"),
    path("account/password/reset/", views.forgotten, name="forgotten"),
    re_path(
        r"^account/(?:signup|email|confirm-email|password/reset|login/code)/.*$", views.closed, name="closed"
    ),
]
