from django.urls import path

from alongside.pages.conversations import views

urlpatterns = [
    path("conversations/<int:interaction_id>/", views.conversation, name="conversation"),
    path("conversations/<int:interaction_id>/correct/", views.correct, name="conversation-correct"),
    path("conversations/<int:interaction_id>/file/", views.file, name="conversation-file"),
    path("conversations/<int:interaction_id>/personal/", views.personal, name="conversation-personal"),
]
