"""Start-up: other rooms find the pages of items and of the search."""

from __future__ import annotations

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "tongban.catalogue"

    def ready(self) -> None:
        from tongban.design import links

        links.register("item", "catalogue:item")
        links.register("items", "catalogue:items")
        links.register("search", "catalogue:search")
        links.register("theme", "catalogue:theme")
        links.register("desk-items", "catalogue:desk-items")
