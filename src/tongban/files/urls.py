"""Addresses of files."""

from django.urls import path

from tongban.files import views

app_name = "files"
urlpatterns = [path("file/<slug:public_id>/", views.download, name="download")]
