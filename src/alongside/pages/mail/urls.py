from django.urls import path

from alongside.pages.mail import views

urlpatterns = [
    path("mail/<int:interaction_id>/", views.mail, name="mail"),
    path("mail/<int:interaction_id>/picture/<int:number>/", views.mail_picture, name="mail-picture"),
    path("mail/<int:interaction_id>/original/", views.original, name="mail-original"),
    path("files/<slug:key>/", views.attachment, name="attachment"),
]
