"""Personal data shown in part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.foundation.masking import mask_address, mask_id, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳修", "欧阳*"),
        ("欧阳", "欧*"),
        ("𬊈𠮷", "𬊈*"),
        ("买买提·吐尔逊", "买**·***"),
        ("Mary Smith", "M*** *****"),
        ("É\u0301va", "É\u0301**"),
        ("张", "*"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_surname_or_first_letter(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("11010519491231002X", "1101**********002X"),
        ("E12345678", "E*******8"),
        ("1234", "****"),
        ("", ""),
    ],
)
def test_an_identity_number_keeps_its_ends(number: str, shown: str) -> None:
    assert mask_id(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13800001234", "138****1234"),
        ("+86 138-0000-1234", "+86 138-****-1234"),
        ("0826-2345678", "****-*****78"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_a_phone_number_loses_its_middle(number: str, shown: str) -> None:
    assert mask_phone(number) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("四川省广安市广安区浓洄街道思源大道1号", "四川省广安市广安区浓洄街道****"),
        ("北京市东城区东华门街道5号", "北京市东城区东华门街道****"),
        ("海棠市海滨区潮生路5号", "海棠市海滨区****"),
        ("5 Main Road, Flat 3", "5 Main****"),
    ],
)
def test_an_address_ends_at_the_street_office(address: str, shown: str) -> None:
    assert mask_address(address) == shown


@given(
    st.text(
        st.characters(exclude_characters="*", exclude_categories=("Cs", "Z", "Cc")), min_size=1, max_size=40
    )
)
def test_a_mask_never_shows_the_whole(text: str) -> None:
    assert mask_name(text) != text
    assert mask_id(text) != text
    assert len(mask_id(text)) == len(text)


@given(st.from_regex(r"\A[0-9]{17}[0-9X]\Z"))
def test_the_birth_date_and_the_sequence_are_never_shown(number: str) -> None:
    assert mask_id(number)[4:14] == "*" * 10


@given(st.from_regex(r"\A1[0-9]{10}\Z"))
def test_four_digits_of_a_mobile_number_are_always_hidden(number: str) -> None:
    assert mask_phone(number)[3:7] == "****"


@given(st.text("0123456789", min_size=1, max_size=20))
def test_no_phone_number_is_ever_shown_whole(number: str) -> None:
    assert mask_phone(number) != number
