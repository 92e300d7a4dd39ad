"""Start-up: who may open the files of bundles, where the search and the pages of cases find them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.apps import AppConfig


class BundlesConfig(AppConfig):
    name = "tongban.bundles"

    def ready(self) -> None:
        from tongban.bundles import queries, services
        from tongban.cases import providers as case_pages
        from tongban.catalogue import providers as catalogue_pages
        from tongban.design import links
        from tongban.files import services as files

        files.register_guard("bundle", queries.may_have_file, services.file_opened)
        case_pages.register_belonging(queries.belonging)
        catalogue_pages.register_wholes(_found)
        links.register("bundle", "bundles:bundle")
        links.register("bundles", "bundles:bundles")
        links.register("hand-over", "bundles:hand-over")
        links.register("bundle-application", "bundles:application")


def _found(text: str, on: date) -> Iterable[Mapping[str, str]]:
    """The bundles that answer what was typed, as cards of the search page."""
    from tongban.bundles import finding
    from tongban.bundles.views.public import choice

    return [choice(one) for one in finding.search(text=text, on=on)]
