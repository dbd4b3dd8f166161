from django.urls import path

from alongside.lib.later import LaterModule

views = LaterModule("alongside.pages.ending.views")

urlpatterns = [
    path("clients/<number:client_id>/end/", views.ending, name="client-end"),
    path("clients/<number:client_id>/end/archive/", views.archive, name="client-archive"),
    path("clients/<number:client_id>/end/keep/", views.keep, name="client-keep"),
    path("clients/<number:client_id>/end/again/", views.again, name="client-again"),
    path("archives/<number:archive_id>/", views.download, name="archive"),
    path("archives/<number:archive_id>/forget/", views.forget, name="archive-forget"),
    path("erasures/<number:proof_id>/", views.erasure, name="erasure"),
    path("erasures/<number:proof_id>/proof.txt", views.proof_file, name="erasure-file"),
]
