"""Codes of the field: printed examples, vectors, dirty input, and what must always hold.

Identity numbers here are the examples printed in GB 11643-1999 or synthetic: birth years before 1900,
impossible dates or regions that were never assigned.
"""

from __future__ import annotations

from datetime import date

import pytest
import stdnum.cn.ric
import stdnum.cn.uscc
from hypothesis import assume, given
from hypothesis import strategies as st

from tongban.foundation import identifiers
from tongban.foundation.identifiers import (
    division,
    item_code,
    licence_id,
    organisation_code,
    resident_id,
    uscc,
)
from tongban.foundation.identifiers.check_characters import (
    DIGITS_AND_LETTERS,
    USCC_CHARACTERS,
    mod11_2,
    mod11_organisation,
    mod31_uscc,
    mod37_36,
)
from tongban.foundation.refusals import Refused

TODAY = date(2026, 11, 21)
ORGAN = "11990000000000019A"
BODIES = st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8)
HEADS = st.from_regex(r"\A(11|12|51|91|92|Y1|N2|A1)[0-9]{6}\Z")
NUMBERS = st.builds(
    lambda region, born, serial: (body := f"{region:06}{born:%Y%m%d}{serial:03}") + mod11_2(body),
    st.integers(110000, 659999),
    st.dates(date(1800, 1, 1), date(1899, 12, 31)),
    st.integers(1, 999),
)

