"""Start-up: the rooms are wired together once Django is ready."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "tongban.config"
    label = "tongban_config"

    def ready(self) -> None:
        from tongban.outbox import services as outbox
        from tongban.reactions import CHORES, REACTIONS

        outbox.register(REACTIONS)
        outbox.register_chores(CHORES)
