from django.urls import path

from alongside.lib.later import LaterModule

views = LaterModule("alongside.pages.colleagues.views")

urlpatterns = [
    path("settings/people/<number:member_id>/", views.colleague, name="colleague"),
    path("settings/people/<number:member_id>/away/", views.away, name="colleague-away"),
    path("settings/people/<number:member_id>/back/", views.back_again, name="colleague-back"),
    path("settings/people/<number:member_id>/link/", views.link, name="colleague-link"),
]
