"""What a list question must say before it is published, and how its answers are read; no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.catalogue.given import a_field, an_item
from tongban.catalogue.rules import (
    Choice,
    FieldCard,
    answers_faults,
    content_faults,
    form_schema,
    from_plain,
    question_at,
    shown,
    to_plain,
)

DAY = date(2026, 3, 2)
SITES = FieldCard(
    "sites", "经营场所", "list", least=2, most=3,
    of=(FieldCard("address", "地址", "address"), FieldCard("kind", "性质", "choice", choices=(Choice("own", "自有"),), required=False)),
)  # fmt: skip
ONE = {"address": "梧桐路1号", "kind": "own"}


def named(value: Any, card: FieldCard = SITES) -> list[str]:
    return [fault.field for fault in answers_faults([card], {"sites": value}, DAY)]


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        ([ONE, ONE], []),
        ([ONE], ["sites"]),
        ([ONE] * 4, ["sites"]),
        ("梧桐路", ["sites"]),
        (None, ["sites"]),
        ([ONE, {"kind": "castle"}], ["sites-2-address", "sites-2-kind"]),
    ],
)
def test_each_fault_is_named_at_the_list_or_at_its_entry(value: Any, fields: list[str]) -> None:
    assert named(value) == fields


def test_a_list_that_may_be_empty_is_not_asked_for() -> None:
    assert named([], replace(SITES, required=False, least=None)) == []
    assert named([], replace(SITES, least=None)) == ["sites"]


def test_a_fault_says_which_entry_is_meant() -> None:
    (fault,) = answers_faults([SITES], {"sites": [ONE, {"kind": "own"}]}, DAY)
    assert fault.text() == "Please fill in: 经营场所 2 · 地址."
    assert question_at([SITES], fault.field) == SITES
    assert question_at([SITES], "sitesx-1-address") is None


def test_a_list_keeps_its_shape_in_content_and_schema() -> None:
    assert from_plain(FieldCard, to_plain(SITES)) == SITES
    assert "least" not in to_plain(a_field()), "what has no list is written as it always was"
    shape = form_schema([SITES])["properties"]["sites"]
    assert (shape["type"], shape["minItems"], shape["maxItems"]) == ("array", 2, 3)
    assert shape["items"]["required"] == ["address"]


def test_a_licence_shows_the_entries_in_words() -> None:
    assert shown(SITES, [ONE, {"address": "港前街2号"}]) == "梧桐路1号 自有；港前街2号"


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (replace(SITES, of=()), "“经营场所” is a list, but asks nothing for its entries."),
        (replace(SITES, least=4), "“经营场所” allows fewer entries than it asks for."),
        (replace(SITES, of=(FieldCard("phone", "电话", "phone"),)),
         "“经营场所 · 电话” cannot stand in a list: no lists, identity or phone numbers there."),
        (replace(SITES, of=(SITES,)), "“经营场所 · 经营场所” cannot stand in a list: no lists, identity or phone numbers there."),
        (replace(SITES, of=(FieldCard("kind", "性质", "choice"),)), "“经营场所 · 性质” offers nothing to choose."),
        (replace(SITES, of=(FieldCard("a", "甲", when={"field": "x", "is": "y"}),)), "“经营场所 · 甲” is asked for every entry; it has no condition."),
        (replace(SITES, of=(FieldCard("a", "甲"), FieldCard("a", "乙"))), "Two questions of the list “经营场所” have the same key."),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_asked_is_named_before_publishing(card: FieldCard, said: str) -> None:
    assert said in [fault.text() for fault in content_faults(an_item(fields=(card,)))]


def test_a_list_that_can_be_asked_is_published() -> None:
    assert [fault.text() for fault in content_faults(an_item(fields=(SITES,)))] == []
