from django.urls import path

from alongside.lib.later import LaterModule

client = LaterModule("alongside.pages.hours.client")
costs = LaterModule("alongside.pages.hours.costs")
timing = LaterModule("alongside.pages.hours.timing")
views = LaterModule("alongside.pages.hours.views")

urlpatterns = [
    path("timer/", timing.timer, name="timer"),
    path("timer/start/", timing.start, name="timer-start"),
    path("timer/stop/", timing.stop, name="timer-stop"),
    path("timer/away/", timing.away, name="timer-away"),
    path("timer/say/", timing.say_what, name="timer-say"),
    path("hours/", views.week, name="hours"),
    path("hours/keep/", views.keep, name="hours-keep"),
    path("hours/proposed/", views.proposed, name="hours-proposed"),
    path("hours/letters/", views.letters, name="hours-letters"),
    path("hours/entries/<number:entry_id>/", views.entry, name="hours-entry"),
    path("hours/entries/<number:entry_id>/drop/", views.drop, name="hours-entry-drop"),
    path("clients/<number:client_id>/hours/", client.hours, name="client-hours"),
    path("clients/<number:client_id>/hours/terms/", client.drop_terms, name="client-hours-terms"),
    path("clients/<number:client_id>/hours/parts/", client.agree_on_parts, name="client-hours-parts"),
    path("clients/<number:client_id>/hours/rounding/", client.rounding, name="client-hours-rounding"),
    path("clients/<number:client_id>/hours/heeded/", client.heeded, name="client-hours-heeded"),
    path("clients/<number:client_id>/hours/<number:number>/", client.month, name="client-month"),
    path("clients/<number:client_id>/hours/<number:number>/share/", client.share, name="client-month-share"),
    path("clients/<number:client_id>/hours/<number:number>/costs/", costs.change, name="client-month-costs"),
    path(
        "clients/<number:client_id>/hours/<number:number>.<str:ending>",
        client.export,
        name="client-month-file",
    ),
]
