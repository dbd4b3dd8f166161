from django.urls import path

from alongside.lib.later import LaterModule

feed = LaterModule("alongside.pages.journal.feed")
moderating = LaterModule("alongside.pages.journal.moderating")
pictures = LaterModule("alongside.pages.journal.pictures")
public = LaterModule("alongside.pages.journal.public")
views = LaterModule("alongside.pages.journal.views")

urlpatterns = [
    path("journal/", public.listing, name="journal"),
    path("journal/feed.atom", feed.atom, name="journal-feed"),
    path("journal/pictures/<str:key>/", pictures.show, name="journal-picture"),
    path("journal/<str:slug>/", public.post, name="journal-post"),
    path("journal/<str:slug>/reply/", public.reply, name="journal-reply"),
    path("settings/journal/", views.posts, name="journal-posts"),
    path("settings/journal/set-up/", views.set_up, name="journal-set-up"),
    path("settings/journal/new/", views.new, name="journal-new"),
    path("settings/journal/<number:post_id>/", views.write, name="journal-write"),
    path("settings/journal/<number:post_id>/pictures/", pictures.add, name="journal-picture-add"),
    path("settings/journal/pictures/<number:picture_id>/drop/", pictures.drop, name="journal-picture-drop"),
    path("settings/journal/<number:post_id>/keep/", views.keep, name="journal-keep"),
    path("settings/journal/<number:post_id>/preview/", views.preview, name="journal-preview"),
    path("settings/journal/<number:post_id>/say/", views.say_of, name="journal-say"),
    path("settings/journal/replies/<number:reply_id>/", moderating.decide, name="journal-reply-decide"),
]
