"""What every page needs to know about its look."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tongban.design.frame import frame
from tongban.design.looks import look_of


def look(request: HttpRequest) -> dict[str, Any]:
    chosen = getattr(request, "look", None) or look_of(request.COOKIES, settings.LANGUAGE_CODE)
    return frame(
        chosen, back_to=request.get_full_path() if request.method == "GET" else "/", path=request.path
    )
