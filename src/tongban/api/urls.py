"""Addresses of the interface; the version stands in the path."""

from django.urls import path

from tongban.api.views import addresses, elsewhere

urlpatterns = [path("v1/", addresses()), path("<path:rest>", elsewhere), path("", elsewhere)]
