"""The pages of decision tables: begun, filled in by keyboard alone, brought in, tried, compared, published, carried out."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from tests.cases.browsing import at_this_moment, browser, hidden, text_of  # noqa: F401
from tests.catalogue.given import ADMINISTRATOR, CITIZEN, COLLEAGUE
from tests.desk.test_plans import Desk, in_force, town  # noqa: F401
from tests.flow.test_tables import HOME, OLD, SIZE, WHOLE, item_with
from tongban.catalogue import queries
from tongban.catalogue.rules import FieldCard
from tongban.desk.tables import posted
from tongban.flow import rules
from tongban.flow.rules.dmn.grids import Grid, GridInput, GridOutput, GridRule, dmn_of, grid_of
from tongban.foundation.refusals import Refused

ITEM = item_with(WHOLE)


def typed(**cells: str) -> Grid:
    """What a sheet of two questions, two results and one rule makes of what was typed."""
    data = QueryDict(mutable=True)
    data.update({"name": "表", "rows": "1", "ins": "2", "outs": "2", "in1": "home", "in2": "size"})
    data.update(
        {"out1": "房屋租赁合同", "out2": "路线"}
        | {name.replace("__", "-"): text for name, text in cells.items()}
    )
    return posted.read(data, ITEM)


class TestTyping:
    """What the cells mean; no database."""

    @pytest.mark.parametrize(
        ("card", "text", "meant"),
        [
            (HOME, "租房", '"rent"'), (HOME, "rent", '"rent"'), (HOME, '"rent"', '"rent"'), (HOME, "租房，自有", '"rent", "own"'),
            (HOME, "", ""), (HOME, "任意", ""), (HOME, "-", ""), (HOME, "城堡", "城堡"), (OLD, "是", '"yes"'), (OLD, "no", '"no"'),
            (SIZE, "3", "3"), (SIZE, "≥３", ">=3"), (SIZE, "1-5", "[1..5]"), (SIZE, "1～5", "[1..5]"), (SIZE, "< 3", "< 3"),
            (SIZE, "很多", "很多"), (FieldCard("d", "日", "date"), ">= 2026-01-01", '>= @"2026-01-01"'),
            (FieldCard("d", "日", "date"), '@"2026-01-01"', '@"2026-01-01"'), (FieldCard("n", "名"), "甲、乙", '"甲", "乙"'),
            (FieldCard("n", "名"), 'not("甲")', 'not("甲")'),
        ],
    )  # fmt: skip
    def test_tests_are_typed_without_marks(self, card: FieldCard, text: str, meant: str) -> None:
        assert posted._test(text, card) == meant
        assert posted._test(rules.shown_cell(meant, card), card) == meant, "what is shown can be typed again"

    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            ("简易", '"简易"'),
            ("3", "3"),
            ("true", "true"),
            ("", ""),
            ("需要", '"required"'),
            ('"甲"', '"甲"'),
            ('说"不', '"说\\"不"'),
        ],
    )
    def test_results_are_typed_without_marks(self, text: str, meant: str) -> None:
        assert posted._said(text) == meant

    def test_a_whole_row_is_read(self) -> None:
        grid = typed(
            **{
                "r1-in1": "租房",
                "r1-in2": ">= 3",
                "r1-out1": "later",
                "r1-out2": "一般",
                "r1-note": "见第七条",
            }
        )
        assert grid.inputs == (GridInput("home", "string"), GridInput("size", "number"))
        assert grid.outputs == (GridOutput("lease"), GridOutput("路线"))
        assert grid.rules == (GridRule(('"rent"', ">= 3"), ('"later"', '"一般"'), "见第七条"),)

    @pytest.mark.parametrize("rows", ["", "-1", "9999", "x", "٣", "201"])
    def test_a_sheet_that_is_none_is_refused(self, rows: str) -> None:
        with pytest.raises(Refused, match="table_move_not_possible"):
            typed(rows=rows)

    @pytest.mark.parametrize(
        ("pressed", "shape"),
        [
            ("add-rule:", (4, 2, 2)), ("drop-rule:1", (2, 2, 2)), ("up:2", (3, 2, 2)), ("down:1", (3, 2, 2)),
            ("add-in:", (3, 3, 2)), ("drop-in:2", (3, 1, 2)), ("add-out:", (3, 2, 3)), ("drop-out:1", (3, 2, 1)),
        ],
    )  # fmt: skip
    def test_each_button_keeps_the_sheet_whole(self, pressed: str, shape: tuple[int, int, int]) -> None:
        grid = posted.made(WHOLE, pressed, ITEM)
        assert (len(grid.rules), len(grid.inputs), len(grid.outputs)) == shape
        assert grid_of(dmn_of(grid)) == grid

    @pytest.mark.parametrize(
        "pressed", ["", "dance:1", "up:1", "down:3", "drop-rule:9", "drop-in:x", "drop-out:٣", "up:"]
    )
    def test_a_button_that_is_not_there_is_refused(self, pressed: str) -> None:
        with pytest.raises(Refused, match="table_move_not_possible"):
            posted.made(WHOLE, pressed, ITEM)

    def test_the_last_result_stays(self) -> None:
        with pytest.raises(Refused):
            posted.made(posted.made(WHOLE, "drop-out:1", ITEM), "drop-out:1", ITEM)


class Tables:
    """An administrator at the tables of the housing item's draft."""

    def __init__(self, desk: Desk | None = None) -> None:
        self.desk = desk or Desk()
        self.browser = self.desk.browser
        self.address = f"{self.desk.address}tables/"
        self.page = self.browser.get(self.address)

    def adds(self) -> str:
        answer = self.posts("add/")
        assert answer.status_code == 302, text_of(answer)
        self.table = str(answer["Location"])
        self.page = self.browser.get(self.table)
        return self.table

    def posts(self, where: str, **more: Any) -> Any:
        self.page = self.browser.get(self.address)
        data = {"expected": hidden(self.page, "expected"), "key": hidden(self.page, "key")} | more
        return self.browser.post(f"{self.address}{where}", data)

    def sends(self, act: str = "", **cells: str) -> Any:
        """The form as the page holds it, with some of it typed over."""
        self.page = self.browser.get(self.table)
        return self.browser.post(
            f"{self.table}change/", self.filled() | cells | ({"act": act} if act else {})
        )

    def filled(self) -> dict[str, str]:
        """The sheet's form as a browser would send it."""
        forms = re.findall(r'(?s)<form method="post".*?</form>', self.page.content.decode())
        html = next(one for one in forms if 'name="rows"' in one)
        found: dict[str, str] = dict(re.findall(r'<input[^>]*? name="([^"]+)" value="([^"]*)"', html))
        for name, inside in re.findall(r'(?s)<select[^>]*? name="([^"]+)"[^>]*>(.*?)</select>', html):
            chosen = re.search(r'<option value="([^"]*)" selected', inside)
            found[name] = chosen[1] if chosen else ""
        return {name: unescape(value) for name, value in found.items() if name != "csrfmiddlewaretoken"}

    def imports(self, data: bytes, name: str = "表.dmn", **more: str) -> Any:
        return self.posts("import/", file=SimpleUploadedFile(name, data), **more)

    @property
    def item(self) -> queries.ItemCard:
        return queries.version_of_any_state(version_id=self.desk.draft)


