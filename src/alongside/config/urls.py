"""Every address of the program, in one place."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("alongside.accounts.urls")),
    path("account/", include("allauth.urls")),
]
