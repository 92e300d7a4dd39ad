"""Places by what people write and by what became of their codes. Cases reviewed by hand stand in ``data``."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.cli.successions import successions
from tongban.foundation import places
from tongban.foundation.divisions import history
from tongban.foundation.places.gazetteer import gazetteer
from tongban.foundation.places.names import is_common, short_forms, stem, town_stem
from tongban.foundation.places.towns import village_stem
from tongban.foundation.refusals import Refused

DATA = Path(__file__).parent / "data"


def cases(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def twelve(codes: str) -> list[str]:
    return sorted(code.ljust(12, "0") for code in codes.split())


@pytest.mark.parametrize(
    "case", cases("place_cases.csv"), ids=lambda case: f"{case['query']}@{case['as_of']}"
)
def test_what_people_write_means_these_places_in_that_year(case: dict[str, str]) -> None:
    found = places.find(case["query"], int(case["as_of"]))
    assert sorted(one.code12 for one in found.candidates) == twelve(case["expected"])
    assert found.ambiguous == (case["ambiguous"] == "yes")


@pytest.mark.parametrize("case", cases("code_cases.csv"), ids=lambda case: f"{case['code']}@{case['as_of']}")
def test_a_code_is_in_use_in_a_year_or_led_on_to_what_it_became(case: dict[str, str]) -> None:
    answer = places.look_up(case["code"], int(case["as_of"]))
    assert answer.valid == (case["valid"] == "yes")
    assert sorted(one.code12 for one in answer.successors) == twelve(case["successors"])


@pytest.mark.parametrize("case", cases("division_cases_dev.csv"), ids=lambda case: case["case_id"])
def test_the_cases_given_with_the_data(case: dict[str, str]) -> None:
    """Each kind of case is asked as a caller would; the comparison of two tables is a count, not a question."""
    text, year = case["input"], int(case["as_of"].split("/")[-1] or 2026)
    if case["kind"] == "两套代码比对":
        zones = [one for found in history().values() for one in found if one.statistical]
        assert str(sum(one.code[4] == "7" and one.code[5] != "0" for one in zones)) == case["expected"]
    elif not text.isdigit():
        expected = sorted(case["expected"].split(";"))
        assert sorted(one.code12 for one in places.find(text, year).candidates) == expected
    else:
        the_code_says(case, places.look_up(text, year))


def the_code_says(case: dict[str, str], answer: places.CodeAnswer) -> None:
    expected = case["expected"]
    if case["kind"].startswith("历史代码"):
        assert not answer.valid
        assert sorted(one.code12 for one in answer.successors) == sorted(expected.split(";"))
        return
    assert answer.valid
    assert answer.place
    if case["kind"] == "某年代码是否有效":
        assert answer.place.name == expected
    elif case["kind"] == "不设区县的市":
        assert (answer.place.name, answer.counties, answer.townships) == ("中山市", 0, 23)
    elif case["kind"] == "省直辖县级":
        assert (answer.place.name, answer.level, answer.parent) == ("仙桃市", 3, "420000000000")
    else:
        assert f"{answer.parent} {answer.parent_name}" == expected
        assert answer.place.name == case["note"]


def test_only_few_codes_end_without_anyone_knowing_what_they_became() -> None:
    known = gazetteer()
    ended = [one for one in known.places if one.last_year is not None and one.level > 1]
    lost = {one.code for one in ended if not known.next_of(one)}
    assert len(ended) > 4000
    assert lost <= {"210511", "340511", "340611", "340704", "430504", "440511", "652402", "652403"}


def test_every_way_of_succession_ends_in_places_in_use() -> None:
    known = gazetteer()
    for one in known.places:
        for after in known.standing(one, 2026):
            assert after.in_use(2026)


def test_nearly_every_place_of_all_years_is_found_by_its_full_name() -> None:
    """The few others bear one name at two levels at once, or stand in a table with mixed-up codes (1982, 1983)."""
    listed = [one for one in gazetteer().places if not one.statistical]
    lost = [one for one in listed if codes(one.full_name, one.first_year) != [one.code]]
    assert len(listed) > 7800
    assert len(lost) <= 12


def test_nearly_every_old_full_name_leads_to_what_its_code_leads_to() -> None:
    """The few others are names that another place of the same region bears today."""
    known = gazetteer()
    ended = [one for one in known.places if one.last_year is not None and not one.statistical]
    lost = [
        one
        for one in ended
        if codes(one.full_name, 2026) != sorted(after.code for after in known.standing(one, 2026))
    ]
    assert len(lost) <= 12


def codes(text: str, year: int) -> list[str]:
    return sorted(one.code12[:6] for one in places.find(text, year).candidates)


def test_a_city_of_the_same_name_elsewhere_carries_nothing_on() -> None:
    """The table of changes leads 桥东区 of Shijiazhuang to 桥东区 of Xingtai; it must not be followed."""
    divisions = [
        row("130103", "河北省/石家庄市/桥东区", 3, 1980, 2013),
        row("130502", "河北省/邢台市/桥东区", 3, 1980, ""),
        row("130100", "河北省/石家庄市", 2, 1980, ""),
        row("130500", "河北省/邢台市", 2, 1980, ""),
        row("310103", "上海市/卢湾区", 3, 1980, 2010),
        row("310101", "上海市/黄浦区", 3, 1980, ""),
    ]
    changes = [
        change(2014, "130103", "桥东区", "130502", "桥东区"),
        change(2011, "310103", "卢湾区", "310101", "黄浦区"),
    ]
    found = list(successions(divisions, changes, []))
    assert [(one["code"], one["successors"], one["how"]) for one in found] == [("310103", "310101", "table")]


def row(code: str, path: str, level: int, first: int, last: int | str) -> dict[str, str]:
    years = {"first_year": str(first), "last_year": str(last)}
    return {"code": code, "path": path, "level": str(level), "kind": "law", **years}


def change(year: int, old: str, old_name: str, new: str, new_name: str) -> dict[str, str]:
    return {"year": str(year), "old_code": old, "old_name": old_name, "new_code": new, "new_name": new_name}


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("内蒙古自治区", "内蒙古"),
        ("积石山保安族东乡族撒拉族自治县", "积石山"),
        ("东乡族自治县", "东乡族"),
        ("管城回族区", "管城"),
        ("浦东新区", "浦东"),
        ("户县", "户"),
        ("井陉矿区", "井陉矿"),
    ],
)
def test_a_name_without_its_kind(name: str, bare: str) -> None:
    assert stem(name) == bare


def test_how_people_shorten_names() -> None:
    assert short_forms("延边朝鲜族自治州") == ("延边", "延边州")
    assert "东乡县" in short_forms("东乡族自治县")
    assert short_forms("户县") == ()
    assert town_stem("平江街道") == "平江"
    assert village_stem("石板溪社区居民委员会") == "石板溪"
    assert village_stem("新徐庄村委会") == "新徐庄村"
    assert is_common("桥东区")
    assert not is_common("和平县")


@pytest.mark.parametrize("code", ["", "1", "12345", "32050a", "1234567890123", "３２０５"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(Refused, match=r"division\.code_wrong"):
        places.look_up(code, 2026)


PARTS = st.sampled_from(
    ["省", "市", "区", "县", "路", "江苏", "南京", "鼓楼区", "东", "镇", " ", "/", "1号", "莱芜"]
)


@given(st.one_of(st.text(max_size=60), st.lists(PARTS, max_size=12).map("".join)), st.integers(1980, 2100))
@settings(max_examples=150, deadline=None)
def test_any_text_is_answered(text: str, year: int) -> None:
    found = places.find(text, year)
    assert len({one.code12 for one in found.candidates}) == len(found.candidates) <= 50
    assert all(one.path.endswith(one.name) for one in found.candidates)
    assert found.candidates or found.notes


@given(
    st.sampled_from([2, 4, 6, 9, 12]).flatmap(
        lambda size: st.text("0123456789", min_size=size, max_size=size)
    )
)
@settings(max_examples=100, deadline=None)
def test_any_code_is_answered(code: str) -> None:
    answer = places.look_up(code, 2026)
    assert not (answer.valid and answer.successors)
    assert answer.valid or answer.notes
