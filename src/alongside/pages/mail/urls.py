from django.urls import path

from alongside.pages.mail import there, views

urlpatterns = [
    path("mail/<int:interaction_id>/", views.mail, name="mail"),
    path("mail/<int:interaction_id>/picture/<int:number>/", views.mail_picture, name="mail-picture"),
    path("mail/<int:interaction_id>/original/", views.original, name="mail-original"),
    path("mail/<int:interaction_id>/there/", there.there, name="mail-there"),
    path("files/<slug:key>/", views.attachment, name="attachment"),
]
