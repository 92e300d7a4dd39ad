"""Addresses of the wallet, the licences and the verify page."""

from __future__ import annotations

from django.urls import path

from tongban.licences import views

app_name = "licences"
urlpatterns = [
    path("wallet/", views.wallet, name="wallet"),
    path("licence/<slug:public_id>/", views.show, name="show"),
    path("licence/<slug:public_id>/pdf", views.document, name="document"),
    path("licence/<slug:public_id>/record.json", views.record, name="record"),
    path("licence/<slug:public_id>/tamper/", views.tamper, name="tamper"),
    path("verify/", views.verify, name="verify"),
    path("verify/keys.json", views.keys, name="keys"),
    path("verify/offline_verify.py", views.offline, name="offline"),
]
