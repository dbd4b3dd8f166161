from django.urls import path

from alongside.lib.later import LaterModule

views = LaterModule("alongside.pages.conversations.views")

urlpatterns = [
    path("conversations/<int:interaction_id>/", views.conversation, name="conversation"),
    path("conversations/<int:interaction_id>/correct/", views.correct, name="conversation-correct"),
    path("conversations/<int:interaction_id>/file/", views.file, name="conversation-file"),
    path("conversations/<int:interaction_id>/personal/", views.personal, name="conversation-personal"),
]
