"""What makes a person, a body and a mandate right."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from tests.identity import given
from tongban.foundation.refusals import Refused
from tongban.identity import rules
from tongban.identity.rules import Kinship, Scope

TODAY = given.TODAY
DAYS = st.dates(date(1926, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("why", "typed", "kept"),
    [
        ("plain", "13800000000", "13800000000"),
        ("spaces as people write it", "138 0000 0000", "13800000000"),
        ("hyphens", "138-0000-0000", "13800000000"),
        ("full-width digits", "１３８００００００００", "13800000000"),
        ("the country code", "+86 13800000000", "13800000000"),
        ("the country code with zeros", "008613800000000", "13800000000"),
        ("the country code without plus", "8613800000000", "13800000000"),
        ("nothing stays nothing", "   ", ""),
    ],
)
def test_a_mobile_number_is_kept_in_eleven_digits(why: str, typed: str, kept: str) -> None:
    assert rules.checked_phone(typed) == kept


@pytest.mark.parametrize(
    "typed", ["12800000000", "1380000000", "138000000000", "0898-8000101", "138OOOOOOOO", "电话"]
)
def test_what_is_no_mobile_number_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.checked_phone(typed)
    assert refused.value.code == "identity.phone_wrong"


@drawn(st.from_regex(r"\A1[3-9][0-9]{9}\Z"))
def test_every_mobile_number_survives_being_written_in_groups(number: str) -> None:
    assert rules.checked_phone(f"+86 {number[:3]} {number[3:7]} {number[7:]}") == number
    assert rules.checked_phone(rules.checked_phone(number)) == number


@pytest.mark.parametrize("typed", ["a@b.cn", "wang.xiaoming+x@mail.example.com", " a@b.cn ", ""])
def test_an_address_of_mail_or_nothing_is_taken(typed: str) -> None:
    assert rules.checked_email(typed) == typed.strip()


@pytest.mark.parametrize(
    "typed", ["a", "a@b", "a b@c.cn", "a@@b.cn", "<a@b.cn>", "a@b.cn\nBcc: c@d.cn", "x" * 300 + "@b.cn"]
)
def test_what_is_no_address_of_mail_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        rules.checked_email(typed)


@pytest.mark.parametrize(
    ("typed", "kept"), [("Wang", "wang"), (" 13800000000 ", "13800000000"), ("a.b_c@d-e", "a.b_c@d-e")]
)
def test_a_login_name_is_kept_in_lower_case(typed: str, kept: str) -> None:
    assert rules.checked_login(typed) == kept


@pytest.mark.parametrize("typed", ["", "ab", "-ab", "王小明", "a b c", "x" * 65, "abc\n"[:3] + "\n\n!"])
def test_a_login_name_of_another_shape_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        rules.checked_login(typed)


@pytest.mark.parametrize(
    "name",
    [
        "王𠮷",
        "李𬤇",
        "陈䶮",
        "张㛃",
        "刘堃",
        "林𰻝",
        "嘎",
        "阿卜杜热西提·买买提",
        "买买提吐尔逊·阿卜杜热合曼·伊斯拉木江",
        "昇",
    ],
)
def test_rare_names_are_kept_character_by_character(name: str) -> None:
    kept, notes = rules.checked_name(name)
    assert (kept, notes) == (name, ())


@pytest.mark.parametrize("dot", ["•", "・", "‧", "･", "."])
def test_another_dot_in_a_name_is_put_right_and_told(dot: str) -> None:
    kept, notes = rules.checked_name(f"阿卜杜热西提{dot}买买提")
    assert kept == "阿卜杜热西提·买买提"
    assert notes


@pytest.mark.parametrize("name", ["", "   ", "王\u200b小明", "王\u202e小明", "Mаria", "王" * 101])
def test_an_empty_overlong_or_deceiving_name_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        rules.checked_name(name)


@pytest.mark.parametrize(
    ("one", "other"), [("王吉", "王𠮷"), ("徐升", "徐昇"), ("黄槿", "黃槿"), ("吴鋆", "吳鋆")]
)
def test_a_variant_is_another_name(one: str, other: str) -> None:
    assert not rules.same_name(one, other)
    assert rules.same_name(one, one)


def test_a_person_is_kept_with_what_the_number_says() -> None:
    number = given.number(date(1990, 5, 17), 2)
    entry = rules.person_entry(name="王小明", id_number=number.lower(), phone="", today=TODAY)
    assert (entry.id_number, entry.sex, entry.born_on, entry.region_code) == (
        number,
        "female",
        date(1990, 5, 17),
        "990000",
    )


def test_every_wrong_field_is_named_at_once() -> None:
    with pytest.raises(Refused) as refused:
        rules.person_entry(name="", id_number="123", phone="12", email="x", today=TODAY)
    assert {fault.field for fault in refused.value.faults} == {"name", "id_number", "phone", "email"}


def test_several_reasons_against_one_number_are_all_said() -> None:
    wrong = "99000019900230001" + "0"
    with pytest.raises(Refused) as refused:
        rules.person_entry(name="王", id_number=wrong, phone="", today=TODAY)
    assert len([fault for fault in refused.value.faults if fault.field == "id_number"]) >= 2


def test_nobody_is_born_tomorrow() -> None:
    with pytest.raises(Refused):
        rules.person_entry(
            name="王小明", id_number=given.number(TODAY + timedelta(days=1)), phone="", today=TODAY
        )


@pytest.mark.parametrize("number", ["91990000MA0000015Q", "91990000MA00004100", "Y1990000MA00000153"])
def test_a_body_is_kept_under_its_code(number: str) -> None:
    assert (
        rules.body_entry(name=" 海棠市 晨光有限公司 ", code=number.lower(), kind="enterprise").uscc == number
    )


@pytest.mark.parametrize(
    ("name", "code", "kind", "field"),
    [
        ("", "91990000MA0000015Q", "enterprise", "name"),
        ("晨光", "91990000MA0000015A", "enterprise", "uscc"),
        ("晨光", "91990000IA0000015Q", "enterprise", "uscc"),
        ("晨光", "", "enterprise", "uscc"),
        ("晨光", "91990000MA0000015Q", "guild", "kind"),
    ],
)
def test_a_wrong_field_of_a_body_is_named(name: str, code: str, kind: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.body_entry(name=name, code=code, kind=kind)
    assert {fault.field for fault in refused.value.faults} == {field}


@pytest.mark.parametrize(
    ("why", "born_on", "day", "age"),
    [
        ("the day before the birthday", date(2000, 5, 2), date(2018, 5, 1), 17),
        ("the birthday itself", date(2000, 5, 2), date(2018, 5, 2), 18),
        ("29 February completes on 1 March", date(2004, 2, 29), date(2022, 2, 28), 17),
        ("29 February in a leap year", date(2004, 2, 29), date(2024, 2, 29), 20),
        ("born today", date(2026, 11, 20), date(2026, 11, 20), 0),
    ],
)
def test_age_is_counted_in_full_years(why: str, born_on: date, day: date, age: int) -> None:
    assert rules.age_on(born_on, day) == age


@drawn(DAYS, DAYS)
def test_nobody_grows_younger(born_on: date, day: date) -> None:
    later = day + timedelta(days=366)
    assert rules.age_on(born_on, later) in {rules.age_on(born_on, day) + 1, rules.age_on(born_on, day) + 2}


SCOPE = Scope(frozenset(), False, date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("why", "scope", "item", "on", "covered"),
    [
        ("no items named means all", SCOPE, "A1", date(2026, 6, 1), True),
        ("the first day counts", SCOPE, "A1", date(2026, 1, 1), True),
        ("the last day counts", SCOPE, "A1", date(2026, 12, 31), True),
        ("the day before does not", SCOPE, "A1", date(2025, 12, 31), False),
        ("the day after does not", SCOPE, "A1", date(2027, 1, 1), False),
        (
            "without a last day it goes on",
            Scope(frozenset(), False, date(2026, 1, 1), None),
            "A1",
            date(2099, 1, 1),
            True,
        ),
        (
            "a named item",
            Scope(frozenset({"A1"}), False, date(2026, 1, 1), None),
            "A1",
            date(2026, 6, 1),
            True,
        ),
        (
            "an item not named",
            Scope(frozenset({"A1"}), False, date(2026, 1, 1), None),
            "A2",
            date(2026, 6, 1),
            False,
        ),
        (
            "revoked",
            Scope(frozenset(), False, date(2026, 1, 1), None, revoked=True),
            "A1",
            date(2026, 6, 1),
            False,
        ),
    ],
)
def test_a_mandate_covers_what_it_says_while_it_is_in_force(
    why: str, scope: Scope, item: str, on: date, covered: bool
) -> None:
    assert scope.covers(item, on) is covered


@drawn(st.sets(st.sampled_from("ABCD")), DAYS, st.none() | DAYS, DAYS, st.sampled_from("ABCD"))
def test_a_revoked_mandate_covers_nothing_ever(
    items: set[str], begins: date, ends: date | None, on: date, item: str
) -> None:
    assert not Scope(frozenset(items), True, begins, ends, revoked=True).covers(item, on)


def test_a_mandate_cannot_end_before_it_begins() -> None:
    with pytest.raises(Refused) as refused:
        rules.mandate_scope(
            item_codes=(), may_sign=False, valid_from=TODAY, valid_to=TODAY - timedelta(days=1)
        )
    assert refused.value.faults[0].field == "valid_to"


def test_a_mandate_of_one_day_is_possible() -> None:
    assert rules.mandate_scope(item_codes=(), may_sign=False, valid_from=TODAY, valid_to=TODAY).in_force(
        TODAY
    )


def test_a_mandate_names_no_empty_item() -> None:
    with pytest.raises(Refused):
        rules.mandate_scope(item_codes=("A1", " "), may_sign=False, valid_from=TODAY, valid_to=None)


@pytest.mark.parametrize("kind", list(Kinship))
def test_a_tie_seen_from_both_sides_is_the_same_tie(kind: Kinship) -> None:
    assert kind.mirror.mirror is kind


@pytest.mark.parametrize(
    ("kind", "person_born", "relative_born", "possible"),
    [
        (Kinship.PARENT, date(2020, 1, 1), date(1990, 1, 1), True),
        (Kinship.PARENT, date(1990, 1, 1), date(2020, 1, 1), False),
        (Kinship.CHILD, date(1990, 1, 1), date(2020, 1, 1), True),
        (Kinship.CHILD, date(1990, 1, 1), date(1990, 1, 1), False),
        (Kinship.SPOUSE, date(1990, 1, 1), date(1991, 1, 1), True),
    ],
)
def test_a_parent_is_older_than_the_child(
    kind: Kinship, person_born: date, relative_born: date, possible: bool
) -> None:
    faults = rules.tie_faults(
        person_id="a", relative_id="b", kind=kind, person_born_on=person_born, relative_born_on=relative_born
    )
    assert (not faults) is possible


def test_nobody_is_her_own_relative() -> None:
    faults = rules.tie_faults(
        person_id="a", relative_id="a", kind=Kinship.SPOUSE, person_born_on=TODAY, relative_born_on=TODAY
    )
    assert faults


def test_the_ethnic_groups_are_those_of_the_standard() -> None:
    groups = rules.ethnic_groups()
    assert groups["01"] == "汉族"
    assert len([code for code in groups if code <= "56"]) == 56
    with pytest.raises(Refused):
        rules.checked_ethnic("ZZ")


def test_what_another_room_did_is_told_by_its_case() -> None:
    assert rules.action_sentence("identity.person_read", concerns_case=True) == "Read your particulars"
    assert rules.action_sentence("cases.accepted", concerns_case=True) == "Worked on your case"
    assert rules.action_sentence("licences.presented", concerns_case=False) == "Used your data"
