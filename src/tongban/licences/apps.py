"""Start-up: other rooms find the page of a licence."""

from __future__ import annotations

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    name = "tongban.licences"

    # No guard is registered with files: a document leaves through its gate or not at all.

    def ready(self) -> None:
        from tongban.design import links

        links.register("licence", "licences:show")
        links.register("wallet", "licences:wallet")
        links.register("verify", "licences:verify")