# kind, value, normal form or None, words of the reason ("" for none at all), why
CASES = [
    ("uscc", "11511301008778183N", "11511301008778183N", "", "an organ"),
    ("uscc", "11511301008778386B", "11511301008778386B", "", "an organ"),
    ("uscc", "115113010087783353", "115113010087783353", "", "an organ"),
    ("uscc", "11100000MB03271699", "11100000MB03271699", "", "a ministry: 100000 is the centre"),
    ("uscc", " 11511301008778183N ", "11511301008778183N", "", "blanks around"),
    ("uscc", "11511301008778183n", "11511301008778183N", "", "lower case"),
    ("uscc", "1151 1301 0087 7818 3N", "11511301008778183N", "", "groups of four"),
    ("uscc", "１１５１１３０１００８７７８１８３Ｎ", "11511301008778183N", "", "full width"),
    ("uscc", "11511301-00877818-3N", "11511301008778183N", "", "hyphens"),
    ("uscc", "11511301–00877818－3N", "11511301008778183N", "", "hyphens of other kinds"),
    (
        "uscc",
        "\ufeff11511301\u200b008778183N\u00a0",
        "11511301008778183N",
        "",
        "invisible characters of a web page",
    ),
    ("uscc", "\u202d11511301008778183N\u202c", "11511301008778183N", "", "direction marks of a spreadsheet"),
    ("uscc", "11511301008778183M", None, "should be N, not M", "wrong check character"),
    ("uscc", "115113O1008778183N", None, "was 11511301008778183N meant", "letter O for zero"),
    ("uscc", "115113οI008778183N", None, "was 11511301008778183N meant", "Greek omicron and capital I"),
    ("uscc", "1151130108778239R_6391", None, "this has 22", "with a suffix of a local system"),
    ("uscc", "11736", None, "this has 5", "an internal number"),
    ("uscc", "", None, "Give a unified", "nothing"),
    ("uscc", " \u3000\u200b", None, "Give a unified", "nothing that can be seen"),
    ("uscc", "510123000012345", None, "old business licence", "15 digits"),
    ("uscc", "91999999MA00000079", "91999999MA00000079", "Unknown region: 999999", "no such division"),
    ("uscc", "91990000MA0000015Q", "91990000MA0000015Q", "Unknown region", "a firm"),
    ("uscc", "11990000000000019A", ORGAN, "Unknown region", "an organ"),
    ("uscc", "129900000000000197", "129900000000000197", "Unknown region", "a public institution"),
    ("uscc", "51990000MA0000015W", "51990000MA0000015W", "Unknown region", "an association"),
    ("uscc", "92990000MA0000015M", "92990000MA0000015M", "Unknown region", "a sole trader"),
    ("uscc", "93990000MA0000015J", "93990000MA0000015J", "Unknown region", "a cooperative"),
    ("uscc", "Y1990000MA00000153", "Y1990000MA00000153", "Unknown region", "begins with a letter"),
    ("uscc", "N2990000MA00000158", "N2990000MA00000158", "Unknown region", "begins with a letter"),
    ("uscc", "91990000MA00004100", "91990000MA00004100", "Unknown region", "remainder 0 gives 0"),
    ("uscc", "91990000MA000047X0", "91990000MA000047X0", "Unknown region", "remainder 0 gives 0"),
    ("uscc", "12990000A000000110", "12990000A000000110", "Unknown region", "remainder 0 gives 0"),
    ("uscc", "91990000MA000004X6", "91990000MA000004X6", "Unknown region", "inner check X"),
    ("uscc", "91990000MA0000090H", "91990000MA0000090H", "Unknown region", "inner check 0"),
    ("uscc", "91990000MA0000015A", None, "should be Q, not A", "wrong check character"),
    ("uscc", "91990000IA0000015Q", None, "“I”", "a letter that does not occur"),
    ("uscc", "9199000AMA00000150", None, "must be digits", "a letter in the division"),
    (
        "uscc",
        "37990000MA0000015C",
        "37990000MA0000015C",
        "category",
        "no category 37",
    ),
    (
        "uscc",
        "91990000MA0000016" + mod31_uscc("91990000MA0000016"),
        None,
        "should be 5, not 6",
        "inner check wrong",
    ),
    ("org-code", "00877836X", "00877836X", "", "a bureau"),
    ("org-code", "32334539-6", "323345396", "", "printed with its hyphen"),
    ("org-code", "d2143569-x", "D2143569X", "", "the standard's example, lower case"),
    ("org-code", "MA0000015", "MA0000015", "", ""),
    ("org-code", "000000019", "000000019", "", ""),
    ("org-code", "MA0000090", "MA0000090", "", "check 0"),
    ("org-code", "123456788", "123456788", "", ""),
    ("org-code", "MA000004X", "MA000004X", "", "check X"),
    ("org-code", "123456789", None, "should be 8, not 9", "wrong check character"),
    ("org-code", "12345678A", None, "digit or X", "a letter at the end"),
    ("org-code", "MAO000015", None, "was MA0000015 meant", "letter O for zero"),
    ("org-code", "1234567", None, "this has 7", "too short"),
    ("org-code", "1234567_8", None, "“_”", "a stranger"),
    ("org-code", "", None, "Give an organisation", "nothing"),
    ("resident-id", "11010519491231002X", "11010519491231002X", "", "printed in the standard, a woman"),
    (
        "resident-id",
        "440524188001010014",
        "440524188001010014",
        "historical",
        "printed in the standard, a man",
    ),
    ("resident-id", "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", "", "full width"),
    ("resident-id", "110105 19491231 002x", "11010519491231002X", "", "groups and lower case"),
    ("resident-id", "110105-19491231-002X", "11010519491231002X", "", "hyphens"),
    ("resident-id", "110105\u200d19491231002X\n", "11010519491231002X", "", "a joiner and a line break"),
    ("resident-id", "110105194912310", None, "1919-49-12", "18 digits cut to 15"),
    ("resident-id", "110105491231002", None, "it would be 11010519491231002X", "the form of before 1999"),
    ("resident-id", "110105189913320012", None, "1899-13-32", "no such day"),
    ("resident-id", "110105185002290096", None, "1850-02-29", "no leap year"),
    (
        "resident-id",
        "310108185003150032",
        "310108185003150032",
        "上海市闸北区",
        "a district that was abolished",
    ),
    ("resident-id", "810000185003150069", "810000185003150069", "", "residence permit, Hong Kong"),
    ("resident-id", "820000185003150060", "820000185003150060", "", "residence permit, Macao"),
    ("resident-id", "830000185003150062", "830000185003150062", "", "residence permit, Taiwan"),
    ("resident-id", "911124198108030024", "911124198108030024", "", "foreigner's card: Beijing, country 124"),
    (
        "resident-id",
        "990000188001010005",
        "990000188001010005",
        "Unknown region: 990000",
        "region never assigned",
    ),
    ("resident-id", "990000188002290010", "990000188002290010", "Unknown region", "1880 is a leap year"),
    ("resident-id", "99000018800119000X", "99000018800119000X", "Unknown region", "check X"),
    ("resident-id", "99000018800119000x", "99000018800119000X", "Unknown region", "check x"),
    ("resident-id", "990000190002280026", "990000190002280026", "Unknown region", ""),
    ("resident-id", "990000189902290010", None, "1899-02-29", "check right, date impossible"),
    ("resident-id", "110105194912310020", None, "should be X, not 0", "check wrong"),
    (
        "resident-id",
        "99000029990101001" + mod11_2("99000029990101001"),
        None,
        "in the future",
        "not born yet",
    ),
    ("resident-id", "1101O519491231002X", None, "was 11010519491231002X meant", "letter O for zero"),
    ("resident-id", "l10105l949123l002X", None, "was 11010519491231002X meant", "letter l for one"),
    ("resident-id", "11010519491231002Х", None, "U+0425", "Cyrillic letter for X"),
    ("resident-id", "11010519491231002×", None, "was 11010519491231002X meant", "multiplication sign for X"),
    ("resident-id", "1101051949X231002X", None, "Only the last", "X in the middle"),
    ("resident-id", "١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", None, "does not occur", "digits of another script"),
    ("resident-id", "11010519491231002", None, "this has 17", "one digit lost"),
    ("resident-id", "张三", None, "this has 2", "a name"),
    ("resident-id", "", None, "Give an identity", "nothing"),
    ("division", "51", "51", "", "a province"),
    ("division", "5116", "5116", "", "a prefecture"),
    ("division", "511602", "511602", "", "a district"),
    ("division", "511602001", "511602001", "", "a street"),
    ("division", "511602001001", "511602001001", "", "a community"),
    ("division", "441900", "441900", "", "a city without counties"),
    ("division", "429004", "429004", "", "a county under the province"),
    ("division", "310108", "310108", "上海市闸北区", "abolished"),
    ("division", "500112", "500112", "historical", "in the table of 2024, not in that of 2026"),
    ("division", "500157", "500157", "", "new in 2026"),
    ("division", "130171", "130171", "statistical", "a development zone"),
    ("division", "511602999", "511602999", "No edition", "no such street"),
    ("division", "000000", "000000", "whole country", ""),
    ("division", "999999", None, "Unknown region", "never assigned"),
    ("division", "51160", None, "this has 5", "one digit lost"),
    ("division", "51l602", None, "was 511602 meant", "letter l for one"),
    ("item", "990100001000", "990100001000", "", "base code"),
    ("item", "431020001W00", "431020001W00", "", "base code of a province, with a letter"),
    ("item", "000744001000", "000744001000", "", "base code of the centre"),
    ("item", f"{ORGAN}4990100001000", f"{ORGAN}4990100001000", "", "task code"),
    ("item", f"{ORGAN}499010000100001", f"{ORGAN}499010000100001", "", "variant"),
    (
        "item",
        f"{ORGAN}4990100001000202509260001",
        f"{ORGAN}4990100001000202509260001",
        "",
        "number of a case",
    ),
    ("item", "11990000000000019B4990100001000", None, "should be A, not B", "the body's check is wrong"),
    ("item", f"{ORGAN}9990100001000", None, "level of exercise", "no level 9"),
    ("item", f"{ORGAN}4990100001000202513320001", None, "20251332", "no such day"),
    ("item", f"{ORGAN}4990100001000A1", None, "only digits", "a letter in the variant"),
    ("item", "AB0100001000", None, "four digits", "letters for division and type"),
    ("item", "0107440010", "0107440010", "GB/T 39046", "the shorter national form"),
    (
        "item",
        "511Z07001006-511602000000-000-11511301008778183N-1-00",
        "511Z07001006-511602000000-000-11511301008778183N-1-00",
        "Sichuan",
        "local form",
    ),
    (
        "item",
        "512C0107400001-511602000000-000-00877868-5-1-00",
        "512C0107400001-511602000000-000-00877868-5-1-00",
        "no valid unified",
        "local form with an organisation code for the body",
    ),
    (
        "item",
        "G-000007-001-511602000000-000-115113010833722043-1-00",
        "G-000007-001-511602000000-000-115113010833722043-1-00",
        "Sichuan",
        "an older local form",
    ),
    (
        "item",
        "E-000021-001-1111111111111111",
        "E-000021-001-1111111111111111",
        "no valid unified",
        "a short local form",
    ),
    ("item", "511A0138000000", "511A0138000000", "Sichuan", "a local base code"),
    ("item", "51203600500012", "51203600500012", "Sichuan", "a local base code of digits"),
    ("item", "12345", None, "this has 5", "too short"),
    ("item", "事项", None, "does not occur", "a word"),
    ("item", "", None, "Give the code", "nothing"),
    (
        "licence-id",
        f"1.2.156.3005.2.{ORGAN}001.{ORGAN}.2025000001.001.E",
        f"1.2.156.3005.2.{ORGAN}001.{ORGAN}.2025000001.001.E",
        "",
        "first version",
    ),
    (
        "licence-id",
        f"1.2.156.3005.2.{ORGAN}001.{ORGAN}.2025000001.002.C",
        f"1.2.156.3005.2.{ORGAN}001.{ORGAN}.2025000001.002.C",
        "",
        "re-issue",
    ),
    (
        "licence-id",
        f"1.2.156.3005.2.{ORGAN}001.{ORGAN}.0A1B2C3D4E5F60718293A4B5C6D7E8F9.001.9",
        f"1.2.156.3005.2.{ORGAN}001.{ORGAN}.0A1B2C3D4E5F60718293A4B5C6D7E8F9.001.9",
        "",
        "serial of 32",
    ),
    (
        "licence-id",
        f"1.2.156.3005.2.{ORGAN}001.{ORGAN}.000000016.001.W",
        f"1.2.156.3005.2.{ORGAN}001.{ORGAN}.000000016.001.W",
        "",
        "serial of 9",
    ),
    (
        "licence-id",
        f"１．２．１５６．３００５．２．{ORGAN}001.{ORGAN}.000000016.001.w",
        f"1.2.156.3005.2.{ORGAN}001.{ORGAN}.000000016.001.W",
        "",
        "full width",
    ),
    (
        "licence-id",
        f"1.2.156.3005.2.{ORGAN}001.{ORGAN}.000000016.001.X",
        None,
        "should be W, not X",
        "check wrong",
    ),
    (
        "licence-id",
        f"1.2.156.3005.2.{ORGAN}001.{ORGAN}.000000016.001",
        None,
        "here are 4",
        "a part is missing",
    ),
    (
        "licence-id",
        f"1.2.156.3005.2.{ORGAN}001.{ORGAN}.000000016.000.W",
        None,
        "between 001 and 999",
        "no version 0",
    ),
    (
        "licence-id",
        f"1.2.156.3005.2.{ORGAN}001.11990000000000019B.000000016.001.W",
        None,
        "issuer",
        "no such issuer",
    ),
    ("licence-id", f"1.2.156.3005.3.{ORGAN}001.{ORGAN}.000000016.001.W", None, "begins with", "another arc"),
    ("licence-id", "", None, "Give the identifier", "nothing"),
]


