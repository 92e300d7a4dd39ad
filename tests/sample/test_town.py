"""The sample town as it is drawn: plausible, deterministic, and of numbers that belong to nobody."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from tongban.foundation.identifiers import resident_id, uscc
from tongban.foundation.names import normalise_name
from tongban.identity import rules as identity
from tongban.org import rules as org
from tongban.sample import departments, people
from tongban.sample.families import places, surname_of
from tongban.sample.reading import town_file

TODAY = date(2026, 11, 20)
TOWN = people.town(TODAY)
BY_KEY = {resident.key: resident for resident in TOWN.residents}


def test_the_same_seed_and_day_give_the_same_town() -> None:
    assert people.town(TODAY) == TOWN
    assert people.town(TODAY, seed=1) != TOWN


def test_the_town_has_what_it_promises() -> None:
    regions = [org.region_level(code) for code, _name, _parent in departments.regions()]
    assert regions.count(org.RegionLevel.COUNTY) == 3
    assert len(departments.departments()) == 14
    assert (len(TOWN.residents), len(TOWN.firms), len(TOWN.officials)) == (300, 80, 48)


@pytest.mark.parametrize("key", ["key", "id_number"])
def test_nobody_is_twice_in_town(key: str) -> None:
    assert len({getattr(resident, key) for resident in TOWN.residents}) == len(TOWN.residents)


def test_every_number_holds_and_belongs_to_no_real_region() -> None:
    for resident in TOWN.residents:
        number = resident_id.parse(resident.id_number, TODAY)
        assert number.region_code == "990000"
        assert (number.born_on, number.sex) == (resident.born_on, resident.sex)


def test_every_code_of_a_firm_or_department_holds_and_is_synthetic() -> None:
    codes = [firm.uscc for firm in TOWN.firms] + [entry["uscc"] for entry in departments.departments()]
    assert len(set(codes)) == len(codes)
    assert {uscc.parse(code).region_code for code in codes} == {"990000"}


def test_every_phone_begins_with_a_range_that_no_operator_has() -> None:
    phones = [resident.phone for resident in TOWN.residents if resident.phone]
    assert all(phone.startswith("154") and identity.checked_phone(phone) == phone for phone in phones)
    assert len(set(phones)) == len(phones)


def test_every_name_stands_as_people_write_it() -> None:
    for resident in TOWN.residents:
        assert normalise_name(resident.name) == (resident.name, ())


def test_rare_names_live_in_town() -> None:
    names = {resident.name for resident in TOWN.residents}
    assert {entry["name"] for entry in town_file("names.yaml")["rare"]} <= names
    assert any(ord(character) > 0x2FFFF for name in names for character in name)
    assert any(len(name) == 1 for name in names)


def test_parents_are_older_than_their_children_by_years_not_days() -> None:
    for tie in TOWN.ties:
        if tie.kind == "parent":
            years = identity.age_on(BY_KEY[tie.relative].born_on, BY_KEY[tie.person].born_on)
            assert 16 <= years <= 60, (tie, years)


def test_nobody_is_married_to_two() -> None:
    married = Counter(key for tie in TOWN.ties if tie.kind == "spouse" for key in (tie.person, tie.relative))
    assert set(married.values()) == {1}


def test_couples_married_as_adults_and_not_tomorrow() -> None:
    for marriage in TOWN.marriages:
        assert marriage.married_on < TODAY
        for key in (marriage.husband, marriage.wife):
            assert identity.age_on(BY_KEY[key].born_on, marriage.married_on) >= 20, marriage


def test_newborns_have_parents_and_no_number_yet() -> None:
    assert len(TOWN.newborns) >= 5
    for child in TOWN.newborns:
        assert 0 <= (TODAY - child.born_on).days <= 365
        assert {child.father, child.mother} <= BY_KEY.keys()
        assert child.name.startswith(surname_of(BY_KEY[child.father].name))


def test_the_household_of_the_story_is_at_home() -> None:
    child = next(child for child in TOWN.newborns if child.father == "wang-xiaoming")
    assert child.mother == "chen-jingyi"
    assert BY_KEY["wang-xiaoming"].address == BY_KEY["chen-jingyi"].address


def test_every_address_lies_in_a_community_of_the_town() -> None:
    communities = {place.region_code: place for place in places()}
    assert communities.keys() <= {code for code, _name, _parent in departments.regions()}
    for resident in TOWN.residents:
        assert resident.address.startswith(communities[resident.region_code].prefix)


def test_posts_permit_only_what_may_be_held_together() -> None:
    for department in departments.departments():
        for post in department["posts"]:
            assert not org.permission_faults(post["permissions"]), post
    held = {code for d in departments.departments() for p in d["posts"] for code in p["permissions"]}
    assert held == set(org.PERMISSIONS)


def test_every_post_is_filled_by_adults() -> None:
    seats = {(d["code"], p["name"]): p["staff"] for d in departments.departments() for p in d["posts"]}
    assert Counter((o.department_code, o.post_name) for o in TOWN.officials) == Counter(seats)
    assert len({o.resident for o in TOWN.officials}) == 48
    assert all(identity.age_on(BY_KEY[o.resident].born_on, TODAY) >= 20 for o in TOWN.officials)


def test_the_role_bar_has_the_roles_of_the_story() -> None:
    labels = [role.label for role in TOWN.roles]
    assert labels[0] == "市民 王小明"
    for word in (
        "企业经办人",
        "综合窗口",
        "住建局",
        "民政局",
        "不动产登记",
        "公安局",
        "社区",
        "街道",
        "事项管理员",
        "监管",
    ):
        assert any(word in label for label in labels), word
    assert len({role.order for role in TOWN.roles}) == len(labels)


@settings(max_examples=15)
@drawn(st.dates(date(2024, 1, 1), date(2040, 12, 31)), st.integers(0, 10_000))
def test_every_day_and_seed_give_a_town_that_holds(today: date, seed: int) -> None:
    town = people.town(today, people=120, firms=10, seed=seed)
    assert len(town.residents) == 120
    assert all(resident.born_on <= today for resident in town.residents)
    assert all(resident_id.check(resident.id_number, today).valid for resident in town.residents)


@pytest.mark.parametrize(
    ("name", "surname"), [("王小明", "王"), ("欧阳月华", "欧阳"), ("阿卜杜热西提·买买提", "安"), ("嘎", "安")]
)
def test_a_child_bears_a_surname(name: str, surname: str) -> None:
    assert surname_of(name) == surname
