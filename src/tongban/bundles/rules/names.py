"""When two lists name the same bundle, and by what code it is known."""

from __future__ import annotations

import hashlib
import re

_QUOTED = re.compile(r"[“”\"「」『』\s]")
ENDING = "一件事"


def core_name(text: str) -> str:
    """The name without its ending and quotation marks: what the lists have in common."""
    return _QUOTED.sub("", text).removesuffix(ENDING)


def full_name(text: str) -> str:
    """The name as it is shown: 开办餐饮店一件事; one that says so in its middle stays as it is."""
    core = core_name(text)
    return core if not core or ENDING in core else f"{core}{ENDING}"


def listed_code(text: str) -> str:
    """The code of a bundle whose list gives none: the same for the same name, whatever list it comes from."""
    return "L" + hashlib.sha256(core_name(text).encode()).hexdigest()[:10].upper()