@pytest.mark.parametrize(("kind", "value", "normalised", "words", "why"), CASES)
def test_a_code_is_judged_with_a_reason(
    kind: str, value: str, normalised: str | None, words: str, why: str
) -> None:
    found = identifiers.check(kind, value, None if kind == "division" else TODAY)
    assert (found.valid, found.normalised) == (normalised is not None, normalised), (why, found.reason)
    if words:
        assert found.reason, why
        assert words in found.reason, why
    else:
        assert found.reason is None, why


@pytest.mark.parametrize(
    ("code", "on", "valid"),
    [
        ("310108", date(2014, 6, 1), True),
        ("310108", date(2020, 6, 1), False),
        ("430402", date(1981, 6, 1), True),
        ("430402", date(2020, 6, 1), False),
        ("500157", date(2020, 1, 1), False),
        ("511602", date(2026, 1, 1), True),
    ],
)
def test_a_division_is_judged_by_the_year_that_is_asked(code: str, on: date, valid: bool) -> None:
    assert identifiers.check("division", code, on).valid is valid


def test_a_resident_number_is_taken_apart() -> None:
    woman = resident_id.parse("11010519491231002x", TODAY)
    assert woman == resident_id.ResidentId("11010519491231002X", "110105", date(1949, 12, 31), "female")
    assert resident_id.parse("440524188001010014", TODAY).sex == "male"


