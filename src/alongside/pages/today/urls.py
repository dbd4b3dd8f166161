from django.urls import path

from alongside.pages.today import views

urlpatterns = [path("", views.today, name="today")]
