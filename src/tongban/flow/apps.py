"""Start-up: the catalogue asks here what is wrong with the plan of an item."""

from __future__ import annotations

from django.apps import AppConfig


class FlowConfig(AppConfig):
    name = "tongban.flow"

    def ready(self) -> None:
        from tongban.catalogue import providers
        from tongban.flow import queries

        providers.register_plan_check(queries.plan_faults)
