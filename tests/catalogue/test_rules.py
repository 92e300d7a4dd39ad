"""Rules of the catalogue: what an item must say, which materials are asked for, how time limits are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given as any_
from hypothesis import strategies as st

from tests.catalogue import given
from tongban.catalogue import rules
from tongban.catalogue.rules import Choice, EligibilityQuestion, Step, VersionState
from tongban.catalogue.rules.codes import task_code
from tongban.foundation.refusals import Refused
from tongban.foundation.workdays import Period

WORKDAYS = st.integers(0, 400).map(lambda number: Period(number, "workday"))
PERIODS = st.builds(Period, st.integers(0, 400), st.sampled_from(["workday", "day"]))


@pytest.mark.parametrize(
    ("promised", "statutory", "kept"),
    [
        (Period(5, "workday"), Period(20, "workday"), True),
        (Period(20, "workday"), Period(20, "workday"), True),
        (Period(21, "workday"), Period(20, "workday"), False),
        (Period(3, "day"), Period(3, "workday"), True),
        (Period(3, "workday"), Period(3, "day"), False),
        (Period(0, "workday"), Period(3, "day"), True),
    ],
)
def test_a_promise_is_never_longer_than_the_statute(promised: Period, statutory: Period, kept: bool) -> None:
    assert rules.promise_kept_within(promised, statutory) is kept


@any_(PERIODS, PERIODS)
def test_a_capped_promise_is_always_kept_within_the_statute(promised: Period, statutory: Period) -> None:
    capped = rules.capped(promised, statutory)
    assert capped.period is not None
    assert rules.promise_kept_within(capped.period, statutory)
    assert bool(capped.mends) is (capped.period != promised)


@pytest.mark.parametrize(
    ("number", "unit_text", "note", "which", "period", "noted"),
    [
        ("10", "工作日", "", "法定", Period(10, "workday"), False),
        ("10", "工作日（见说明）", "自受理之日起10个工作日内完成", "法定", Period(10, "workday"), False),
        ("30", "自然日", "", "法定", Period(30, "day"), False),
        ("3", "见说明（法定为“三日”，承诺为“3个工作日”）", "", "法定", Period(3, "day"), False),
        ("3", "见说明（法定为“三日”，承诺为“3个工作日”）", "", "承诺", Period(3, "workday"), False),
        ("5", "见说明", "自受理之日起5个工作日", "承诺", Period(5, "workday"), True),
        ("5", "见说明", "自受理之日起5个自然日", "承诺", Period(5, "day"), True),
        ("74", "未注明", "根据办法第十五条规定", "法定", Period(74, "workday"), True),
        ("20", "未注明", "无", "法定", Period(20, "workday"), True),
        ("十五", "工作日", "", "法定", Period(15, "workday"), False),
        ("二十", "工作日", "", "法定", Period(20, "workday"), False),
        ("", "工作日", "", "法定", None, True),
        ("尽快", "工作日", "", "法定", None, True),
        ("1.5", "工作日", "", "法定", None, True),
    ],
)
def test_a_time_limit_is_read_and_every_assumption_is_noted(
    number: str, unit_text: str, note: str, which: str, period: Period | None, noted: bool
) -> None:
    limit = rules.read_limit(number=number, unit_text=unit_text, note=note, which=which, on=given.DAY)
    assert limit.period == period
    assert bool(limit.mends) is noted


@any_(st.text(max_size=12), st.text(max_size=20), st.text(max_size=40))
def test_no_text_makes_a_limit_up(number: str, unit_text: str, note: str) -> None:
    limit = rules.read_limit(number=number, unit_text=unit_text, note=note, which="法定", on=given.DAY)
    assert limit.period is not None or limit.mends


def test_only_what_begins_with_an_application_may_be_applied_for() -> None:
    assert {code for code in rules.ITEM_TYPES if rules.may_be_applied_for(code)} == {
        "01", "05", "07", "08", "09", "10", "20",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "code"),
    [("1", "01"), ("01", "01"), ("20", "20"), (" 7 ", "07"), ("77", None), ("", None), ("x", None)],
)
def test_an_item_type_is_two_digits_or_unknown(written: str, code: str | None) -> None:
    assert rules.type_code_of(written) == code


@pytest.mark.parametrize(
    ("code", "in_items", "expected"),
    [
        ("11511301008778255F", (), ("11511301008778255F", "as-written")),
        ("11511301452259996u", (), ("11511301452259996U", "upper-case")),
        ("083372204", ("115113010833722043",), ("115113010833722043", "organisation-code")),
        ("68236467-9", ("115113016823646795",), ("115113016823646795", "organisation-code")),
        (
            "1151130108778239R_6391",
            ("12511301452260997J", "11511301008778239R"),
            ("11511301008778239R", "organisation-code"),
        ),
        ("1151130000877869M", ("11511300008778693M",), ("11511300008778693M", "organisation-code")),
        ("4148481895459659776", ("11511301MB15537661",) * 3, ("11511301MB15537661", "item-codes")),
        ("008778546", ("12511301MB1297707Y",) * 3 + ("1151130100877801XA",), ("", "")),
        ("71181655-9", ("TE5116020105116050",), ("", "")),
        ("11736", ("2222222222222",), ("", "")),
    ],
)
def test_a_departments_code_is_mended_only_from_what_the_list_itself_says(
    code: str, in_items: tuple[str, ...], expected: tuple[str, str]
) -> None:
    assert rules.registered_uscc(code=code, in_items=in_items) == expected


def test_a_task_code_carries_body_level_and_base() -> None:
    code = task_code(base="000709105001", body=given.POLICE.uscc, level="4")
    reading = rules.read_item_code(code)
    assert (len(code), reading.scheme, reading.base, reading.body, reading.level) == (
        31, "national-31", "000709105001", given.POLICE.uscc, "4",
    )  # fmt: skip


def test_a_code_of_no_known_scheme_is_kept_as_local() -> None:
    assert rules.read_item_code("something else").scheme == "local"


class TestMaterials:
    def test_what_a_held_licence_answers_is_not_asked_for(self) -> None:
        certificate = given.a_material(
            "certificate", source="government", licence_type="T1", exempt="licence"
        )
        assert rules.demanded([certificate], {}, held={"T1"}) == ()
        assert rules.demanded([certificate], {}, held={"T2"}) == (certificate,)

    def test_what_the_form_or_a_commitment_says_is_not_asked_for(self) -> None:
        spared = [given.a_material(way, exempt=way) for way in ("share", "commitment", "check", "reuse")]
        assert rules.needed(spared, {}) == ()
        assert rules.demanded(spared, {}, held=set()) == ()

    def test_a_material_of_another_situation_is_not_asked_for(self) -> None:
        contract = given.a_material(when={"field": "kind", "in": ["worker", "newcomer"]})
        diploma = given.a_material("diploma", when={"field": "kind", "is": "newcomer"})
        assert [one.id for one in rules.needed([contract, diploma], {"kind": "worker"})] == ["lease"]
        assert [one.id for one in rules.needed([contract, diploma], {"kind": "newcomer"})] == [
            "lease",
            "diploma",
        ]
        assert rules.needed([contract, diploma], {}) == ()

    def test_a_material_named_twice_is_asked_once_with_the_stricter_need_and_more_copies(self) -> None:
        first = given.a_material(necessity="optional", copies=2)
        second = given.a_material(necessity="required", copies=1)
        (kept,) = rules.merged([first, second])
        assert (kept.necessity, kept.copies) == ("required", 2)

    @any_(st.lists(st.sampled_from(["required", "optional", "gap"]), min_size=1, max_size=6), st.randoms())
    def test_the_order_of_mentions_does_not_matter(self, needs: list[str], random: object) -> None:
        materials = [given.a_material(necessity=need) for need in needs]
        backwards = list(reversed(materials))
        assert rules.merged(materials) == rules.merged(backwards)

    def test_optional_and_later_materials_never_hold_up_an_application(self) -> None:
        materials = [given.a_material("a", necessity="optional"), given.a_material("b", necessity="gap")]
        assert rules.demanded(materials, {}, held=set()) == ()


class TestForms:
    FIELDS = (
        given.a_field("name", label="姓名", kind="person"),
        given.a_field("born_on", label="出生日期", kind="date"),
        given.a_field(
            "sex", label="性别", kind="choice", choices=(Choice("male", "男"), Choice("female", "女"))
        ),
        given.a_field("married", label="已婚", kind="yes_no"),
        given.a_field("phone", label="手机", kind="phone"),
        given.a_field("number", label="身份证号码", kind="id-number"),
        given.a_field("size", label="人数", kind="number"),
        given.a_field("note", label="说明", kind="long_text", required=False),
        given.a_field("spouse", label="配偶", when={"field": "married", "is": "yes"}),
    )
    RIGHT = {
        "name": "王沐宸", "born_on": "2026-01-05", "sex": "male", "married": "no", "phone": "15400000001",
        "number": "11010519491231002X", "size": "3",
    }  # fmt: skip

    def faults(self, **changes: str) -> set[str]:
        return {one.field for one in rules.answers_faults(self.FIELDS, self.RIGHT | changes, given.DAY)}

    def test_right_answers_have_no_fault(self) -> None:
        assert self.faults() == set()

    def test_an_empty_form_names_every_required_question_at_once(self) -> None:
        faults = rules.answers_faults(self.FIELDS, {}, given.DAY)
        assert {one.field for one in faults} == {
            "name",
            "born_on",
            "sex",
            "married",
            "phone",
            "number",
            "size",
        }

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("born_on", "2026-02-30"), ("born_on", "去年"), ("born_on", "1760-01-01"), ("sex", "其他"),
            ("married", "maybe"), ("phone", "123"), ("number", "110105194912310021"), ("size", "三"),
            ("size", "-1"), ("name", "字" * 201), ("note", "字" * 2001),
        ],
    )  # fmt: skip
    def test_a_wrong_answer_is_named(self, field: str, value: str) -> None:
        assert self.faults(**{field: value}) == {field}

    def test_a_question_of_a_situation_is_asked_only_there(self) -> None:
        assert self.faults(married="yes") == {"spouse"}
        assert self.faults(married="yes", spouse="陈静怡") == set()

    def test_the_schema_offers_what_the_form_offers(self) -> None:
        schema = rules.form_schema(self.FIELDS, "title")
        assert schema["properties"]["sex"]["enum"] == ["male", "female"]
        assert "spouse" not in schema["required"]
        assert "note" not in schema["required"]
        assert schema["additionalProperties"] is False

    def test_a_choice_is_shown_by_its_label(self) -> None:
        assert rules.shown(self.FIELDS[2], "female") == "女"
        assert rules.shown(self.FIELDS[0], "王沐宸") == "王沐宸"


class TestContent:
    def faults(self, **changes: object) -> set[str]:
        return {one.field for one in rules.content_faults(given.an_item(**changes))}

    def test_a_complete_item_has_no_fault(self) -> None:
        assert self.faults() == set()

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"name": " "}, "name"),
            ({"type_code": "77"}, "type_code"),
            ({"type_code": "02"}, "plan"),
            ({"promised": Period(30, "workday")}, "promised"),
            ({"promised": None}, "promised"),
            ({"legal_basis": ""}, "legal_basis"),
            ({"conditions": ""}, "conditions"),
            ({"complaint_phone": "0990-1"}, "complaint_phone"),
            ({"plan": {}}, "plan"),
            ({"fields": ()}, "fields"),
            ({"steps": (Step("审查", days=4), Step("决定", days=2))}, "steps"),
            ({"materials": (given.a_material(name="其他材料"),)}, "lease"),
            ({"materials": (given.a_material(name="身份证明等"),)}, "lease"),
            ({"materials": (given.a_material(source="government", licence_type="T1"),)}, "lease"),
            ({"materials": (given.a_material(), given.a_material())}, "lease"),
            ({"fields": (given.a_field("phone", kind="phone", basis=""),)}, "phone"),
            ({"fields": (given.a_field("sex", kind="choice"),)}, "sex"),
            ({"fields": (given.a_field("x", kind="colour"),)}, "x"),
            ({"fields": (given.a_field("lease"),), "materials": (given.a_material(),)}, "lease"),
        ],
    )
    def test_a_fault_is_named_where_it_stands(self, changes: dict[str, object], field: str) -> None:
        assert field in self.faults(**changes)

    def test_a_list_row_without_a_guide_only_needs_a_name_and_a_type(self) -> None:
        bare = replace(given.an_item(), has_guide=False, appliable=False, plan={}, fields=(), legal_basis="")
        assert rules.content_faults(bare) == ()

    def test_every_sentence_can_be_filled_in(self) -> None:
        worst = given.an_item(
            name="", type_code="77", promised=Period(30, "workday"), steps=(Step("a", days=99),),
            materials=(given.a_material(name="其他材料", necessity="?"),), fields=(given.a_field("x", kind="?"),),
        )  # fmt: skip
        assert all(one.text() for one in rules.content_faults(worst))


class TestVersions:
    @pytest.mark.parametrize(
        ("before", "wanted"),
        [("draft", "review"), ("review", "published"), ("review", "draft"), ("published", "suspended"),
         ("suspended", "published"), ("published", "cancelled")],
    )  # fmt: skip
    def test_a_version_goes_its_way(self, before: str, wanted: str) -> None:
        assert rules.after(VersionState(before), VersionState(wanted)) == wanted

    @pytest.mark.parametrize(
        ("before", "wanted"),
        [("draft", "published"), ("published", "draft"), ("cancelled", "published"), ("published", "review")],
    )
    def test_a_version_takes_no_short_cut_and_no_way_back(self, before: str, wanted: str) -> None:
        with pytest.raises(Refused, match="step_not_possible"):
            rules.after(VersionState(before), VersionState(wanted))

    @any_(st.lists(st.sampled_from(list(VersionState)), max_size=12))
    def test_what_was_cancelled_stays_cancelled(self, wanted: list[VersionState]) -> None:
        state, cancelled = VersionState.DRAFT, False
        for one in wanted:
            if rules.may_follow(state, one):
                assert not cancelled
                state = rules.after(state, one)
            cancelled = cancelled or state == VersionState.CANCELLED


def test_cards_survive_their_plain_form() -> None:
    field = given.a_field(
        "sex", kind="choice", choices=(Choice("male", "男"),), when={"field": "a", "is": "b"}
    )
    assert rules.from_plain(type(field), rules.to_plain(field)) == field
    question = EligibilityQuestion("q", "住满半年了吗", False, "请先登记")
    assert rules.to_plain(question)["answer"] is False


def test_the_unit_of_bare_days_has_a_source_and_a_date() -> None:
    assert rules.statutory_unit(date(2026, 1, 1)) == "workday"