def test_a_number_of_somebody_not_yet_born_is_valid_on_the_birthday_and_not_before() -> None:
    number = "99000018991231001" + mod11_2("99000018991231001")
    assert not resident_id.check(number, date(1899, 12, 30)).valid
    assert resident_id.check(number, date(1899, 12, 31)).valid


def test_taking_apart_a_wrong_number_is_refused_with_every_reason() -> None:
    with pytest.raises(Refused) as refusal:
        resident_id.parse("990000189902290011", TODAY)
    assert refusal.value.code == "identifiers.resident_id_wrong"
    assert "1899-02-29" in refusal.value.text()
    assert "should be 0, not 1" in refusal.value.text()


def test_codes_of_bodies_items_and_licences_are_taken_apart() -> None:
    assert uscc.parse("91990000MA0000015Q") == uscc.Uscc(
        "91990000MA0000015Q", "9", "1", "990000", "MA0000015"
    )
    assert organisation_code.parse("323345396").printed == "32334539-6"
    assert division.parse("511602001").place.full_name == "四川省广安市广安区"  # type: ignore[union-attr]
    task = item_code.parse(f"{ORGAN}4990100001000202509260001")
    assert (task.scheme, task.body, task.level, task.base_code, task.serial) == (
        "national-43",
        ORGAN,
        "4",
        "990100001000",
        "202509260001",
    )
    local = item_code.parse("511Z07001006-511602000000-000-11511301008778183N-1-00")
    assert (local.scheme, local.base_code, local.body) == ("sichuan", "511Z07001006", "11511301008778183N")
    licence = licence_id.parse(f"1.2.156.3005.2.{ORGAN}001.{ORGAN}.2025000001.002.C")
    assert (licence.type_code, licence.issuer, licence.serial, licence.version, licence.check_character) == (
        f"{ORGAN}001",
        ORGAN,
        "2025000001",
        2,
        "C",
    )


