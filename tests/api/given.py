"""The description of the interface, and values that fit it or nearly so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

PREFIX = "/api/v1"
CONTROL = st.characters(categories=("Cc", "Zl", "Co"))
WILD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@dataclass(frozen=True)
class Operation:
    """One way in: how it is called, and what its description says of it."""

    method: str
    path: str
    told: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"

    @property
    def statuses(self) -> set[str]:
        return {str(status) for status in self.told["responses"]}

    @property
    def body(self) -> dict[str, Any] | None:
        content = self.told.get("requestBody", {}).get("content", {})
        return content.get("application/json", {}).get("schema")

    @property
    def takes_file(self) -> bool:
        return "multipart/form-data" in self.told.get("requestBody", {}).get("content", {})

    def parameters(self, place: str) -> list[dict[str, Any]]:
        return [one for one in self.told.get("parameters", []) if one["in"] == place]


def description() -> dict[str, Any]:
    from tongban.api.views import api

    return dict(api.get_openapi_schema(path_prefix=f"{PREFIX}/"))


def operations() -> list[Operation]:
    return [
        Operation(method, path, told)
        for path, ways in description()["paths"].items()
        for method, told in ways.items()
    ]


def references(value: Any) -> Iterator[str]:
    """Every ``$ref`` in a description."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref":
                yield inner
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def fitting(schema: dict[str, Any], shapes: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values of this shape, as far as the description tells; patterns are met as a rule, not always."""
    if "$ref" in schema:
        return fitting(shapes[schema["$ref"].rsplit("/", 1)[-1]], shapes)
    if "anyOf" in schema:
        return st.one_of([fitting(one, shapes) for one in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "const" in schema:
        return st.just(schema["const"])
    match schema.get("type"):
        case "string" if schema.get("format") == "date":
            return st.dates().map(str)
        case "string":
            return st.text(max_size=60) | st.text(CONTROL, max_size=3)
        case "integer":
            return st.integers(-3, 2**40)
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case "array":
            return st.lists(fitting(schema["items"], shapes), max_size=3)
        case "object" if "properties" in schema:
            needed = set(schema.get("required", ()))
            parts = {name: fitting(one, shapes) for name, one in schema["properties"].items()}
            return st.fixed_dictionaries(
                {name: one for name, one in parts.items() if name in needed},
                optional={name: one for name, one in parts.items() if name not in needed},
            )
        case "object":
            inner = schema.get("additionalProperties")
            values = fitting(inner, shapes) if isinstance(inner, dict) else st.text(max_size=20)
            return st.dictionaries(st.text(max_size=12), values, max_size=4)
    return WILD
