from django.urls import path

from alongside.lib.later import LaterModule

giving = LaterModule("alongside.pages.diary.giving")
planning = LaterModule("alongside.pages.diary.planning")
views = LaterModule("alongside.pages.diary.views")

urlpatterns = [
    path("diary/", views.diary, name="diary"),
    path("diary/plan/", planning.plan, name="diary-plan"),
    path("diary/plan/rest/", planning.rest, name="diary-plan-rest"),
    path("diary/plan/both/", planning.both_clocks, name="diary-plan-both"),
    path("diary/<number:appointment_id>/", views.appointment, name="appointment"),
    path("diary/<number:appointment_id>/change/", planning.change, name="appointment-change"),
    path("diary/<number:appointment_id>/calendar.ics", giving.calendar, name="appointment-calendar"),
    path("diary/<number:appointment_id>/letter/", giving.letter, name="appointment-letter"),
    path("diary/<number:appointment_id>/way-in/", giving.way_in, name="appointment-way-in"),
    path("diary/<number:appointment_id>/say/", views.say_word, name="appointment-say"),
]
