from django.urls import path

from alongside.lib.later import LaterModule

answers = LaterModule("alongside.pages.picture.answers")
asking = LaterModule("alongside.pages.picture.asking")
files = LaterModule("alongside.pages.picture.files")
people = LaterModule("alongside.pages.picture.people")
starting = LaterModule("alongside.pages.picture.starting")
views = LaterModule("alongside.pages.picture.views")
years = LaterModule("alongside.pages.picture.years")

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
    path("clients/<int:client_id>/answers/", answers.answers, name="client-answers"),
    path("answers/<int:proposal_id>/", answers.decide, name="answer-decide"),
    path("clients/<int:client_id>/starting/", starting.starting, name="client-starting"),
    path("clients/<int:client_id>/starting/begin/", starting.begin, name="starting-begin"),
    path("starting/<int:step_id>/", starting.tick, name="step-tick"),
    path("starting/<int:step_id>/drop/", starting.drop, name="step-drop"),
    path("settings/starting/", starting.edit, name="settings-starting"),
    path("clients/<int:client_id>/questions/", asking.make, name="questionnaire-make"),
    path("links/<int:share_id>/questions/", asking.preview, name="questionnaire-preview"),
    path("questions/<str:token>/", asking.questionnaire, name="questionnaire"),
    path("questions/<str:token>/seen/", asking.seen, name="questionnaire-seen"),
    path("clients/<int:client_id>/files/", files.files, name="client-files"),
    path("clients/<int:client_id>/years/", years.years, name="client-years"),
    path("faces/<slug:digest>/", people.show_face, name="face"),
]