def test_a_licence_identifier_is_built_as_the_published_one() -> None:
    built = licence_id.build(f"{ORGAN}001", ORGAN, "2025000001", 1)
    assert built == f"1.2.156.3005.2.{ORGAN}001.{ORGAN}.2025000001.001.E"


@pytest.mark.parametrize(
    ("type_code", "issuer", "serial", "version"),
    [
        (f"{ORGAN}001", ORGAN, "2025000001", 0),
        (f"{ORGAN}001", ORGAN, "2025000001", 1000),
        (f"{ORGAN}001", ORGAN, "", 1),
        (f"{ORGAN}001", ORGAN, "证0001", 1),
        (f"{ORGAN}001", ORGAN, "1" * 33, 1),
        (f"{ORGAN}01", ORGAN, "1", 1),
        (f"{ORGAN}001", "11990000000000019B", "1", 1),
    ],
)
def test_no_identifier_is_built_of_parts_that_cannot_stand_in_one(
    type_code: str, issuer: str, serial: str, version: int
) -> None:
    with pytest.raises(Refused):
        licence_id.build(type_code, issuer, serial, version)


def test_the_sample_of_iso_7064_has_its_printed_check_character() -> None:
    assert mod37_36("A12425GABC1234002") == "M"


@pytest.mark.parametrize("check", [mod11_2, mod11_organisation, mod31_uscc])
def test_a_body_of_another_length_has_no_check_character(check: object) -> None:
    with pytest.raises(ValueError, match="characters are checked"):
        check("123")  # type: ignore[operator]


