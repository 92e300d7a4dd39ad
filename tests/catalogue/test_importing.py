"""Reading files: encodings, broken rows, the real list and the real guides. No database."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given as any_
from hypothesis import strategies as st

from tests.catalogue import given
from tongban.catalogue.importing.bindings import bound
from tongban.catalogue.importing.drafts import ItemDraft, RefusedRow
from tongban.catalogue.importing.files import csv_records, decoded, json_objects
from tongban.catalogue.importing.item_list import COLUMNS, read_items
from tongban.catalogue.rules import content_faults
from tongban.foundation.refusals import Refused
from tongban.foundation.workdays import Period
from tongban.sample.items import type_codes
from tongban.sample.reading import town_file


def read(path: Path) -> dict[str, ItemDraft | RefusedRow]:
    text, _encoding = decoded(path.read_bytes())
    return {one.row: one for one in read_items(*csv_records(text, COLUMNS))}


def reasons(row: ItemDraft | RefusedRow) -> set[str]:
    return {one.field for one in row.mends}


class TestFiles:
    def test_the_same_list_in_two_encodings_is_read_alike(self) -> None:
        utf8, gb = (DATA / "dirty_items.csv" for DATA in (given.DATA, given.DATA))
        gb = given.DATA / "dirty_items_gb18030.csv"
        assert decoded(gb.read_bytes())[1] == "gb18030"
        assert decoded(utf8.read_bytes()) == (decoded(gb.read_bytes())[0], "utf-8")

    def test_utf_16_and_a_byte_order_mark_are_understood(self) -> None:
        assert decoded("事项".encode("utf-16")) == ("事项", "utf-16")
        assert decoded("事项".encode("utf-8-sig")) == ("事项", "utf-8")

    @pytest.mark.parametrize(
        "data", [b"PK\x03\x04zip", b"%PDF-1.7", b"a\x00b", b"\x89PNG\r\n", b"\xff\xff\x80\x81\x00"]
    )
    def test_what_is_no_text_is_refused_in_a_sentence(self, data: bytes) -> None:
        with pytest.raises(Refused, match="file_not_text"):
            decoded(data)

    def test_an_empty_file_is_refused(self) -> None:
        with pytest.raises(Refused, match="file_empty"):
            decoded(b" \n")

    def test_a_table_that_is_no_item_list_is_refused_with_what_it_lacks(self) -> None:
        with pytest.raises(Refused) as refused:
            csv_records("name,age\n王小明,33\n", COLUMNS)
        assert "item_code" in refused.value.text()

    @pytest.mark.parametrize("text", ["{", "[1, 2", "not json"])
    def test_broken_json_is_refused_with_its_place(self, text: str) -> None:
        with pytest.raises(Refused, match="file_not_json"):
            json_objects(text)

    def test_json_that_is_no_list_is_refused(self) -> None:
        with pytest.raises(Refused, match="file_not_guides"):
            json_objects('{"name": "x"}')

    @any_(st.binary(max_size=400))
    def test_no_bytes_whatever_cause_more_than_a_refusal(self, data: bytes) -> None:
        try:
            text, _encoding = decoded(data)
            csv_records(text, ("row",))
        except Refused:
            pass


class TestDirtyRows:
    ROWS = read(given.DATA / "dirty_items.csv")

    def test_every_row_of_the_file_is_told(self) -> None:
        assert list(self.ROWS) == [str(number) for number in range(1, 14)]

    def test_line_breaks_inside_a_name_are_taken_out_and_told(self) -> None:
        assert self.ROWS["2"].name == "学前教育、义务教育阶段入学办理"
        assert "name" in reasons(self.ROWS["2"])

    def test_a_name_that_spilled_over_columns_is_gathered_again(self) -> None:
        assert isinstance(self.ROWS["3"], ItemDraft)
        assert self.ROWS["3"].name == "生产建设项目(新办,延续,变更)审批"

    def test_a_quote_that_is_never_closed_costs_its_own_row_only(self) -> None:
        assert isinstance(self.ROWS["4"], RefusedRow)
        assert isinstance(self.ROWS["5"], ItemDraft)

    @pytest.mark.parametrize(
        ("row", "fields"),
        [("6", {"name"}), ("7", {"type"}), ("8", {"type_code"}), ("9", {"row"}), ("10", {"item_code"})],
    )
    def test_a_row_is_refused_with_its_reason(self, row: str, fields: set[str]) -> None:
        assert isinstance(self.ROWS[row], RefusedRow)
        assert reasons(self.ROWS[row]) == fields

    def test_a_suffix_of_a_departments_code_is_mended(self) -> None:
        row = self.ROWS["5"]
        assert isinstance(row, ItemDraft)
        assert row.department.uscc == "11511301008778239R"
        assert ("1151130108778239R_6391", "11511301008778239R") in {(one.was, one.now) for one in row.mends}

    def test_small_letters_of_a_code_are_mended_and_spaces_of_a_name_taken_out(self) -> None:
        row = self.ROWS["12"]
        assert isinstance(row, ItemDraft)
        assert (row.name, row.department.uscc) == ("残疾人证新办", "11511301452259996U")
        assert {"name", "dept_code", "type_code"} <= reasons(row)

    def test_a_dangerous_address_is_left_out_and_a_placeholder_told(self) -> None:
        row = self.ROWS["13"]
        assert isinstance(row, ItemDraft)
        assert row.content["source_url"] == ""
        assert {"official_url", "item_code", "dept_code"} <= reasons(row)
        assert row.department.uscc == ""


class TestTheRealList:
    ROWS = read(given.ITEM_LIST)

    def test_all_1135_rows_get_in_and_1000_are_mended(self) -> None:
        assert len(self.ROWS) == 1135
        assert all(isinstance(one, ItemDraft) for one in self.ROWS.values())
        assert sum(bool(one.mends) for one in self.ROWS.values()) == 1000

    def test_what_was_mended_is_counted_by_field(self) -> None:
        assert Counter(mend.field for row in self.ROWS.values() for mend in row.mends) == {
            "type_code": 605, "dept_code": 884, "item_code": 11, "base_code": 4,
        }  # fmt: skip

    def test_34_departments_remain_and_two_have_no_valid_unified_code(self) -> None:
        departments = {one.department for one in self.ROWS.values() if isinstance(one, ItemDraft)}
        assert len(departments) == 34
        assert {one.name for one in departments if not one.uscc} == {"区烟草专卖局", "区委办"}

    def test_codes_are_kept_as_the_list_has_them(self) -> None:
        row = self.ROWS["1"]
        assert isinstance(row, ItemDraft)
        assert row.code == "511Z07001006-511602000000-000-11511301008778183N-1-00"
        assert (row.base_code, row.code_scheme, row.type_code) == ("511Z07001006", "sichuan", "10")
        assert len({one.code for one in self.ROWS.values() if isinstance(one, ItemDraft)}) == 1135

    def test_none_of_them_can_be_applied_for_without_a_guide(self) -> None:
        assert not any(
            one.appliable or one.has_guide for one in self.ROWS.values() if isinstance(one, ItemDraft)
        )

    def test_reading_twice_gives_the_same_proof(self) -> None:
        again = read(given.ITEM_LIST)
        assert [one.sha256() for one in self.ROWS.values() if isinstance(one, ItemDraft)] == [
            one.sha256() for one in again.values() if isinstance(one, ItemDraft)
        ]


class TestGuides:
    @pytest.mark.parametrize(
        ("name", "statutory", "promised", "noted"),
        [
            ("侨眷身份认定", Period(20, "workday"), Period(5, "workday"), {"legal_limit", "promise_limit"}),
            ("个体工商户设立登记", Period(6, "workday"), Period(2, "workday"), set()),
            ("3周岁内国内出生新生儿上户", Period(10, "workday"), Period(10, "workday"), set()),
            ("临时居民身份证申领", Period(3, "day"), Period(3, "day"), {"promise_limit"}),
            ("中医诊所备案", Period(30, "workday"), Period(20, "workday"), {"legal_limit", "promise_limit"}),
            (
                "公共租赁住房租赁补贴资格确认",
                Period(74, "workday"),
                Period(74, "workday"),
                {"legal_limit", "promise_limit"},
            ),
        ],
    )
    def test_the_limits_of_the_real_guides(
        self, name: str, statutory: Period, promised: Period, noted: set[str]
    ) -> None:
        draft = given.a_read_draft(given.a_guide(name))
        assert (draft.statutory, draft.promised) == (statutory, promised)
        assert reasons(draft) == noted

    def test_the_words_of_the_source_stay_as_they_are(self) -> None:
        guide = given.a_guide()
        draft = given.a_read_draft(guide)
        assert draft.content["conditions"] == guide["conditions"]
        assert draft.content["legal_basis"] == guide["legal_basis"]
        assert [one["name"] for one in draft.content["materials"]] == [
            one["name"] for one in guide["materials"]
        ]
        assert draft.content["original"] == guide

    def test_without_an_enrichment_a_guide_is_read_but_not_applied_for(self) -> None:
        draft = given.a_read_draft(given.a_guide())
        assert draft.has_guide
        assert not draft.appliable

    def test_the_task_code_is_the_departments_with_the_national_base(self) -> None:
        draft = given.a_read_draft(given.a_guide())
        assert draft.code == f"{given.POLICE.uscc}4000709105001"
        assert (draft.local_code, draft.base_code) == ("000709105001-03", "000709105001")

    @pytest.mark.parametrize("guide", given.the_guides(), ids=lambda guide: guide["name"])
    def test_with_the_towns_enrichment_every_guide_can_be_published_and_applied_for(
        self, guide: dict[str, str]
    ) -> None:
        key = f"{guide['rights_code']}-{guide['business_code']}"
        draft = given.a_read_draft(
            guide, enrichment=bound(town_file("items.yaml")["items"][key], type_codes())
        )
        assert draft.appliable
        content = dict(draft.content)
        item = given.an_item(
            **given_content(content), plan=draft.plan, statutory=draft.statutory, promised=draft.promised,
            type_code=draft.type_code, name=draft.name,
        )  # fmt: skip
        assert [one.text() for one in content_faults(item)] == []

    def test_the_three_papers_of_the_state_are_bound_to_licences(self) -> None:
        enrichment = bound(town_file("items.yaml")["items"]["000709105001-03"], type_codes())
        materials = given.a_read_draft(given.a_guide(), enrichment=enrichment).content["materials"]
        codes = type_codes()
        assert [(one["exempt"], one["licence_type"]) for one in materials] == [
            ("licence", codes["birth_certificate"]),
            ("licence", codes["household_register"]),
            ("licence", codes["marriage_certificate"]),
        ]

    def test_every_source_of_a_question_is_a_face_that_exists(self) -> None:
        faces = {
            one["type_code"]: {key for key, _label in one["face_fields"]}
            for one in town_file("licence_types.yaml")["types"]
        }
        for enrichment in town_file("items.yaml")["items"].values():
            added = bound(enrichment, type_codes())
            for field in added["fields"]:
                where = (field.get("source") or "").split(".")
                if where[0] == "licence":
                    assert where[2] in faces[where[1]], field
            assert set(added["result"]["face"]) <= faces[added["result"]["type_code"]]
            answers = {one["key"] for one in added["fields"]}
            used = [
                one.removeprefix("answer.")
                for one in added["result"]["face"].values()
                if one.startswith("answer.")
            ]
            assert set(used) <= answers

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"name": ""}, "name"),
            ({"matter_type": "行政什么"}, "matter_type"),
            ({"conditions": ["a"]}, "conditions"),
            ({"materials": "身份证"}, "materials"),
            ({"materials": [{"name": "身份证", "necessity": "也许"}]}, "materials.necessity"),
            ({"service_object": ["外星人"]}, "service_object"),
            ({"service_object": None}, "service_object"),
        ],
    )
    def test_a_broken_guide_is_refused_with_its_reason(self, changes: dict[str, object], field: str) -> None:
        row = given.the_draft_of(given.a_guide() | changes)
        assert isinstance(row, RefusedRow)
        assert field in reasons(row)

    @pytest.mark.parametrize("guide", ["text", 7, None, []])
    def test_an_entry_that_is_no_guide_is_refused(self, guide: object) -> None:
        assert isinstance(given.the_draft_of(guide), RefusedRow)

    def test_a_guide_that_nobody_carries_out_here_is_refused(self) -> None:
        assert reasons(given.the_draft_of(given.a_guide(), department=None)) == {"handling_dept"}


def given_content(content: dict[str, object]) -> dict[str, object]:
    """The parts of a content as a card has them."""
    from tongban.catalogue.content import told

    return told(content)
