"""What every page of this room asks of a request."""

from __future__ import annotations

from django.http import HttpRequest

from tongban.foundation.actors import Actor

WRONG_INPUT = 422


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]
