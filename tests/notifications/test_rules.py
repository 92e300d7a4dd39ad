"""What people are told, in which words."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as having
from hypothesis import strategies as st

from tongban.notifications import rules

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def names_in(template: rules.Template) -> set[str]:
    texts = (template.subject, *template.lines)
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("kind", rules.TEMPLATES)
def test_every_kind_can_be_worded_from_its_values(kind: str) -> None:
    names = names_in(rules.TEMPLATES[kind])
    values: dict[str, object] = {
        name: date(2026, 3, 2) if name.endswith("_on") else f"<{name}>" for name in names
    }
    rules.check(kind, values)
    worded = rules.word(kind, rules.stored(values))
    said = " ".join((worded.subject, *worded.lines))
    for name, value in values.items():
        assert str(value) in said, name
    assert worded.lines


def test_days_and_moments_are_said_as_the_reader_s_language_says_them() -> None:
    values = rules.stored(
        {"item": "居住证", "number": "1", "accepted_on": date(2026, 3, 2), "due_on": date(2026, 11, 27)}
    )
    worded = rules.word("case.accepted", values, day=lambda day: f"{day.month}月{day.day}日")
    assert "3月2日" in worded.lines[0]
    assert "11月27日" in worded.lines[0]


def test_a_value_that_is_missing_or_a_kind_that_is_unknown_is_the_caller_s_fault() -> None:
    with pytest.raises(rules.UnknownKind, match="due_on"):
        rules.check("case.accepted", {"item": "x", "number": "1", "accepted_on": "2026-03-02"})
    with pytest.raises(rules.UnknownKind, match=r"case\.nothing"):
        rules.check("case.nothing", {})


def test_what_a_message_says_of_a_person_is_never_read_as_a_template() -> None:
    worded = rules.word("mandate.granted", rules.stored({"body": "{number} 公司"}))
    assert worded.subject == "You may now act for {number} 公司"


@having(
    st.dictionaries(
        st.text(min_size=1, max_size=10), st.text(max_size=20) | st.dates() | st.integers(), max_size=4
    )
)
def test_values_are_kept_as_texts(values: dict[str, object]) -> None:
    kept = rules.stored(values)
    assert all(isinstance(value, str) for value in kept.values())
    assert kept.keys() == values.keys()


@pytest.mark.parametrize(("failures", "seconds"), [(1, 30), (2, 60), (8, 3600), (9, 3600)])
def test_a_letter_waits_longer_after_each_failure(failures: int, seconds: int) -> None:
    assert rules.next_attempt(AT, failures) == AT + timedelta(seconds=seconds)


def test_after_ten_failures_people_have_to_look() -> None:
    assert rules.next_attempt(AT, 10) is None
