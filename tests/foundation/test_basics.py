"""The small stones: refusals, sentences, actors, ids, canonical JSON, the legal day."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.foundation import clock, ids
from tongban.foundation.actors import SYSTEM, VISITOR, Actor
from tongban.foundation.canonical import canonical_json, canonical_text
from tongban.foundation.refusals import Fault, Refused
from tongban.foundation.sentences import say

CHINESE = {"Please also supply: {what}.": "请补充：{what}。", "Give a {field}.": "请填写{field}。"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_a_refusal_speaks_the_readers_language_and_keeps_its_code() -> None:
    refusal = Refused("cases.incomplete", "Please also supply: {what}.", basis="art. 32(4)", what="lease")
    assert refusal.text() == "Please also supply: lease."
    assert refusal.text(CHINESE.__getitem__) == "请补充：lease。"
    assert str(refusal) == "cases.incomplete: Please also supply: lease."
    assert (refusal.code, refusal.basis) == ("cases.incomplete", "art. 32(4)")


def test_a_refusal_may_have_a_value_named_like_its_own_parts() -> None:
    assert Refused("x", "{code} {sentence}", code=1, sentence=2).text() == "1 2"


def test_a_fault_names_its_field_and_what_is_needed() -> None:
    fault = Fault("name", "Give a {field}.", {"field": "name"})
    assert fault.text(CHINESE.__getitem__) == "请填写name。"


def test_a_sentence_shows_its_values_as_the_door_wants_them() -> None:
    sentence = say("Due on {on}.", on=date(2025, 10, 9))
    assert sentence.text() == str(sentence) == "Due on 2025-10-09."
    assert sentence.text(show=lambda value: f"{value:%d.%m.}") == "Due on 09.10.."


def test_who_acts_under_a_mandate_applies_for_the_body() -> None:
    agent = Actor(account_id="a", person_id="p", body_id="b", permissions=frozenset({"case.accept"}))
    assert agent.applicant == ("body", "b")
    assert Actor(account_id="a", person_id="p").applicant == ("person", "p")
    assert agent.may("case.accept")
    assert not agent.may("case.decide")
    assert (agent.is_signed_in, agent.is_staff, VISITOR.is_signed_in, SYSTEM.role) == (
        True,
        False,
        False,
        "system",
    )


def test_keys_are_version_7_and_grow_with_time() -> None:
    keys = [ids.new_key() for _ in range(100)]
    assert all(key.version == 7 and key.variant == uuid.RFC_4122 for key in keys)
    assert len(set(keys)) == 100
    assert [key.int >> 64 for key in keys] == sorted(key.int >> 64 for key in keys)


def test_public_ids_are_26_letters_that_are_not_mistaken_for_one_another() -> None:
    made = {ids.new_public_id() for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(r"[0-7][0-9a-hjkmnp-tv-z]{25}", public_id) for public_id in made)


class Colour(Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        ({"名": "𠮷"}, '{"名":"𠮷"}'),
        (Decimal("1.50"), '"1.50"'),
        (date(2025, 1, 2), '"2025-01-02"'),
        (datetime(2025, 1, 2, 8, tzinfo=timezone(timedelta(hours=8))), '"2025-01-02T00:00:00.000000Z"'),
        (Colour.RED, '"red"'),
        ({"b", "a"}, '["a","b"]'),
        (uuid.UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
    ],
)
def test_one_value_has_one_text(value: object, text: str) -> None:
    assert canonical_text(value) == text
    assert canonical_json(value) == text.encode()


@pytest.mark.parametrize("value", [1.5, datetime(2025, 1, 1), object(), b"bytes"])
def test_what_has_no_single_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match=r"text"):
        canonical_text(value)


@given(JSON)
def test_canonical_text_reads_back_and_is_its_own_canonical_text(value: object) -> None:
    text = canonical_text(value)
    assert json.loads(text) == value
    assert canonical_text(json.loads(text)) == text


@given(JSON)
def test_canonical_text_is_what_the_standard_library_writes(value: object) -> None:
    plain = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert canonical_text(value) == plain


@pytest.mark.parametrize("value", [2**64, -(2**80), {"a": [2**70, date(2026, 1, 2)]}, "\x7f\x00\u2028"])
def test_numbers_of_any_size_and_control_characters_have_a_text(value: object) -> None:
    text = canonical_text(value)
    assert json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")) == text


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2025, 9, 30, 15, 59, 59, tzinfo=UTC), date(2025, 9, 30)),
        (datetime(2025, 9, 30, 16, 0, tzinfo=UTC), date(2025, 10, 1)),
    ],
)
def test_the_legal_day_is_that_of_china(at: datetime, day: date) -> None:
    assert clock.day_of(at) == day


def test_now_is_aware() -> None:
    assert clock.now().tzinfo is UTC


def test_the_foundation_needs_no_framework() -> None:
    program = (
        "import sys, pkgutil, importlib, tongban.foundation as f; "
        "[importlib.import_module(m.name) for m in pkgutil.walk_packages(f.__path__, f.__name__ + '.')]; "
        "assert not any(n.split('.')[0] in ('django', 'ninja') for n in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
