from django.urls import path

from alongside.pages.guests import views

urlpatterns = [
    path("shared/<str:token>/", views.shared, name="shared"),
    path("shared/<str:token>/reply/", views.reply, name="shared-reply"),
    path("shared/<str:token>/seen/", views.seen, name="shared-seen"),
]