@given(NUMBERS)
def test_independent_software_accepts_the_same_resident_numbers(number: str) -> None:
    assert resident_id.check(number, TODAY).valid
    assert stdnum.cn.ric.calc_check_digit(number) == number[17]


@given(NUMBERS, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_never_passes_in_a_resident_number(
    number: str, position: int, other: str
) -> None:
    assume(number[position] != other)
    assert not resident_id.check(number[:position] + other + number[position + 1 :], TODAY).valid


@given(NUMBERS, st.integers(0, 16))
def test_two_neighbours_exchanged_never_pass_in_a_resident_number(number: str, position: int) -> None:
    assume(number[position] != number[position + 1])
    swapped = number[:position] + number[position + 1] + number[position] + number[position + 2 :]
    assert not resident_id.check(swapped, TODAY).valid


@given(NUMBERS)
def test_the_old_number_of_a_new_one_is_refused_with_the_new_one_as_hint(number: str) -> None:
    old = number[:6] + number[8:17]
    expected = number[:6] + "19" + number[8:17]
    assume(resident_id.check(expected + mod11_2(expected)).valid)
    assert expected + mod11_2(expected) in str(resident_id.check(old, TODAY).reason)


@given(HEADS, BODIES)
def test_a_built_unified_code_holds_and_its_parts_are_found_again(head: str, body: str) -> None:
    code = uscc.build(head, body)
    parts = uscc.parse(code)
    assert parts.authority_code + parts.category_code + parts.region_code == head
    assert organisation_code.parse(parts.organisation_code).code[:8] == body


@given(HEADS, BODIES)
def test_independent_software_gives_the_same_check_unless_it_has_the_known_fault(
    head: str, body: str
) -> None:
    code = uscc.build(head, body)
    assume(head[0].isdigit())
    assert stdnum.cn.uscc.calc_check_digit(code[:17]) == code[17]


@given(HEADS, BODIES, st.integers(0, 17), st.sampled_from(USCC_CHARACTERS))
def test_one_wrong_character_never_passes_in_a_unified_code(
    head: str, body: str, position: int, other: str
) -> None:
    code = uscc.build(head, body)
    assume(code[position] != other)
    assert not uscc.check(code[:position] + other + code[position + 1 :]).valid


@given(BODIES, st.integers(0, 7), st.sampled_from(DIGITS_AND_LETTERS))
def test_one_wrong_character_in_an_organisation_code_is_seen_unless_eleven_apart(
    body: str, position: int, other: str
) -> None:
    code = body + mod11_organisation(body)
    wrong = code[:position] + other + code[position + 1 :]
    apart = DIGITS_AND_LETTERS.index(other) - DIGITS_AND_LETTERS.index(body[position])
    assert organisation_code.check(wrong).valid == (apart % 11 == 0)


@given(st.text(DIGITS_AND_LETTERS, min_size=1, max_size=32), st.integers(1, 999))
def test_a_built_licence_identifier_holds_and_its_parts_are_found_again(serial: str, version: int) -> None:
    identifier = licence_id.build(f"{ORGAN}001", ORGAN, serial, version)
    parts = licence_id.parse(identifier)
    assert (parts.serial, parts.version) == (serial, version)


@given(st.text(DIGITS_AND_LETTERS, min_size=1, max_size=60), st.data())
def test_one_wrong_character_is_seen_by_mod_37_36(body: str, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.sampled_from(DIGITS_AND_LETTERS))
    assume(body[position] != other)
    assert mod37_36(body) != mod37_36(body[:position] + other + body[position + 1 :])


@given(st.sampled_from(identifiers.KINDS), st.text(max_size=60))
def test_any_text_is_judged_and_a_refusal_always_has_a_reason(kind: str, value: str) -> None:
    found = identifiers.check(kind, value, TODAY)
    assert found.valid or (found.normalised is None and found.reason)


@given(st.sampled_from([case for case in CASES if case[2]]))
def test_a_normal_form_is_its_own_normal_form(case: tuple[str, str, str, str, str]) -> None:
    kind, _value, normalised, _words, _why = case
    on = None if kind == "division" else TODAY
    assert identifiers.check(kind, normalised, on).normalised == normalised
