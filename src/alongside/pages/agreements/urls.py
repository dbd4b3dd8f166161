from django.urls import path

from alongside.lib.later import LaterModule

notices = LaterModule("alongside.pages.agreements.notices")
views = LaterModule("alongside.pages.agreements.views")

urlpatterns = [
    path("clients/<number:client_id>/agreement/", views.agreement, name="client-agreement"),
    path("clients/<number:client_id>/agreement/paper/", views.paper, name="client-agreement-paper"),
    path("settings/hours/", views.hours, name="settings-hours"),
    path("settings/hours/keep/", views.keep_hours, name="settings-hours-keep"),
    path("settings/away/", views.away, name="settings-away"),
    path("settings/away/<number:away_id>/notices/", notices.notices, name="away-notices"),
    path("settings/away/drop/", views.here, name="settings-away-drop"),
]
