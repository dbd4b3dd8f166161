from django.urls import path

from alongside.lib.later import LaterModule

views = LaterModule("alongside.pages.search.views")

urlpatterns = [path("search/", views.search, name="search")]
