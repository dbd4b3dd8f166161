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
    path("clients/<number:client_id>/review/", views.prepare, name="review-prepare"),
    path("reviews/<number:review_id>/", views.review, name="review"),
    path("reviews/<number:review_id>/period/", views.period, name="review-period"),
    path("reviews/<number:review_id>/line/", views.line, name="review-line"),
    path("reviews/<number:review_id>/draft/", drafting.draft, name="review-draft"),
    path(
        "reviews/<number:review_id>/draft/<number:paragraph_id>/", drafting.decide, name="review-draft-decide"
    ),
    path("reviews/<number:review_id>/drop/", views.drop, name="review-drop"),
    path("reviews/<number:review_id>/sources/<str:key>/", views.sources, name="review-sources"),
    path("reviews/<number:review_id>/ahead/", ahead.ahead, name="review-ahead"),
    path("reviews/<number:review_id>/ahead/<number:ahead_id>/", ahead.say_of, name="review-ahead-say"),
    path("reviews/<number:review_id>/agenda/", agenda.agenda, name="review-agenda"),
    path("reviews/<number:review_id>/agenda/share/", agenda.share, name="review-share"),
    path("shared/<str:token>/stars/", guests.stars, name="shared-stars"),
    path("shared/<str:token>/agenda/", guests.agenda, name="shared-agenda"),
    path("reviews/<number:review_id>/outcome/", outcome.outcome, name="review-outcome"),
    path("reviews/<number:review_id>/recap/", outcome.recap, name="review-recap"),
    path("reviews/<number:review_id>/recap/words/", recapping.words, name="review-recap-words"),
    path("reviews/<number:review_id>/paper/", papers.paper, name="review-paper"),
    path("reviews/<number:review_id>/look-back.pdf", papers.pdf, name="review-pdf"),
    path("reviews/<number:review_id>/look-back.md", papers.markdown, name="review-markdown"),
    path("reviews/<number:review_id>/next.ics", papers.calendar, name="review-calendar"),
]
