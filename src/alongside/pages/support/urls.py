from django.urls import path

from alongside.pages.support import aspect, catalogue, client, duties

urlpatterns = [
    path("clients/<int:client_id>/support/", client.support, name="client-support"),
    path("clients/<int:client_id>/support/add/", client.add, name="client-support-add"),
    path("support/catalogue/", catalogue.catalogue, name="support-catalogue"),
    path("support/catalogue/offer/", catalogue.offer, name="support-offer"),
    path("support/<int:aspect_id>/", aspect.aspect, name="aspect"),
    path("support/<int:aspect_id>/say/", aspect.say_of_it, name="aspect-say"),
    path("support/<int:aspect_id>/duties/", duties.add, name="duty-add"),
    path("duties/<int:duty_id>/", duties.duty, name="duty"),
    path("duties/<int:duty_id>/tick/", duties.tick, name="duty-tick"),
    path("duties/<int:duty_id>/stop/", duties.stop, name="duty-stop"),
]
