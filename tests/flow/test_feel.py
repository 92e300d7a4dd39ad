"""Conditions as FEEL: written as people read them, read as common modellers write them."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import example as this_too
from hypothesis import given as example
from hypothesis import strategies as st

from tests.flow import given
from tests.flow.spiff import evaluated
from tongban.flow.rules import All, AnyOf, AtLeast, In, Is, Not, When, holds
from tongban.flow.rules.feel import feel_of, when_of
from tongban.foundation.refusals import Refused


@pytest.mark.parametrize(
    ("when", "feel"),
    [
        (Is("kind", "rent"), 'kind = "rent"'),
        (Is("户型", True), "户型 = true"),
        (In("kind", ("a", 3, False)), 'kind in ("a", 3, false)'),
        (In("kind", ()), "kind in []"),
        (AtLeast("income", Decimal("1500.50")), "income >= 1500.50"),
        (AtLeast("income", Decimal("-1E+999999999")), "income >= -1E+999999999"),
        (All((Is("a", 1), AnyOf((Is("b", 2), Is("c", 3))))), "a = 1 and (b = 2 or c = 3)"),
        (Not(All((Is("a", 1), Is("b", 2)))), "not(a = 1 and b = 2)"),
        (All(()), "all([])"),
        (AnyOf((Is("a", 1),)), "any([a = 1])"),
        (Is("size of flat", 2), 'get value(answers, "size of flat") = 2'),
        (Is("and", '"\\\n'), 'get value(answers, "and") = "\\"\\\\\\u000A"'),
    ],
)
def test_a_condition_is_written_so_and_read_back(when: When, feel: str) -> None:
    assert feel_of(when) == feel
    assert when_of(feel).when == when


@example(given.whens(), given.answers())
def test_what_is_written_says_what_our_rules_say(when: When, answers: dict[str, object]) -> None:
    assert when_of(feel_of(when)).when == when
    assert bool(evaluated(feel_of(when), answers)) == holds(when, answers)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("${approved}", Is("approved", True)),
        ("${!approved}", Not(Is("approved", True))),
        ("= not(approved)", Not(Is("approved", True))),
        ("${clarified == 'yes'}", Is("clarified", "yes")),
        ("Service Level == 'Premium'", Is("Service Level", "Premium")),
        ("a >= 1 && b = 2 || c in ['x', 'y']", AnyOf((All((AtLeast("a", Decimal(1)), Is("b", 2))), In("c", ("x", "y"))))),
        ("amount < 10", Not(AtLeast("amount", Decimal(10)))),
        ("kind != \"rent\"", Not(Is("kind", "rent"))),
        ("true", All(())),
    ],
)  # fmt: skip
def test_the_spelling_of_common_modellers_is_read(text: str, when: When) -> None:
    assert when_of(text).when == when


@pytest.mark.parametrize("text", ["amount < 10", 'kind != "rent"'])
def test_a_reading_that_decides_a_missing_answer_says_so(text: str) -> None:
    assert when_of(text).loose


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "feel.not_understood"),
        ("a =", "feel.not_understood"),
        ("a = 1.5", "feel.not_understood"),
        ("a = b", "feel.not_understood"),
        ("1 = a", "feel.not_understood"),
        ("a = 1 b", "feel.not_understood"),
        ("(a = 1", "feel.not_understood"),
        ("foo(a)", "feel.not_understood"),
        ("a.b = 1", "feel.not_understood"),
        ('a = "open', "feel.not_understood"),
        ("__import__('os').system('x')", "feel.not_understood"),
        ("some x in y satisfies x = 1", "feel.not_understood"),
        ("a > 5", "feel.not_sayable"),
        ("a <= 5", "feel.not_sayable"),
        ("(" * 5_000 + "a = 1", "feel.too_deep"),
        ("!" * 5_000 + "a", "feel.too_deep"),
        ("all([" * 3_000 + "a", "feel.too_deep"),
        ("a" * 30_000, "feel.too_long"),
    ],
)
def test_what_no_condition_can_say_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        when_of(text)


@example(st.text())
@this_too("a >= 1E+999999999")
@this_too("a = 1E+999999999")
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Refused):
        assert when_of(text).when is not None
