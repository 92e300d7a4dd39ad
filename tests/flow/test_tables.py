"""The decision tables of an item: what they say, which materials follow from it, what keeps them from being published."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.catalogue.given import a_material, an_item
from tongban.catalogue.rules import Choice, FieldCard, ItemCard, ProcedureCard, TableCard
from tongban.flow import rules
from tongban.flow.rules.dmn import decide, decisions_from_dmn
from tongban.flow.rules.dmn.grids import Grid, GridInput, GridOutput, GridRule, dmn_of, grid_of
from tongban.foundation.refusals import Refused

HOME = FieldCard("home", "住房情况", "choice", choices=(Choice("rent", "租房"), Choice("own", "自有")))
SIZE = FieldCard("size", "家庭人数", "number")
OLD = FieldCard("old", "是否有老人", "yes_no")
NUMBER = FieldCard("id_number", "身份证号", "id-number", purpose="登记", basis="第七条")


def a_grid(*rules_: tuple[tuple[str, ...], tuple[str, ...]], **more: Any) -> Grid:
    """Which papers and which way, by home and size."""
    facts: dict[str, Any] = {
        "name": "材料与路线",
        "inputs": (GridInput("home", "string"), GridInput("size", "number")),
        "outputs": (GridOutput("lease"), GridOutput("路线")),
        "rules": tuple(GridRule(*one) for one in rules_),
    }
    return Grid(**facts | more)


WHOLE = a_grid(
    (('"rent"', "< 3"), ('"required"', '"简易"')),
    (('"rent"', ">= 3"), ('"later"', '"一般"')),
    (('"own"', ""), ('"none"', '"一般"')),
)


def item_with(*grids: Grid, **more: Any) -> ItemCard:
    tables = tuple(TableCard(f"t{number}", one.name, dmn_of(one)) for number, one in enumerate(grids, 1))
    facts: dict[str, Any] = {
        "fields": (HOME, SIZE, OLD, NUMBER),
        "materials": (a_material(), a_material("plan", name="户型图")),
        "procedure": ProcedureCard(gap_workdays=10),
        "tables": tables,
    }
    return an_item(**facts | more)


def found(item: ItemCard, asked: frozenset[str] = frozenset({"路线"})) -> list[str]:
    return [rules.told(one.sentence) for one in rules.table_findings(item, asked) if one.grave]


class TestSaying:
    @pytest.mark.parametrize(
        ("answers", "papers", "way", "rule"),
        [
            ({"home": "rent", "size": "2"}, [("lease", "required"), ("plan", "required")], "简易", 1),
            ({"home": "rent", "size": "3"}, [("lease", "gap"), ("plan", "required")], "一般", 2),
            ({"home": "own", "size": "1"}, [("plan", "required")], "一般", 3),
        ],
    )
    def test_rules_decide_materials_and_the_way(
        self, answers: dict[str, str], papers: list[tuple[str, str]], way: str, rule: int
    ) -> None:
        item = item_with(WHOLE)
        (said,) = rules.said_of(item, answers)
        assert [(one.id, one.necessity) for one in rules.needed(item, answers, [said])] == papers
        assert rules.situation(answers, [said])["路线"] == way
        assert said.rules == (rule,)

    def test_without_a_table_the_guide_has_the_word(self) -> None:
        item = item_with()
        assert rules.said_of(item, {}) == ()
        assert [one.id for one in rules.needed_so_far(item, {})] == ["lease", "plan"]

    def test_where_no_rule_holds_the_guide_has_the_word(self) -> None:
        item = item_with(a_grid((('"own"', ""), ('"none"', '"一般"'))))
        (said,) = rules.said_of(item, {"home": "rent"})
        assert (said.rules, dict(said.materials), dict(said.results)) == ((), {}, {})
        assert [one.id for one in rules.needed_so_far(item, {"home": "rent"})] == ["lease", "plan"]

    def test_what_holds_otherwise_is_said_when_no_rule_does(self) -> None:
        grid = a_grid(
            (('"own"', ""), ('"none"', '"一般"')),
            outputs=(GridOutput("lease", '"optional"'), GridOutput("路线", '"简易"')),
        )
        (said,) = rules.said_of(item_with(grid), {"home": "rent"})
        assert dict(said.materials) == {"lease": "optional"}
        assert dict(said.results) == {"路线": "简易"}

    def test_questions_and_materials_are_found_by_their_names_too(self) -> None:
        grid = Grid(
            "表",
            inputs=(GridInput("住房情况"), GridInput("家庭人数", "number")),
            outputs=(GridOutput("房屋租赁合同"),),
            rules=(GridRule(('"rent"', "> 1"), ('"不需要"',)),),
        )
        assert [one.id for one in rules.needed_so_far(item_with(grid), {"home": "rent", "size": "2"})] == [
            "plan"
        ]

    def test_a_table_may_list_the_materials_it_asks_for(self) -> None:
        grid = Grid(
            "清单",
            "COLLECT",
            (GridInput("home"), GridInput("old", "boolean")),
            (GridOutput("材料"),),
            (GridRule(('"rent"', ""), ('"lease"',)), GridRule(("", "true"), ('"户型图"',))),
        )
        item = item_with(grid)
        assert [one.id for one in rules.needed_so_far(item, {"home": "rent", "old": "no"})] == ["lease"]
        assert [one.id for one in rules.needed_so_far(item, {"home": "own", "old": "yes"})] == ["plan"]
        assert found(item) == []

    def test_what_a_number_or_a_truth_says_is_written_like_an_answer(self) -> None:
        grid = a_grid(
            (("", ""), ("true", "2.5")), inputs=(GridInput("home"), GridInput("size")),
            outputs=(GridOutput("上门"), GridOutput("倍数")),
        )  # fmt: skip
        (said,) = rules.said_of(item_with(grid), {})
        assert dict(said.results) == {"上门": "yes", "倍数": "2.5"}
        kinds = {one.key: one.kind for one in rules.result_fields(item_with(grid))}
        assert kinds == {"上门": "yes_no", "倍数": "number"}

    def test_sealed_answers_are_given_to_no_table(self) -> None:
        grid = Grid("表", inputs=(GridInput("id_number"),), outputs=(GridOutput("路线"),), rules=(
            GridRule(('"110"',), ('"甲"',)),))  # fmt: skip
        item = item_with(grid)
        (said,) = rules.said_of(item, {"id_number": "110"})
        assert said.rules == ()
        assert "“身份证号” is kept sealed; no table may ask for it." in found(item)

    def test_an_answer_to_a_question_that_fell_away_does_not_count(self) -> None:
        fields = (HOME, FieldCard("size", "家庭人数", "number", when={"field": "home", "is": "rent"}))
        item = item_with(WHOLE, fields=fields)
        (said,) = rules.said_of(item, {"home": "own", "size": "2"})
        assert said.rules == (3,)

    def test_rules_that_contradict_are_silent_on_the_way_and_refused_at_the_end(self) -> None:
        item = item_with(a_grid((('"rent"', ""), ('"none"', "")), (("", "> 1"), ('"required"', ""))))
        answers = {"home": "rent", "size": "2"}
        assert rules.said_so_far(item, answers) == ()
        with pytest.raises(Refused, match="rules_contradict"):
            rules.said_of(item, answers)

    def test_a_half_filled_form_is_answered_as_far_as_it_goes(self) -> None:
        item = item_with(WHOLE)
        for answers in (
            {},
            {"home": "rent"},
            {"home": "rent", "size": "很多"},
            {"home": "castle", "size": "1"},
        ):
            assert rules.needed_so_far(item, answers)

    def test_only_what_may_follow_for_these_answers_may_follow(self) -> None:
        item = item_with(WHOLE)
        assert rules.may_follow(item, {"home": "rent", "size": "3"}) == {"lease"}
        assert rules.may_follow(item, {"home": "rent", "size": "2"}) == frozenset()
        assert (
            rules.may_follow(item_with(WHOLE, procedure=ProcedureCard()), {"home": "rent", "size": "3"})
            == frozenset()
        )


class TestChecking:
    def test_a_whole_table_has_nothing_to_mend(self) -> None:
        assert found(item_with(WHOLE)) == []

    @pytest.mark.parametrize(
        ("grid", "said"),
        [
            (a_grid((("", ""), ('"none"', '"一般"')), inputs=(GridInput("moon"), GridInput("size"))),
             "The table asks for “moon”, but the form has no such question."),
            (a_grid((("", ""), ('"none"', '"一般"')), inputs=(GridInput("home", "number"), GridInput("size"))),
             "The table reads “住房情况” as a number, which the answer is not."),
            (a_grid((("", ""), ('"perhaps"', '"一般"'))), "“perhaps” does not say whether “房屋租赁合同” is needed."),
            (a_grid((("", ""), ("size", '"一般"'))), "Whether “房屋租赁合同” is needed must be written out in every rule."),
            (a_grid((("", ""), ('"none"', '"一般"')), outputs=(GridOutput("leese"), GridOutput("路线"))),
             "“leese” is neither a material of this item nor asked by a branch of its plan."),
            (a_grid((("", ""), ('"none"', '"一般"')), outputs=(GridOutput("lease"), GridOutput("home"))),
             "“home” is a question of the form; call the result something else."),
            (a_grid((('"castle"', ""), ('"none"', '"一般"')), hit="FIRST"), "Rule 1: “castle” is no answer to “住房情况”."),
            (a_grid((("", ""), ('"none"', '"一般"')), (('"own"', "[2..5]"), ('"none"', '"一般"'))),
             "Rules 1 and 2 of “材料与路线” both hold for 住房情况 is 自有, 家庭人数 is 2; only one may."),
            (a_grid((('"rent"', "<= 2"), ('"none"', '"一般"')), (('"rent"', ">= 3"), ('"none"', '"一般"')), (('"own"', ""), ('"none"', '"一般"'))),
             "No rule of “材料与路线” holds for 住房情况 is 租房, 家庭人数 is 2.5: add one, or say what holds otherwise."),
            (a_grid((("", ""), ('"none"', '"一般"')), hit="RULE ORDER"), "“路线” gathers a list, which no branch can ask: choose another hit policy, or list materials."),
            (a_grid((("很多 吗", ""), ('"none"', '"一般"'))), "“很多 吗” is not a simple expression over the inputs of this decision."),
            (a_grid((("", "< home"), ('"none"', '"一般"'))), "“材料与路线” cannot be looked through for contradictions: let the first rule that holds count."),
        ],
    )  # fmt: skip
    def test_each_fault_is_said_in_a_sentence(self, grid: Grid, said: str) -> None:
        assert said in found(item_with(grid))

    def test_a_gap_is_no_gap_when_something_holds_otherwise(self) -> None:
        outputs = (GridOutput("lease", '"none"'), GridOutput("路线", '"一般"'))
        assert found(item_with(a_grid((('"rent"', "< 3"), ('"none"', '"一般"')), outputs=outputs))) == []

    def test_rules_that_say_the_same_may_both_hold_where_any_counts(self) -> None:
        same = a_grid((("", ""), ('"none"', '"一般"')), (('"own"', ""), ('"none"', '"一般"')), hit="ANY")
        other = a_grid((("", ""), ('"none"', '"一般"')), (('"own"', ""), ('"later"', '"一般"')), hit="ANY")
        assert found(item_with(same)) == []
        assert len(found(item_with(other))) == 1

    def test_what_may_follow_needs_a_day_until_when(self) -> None:
        assert found(item_with(WHOLE, procedure=ProcedureCard())) == [
            "“房屋租赁合同” may follow later, but the item does not say until when."
        ]

    def test_two_tables_do_not_decide_one_thing(self) -> None:
        faults = found(item_with(WHOLE, WHOLE))
        assert "2 tables are called “材料与路线”." in faults
        assert "“lease” is said by 2 outputs; one must say it." in faults

    def test_a_result_that_no_branch_asks_is_named(self) -> None:
        assert found(item_with(WHOLE), frozenset()) == [
            "“路线” is neither a material of this item nor asked by a branch of its plan."
        ]

    def test_a_branch_that_waits_for_what_no_rule_says_is_named(self) -> None:
        around = rules.Surroundings(rules.result_fields(item_with(WHOLE)))
        branch = rules.Branch(rules.Is("路线", "特别"), rules.Seat("a", "甲", "d"))
        plan = rules.Plan(
            rules.Steps((rules.Choose((branch,)), rules.Seat("b", "乙", "d", duty=rules.Duty.DECIDE)))
        )
        said = [rules.told(one.sentence) for one in rules.findings(plan, around)]
        assert "“特别” is no answer to “路线”." in said


class TestEntries:
    """A seat of the department of each entry needs entries that choose one."""

    PLAN = rules.Plan(rules.Steps((rules.Each("sites", rules.Seat("a", "甲", rules.EACH)), rules.Seat("b", "乙", "d", duty=rules.Duty.DECIDE))))  # fmt: skip

    def said(self, *of: FieldCard) -> list[str]:
        around = rules.Surroundings((FieldCard("sites", "场所", "list", of=of),), {"d": "住建"}, {"d": {"case.opinion", "case.decide"}})  # fmt: skip
        return [rules.told(one.sentence) for one in rules.findings(self.PLAN, around) if one.grave]

    def test_entries_name_their_department(self) -> None:
        known = FieldCard("department", "部门", "choice", choices=(Choice("d", "住建"),))
        unknown = FieldCard("department", "部门", "choice", choices=(Choice("moon", "月球"),))
        assert self.said(known) == []
        assert self.said(FieldCard("address", "地址")) == [
            "The entries of “场所” name no department to choose."
        ]
        assert self.said(unknown) == ["There is no department with the code “moon”."]


class TestWords:
    def test_a_material_is_asked_for_because_of_a_rule(self) -> None:
        item, answers = item_with(WHOLE), {"home": "rent", "size": "2"}
        said = rules.said_of(item, answers)
        told = rules.why(item, said, "lease")
        assert told is not None
        assert rules.told(told) == "Asked for: “材料与路线”, rule 1 (住房情况: 租房, 家庭人数: < 3)"
        assert rules.why(item, said, "plan") is None

    def test_what_changed_is_told(self) -> None:
        changed = a_grid(
            (('"rent"', "< 4"), ('"required"', '"简易"')),
            *[(one.tests, one.says) for one in WHOLE.rules[1:]],
            hit="FIRST",
        )
        told = [rules.told(one) for one in rules.table_changes(item_with(WHOLE), item_with(changed))]
        assert told == [
            "In “材料与路线” the first rule that holds counts now.",
            "“材料与路线” has the rule: 住房情况: 租房, 家庭人数: < 4 → lease is needed, 路线 is 简易.",
            "“材料与路线” has no longer the rule: 住房情况: 租房, 家庭人数: < 3 → lease is needed, 路线 is 简易.",
        ]
        assert [rules.told(one) for one in rules.table_changes(item_with(), item_with(WHOLE))] == [
            "The decision table “材料与路线” is new."
        ]
        assert [rules.told(one) for one in rules.table_changes(item_with(WHOLE), item_with())] == [
            "The decision table “材料与路线” is gone."
        ]
        assert rules.table_changes(item_with(WHOLE), item_with(WHOLE)) == ()


NUMBERS = ["", "< 3", "<= 3", "3", "> 3", "[2..5]", "]2..5[", "not(3)", "1, 4"]
HOMES = ["", '"rent"', '"own"', '"rent", "own"', 'not("rent")']
HITS = ["UNIQUE", "FIRST", "ANY"]
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp", "Zs")), min_size=1, max_size=6
)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    says = st.sampled_from(['"甲"', '"乙"', "1", "true", ""])
    rows = draw(
        st.lists(st.tuples(st.sampled_from(HOMES), st.sampled_from(NUMBERS), says, says, TEXT), max_size=6)
    )
    return Grid(
        draw(TEXT),
        draw(st.sampled_from(HITS)),
        (GridInput("home", "string"), GridInput("size", "number")),
        (GridOutput("路线", draw(st.sampled_from(["", '"丙"']))), GridOutput("层级")),
        tuple(GridRule((home, size), (one, other), note) for home, size, one, other, note in rows),
    )


def naive(grid: Grid, home: str, size: int) -> list[int]:
    """The rules that hold, read by eye."""
    meant = {
        "": True, "< 3": size < 3, "<= 3": size <= 3, "3": size == 3, "> 3": size > 3, "[2..5]": 2 <= size <= 5,
        "]2..5[": 2 < size < 5, "not(3)": size != 3, "1, 4": size in (1, 4), '"rent"': home == "rent",
        '"own"': home == "own", '"rent", "own"': home in ("rent", "own"), 'not("rent")': home != "rent",
    }  # fmt: skip
    return [number for number, rule in enumerate(grid.rules, 1) if all(meant[test] for test in rule.tests)]


ALL = list(product(["rent", "own"], range(8)))


class TestProperties:
    @given(grids())
    def test_a_table_written_as_dmn_reads_back_the_same(self, grid: Grid) -> None:
        assert grid_of(dmn_of(grid)) == grid
        assert decisions_from_dmn(dmn_of(grid).encode()).reasons == ()

    @given(grids())
    def test_a_table_says_what_one_reads(self, grid: Grid) -> None:
        item = item_with(grid)
        for home, size in ALL:
            held = naive(grid, home, size)
            said = rules.said_so_far(item, {"home": home, "size": str(size)})
            if not said:
                assert (grid.hit == "UNIQUE" and len(held) > 1) or len(
                    {grid.rules[at - 1].says for at in held}
                ) > 1
                continue
            expected = held[:1] if grid.hit == "FIRST" else held
            assert list(said[0].rules) == expected
            if held:
                way = grid.rules[held[0] - 1].says[0].strip('"').replace("true", "yes")
                assert said[0].results.get("路线", "") == way

    @settings(max_examples=60)
    @given(grids())
    def test_contradictions_and_gaps_are_found_when_there_are_any(self, grid: Grid) -> None:
        asked = frozenset({"路线", "层级"})
        told = found(item_with(grid), asked)
        counts = [len(naive(grid, home, size)) for home, size in ALL]
        if grid.hit == "UNIQUE":
            assert any("both hold" in one for one in told) == (max(counts) > 1)
            whole = grid.outputs[0].otherwise and grid.outputs[1].otherwise
            if min(counts) == 0 and not whole:
                assert any("No rule of" in one for one in told)

    @given(grids())
    def test_a_table_without_faults_never_contradicts_itself(self, grid: Grid) -> None:
        item = item_with(grid)
        if not found(item, frozenset({"路线", "层级"})):
            for home, size in ALL:
                rules.said_of(item, {"home": home, "size": str(size)})

    @given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
    def test_no_bytes_make_the_reader_fail(self, data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        assert grid_of(text) is None
        item = item_with(tables=(TableCard("t", "表", text),))
        assert rules.table_findings(item, frozenset())
        assert rules.needed_so_far(item, {})

    def test_a_model_answers_by_the_name_of_its_decision_as_before(self) -> None:
        grid = Grid(
            "收费",
            inputs=(GridInput("size", "number"),),
            outputs=(GridOutput(""),),
            rules=(GridRule(("> 1",), ("5",)),),
        )
        model = decisions_from_dmn(dmn_of(grid).encode()).model
        assert model is not None
        assert decide(model, {"size": 2}) == {"收费": 5}
