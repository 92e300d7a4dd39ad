"""Addresses of signing in and of one's own data."""

from django.urls import path

from tongban.identity import views

app_name = "identity"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("sign-up/", views.sign_up, name="sign_up"),
    path("desk/identity/", views.check_by_hand, name="check_by_hand"),
    path("me/data/", views.my_data, name="my_data"),
    path("me/contact/", views.contact, name="contact"),
    path("me/password/", views.password, name="password"),
    path("me/mandates/", views.mandates, name="mandates"),
    path("me/mandates/<uuid:mandate_id>/revoke/", views.revoke_mandate, name="revoke_mandate"),
]
