from django.urls import path

from alongside.lib.later import LaterModule

after = LaterModule("alongside.pages.visits.after")
card = LaterModule("alongside.pages.visits.card")
costs = LaterModule("alongside.pages.visits.costs")
recapping = LaterModule("alongside.pages.visits.recapping")
views = LaterModule("alongside.pages.visits.views")
worker = LaterModule("alongside.pages.visits.worker")

urlpatterns = [
    path("visits/", views.visits, name="visits"),
    path("visits/card-worker.js", worker.script, name="card-worker"),
    path("visits/planned/<number:appointment_id>/", views.planned, name="visit-planned"),
    path("visits/<number:visit_id>/", views.visit, name="visit"),
    path("visits/<number:visit_id>/about/", views.about, name="visit-about"),
    path("visits/<number:visit_id>/way/", views.way, name="visit-way"),
    path("visits/<number:visit_id>/agenda/", views.agenda, name="visit-agenda"),
    path("visits/<number:visit_id>/costs/", costs.change, name="visit-costs"),
    path("visits/<number:visit_id>/receipts/", costs.add_receipts, name="visit-receipts"),
    path("visits/<number:visit_id>/receipts/<number:receipt_id>/", costs.receipt, name="visit-receipt"),
    path("visits/<number:visit_id>/card/", card.card, name="visit-card"),
    path("visits/<number:visit_id>/card/lines/", card.lines, name="visit-card-lines"),
    path("visits/<number:visit_id>/after/", after.after, name="visit-after"),
    path("visits/<number:visit_id>/notes/", after.journal, name="visit-notes"),
    path("visits/<number:visit_id>/recap/", after.recap, name="visit-recap"),
    path("visits/<number:visit_id>/recap/words/", recapping.words, name="visit-recap-words"),
    path("visits/<number:visit_id>/reopen/", after.reopen, name="visit-reopen"),
]
