from django.urls import path

from alongside.lib.later import LaterModule

guests = LaterModule("alongside.pages.lounge.guests")
people = LaterModule("alongside.pages.lounge.people")
views = LaterModule("alongside.pages.lounge.views")

urlpatterns = [
    path("lounge/", views.lounges, name="lounges"),
    path("lounge/rail/", views.rail, name="lounge-rail"),
    path("lounge/<int:lounge_id>/", views.lounge, name="lounge"),
    path("lounge/<int:lounge_id>/words/", views.words, name="lounge-words"),
    path("lounge/<int:lounge_id>/say/", views.say, name="lounge-say"),
    path("lounge/<int:lounge_id>/take-back/", views.take_back, name="lounge-take-back"),
    path("lounge/<int:lounge_id>/people/", people.people, name="lounge-people"),
    path("lounge/<int:lounge_id>/door/", people.door, name="lounge-door"),
    path("lounge/<int:lounge_id>/link/", people.link, name="lounge-link"),
    path("lounge/<int:lounge_id>/keep/", people.keep, name="lounge-keep"),
    path("lounge/<int:lounge_id>/close/", people.close, name="lounge-close"),
    path("lounge/<int:lounge_id>/talk/", views.talk, name="lounge-talk"),
    path("lounge/<int:lounge_id>/guest/talk/", guests.talk, name="lounge-guest-talk"),
    path("lounge/come/<str:token>/", guests.come, name="lounge-join"),
    path("lounge/<int:lounge_id>/guest/", guests.lounge, name="lounge-guest"),
    path("lounge/<int:lounge_id>/guest/words/", guests.words, name="lounge-guest-words"),
    path("lounge/<int:lounge_id>/guest/say/", guests.say, name="lounge-guest-say"),
    path("lounge/<int:lounge_id>/guest/take-back/", guests.take_back, name="lounge-guest-take-back"),
    path("lounge/<int:lounge_id>/guest/leave/", guests.leave, name="lounge-guest-leave"),
]
