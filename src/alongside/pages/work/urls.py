from django.urls import path

from alongside.lib.later import LaterModule

views = LaterModule("alongside.pages.work.views")

urlpatterns = [
    path("work/<uuid:job_id>/", views.work, name="work"),
    path("work/<uuid:job_id>/again/", views.again, name="work-again"),
]
