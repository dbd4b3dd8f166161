from django.urls import path

from alongside.pages.search import views

urlpatterns = [path("search/", views.search, name="search")]