def housing_grid() -> Grid:
    """By the housing item's own questions and materials."""
    item = in_force()
    asked = next(one for one in item.fields if one.kind in ("choice", "yes_no"))
    first = asked.choices[0].value if asked.choices else "yes"
    return Grid(
        "材料规则", "FIRST", (GridInput(asked.key, "string"),), (GridOutput(item.materials[0].id, '"required"'),),
        (GridRule((f'"{first}"',), ('"none"',), "见指南"),),
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.usefixtures("town")
class TestPages:
    def test_a_version_without_tables_says_so(self) -> None:
        page = browser(ADMINISTRATOR).get(f"/desk/plans/{in_force().version_id}/tables/")
        assert "本版本没有决策表" in text_of(page)
        assert "决策表 0 张" in text_of(browser(ADMINISTRATOR).get(f"/desk/plans/{in_force().version_id}/"))

    def test_a_table_is_begun_filled_in_and_kept(self) -> None:
        tables = Tables()
        tables.adds()
        item = in_force()
        asked = next(one for one in item.fields if one.choices)
        answer = tables.sends(
            name="材料规则", hit="FIRST", in1=asked.key, out1=item.materials[0].name,
            **{"r1-in1": asked.choices[0].label, "r1-out1": "none", "else-out1": "required"},
        )  # fmt: skip
        assert answer.status_code == 302, text_of(answer)
        (card,) = tables.item.tables
        grid = grid_of(card.dmn)
        assert grid is not None
        assert (card.name, grid.hit) == ("材料规则", "FIRST")
        assert grid.inputs == (GridInput(asked.key, "string"),)
        assert grid.outputs[0] == GridOutput(item.materials[0].id, '"required"')
        assert grid.rules[0].tests == (f'"{asked.choices[0].value}"',)
        shown = tables.browser.get(tables.table).content.decode()
        assert f'value="{asked.choices[0].label}"' in shown
        assert '<option value="none" selected>不需要</option>' in shown
        assert "检查没有发现问题" in text_of(tables.browser.get(tables.table))

    def test_rows_and_columns_come_and_go_and_nothing_typed_is_lost(self) -> None:
        tables = Tables()
        tables.adds()
        assert tables.sends("add-rule:", **{"r1-out1": "甲"}).status_code == 302
        assert tables.sends("add-in:", **{"r2-out1": "乙"}).status_code == 302
        assert tables.sends("up:2").status_code == 302
        grid = grid_of(tables.item.tables[0].dmn)
        assert grid is not None
        assert [one.says for one in grid.rules] == [('"乙"',), ('"甲"',)]
        assert len(grid.inputs) == 2

    def test_what_cannot_be_read_is_kept_and_named_beside_its_cell(self) -> None:
        tables = Tables()
        tables.adds()
        number = next(one for one in in_force().fields if one.kind == "number")
        answer = tables.sends(in1=number.key, **{"r1-in1": "大概三个", "r1-out1": "甲"})
        html = unescape(answer.content.decode())
        assert answer.status_code == 422
        assert 'value="大概三个"' in html
        assert 'aria-describedby="r1-in1-error"' in html
        assert re.search(r'data-error-summary[^§]*href="#r1-in1"', html)

    def test_a_button_that_is_not_there_changes_nothing(self) -> None:
        tables = Tables()
        tables.adds()
        assert tables.sends("dance:1").status_code == 422
        assert tables.sends(rows="7777").status_code == 422

    def test_a_table_is_tried_with_answers(self) -> None:
        tables = Tables()
        tables.imports(dmn_of(housing_grid()).encode())
        (card,) = tables.item.tables
        (asked,) = housing_grid().inputs
        first = housing_grid().rules[0].tests[0].strip('"')
        page = tables.browser.get(f"{tables.address}{card.key}/?try=1&{asked.name}={first}")
        said = text_of(page)
        assert "符合的规则" in said
        assert "规则 1" in said
        assert "不需要" in said

    def test_a_file_is_taken_kept_as_it_came_and_given_back(self) -> None:
        tables = Tables()
        data = b"\xef\xbb\xbf" + dmn_of(housing_grid()).encode()
        answer = tables.imports(data)
        assert "新增决策表“材料规则”" in text_of(answer)
        (card,) = tables.item.tables
        given_back = tables.browser.get(f"{tables.address}{card.key}/dmn/")
        assert given_back.content == data[3:]
        assert given_back["Content-Disposition"].startswith("attachment")

    def test_a_file_takes_the_place_of_a_table(self) -> None:
        tables = Tables()
        tables.imports(dmn_of(housing_grid()).encode())
        (card,) = tables.item.tables
        changed = dmn_of(housing_grid()).replace("&quot;none&quot;", '"none"').replace('"none"', '"optional"')
        answer = tables.imports(changed.encode(), replaces=card.key)
        assert len(tables.item.tables) == 1
        assert "增加规则" in text_of(answer)

    @pytest.mark.parametrize(
        "data",
        [
            b"", b"not xml", b"<html/>", b"\xff\xfe\x00", b"<a>" * 500, b'{"a": 1}',
            b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aa'>]><definitions>&a;</definitions>",
            b"<?xml version='1.0'?><!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>",
            b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>',
            b"x" * 600_000,
            b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><decision id="d&lt;script>alert(1)" name="x"/></definitions>',
        ],
    )  # fmt: skip
    def test_hostile_files_are_refused_in_a_sentence(self, data: bytes) -> None:
        tables = Tables()
        answer = tables.imports(data)
        assert answer.status_code == 422
        assert "<script>alert" not in answer.content.decode()
        assert tables.item.tables == ()

    def test_a_refused_file_names_element_and_reason(self) -> None:
        tables = Tables()
        answer = tables.imports(dmn_of(housing_grid()).replace("FIRST", "LAST").encode(), name="外来.dmn")
        assert "<code>table</code>" in answer.content.decode()
        assert "外来.dmn" in text_of(answer)

    def test_a_file_of_several_decisions_is_carried_out_and_not_filled_in_here(self) -> None:
        two = dmn_of(housing_grid()).replace(
            "</definitions>",
            '<decision id="d2" name="加倍"><literalExpression><text>2 * 3</text></literalExpression></decision></definitions>',
        )
        tables = Tables()
        tables.imports(two.encode())
        (card,) = tables.item.tables
        page = tables.browser.get(f"{tables.address}{card.key}/")
        assert "不止一张表" in text_of(page)
        assert tables.browser.post(f"{tables.address}{card.key}/change/", {"name": "x"}).status_code == 404

    def test_undo_on_the_plan_takes_a_table_back(self) -> None:
        tables = Tables()
        tables.adds()
        assert tables.item.tables
        tables.desk.look()
        assert "新增决策表" in text_of(tables.desk.page)
        tables.desk.sends("undo")
        assert tables.item.tables == ()

    def test_a_table_is_taken_out(self) -> None:
        tables = Tables()
        tables.adds()
        assert tables.sends("drop").status_code == 302
        assert tables.item.tables == ()

    def test_a_stale_page_changes_nothing_and_keeps_what_was_typed(self) -> None:
        tables = Tables()
        tables.adds()
        theirs = Desk(COLLEAGUE, tables.desk.draft)
        page = tables.page = tables.browser.get(tables.table)
        theirs.sends(n1__workdays="8")
        tables.page = page
        answer = tables.browser.post(f"{tables.table}change/", tables.filled() | {"r1-note": "很重要"})
        assert answer.status_code == 409
        assert "很重要" in answer.content.decode()
        assert "很重要" not in tables.item.tables[0].dmn

    def test_who_filled_a_table_in_does_not_publish_it_and_faults_keep_it_back(self) -> None:
        tables = Tables()
        tables.adds()
        sent = tables.browser.post(f"{tables.desk.address}send/")
        assert sent.status_code == 422
        assert "既不是本事项的材料" in text_of(sent)
        tables.sends("drop")
        tables.imports(dmn_of(housing_grid()).encode())
        assert tables.browser.post(f"{tables.desk.address}send/").status_code == 302
        own = tables.browser.post(f"{tables.desk.address}publish/", {"effective_on": "2026-03-02"})
        assert own.status_code == 422
        seen = browser(COLLEAGUE).get(tables.desk.address)
        assert "新增决策表“材料规则”" in text_of(seen), "the comparison is what the colleague publishes by"
        asked = {"effective_on": "2026-03-02", "seen": hidden(seen, "seen")}
        done = browser(COLLEAGUE).post(f"{tables.desk.address}publish/", asked)
        assert done.status_code == 302
        assert [one.name for one in in_force().tables] == ["材料规则"]
        assert "不需要" in text_of(browser(ADMINISTRATOR).get(f"{tables.address}table-2/"))

    def test_only_item_administrators_find_the_pages(self) -> None:
        version = in_force().version_id
        assert browser(CITIZEN).get(f"/desk/plans/{version}/tables/").status_code == 404
        assert browser(ADMINISTRATOR).get(f"/desk/plans/{version}/tables/none/").status_code == 404

    def test_what_is_in_force_is_not_changed(self) -> None:
        version = in_force().version_id
        assert browser(ADMINISTRATOR).post(f"/desk/plans/{version}/tables/add/").status_code == 409
        file = SimpleUploadedFile("x.dmn", dmn_of(housing_grid()).encode())
        assert (
            browser(ADMINISTRATOR).post(f"/desk/plans/{version}/tables/import/", {"file": file}).status_code
            == 409
        )
