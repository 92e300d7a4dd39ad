"""A decision table as a sheet that people fill in: read out of a DMN file that holds just one, and written as one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree as Xml

from tongban.foundation.refusals import Refused
from tongban.foundation.xmldoc import Element, read_xml

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"
PLAIN_HITS = ("UNIQUE", "FIRST", "ANY", "COLLECT", "RULE ORDER")
_KINDS = frozenset({"number", "string", "boolean", "date"})
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class GridInput:
    """A column that asks: the name of the answer, and its kind: number, string, boolean, date or empty for any."""

    name: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class GridOutput:
    """A column that says. ``otherwise`` is what it says when no rule holds; empty: nothing."""

    name: str
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class GridRule:
    """One row: a test for each question, an entry for each result, all in S-FEEL; an empty test holds always."""

    tests: tuple[str, ...]
    says: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A whole table."""

    name: str
    hit: str = "UNIQUE"
    inputs: tuple[GridInput, ...] = ()
    outputs: tuple[GridOutput, ...] = ()
    rules: tuple[GridRule, ...] = ()


def dmn_of(grid: Grid) -> str:
    """The sheet as a DMN 1.3 file; ``grid_of`` gives the same sheet back. What no XML can hold is left out."""
    root = Xml.Element(
        "definitions",
        {"xmlns": MODEL, "id": "definitions", "name": _text(grid.name), "namespace": "urn:tongban"},
    )
    for number, one in enumerate(grid.inputs, 1):
        data = Xml.SubElement(root, "inputData", {"id": f"input_{number}", "name": _text(one.name)})
        variable = Xml.SubElement(data, "variable", {"id": f"variable_{number}", "name": _text(one.name)})
        if one.kind:
            variable.set("typeRef", one.kind)
    decision = Xml.SubElement(root, "decision", {"id": "decision", "name": _text(grid.name)})
    Xml.SubElement(decision, "variable", {"id": "variable", "name": _text(grid.name)})
    for number, _one in enumerate(grid.inputs, 1):
        needs = Xml.SubElement(decision, "informationRequirement", {"id": f"needs_{number}"})
        Xml.SubElement(needs, "requiredInput", {"href": f"#input_{number}"})
    _write_table(Xml.SubElement(decision, "decisionTable", {"id": "table", "hitPolicy": grid.hit}), grid)
    return Xml.tostring(root, encoding="unicode", xml_declaration=False)


def cell_id(rule: int, side: str, column: int) -> str:
    """The id of a cell in the file: ``side`` is ``in`` or ``out``; both numbers count from 1."""
    return f"rule_{rule}_{side}_{column}"


def _write_table(table: Xml.Element, grid: Grid) -> None:
    for number, one in enumerate(grid.inputs, 1):
        column = Xml.SubElement(table, "input", {"id": f"column_{number}"})
        asked = Xml.SubElement(column, "inputExpression", {"id": f"asks_{number}"})
        Xml.SubElement(asked, "text").text = _text(one.name)
    for number, output in enumerate(grid.outputs, 1):
        said = Xml.SubElement(table, "output", {"id": f"output_{number}", "name": _text(output.name)})
        if output.otherwise:
            entry = Xml.SubElement(said, "defaultOutputEntry", {"id": f"otherwise_{number}"})
            Xml.SubElement(entry, "text").text = _text(output.otherwise)
    for number, rule in enumerate(grid.rules, 1):
        row = Xml.SubElement(table, "rule", {"id": f"rule_{number}"})
        if rule.note:
            Xml.SubElement(row, "description").text = _text(rule.note)
        for tag, side, cells, empty in (
            ("inputEntry", "in", rule.tests, "-"),
            ("outputEntry", "out", rule.says, ""),
        ):
            for column_no, text in enumerate(cells, 1):
                cell = Xml.SubElement(row, tag, {"id": cell_id(number, side, column_no)})
                Xml.SubElement(cell, "text").text = _text(text) or empty


def grid_of(dmn: str) -> Grid | None:
    """The sheet that a file holds; None for one that holds more than a sheet can show, or no table."""
    try:
        root = read_xml(dmn.encode("utf-8", "surrogatepass"))
    except Refused:
        return None
    decisions = list(root.all("decision"))
    table = decisions[0].first("decisionTable") if len(decisions) == 1 else None
    if table is None or table.get("hitPolicy", "UNIQUE") not in PLAIN_HITS or table.get("aggregation"):
        return None
    kinds = {_name(one): _kind(one) for one in root.all("inputData")}
    inputs, outputs = _inputs(table, kinds), _outputs(table)
    rules = [_rule(one) for one in table.all("rule")]
    widths = {(len(rule.tests), len(rule.says)) for rule in rules}
    if inputs is None or outputs is None or widths - {(len(inputs), len(outputs))}:
        return None
    hit = table.get("hitPolicy", "UNIQUE")
    return Grid(_name(decisions[0]), hit, inputs, outputs, tuple(rules))


def _inputs(table: Element, kinds: dict[str, str | None]) -> tuple[GridInput, ...] | None:
    found = []
    for column in table.all("input"):
        name = " ".join(_entry(column.first("inputExpression")).split())
        kind = kinds.get(name)
        if kind is None or column.first("inputValues") is not None:
            return None
        found.append(GridInput(name, kind))
    return tuple(found)


def _outputs(table: Element) -> tuple[GridOutput, ...] | None:
    columns = list(table.all("output"))
    if any(one.first("outputValues") is not None for one in columns):
        return None
    return tuple(GridOutput(one.get("name"), _entry(one.first("defaultOutputEntry"))) for one in columns)


def _rule(row: Element) -> GridRule:
    tests = tuple("" if (text := _entry(one)) == "-" else text for one in row.all("inputEntry"))
    note = row.first("description")
    return GridRule(
        tests, tuple(map(_entry, row.all("outputEntry"))), note.text.strip() if note is not None else ""
    )


def _kind(data: Element) -> str | None:
    """The kind of an input; None for one that a sheet does not show."""
    variable = data.first("variable")
    kind = (variable.get("typeRef") if variable is not None else "").rpartition(":")[2].strip()
    return kind if not kind or kind in _KINDS else None


def _name(element: Element) -> str:
    variable = element.first("variable")
    return " ".join(((variable.get("name") if variable is not None else "") or element.get("name")).split())


def _entry(element: Element | None) -> str:
    text = element.first("text") if element is not None else None
    return text.text.strip() if text is not None else ""


def _text(text: str) -> str:
    return _UNWRITABLE.sub("", text).strip()
