"""Names: kept as people bear them, put right with a note, look-alikes refused."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.foundation.names import is_han, normalise_name
from tongban.foundation.refusals import Refused

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5) | st.characters(
    min_codepoint=0x20000, max_codepoint=0x2A6DF
)


@pytest.mark.parametrize(
    ("typed", "name", "notes"),
    [
        ("张三", "张三", 0),
        ("𬊈𠮷", "𬊈𠮷", 0),
        ("\U0003134a三", "\U0003134a三", 0),
        ("〇一", "〇一", 0),
        ("买买提·吐尔逊", "买买提·吐尔逊", 0),
        ("买买提•吐尔逊", "买买提·吐尔逊", 1),
        ("买买提・吐尔逊", "买买提·吐尔逊", 1),
        ("买买提.吐尔逊", "买买提·吐尔逊", 1),
        ("买买提 · 吐尔逊", "买买提·吐尔逊", 1),
        ("  张　三 ", "张三", 1),
        ("Mary  Smith", "Mary Smith", 1),
        ("Ｍａｒｙ Smith", "Mary Smith", 1),
        ("J. R. Smith", "J. R. Smith", 0),
        ("O’Brien", "O’Brien", 0),
        ("Zürich", "Zürich", 0),
        ("李Lee", "李Lee", 0),
        ("བོད་ཡིག", "བོད་ཡིག", 0),
        ("ᠮᠣᠩᠭᠣᠯ", "ᠮᠣᠩᠭᠣᠯ", 0),
        ("\n张三\t", "张三", 0),
    ],
)
def test_a_name_is_kept_and_only_its_typing_is_put_right(typed: str, name: str, notes: int) -> None:
    found, said = normalise_name(typed)
    assert (found, len(said)) == (name, notes)


@pytest.mark.parametrize(
    ("typed", "code", "why"),
    [
        ("", "names.empty", "nothing"),
        (" \u3000", "names.empty", "blanks"),
        ("张" * 101, "names.too_long", "101 characters"),
        ("张\u200b三", "names.invisible_character", "zero-width space"),
        ("张\u200d三", "names.invisible_character", "zero-width joiner"),
        ("张三\u202e", "names.invisible_character", "right-to-left override"),
        ("\ufeff张三", "names.invisible_character", "byte order mark"),
        ("张\u00ad三", "names.invisible_character", "soft hyphen"),
        ("张三\U000e0100", "names.invisible_character", "variation selector"),
        ("张\u0000三", "names.invisible_character", "control character"),
        ("张\ud800", "names.invisible_character", "half a pair"),
        ("张ㅤ三", "names.invisible_character", "Hangul filler"),
        ("欧阳\ue000", "names.private_character", "made on one computer"),
        ("Mаry", "names.mixed_scripts", "Cyrillic а"),
        ("Mary Сара", "names.mixed_scripts", "a Cyrillic word beside a Latin one"),
        ("Αnna", "names.mixed_scripts", "Greek capital alpha"),
        ("张ニ", "names.mixed_scripts", "Katakana for 二"),
        ("⼀", "names.stands_for_another", "radical for 一"),
        ("二○", "names.stands_for_another", "a circle for 〇"),
        ("\uf900", "names.stands_for_another", "compatibility form of 豈"),
        ("张三2", "names.strange_character", "a digit"),
        ("张三😀", "names.strange_character", "a picture"),
        ("<b>", "names.strange_character", "markup"),
        ("Z" + "\u0301" * 4, "names.strange_character", "a tower of accents"),
        ("···", "names.no_letter", "dots alone"),
    ],
)
def test_what_is_no_name_is_refused(typed: str, code: str, why: str) -> None:
    with pytest.raises(Refused) as refusal:
        normalise_name(typed)
    assert refusal.value.code == code, why
    refusal.value.text()


def test_a_hundred_characters_beyond_the_first_plane_are_a_name() -> None:
    assert normalise_name("𠮷" * 100)[0] == "𠮷" * 100


def test_a_body_may_have_digits_and_brackets() -> None:
    name = "海棠市第1中学（南校区）"
    assert normalise_name(name, kind="body") == (name, ())
    with pytest.raises(Refused):
        normalise_name(name)


@given(st.text(HAN, min_size=1, max_size=50))
def test_ideographs_of_every_plane_are_kept_as_they_are(name: str) -> None:
    assert normalise_name(name) == (name, ())


@given(
    st.text(HAN, min_size=1, max_size=20),
    st.text(HAN, min_size=1, max_size=20),
    st.sampled_from("•・･‧⋅∙．.·"),
)
def test_every_dot_between_ideographs_becomes_the_middle_dot(first: str, second: str, dot: str) -> None:
    assert normalise_name(first + dot + second)[0] == f"{first}·{second}"


@given(st.text(max_size=120))
def test_what_is_accepted_is_its_own_normal_form_and_hides_nothing(text: str) -> None:
    try:
        name, _notes = normalise_name(text)
    except Refused:
        return
    assert normalise_name(name) == (name, ())
    assert 1 <= len(name) <= 100
    assert not any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co") for character in name)
    assert any(is_han(character) or unicodedata.category(character)[0] == "L" for character in name)
