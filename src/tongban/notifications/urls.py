"""Addresses of messages."""

from django.urls import path

from tongban.notifications import views

app_name = "notifications"
urlpatterns = [
    path("messages/", views.inbox, name="inbox"),
    path("messages/read/", views.read_all, name="read_all"),
    path("messages/channels/", views.choose, name="choose"),
    path("messages/<slug:public_id>/", views.open_message, name="open"),
]
