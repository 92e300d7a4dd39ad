"""Addresses of the cards."""

from django.urls import path

from tongban.supervision import views

app_name = "supervision"
urlpatterns = [
    path("desk/cards/", views.cards, name="cards"),
    path("desk/cards/<uuid:card_id>/", views.card, name="card"),
]
