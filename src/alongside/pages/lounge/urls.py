from django.urls import path

from alongside.lib.later import LaterModule

guests = LaterModule("alongside.pages.lounge.guests")
people = LaterModule("alongside.pages.lounge.people")
views = LaterModule("alongside.pages.lounge.views")

urlpatterns = [
    path("lounge/", views.lounges, name="lounges"),
    path("lounge/rail/", views.rail, name="lounge-rail"),
    path("lounge/<number:lounge_id>/", views.lounge, name="lounge"),
    path("lounge/<number:lounge_id>/words/", views.words, name="lounge-words"),
    path("lounge/<number:lounge_id>/say/", views.say, name="lounge-say"),
    path("lounge/<number:lounge_id>/take-back/", views.take_back, name="lounge-take-back"),
    path("lounge/<number:lounge_id>/people/", people.people, name="lounge-people"),
    path("lounge/<number:lounge_id>/door/", people.door, name="lounge-door"),
    path("lounge/<number:lounge_id>/link/", people.link, name="lounge-link"),
    path("lounge/<number:lounge_id>/keep/", people.keep, name="lounge-keep"),
    path("lounge/<number:lounge_id>/close/", people.close, name="lounge-close"),
    path("lounge/<number:lounge_id>/talk/", views.talk, name="lounge-talk"),
    path("lounge/<number:lounge_id>/guest/talk/", guests.talk, name="lounge-guest-talk"),
    path("lounge/come/<str:token>/", guests.come, name="lounge-join"),
    path("lounge/<number:lounge_id>/guest/", guests.lounge, name="lounge-guest"),
    path("lounge/<number:lounge_id>/guest/words/", guests.words, name="lounge-guest-words"),
    path("lounge/<number:lounge_id>/guest/say/", guests.say, name="lounge-guest-say"),
    path("lounge/<number:lounge_id>/guest/take-back/", guests.take_back, name="lounge-guest-take-back"),
    path("lounge/<number:lounge_id>/guest/leave/", guests.leave, name="lounge-guest-leave"),
]
