from django.urls import path

from alongside.lib.later import LaterModule

finding = LaterModule("alongside.pages.promises.finding")
model = LaterModule("alongside.pages.promises.model")
views = LaterModule("alongside.pages.promises.views")

_PLACE = "<number:interaction_id>/<number:start>-<number:end>/<slug:kind>"

urlpatterns = [
    path("settings/model/", model.keep, name="settings-model"),
    path("settings/model/change/", model.change, name="settings-model-change"),
    path("promises/", views.promises, name="promises"),
    path("promises/new/", views.write_down, name="promise-new"),
    path(f"promises/found/{_PLACE}/keep/", finding.keep, name="finding-keep"),
    path(f"promises/found/{_PLACE}/change/", finding.change, name="finding-change"),
    path(f"promises/found/{_PLACE}/refuse/", finding.refuse, name="finding-refuse"),
    path("promises/questions/<number:interaction_id>/", finding.answer_questions, name="questions-answer"),
    path("promises/<slug:key>/", views.promise, name="promise"),
    path("promises/<slug:key>/move/", views.move, name="promise-move"),
    path("promises/<slug:key>/say/", views.say_word, name="promise-say"),
]
