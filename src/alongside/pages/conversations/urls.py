from django.urls import path

from alongside.lib.later import LaterModule

views = LaterModule("alongside.pages.conversations.views")

urlpatterns = [
    path("conversations/<number:interaction_id>/", views.conversation, name="conversation"),
    path("conversations/<number:interaction_id>/correct/", views.correct, name="conversation-correct"),
    path("conversations/<number:interaction_id>/file/", views.file, name="conversation-file"),
    path("conversations/<number:interaction_id>/personal/", views.personal, name="conversation-personal"),
]
