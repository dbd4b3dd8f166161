from django.urls import path

from alongside.pages.picture import people, views

urlpatterns = [
    path("clients/<int:client_id>/picture/", views.picture, name="client-picture"),
    path("clients/<int:client_id>/picture/line/", views.keep, name="picture-line"),
    path("clients/<int:client_id>/picture/day/", views.keep_day, name="picture-day"),
    path("picture/lines/<int:line_id>/", views.change, name="picture-line-change"),
    path("picture/lines/<int:line_id>/drop/", views.drop, name="picture-line-drop"),
    path("clients/<int:client_id>/picture/people/", people.add, name="picture-people"),
    path("clients/<int:client_id>/picture/people/<int:person_id>/", people.person, name="picture-person"),
    path("clients/<int:client_id>/picture/people/<int:person_id>/face/", people.face, name="picture-face"),
    path(
        "clients/<int:client_id>/picture/people/<int:person_id>/face/drop/",
        people.drop_face,
        name="picture-face-drop",
    ),
    path("faces/<slug:digest>/", people.show_face, name="face"),
]
