from django.urls import path

from alongside.lib.later import LaterModule

aspect = LaterModule("alongside.pages.support.aspect")
catalogue = LaterModule("alongside.pages.support.catalogue")
client = LaterModule("alongside.pages.support.client")
duties = LaterModule("alongside.pages.support.duties")
how_tos = LaterModule("alongside.pages.support.how_tos")
improving = LaterModule("alongside.pages.support.improving")
shared = LaterModule("alongside.pages.support.shared")

urlpatterns = [
    path("clients/<number:client_id>/support/", client.support, name="client-support"),
    path("clients/<number:client_id>/support/add/", client.add, name="client-support-add"),
    path("support/catalogue/", catalogue.catalogue, name="support-catalogue"),
    path("support/catalogue/offer/", catalogue.offer, name="support-offer"),
    path("support/<number:aspect_id>/", aspect.aspect, name="aspect"),
    path("support/<number:aspect_id>/say/", aspect.say_of_it, name="aspect-say"),
    path("support/<number:aspect_id>/duties/", duties.add, name="duty-add"),
    path("duties/<number:duty_id>/", duties.duty, name="duty"),
    path("duties/<number:duty_id>/tick/", duties.tick, name="duty-tick"),
    path("duties/<number:duty_id>/missed/", duties.missed, name="duty-missed"),
    path("duties/<number:duty_id>/stop/", duties.stop, name="duty-stop"),
    path("support/<number:aspect_id>/how-to/", how_tos.new, name="how-to-new"),
    path("how-to/<number:how_to_id>/", how_tos.how_to, name="how-to"),
    path("how-to/<number:how_to_id>/write/", how_tos.write, name="how-to-write"),
    path("how-to/<number:how_to_id>/versions/", how_tos.versions, name="how-to-versions"),
    path("how-to/<number:how_to_id>/back/", how_tos.bring_back, name="how-to-back"),
    path("how-to/<number:how_to_id>/away/", how_tos.put_away, name="how-to-away"),
    path("support/<number:aspect_id>/rate/", improving.rate, name="aspect-rate"),
    path("links/<number:share_id>/support/", shared.choose_support, name="share-support"),
    path("clients/<number:client_id>/improvements/", improving.add, name="improvement-add"),
    path("improvements/<number:improvement_id>/", improving.improvement, name="improvement"),
    path("improvements/<number:improvement_id>/say/", improving.say_of_it, name="improvement-say"),
]
