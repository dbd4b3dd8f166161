from django.urls import path

from alongside.lib.later import LaterModule

views = LaterModule("alongside.pages.guests.views")

urlpatterns = [
    path("shared/<str:token>/", views.shared, name="shared"),
    path("shared/<str:token>/reply/", views.reply, name="shared-reply"),
    path("shared/<str:token>/seen/", views.seen, name="shared-seen"),
]
