from django.urls import path

from alongside.lib.later import LaterModule

feed = LaterModule("alongside.pages.digest.feed")
views = LaterModule("alongside.pages.digest.views")

urlpatterns = [
    path("digest/", views.digest, name="digest"),
    path("settings/digest/", views.settings, name="settings-digest"),
    path("settings/digest/feed/", feed.open_, name="settings-feed"),
    path("settings/digest/feed/close/", feed.close, name="settings-feed-close"),
    path("feed/<str:token>.ics", feed.feed, name="feed"),
]
