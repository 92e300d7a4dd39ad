"""The DMN compatibility kit, level 2: every model is read and answers as expected, or is refused with its reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tongban.flow.rules.dmn import Decisions, decide, decisions_from_dmn
from tongban.foundation.refusals import Refused

FOLDER = Path(__file__).parent / "data" / "dmn-tck" / "compliance-level-2"
MODELS = sorted(FOLDER.glob("*/*.dmn"))
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
TCK = "{http://www.omg.org/spec/DMN/20160719/testcase}"


def value(node: ElementTree.Element) -> object:
    """The value that a test case writes: one, a list, or named parts."""
    written = node.find(f"{TCK}value")
    if written is not None:
        return None if written.get(NIL) == "true" else _read(written)
    listed = node.find(f"{TCK}list")
    if listed is not None:
        return [value(item) for item in listed.findall(f"{TCK}item")]
    parts = node.findall(f"{TCK}component")
    return {str(part.get("name")): value(part) for part in parts} if parts else None


def _read(written: ElementTree.Element) -> object:
    text, kind = written.text or "", str(written.get(TYPE)).rpartition(":")[2]
    if kind in ("decimal", "double", "integer"):
        return float(text)
    return text == "true" if kind == "boolean" else text


def cases(model: Path) -> Iterator[tuple[str, dict[str, object], str, object]]:
    """Each expectation: which case, the answers, which decision, and what it must say."""
    for path in sorted(model.parent.glob("*-test-*.xml")):
        for case in ElementTree.parse(path).getroot().findall(f"{TCK}testCase"):
            answers = {str(one.get("name")): value(one) for one in case.findall(f"{TCK}inputNode")}
            for result in case.findall(f"{TCK}resultNode"):
                expected = result.find(f"{TCK}expected")
                assert expected is not None
                yield str(case.get("id")), answers, str(result.get("name")), value(expected)


def as_expected(found: object, expected: object) -> bool:
    if isinstance(expected, float):
        return found == pytest.approx(expected, rel=1e-9) and not isinstance(found, bool)
    if isinstance(expected, list):
        return (
            isinstance(found, list) and len(found) == len(expected) and all(map(as_expected, found, expected))
        )
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            as_expected(found.get(key), one) for key, one in expected.items()
        )
    return found == expected


def failures(model: Path, decisions: Decisions) -> list[str]:
    wrong = []
    for case, answers, name, expected in cases(model):
        try:
            found = decide(decisions, answers)[name]
        except Refused as refusal:
            found = refusal.code
        if not as_expected(found, expected):
            wrong.append(f"{case} {name}: {found!r}, expected {expected!r}")
    return wrong


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_a_model_in_scope_gives_what_the_kit_expects(model: Path) -> None:
    read = decisions_from_dmn(model.read_bytes())
    if read.model is None:
        assert all(reason.code and reason.text() for reason in read.reasons)
        return
    assert not failures(model, read.model)


def test_how_much_of_the_kit_is_in_scope() -> None:
    counted: Counter[str] = Counter()
    for model in MODELS:
        read = decisions_from_dmn(model.read_bytes())
        counted["in scope" if read.model else "refused"] += 1
        counted["expectations met"] += len(list(cases(model))) if read.model else 0
    print(dict(counted))
    assert counted["in scope"] == len(MODELS) == 14
    assert counted["expectations met"] > 60
