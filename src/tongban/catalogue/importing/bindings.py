"""Names of licence types in an enrichment become their codes, so that content never depends on a file's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_LICENCE = "licence."


def bound(enrichment: Mapping[str, Any], licence_types: Mapping[str, str]) -> dict[str, Any]:
    """The enrichment of a guide with every licence type by its code; what is no known name is left as it stands.

    licence_types  name in the enrichment -> type code
    """
    found = dict(enrichment)
    if "fields" in found:
        found["fields"] = [_field(one, licence_types) for one in found["fields"]]
    if "materials" in found:
        found["materials"] = {
            number: _typed(one, "licence_type", licence_types) for number, one in found["materials"].items()
        }
    if "result" in found:
        found["result"] = _typed(found["result"], "type_code", licence_types)
    return found


def _field(one: Mapping[str, Any], licence_types: Mapping[str, str]) -> dict[str, Any]:
    source = str(one.get("source") or "")
    if not source.startswith(_LICENCE):
        return dict(one)
    name, _dot, face = source.removeprefix(_LICENCE).partition(".")
    return {**one, "source": f"{_LICENCE}{licence_types.get(name, name)}.{face}"}


def _typed(one: Mapping[str, Any], key: str, licence_types: Mapping[str, str]) -> dict[str, Any]:
    name = one.get(key)
    return {**one, key: licence_types.get(name, name)} if name else dict(one)
