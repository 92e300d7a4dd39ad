"""The frame of a page: what its header and footer say, also for a page that is made without a request."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.design.looks import Look


def frame(chosen: Look, *, back_to: str = "/", path: str = "") -> dict[str, Any]:
    """The frame of a page, also of one that is made without a request."""
    options = getattr(settings, "TONGBAN", None)
    demo = bool(getattr(options, "DEMO", False))
    own_name = getattr(options, "SITE_NAME", "")
    return {
        "look": chosen,
        "site_name": own_name or (_("Haitang City Services") if demo else _("Government Services")),
        "demo": demo,
        "hotline": getattr(options, "HOTLINE", "") or "12345",
        "back_to": back_to,
        "page_path": path,
    }
