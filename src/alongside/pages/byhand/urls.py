from django.urls import path

from alongside.lib.later import LaterModule

changing = LaterModule("alongside.pages.byhand.changing")
views = LaterModule("alongside.pages.byhand.views")

urlpatterns = [
    path("write-down/", views.write, name="by-hand"),
    path("write-down/<number:interaction_id>/", changing.change_page, name="by-hand-change"),
    path("write-down/people/", views.people, name="by-hand-people"),
]
