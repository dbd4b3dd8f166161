from django.urls import path

from alongside.lib.later import LaterModule

agenda = LaterModule("alongside.pages.reviews.agenda")
ahead = LaterModule("alongside.pages.reviews.ahead")
drafting = LaterModule("alongside.pages.reviews.drafting")
guests = LaterModule("alongside.pages.reviews.guests")
outcome = LaterModule("alongside.pages.reviews.outcome")
papers = LaterModule("alongside.pages.reviews.papers")
recapping = LaterModule("alongside.pages.reviews.recapping")
views = LaterModule("alongside.pages.reviews.views")

urlpatterns = [
    path("reviews/", views.reviews, name="reviews"),
    path("clients/<int:client_id>/review/", views.prepare, name="review-prepare"),
    path("reviews/<int:review_id>/", views.review, name="review"),
    path("reviews/<int:review_id>/period/", views.period, name="review-period"),
    path("reviews/<int:review_id>/line/", views.line, name="review-line"),
    path("reviews/<int:review_id>/draft/", drafting.draft, name="review-draft"),
    path("reviews/<int:review_id>/draft/<int:paragraph_id>/", drafting.decide, name="review-draft-decide"),
    path("reviews/<int:review_id>/drop/", views.drop, name="review-drop"),
    path("reviews/<int:review_id>/sources/<str:key>/", views.sources, name="review-sources"),
    path("reviews/<int:review_id>/ahead/", ahead.ahead, name="review-ahead"),
    path("reviews/<int:review_id>/ahead/<int:ahead_id>/", ahead.say_of, name="review-ahead-say"),
    path("reviews/<int:review_id>/agenda/", agenda.agenda, name="review-agenda"),
    path("reviews/<int:review_id>/agenda/share/", agenda.share, name="review-share"),
    path("shared/<str:token>/stars/", guests.stars, name="shared-stars"),
    path("shared/<str:token>/agenda/", guests.agenda, name="shared-agenda"),
    path("reviews/<int:review_id>/outcome/", outcome.outcome, name="review-outcome"),
    path("reviews/<int:review_id>/recap/", outcome.recap, name="review-recap"),
    path("reviews/<int:review_id>/recap/words/", recapping.words, name="review-recap-words"),
    path("reviews/<int:review_id>/paper/", papers.paper, name="review-paper"),
    path("reviews/<int:review_id>/look-back.pdf", papers.pdf, name="review-pdf"),
    path("reviews/<int:review_id>/look-back.md", papers.markdown, name="review-markdown"),
    path("reviews/<int:review_id>/next.ics", papers.calendar, name="review-calendar"),
]
