"""What templates know of roles: the role bar of the sample town."""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.http import HttpRequest

from tongban.foundation.actors import VISITOR
from tongban.identity import queries as identity
from tongban.identity.queries import AccountCard


class RoleBar:
    """The present role's label and the roles to choose from; asks the register only when a template shows it."""

    def __init__(self, request: HttpRequest) -> None:
        self._account_id = getattr(request, "actor", VISITOR).account_id

    @cached_property
    def _cards(self) -> tuple[AccountCard, ...]:
        return identity.demo_accounts()

    @cached_property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """What the form posts as ``role``, and the label shown."""
        return tuple((card.id, card.demo_label) for card in self._cards)

    @cached_property
    def current(self) -> str:
        """The label of the present role; empty for a visitor and for an account that is no role."""
        return next((card.demo_label for card in self._cards if card.id == self._account_id), "")


def role_bar(request: HttpRequest) -> dict[str, object]:
    """``role_bar`` for templates: None unless this is a demonstration."""
    return {"role_bar": RoleBar(request) if settings.TONGBAN.DEMO else None}
