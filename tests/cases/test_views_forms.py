"""Forms keep what was typed, read days and numbers as people write them, and say everything at once."""

from __future__ import annotations

import pytest

from tongban.cases import forms
from tongban.catalogue.rules import Choice, FieldCard

QUESTIONS = (
    FieldCard("born_on", "出生日期", "date"),
    FieldCard("name", "孩子姓名", "person"),
    FieldCard("phone", "联系电话", "phone"),
    FieldCard("kind", "住房类型", "choice", choices=(Choice("rent", "租住"), Choice("own", "自有"))),
    FieldCard("note", "说明", "long_text", required=False),
)


def typed(**answers: str) -> forms.AnswersForm:
    return forms.AnswersForm(QUESTIONS, data=answers)


@pytest.mark.parametrize("text", ["20261101", "2026-11-1", "2026年11月1日", "2026/11/01", "２０２６１１０１"])
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert typed(born_on=text).answers()["born_on"] == "2026-11-01"


@pytest.mark.parametrize("text", ["农历九月初一", "2026-13-1", "明天"])
def test_what_is_no_day_stays_as_it_was_typed_and_is_named_beside_the_field(text: str) -> None:
    form = typed(born_on=text)
    assert form.answers()["born_on"] == text
    assert list(form.errors) == ["born_on"]


def test_a_phone_number_loses_its_spaces_and_wide_digits() -> None:
    assert typed(phone="１３８ 0000 0000").answers()["phone"] == "13800000000"


def test_an_empty_page_is_no_fault_of_the_form_because_the_rules_say_what_is_missing() -> None:
    form = typed(born_on="", name="", phone="", kind="", note="")
    assert form.is_valid()
    assert form.fields["name"].required
    assert not form.fields["note"].required


def test_only_questions_that_were_on_the_page_are_answered() -> None:
    assert set(typed(phone="13800000000").answers()) >= {"phone"}


SUBJECTS = (("material", "m1", "出生医学证明"), ("field", "born_on", "出生日期"))


def correction(**typed: str) -> forms.CorrectionForm:
    return forms.CorrectionForm(SUBJECTS, data={"submission_key": "k", "version": "1"} | typed)


def test_a_correction_lists_everything_that_was_ticked_or_written_about() -> None:
    form = correction(
        **{
            "ask-material-m1": "on",
            "needed-material-m1": "请传清晰的照片",
            "needed-field-born_on": "与证明不一致",
        }
    )
    assert form.is_valid()
    assert form.asked() == [
        ("material", "m1", "出生医学证明", "请传清晰的照片"),
        ("field", "born_on", "出生日期", "与证明不一致"),
    ]


def test_a_correction_without_anything_ticked_is_sent_back() -> None:
    assert "__all__" in correction().errors


def test_a_tick_without_a_sentence_is_named_at_its_field_and_the_rest_is_kept() -> None:
    form = correction(**{"ask-material-m1": "on", "needed-field-born_on": "与证明不一致"})
    assert list(form.errors) == ["needed-material-m1"]
    assert form["needed-field-born_on"].value() == "与证明不一致"


def test_the_code_of_a_draft_may_be_typed_with_spaces() -> None:
    form = forms.PickUpForm({"code": "482 913"})
    assert form.is_valid()
    assert form.cleaned_data["code"] == "482913"
