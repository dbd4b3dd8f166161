"""Every address of the program, in one place."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

handler400 = "alongside.pages.base.errors.bad_request"
handler403 = "alongside.pages.base.errors.forbidden"
handler404 = "alongside.pages.base.errors.not_found"
handler500 = "alongside.pages.base.errors.broken"

# Looked through in this order: what is opened all day stands first.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("alongside.pages.today.urls")),
    path("", include("alongside.pages.clients.urls")),
    path("", include("alongside.pages.conversations.urls")),
    path("", include("alongside.pages.tray.urls")),
    path("", include("alongside.pages.search.urls")),
    path("", include("alongside.accounts.urls")),
    path("account/", include("alongside.accounts.allauth_urls")),
    path("", include("alongside.pages.base.theme")),
    path("", include("alongside.pages.digest.urls")),
    path("", include("alongside.pages.arrived.urls")),
    path("", include("alongside.pages.picture.urls")),
    path("", include("alongside.pages.byhand.urls")),
    path("", include("alongside.pages.calls.urls")),
    path("", include("alongside.pages.waiting.urls")),
    path("", include("alongside.pages.agreements.urls")),
    path("", include("alongside.pages.promises.urls")),
    path("", include("alongside.pages.hours.urls")),
    path("", include("alongside.pages.guests.urls")),
    path("", include("alongside.pages.shares.urls")),
    path("", include("alongside.pages.diary.urls")),
    path("", include("alongside.pages.booking.urls")),
    path("", include("alongside.pages.mail.urls")),
    path("", include("alongside.pages.writing.urls")),
    path("", include("alongside.pages.imports.urls")),
    path("", include("alongside.pages.mailboxes.urls")),
    path("", include("alongside.pages.settings.urls")),
    path("", include("alongside.pages.colleagues.urls")),
    path("", include("alongside.pages.safety.urls")),
    path("", include("alongside.pages.rhythm.urls")),
    path("", include("alongside.pages.reviews.urls")),
    path("", include("alongside.pages.voices.urls")),
    path("", include("alongside.pages.visits.urls")),
    path("", include("alongside.pages.rooms.urls")),
    path("", include("alongside.pages.lounge.urls")),
    path("", include("alongside.pages.support.urls")),
    path("", include("alongside.pages.weekly.urls")),
    path("", include("alongside.pages.ending.urls")),
    path("", include("alongside.pages.cover.urls")),
    path("", include("alongside.pages.journal.urls")),
    path("", include("alongside.pages.undo.urls")),
    path("", include("alongside.pages.work.urls")),
]
