from django.urls import path

from alongside.lib.later import LaterModule

views = LaterModule("alongside.pages.imports.views")

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/upload/", views.upload, name="import-upload"),
    path("imports/sample/", views.sample, name="import-sample"),
    path("imports/again/", views.try_unread, name="import-try-unread"),
    path("imports/<number:connection_id>/", views.source, name="import-source"),
    path("imports/<number:connection_id>/owner/", views.owner, name="import-owner"),
    path("imports/<number:connection_id>/trust/", views.trust, name="import-trust"),
    path("imports/<number:connection_id>/again/", views.again, name="import-again"),
    path("imports/<number:connection_id>/erase/", views.erase, name="import-erase"),
    path("imports/<number:connection_id>/clients/", views.confirm, name="import-clients"),
]
