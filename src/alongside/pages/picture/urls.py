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
    path("clients/<number:client_id>/picture/", views.picture, name="client-picture"),
    path("clients/<number:client_id>/picture/line/", views.keep, name="picture-line"),
    path("clients/<number:client_id>/picture/day/", views.keep_day, name="picture-day"),
    path("picture/lines/<number:line_id>/", views.change, name="picture-line-change"),
    path("picture/lines/<number:line_id>/drop/", views.drop, name="picture-line-drop"),
    path("clients/<number:client_id>/picture/people/", people.add, name="picture-people"),
    path(
        "clients/<number:client_id>/picture/people/<number:person_id>/", people.person, name="picture-person"
    ),
    path(
        "clients/<number:client_id>/picture/people/<number:person_id>/face/", people.face, name="picture-face"
    ),
    path(
        "clients/<number:client_id>/picture/people/<number:person_id>/face/drop/",
        people.drop_face,
        name="picture-face-drop",
    ),
    path("clients/<number:client_id>/answers/", answers.answers, name="client-answers"),
    path("answers/<number:proposal_id>/", answers.decide, name="answer-decide"),
    path("clients/<number:client_id>/starting/", starting.starting, name="client-starting"),
    path("clients/<number:client_id>/starting/begin/", starting.begin, name="starting-begin"),
    path("starting/<number:step_id>/", starting.tick, name="step-tick"),
    path("starting/<number:step_id>/drop/", starting.drop, name="step-drop"),
    path("settings/starting/", starting.edit, name="settings-starting"),
    path("clients/<number:client_id>/questions/", asking.make, name="questionnaire-make"),
    path("links/<number:share_id>/questions/", asking.preview, name="questionnaire-preview"),
    path("questions/<str:token>/", asking.questionnaire, name="questionnaire"),
    path("questions/<str:token>/seen/", asking.seen, name="questionnaire-seen"),
    path("clients/<number:client_id>/files/", files.files, name="client-files"),
    path("clients/<number:client_id>/years/", years.years, name="client-years"),
    path("faces/<slug:digest>/", people.show_face, name="face"),
]
