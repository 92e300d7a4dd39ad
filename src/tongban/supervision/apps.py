"""Start-up: officials read the steps of the ladder in the timeline of a case."""

from __future__ import annotations

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "tongban.supervision"

    def ready(self) -> None:
        from tongban.cases import providers
        from tongban.supervision import queries

        providers.register_lines(lambda case_id: queries.lines_of(case_id=case_id))
