from django.urls import path

from alongside.pages.byhand import views

urlpatterns = [
    path("write-down/", views.write, name="by-hand"),
    path("write-down/people/", views.people, name="by-hand-people"),
]
