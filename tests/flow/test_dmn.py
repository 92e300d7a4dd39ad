"""Decision tables of others: what they answer, by every hit policy, and why a file is not taken."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st

from tongban.flow import rules
from tongban.flow.rules.dmn import answers_with, decide, decisions_from_dmn
from tongban.flow.rules.dmn.expressions import expression, unary_tests
from tongban.flow.rules.dmn.refusing import SENTENCES
from tongban.flow.rules.dmn.values import value_from
from tongban.foundation.refusals import Refused

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "plans.md"
MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"
KIT = sorted((Path(__file__).parent / "data" / "dmn-tck").rglob("*.dmn"))


def table(
    *rows: tuple[str, ...],
    policy: str = "UNIQUE",
    more: str = "",
    outputs: str = '<output id="o" name="way"/>',
) -> bytes:
    """A table that asks age and kind, and says a way."""
    written = "".join(
        f'<rule id="r{number}">'
        + "".join(f'<inputEntry id="r{number}i{at}"><text><![CDATA[{one}]]></text></inputEntry>' for at, one in enumerate(row[:2]))
        + "".join(f'<outputEntry id="r{number}o{at}"><text><![CDATA[{one}]]></text></outputEntry>' for at, one in enumerate(row[2:]))
        + "</rule>"
        for number, row in enumerate(rows, 1)
    )  # fmt: skip
    columns = "".join(
        f'<input id="c_{name}"><inputExpression><text>{name}</text></inputExpression></input>'
        for name in ("age", "kind")
    )
    return model(
        f'<decision id="d" name="the way">{needs("age", "kind")}'
        f'<decisionTable id="t" hitPolicy="{policy}" {more}>{columns}{outputs}{written}</decisionTable></decision>'
    )


def needs(*names: str) -> str:
    return "".join(
        f'<informationRequirement id="n_{name}"><requiredInput href="#{name}"/></informationRequirement>'
        for name in names
    )


def model(*parts: str) -> bytes:
    inputs = (
        '<inputData id="age" name="age"><variable name="age" typeRef="number"/></inputData>'
        '<inputData id="kind" name="kind"><variable name="kind" typeRef="string"/></inputData>'
    )
    return f'<definitions xmlns="{MODEL}">{"".join(parts)}{inputs}</definitions>'.encode()


def says(data: bytes, **answers: object) -> object:
    read = decisions_from_dmn(data)
    assert read.model is not None, [(one.element, one.text()) for one in read.reasons]
    return decide(read.model, answers)["the way"]


ROWS = (
    ("< 18", "-", '"guardian"'),
    (">= 18", '"rent"', '"window"'),
    ("> 60", '"rent", "own"', '"home visit"'),
)


def test_one_rule_answers() -> None:
    data = table(*ROWS[:2])
    assert says(data, age=17, kind="own") == "guardian"
    assert says(data, age=18, kind="rent") == "window"
    assert says(data, age=18, kind="own") is None
    assert says(data) is None


@pytest.mark.parametrize(
    ("policy", "more", "expected"),
    [
        ("FIRST", "", "window"),
        ("PRIORITY", "", "home visit"),
        ("COLLECT", "", ["window", "home visit"]),
        ("RULE ORDER", "", ["window", "home visit"]),
        ("OUTPUT ORDER", "", ["home visit", "window"]),
        ("COLLECT", 'aggregation="COUNT"', 2),
    ],
)
def test_several_rules_answer_by_the_hit_policy(policy: str, more: str, expected: object) -> None:
    ranked = (
        '<output id="o" name="way"><outputValues><text>"home visit", "window"</text></outputValues></output>'
    )
    assert says(table(*ROWS, policy=policy, more=more, outputs=ranked), age=61, kind="rent") == expected


@pytest.mark.parametrize(("gathers", "expected"), [("SUM", 30.5), ("MIN", 10), ("MAX", 20.5)])
def test_numbers_are_gathered(gathers: str, expected: object) -> None:
    rows = (("-", "-", "10"), ("> 1", "-", "20.5"))
    assert says(table(*rows, policy="COLLECT", more=f'aggregation="{gathers}"'), age=2) == expected
    assert says(table(rows[1], policy="COLLECT", more=f'aggregation="{gathers}"'), age=1) is None


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY"])
def test_rules_that_contradict_each_other_are_told(policy: str) -> None:
    with pytest.raises(Refused, match=r"decision\.rules_contradict"):
        says(table(*ROWS, policy=policy), age=61, kind="rent")


def test_a_default_answers_when_no_rule_does() -> None:
    default = (
        '<output id="o" name="way"><defaultOutputEntry><text>"hall"</text></defaultOutputEntry></output>'
    )
    assert says(table(*ROWS, outputs=default), age=30, kind="own") == "hall"


def test_several_outputs_are_named() -> None:
    outputs = '<output id="o" name="way"/><output id="q" name="days"/>'
    assert says(table(("-", "-", '"window"', "2 * age"), outputs=outputs), age=3) == {
        "way": "window",
        "days": 6,
    }


def test_a_decision_may_need_another() -> None:
    data = model(
        '<decision id="b" name="the way"><informationRequirement id="n"><requiredDecision href="#a"/></informationRequirement>'
        '<literalExpression><text>years old + 1</text></literalExpression></decision>',
        f'<decision id="a" name="years old">{needs("age")}<literalExpression><text>age</text></literalExpression></decision>',
    )  # fmt: skip
    assert says(data, age=4) == 5


def test_names_have_blanks_and_the_longest_counts() -> None:
    known = frozenset({"income", "income of the family", "kind", ""})
    scope = {"income": value_from(1), "income of the family": value_from(2), "kind": "a"}
    assert expression("income of the family + income", known).value(scope) == value_from(3)
    with pytest.raises(Refused):
        expression("incomes", known)


def test_answers_of_a_wrong_kind_are_all_named() -> None:
    with pytest.raises(Refused) as refusal:
        says(table(*ROWS), age="old", kind=7)
    assert refusal.value.text() == (
        "The answers do not fit this decision. “age” must be of the kind number. “kind” must be of the kind string."
    )


def test_a_choice_of_a_plan_may_ask_a_decision_by_its_name() -> None:
    read = decisions_from_dmn(table(*ROWS, policy="FIRST"))
    assert read.model is not None
    answers = answers_with(read.model, {"age": 17})
    assert rules.holds(rules.Is("the way", "guardian"), answers)


@pytest.mark.parametrize(
    ("cell", "value", "hit"),
    [
        ("-", None, True),
        ("< 5", 4, True),
        ("< 5", None, False),
        ("< 5", "4", False),
        ("[1..5]", 5, True),
        ("[1..5)", 5, False),
        ("]1..5]", 1, False),
        ("(1..5]", 1.5, True),
        ("[1..2], [4..5]", 4, True),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "b", False),
        ('not("a", "b")', "c", True),
        ("not(< 5)", 7, True),
        ("true", True, True),
        ("true", 1, False),
        ("null", None, True),
        ("null", 0, False),
        ("-5", -5, True),
        (".5", 0.5, True),
        ('["a", "b"]', "a", True),
        ('date("2026-11-21")', date(2026, 11, 21), True),
        ('>= date("2026-01-01")', date(2026, 11, 21), True),
        ('[@"2026-01-01"..@"2026-12-31"]', date(2027, 1, 1), False),
        ("? > 3 and ? < 6", 5, True),
        ("< limit", 4, True),
        ("< limit - 1", 4, False),
        ("≥ 5", 5, None),
        ("5 6", 5, None),
        ("[1..", 5, None),
        ("nobody", 5, None),
        ('starts with(?, "a")', "a", None),
        ("", 5, None),
    ],
)
def test_a_cell_is_tested(cell: str, value: object, hit: bool | None) -> None:
    """None: the cell is outside what is read."""
    if hit is None:
        with pytest.raises(Refused, match=r"dmn\.expression_wrong"):
            unary_tests(cell, frozenset({"limit"}))
    else:
        test = unary_tests(cell, frozenset({"limit"}))
        assert (test.value({"limit": value_from(5)}, value_from(value)) is True) == hit


def test_numbers_are_decimal_and_nothing_overflows() -> None:
    def number(text: str) -> str:
        return str(expression(text, frozenset()).value({}))

    assert number("0.1 + 0.2") == "0.3"
    assert number("10 / 0") == "None"
    assert number("10 ** 999999999 ** 9") == "None"
    assert number("-2 ** 2") == "4"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 4_000,
        "1 in ((" * 60 + "1",
        "1" + "+1" * 2_000,
        "-" * 4_000 + "1",
        "not(" * 1_000,
        "[" * 2_000,
        "a" * 6_000,
    ],
)
def test_no_expression_exhausts_the_house(text: str) -> None:
    for read in (expression, unary_tests):
        with suppress(Refused):
            read(text, frozenset({"a"})).value({}, None)


@pytest.mark.parametrize(
    ("why", "data", "expected"),
    [
        ("not DMN", b"<a/>", (None, "dmn.not_dmn")),
        ("no decision", model(), (None, "dmn.no_decision")),
        ("a cell nobody understands", table(("about 18", "-", "1")), ("r1i0", "dmn.expression_wrong")),
        ("an answer nobody understands", table(("-", "-", "rent a flat")), ("r1o0", "dmn.expression_wrong")),
        ("a rule too short", table(("-",)), ("r1", "dmn.rule_width")),
        ("an unknown policy", table(*ROWS, policy="LUCKY"), ("t", "dmn.hit_policy")),
        ("a priority without an order", table(*ROWS, policy="PRIORITY"), ("t", "dmn.ranking_missing")),
        ("an unknown gathering", table(*ROWS, policy="COLLECT", more='aggregation="AVG"'), ("t", "dmn.aggregation")),
        ("no output", table(("-", "-"), outputs=""), ("t", "dmn.output_missing")),
        ("outputs without names", table(("-", "-", "1", "2"), outputs="<output/><output/>"), ("t", "dmn.output_names")),
        ("another language", table(*ROWS, more='x="1"').replace(b'<inputEntry id="r1i0"', b'<inputEntry id="r1i0" expressionLanguage="groovy"'), ("r1i0", "dmn.language")),
        ("a column that asks nothing", table(*ROWS).replace(b"<text>age</text>", b"<text/>"), ("c_age", "dmn.column_empty")),
        ("an input it does not require", table(*ROWS).replace(b"<text>age</text>", b"<text>height</text>"), ("c_age", "dmn.expression_wrong")),
        ("a requirement to nothing", table(*ROWS).replace(b'href="#age"', b'href="#gone"'), ("n_age", "dmn.requirement_unknown")),
        ("no logic", model('<decision id="d" name="x"/>'), ("d", "dmn.logic_missing")),
        ("a context", model('<decision id="d" name="x"><context/></decision>'), ("d", "dmn.logic_kind")),
        ("no name", model('<decision id="d"><literalExpression><text>1</text></literalExpression></decision>'), ("d", "dmn.name_missing")),
        ("a knowledge model", model('<businessKnowledgeModel id="b" name="m"/>'), ("b", "dmn.elsewhere")),
        ("its use", model('<decision id="d" name="x"><knowledgeRequirement id="k"/></decision>'), ("k", "dmn.knowledge")),
        ("a time of day", table(*ROWS).replace(b'typeRef="number"', b'typeRef="time"'), ("age", "dmn.kind_unread")),
        (
            "a circle",
            model('<decision id="d" name="x"><informationRequirement><requiredDecision href="#d"/></informationRequirement>'
                  "<literalExpression><text>x</text></literalExpression></decision>"),
            ("d", "dmn.circle"),
        ),
        ("thousands of inputs", model(*['<inputData id="i"/>'] * 301), (None, "dmn.too_large")),
        ("thousands of rules", table(*[("-", "-", "1")] * 5_001), ("t", "dmn.too_many_rules")),
    ],
)  # fmt: skip
def test_what_is_not_read_is_refused_by_element(
    why: str, data: bytes, expected: tuple[str | None, str]
) -> None:
    read = decisions_from_dmn(data)
    assert read.model is None
    assert expected in [(one.element, one.code) for one in read.reasons], why


def test_all_reasons_are_given_at_once() -> None:
    data = table(("about 18", "??", "1"), ("-",), policy="LUCKY")
    assert [(one.element, one.code) for one in decisions_from_dmn(data).reasons] == [
        ("t", "dmn.hit_policy"),
        ("r1i0", "dmn.expression_wrong"),
        ("r1i1", "dmn.expression_wrong"),
        ("r2", "dmn.rule_width"),
    ]


@example(st.sampled_from(KIT), st.data())
@settings(max_examples=150)
def test_whatever_is_broken_in_a_file_it_is_read_or_refused(path: Path, data: st.DataObject) -> None:
    written = bytearray(path.read_bytes())
    for _times in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(written) - 1))
        if data.draw(st.booleans()):
            written[at] = data.draw(st.integers(32, 126))
        else:
            del written[at : at + 20]
    read = decisions_from_dmn(bytes(written))
    assert (read.model is None) == bool(read.reasons)
    if read.model is not None:
        with suppress(Refused):
            decide(read.model, {"Age": 19, "RiskCategory": "Low", "isAffordable": True})


def test_every_reason_stands_in_the_document() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    assert not [code for code in SENTENCES if f"`{code}`" not in written]
    assert not set(re.findall(r"`(dmn\.(?!expression)\w+)`", written)) - set(SENTENCES)
