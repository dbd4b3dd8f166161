from django.urls import path

from alongside.lib.later import LaterModule

after = LaterModule("alongside.pages.calls.after")
agenda = LaterModule("alongside.pages.calls.agenda")
recapping = LaterModule("alongside.pages.calls.recapping")
views = LaterModule("alongside.pages.calls.views")

urlpatterns = [
    path("calls/", views.calls, name="calls"),
    path("calls/new/", views.new, name="call-new"),
    path("calls/planned/<number:appointment_id>/", views.planned, name="call-planned"),
    path("calls/<number:call_id>/", views.call, name="call"),
    path("calls/<number:call_id>/begin/", views.begin, name="call-begin"),
    path("calls/<number:call_id>/room/", views.open_room, name="call-room"),
    path("calls/<number:call_id>/how/", views.how, name="call-how"),
    path("calls/<number:call_id>/join/", views.join, name="call-join"),
    path("calls/<number:call_id>/forget/", views.forget, name="call-forget"),
    path("calls/<number:call_id>/notes/", views.journal, name="call-notes"),
    path("calls/<number:call_id>/agenda/", agenda.change, name="call-agenda"),
    path("calls/<number:call_id>/after/", after.after, name="call-after"),
    path("calls/<number:call_id>/recap/", after.recap, name="call-recap"),
    path("calls/<number:call_id>/recap/words/", recapping.words, name="call-recap-words"),
    path("calls/<number:call_id>/reopen/", after.reopen, name="call-reopen"),
]
