from django.urls import path

from alongside.pages.undo import views

urlpatterns = [path("undo/<str:token>/", views.undo, name="undo")]
