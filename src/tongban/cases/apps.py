"""Start-up: who may open the files of applications, and what the guide need not ask for."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "tongban.cases"

    def ready(self) -> None:
        from tongban.cases import queries, services
        from tongban.catalogue import providers
        from tongban.design import links
        from tongban.files import services as files

        files.register_guard("draft", queries.may_have_draft_file, services.file_opened)
        files.register_guard("case", queries.may_have_case_file, services.file_opened)
        providers.register_known(services.known_for_guide)
        links.register("apply", "cases:apply")
        links.register("draft", "cases:draft")
        links.register("case", "cases:case")
        links.register("desk-case", "cases:desk_case")
        links.register("pick-up", "cases:pick_up")
