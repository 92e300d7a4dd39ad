"""The rules of bundles: situations, the one form, the one set of materials, the order of parts, publishing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from tests.bundles import given
from tests.bundles.given import FOOD, HAS_LICENCE, LICENCE, NO_LICENCE, SIGN, TRADE
from tongban.bundles import rules
from tongban.bundles.rules import Stand
from tongban.catalogue import rules as items
from tongban.catalogue.rules import MaterialCard

# -- situations


@pytest.mark.parametrize(
    ("reason", "answers", "needed"),
    [
        ("nothing answered: what no answer decides", {}, [FOOD]),
        ("a licence is held and no sign wanted", {"licence": ("yes",), "sign": ("no",)}, [FOOD]),
        ("the predecessor comes before what waits for it", {"licence": ("no",)}, [TRADE, FOOD]),
        ("every answer adds its own", NO_LICENCE, [TRADE, FOOD, SIGN]),
        ("an answer that is not offered decides nothing", {"licence": ("perhaps",)}, [FOOD]),
        ("of a single choice only one stands", {"licence": ("yes", "no")}, [FOOD]),
    ],
)
def test_the_answers_tell_which_items_are_needed(
    reason: str, answers: rules.Answers, needed: list[str]
) -> None:
    assert [one.item_code for one in rules.needed(given.a_bundle(), answers)] == needed, reason


@pytest.mark.parametrize(
    ("answers", "asked", "open_"),
    [
        ({}, ["licence", "sign"], ["licence", "sign"]),
        ({"sign": ("yes",)}, ["licence", "sign", "lit"], ["licence", "lit"]),
        ({"sign": ("no",), "lit": ("yes",)}, ["licence", "sign"], ["licence"]),
        (HAS_LICENCE, ["licence", "sign", "lit"], []),
    ],
)
def test_an_answer_opens_the_questions_below_it(
    answers: rules.Answers, asked: list[str], open_: list[str]
) -> None:
    questions = given.a_bundle().questions
    assert [one.key for one in rules.asked(questions, answers)] == asked
    assert [one.key for one in rules.open_questions(questions, answers)] == open_


def test_answers_to_questions_that_fell_away_do_not_stand() -> None:
    questions = given.a_bundle().questions
    kept = rules.standing(questions, {"licence": ("maybe",), "sign": ("no",), "lit": ("yes",)})
    assert kept == {"sign": ("no",)}


def test_a_question_may_take_many_answers() -> None:
    questions = rules.content_from(
        {
            "name": "x",
            "questions": [
                {
                    "key": "k",
                    "text": "?",
                    "many": True,
                    "options": [
                        {"value": "a", "label": "A", "items": ["1"]},
                        {"value": "b", "label": "B", "items": ["2"]},
                    ],
                }
            ],
        }
    ).questions
    chosen = rules.chosen(questions, {"k": ("b", "a")})
    assert [one.value for one in chosen] == ["a", "b"]


def test_what_the_situation_says_is_not_asked_again() -> None:
    content = given.a_bundle()
    assert rules.given_answers(content, NO_LICENCE) == {(TRADE, "scope"): "餐饮服务"}
    assert rules.given_answers(content, HAS_LICENCE) == {}
    keys = asked_keys(content, NO_LICENCE, {})
    assert "scope" not in keys


def test_a_ring_of_items_that_wait_for_each_other_still_has_an_order() -> None:
    ring = [rules.Member("a", "A", after=("B",)), rules.Member("b", "B", after=("A",))]
    assert [one.item_code for one in rules.in_order(ring)] == ["A", "B"]


def test_content_survives_its_json() -> None:
    content = given.a_bundle()
    assert rules.content_from(rules.to_plain(content)) == content


# -- one form


def form_of(content: rules.Content) -> tuple[rules.Merged, ...]:
    cards = given.the_items()
    return rules.merged_fields(
        {one.item_code: cards[one.item_code].fields for one in content.cases}, content.joined
    )


def asked_keys(content: rules.Content, situation: rules.Answers, answers: dict[str, str]) -> list[str]:
    parts = given.parts_of(content, situation)
    return [one.key for one, _card in rules.asked_form(form_of(content), parts, answers)]


def test_the_same_source_is_asked_once_whatever_the_items_call_it() -> None:
    phone = next(one for one in form_of(given.a_bundle()) if one.source == "person.phone")
    assert {use.item: use.field.key for use in phone.uses} == {FOOD: "tel", TRADE: "phone", SIGN: "phone"}
    assert phone.card().required


def test_the_same_words_are_asked_once_and_as_strictly_as_any_item_asks() -> None:
    name = next(one for one in form_of(given.a_bundle()) if one.key == "trade_name")
    assert {use.item for use in name.uses} == {FOOD, TRADE, SIGN}
    assert name.card().max_length == 30
    assert name.card().purpose == "登记"


def test_questions_that_the_bundle_joins_are_one() -> None:
    apart, joined = (
        form_of(given.a_bundle()),
        form_of(given.a_bundle(joined=[[f"{TRADE} scope", f"{SIGN} words"]])),
    )
    assert len(joined) == len(apart) - 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"key": "area", "label": "面积", "kind": "number"}, {"key": "area", "label": "面积"}),
        (
            {"key": "x", "label": "甲", "kind": "date", "source": "person.born_on"},
            {"key": "y", "label": "乙", "source": "person.born_on"},
        ),
        (
            {"key": "k", "label": "种类", "kind": "choice", "choices": ["a", "b"]},
            {"key": "k", "label": "种类", "kind": "choice", "choices": ["a", "c"]},
        ),
    ],
)
def test_questions_that_take_different_answers_stay_two_and_are_reported(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    cards = {
        "A": given.an_item_of("A", fields=(given.a_field(**one),)),
        "B": given.an_item_of("B", fields=(given.a_field(**other),)),
    }
    assert len(rules.merged_fields({code: card.fields for code, card in cards.items()})) == 2
    content = rules.content_from(
        {"name": "x", "members": [{"name": code, "item_code": code} for code in cards]}
    )
    assert any("take different answers" in one.sentence for one in rules.content_faults(content, cards))


def test_two_questions_of_one_item_never_become_one() -> None:
    twice = [
        given.a_field(key="home", label="住址", source="person.address"),
        given.a_field(key="shop", label="店址", source="person.address"),
    ]
    assert len(rules.merged_fields({"A": twice, "B": twice[:1]})) == 2


def test_what_the_predecessors_licence_will_say_is_not_asked() -> None:
    content = given.a_bundle()
    assert "number" in asked_keys(content, HAS_LICENCE, {})
    assert "number" not in asked_keys(content, NO_LICENCE, {})


@pytest.mark.parametrize(("delivers", "platform"), [("yes", True), ("no", False), ("", False)])
def test_an_answer_opens_the_items_own_next_question(delivers: str, platform: bool) -> None:
    assert ("platform" in asked_keys(given.a_bundle(), HAS_LICENCE, {"delivers": delivers})) == platform


def test_the_one_form_is_shorter_than_its_items_one_by_one() -> None:
    content = given.a_bundle()
    parts, form = given.parts_of(content, NO_LICENCE), form_of(content)
    assert len(rules.asked_form(form, parts, {})) == 5
    assert rules.times_asked(form, parts, {}) == 12


# -- one set of materials


def materials_of(content: rules.Content, situation: rules.Answers) -> tuple[rules.MergedMaterial, ...]:
    return rules.merged_materials(form_of(content), given.parts_of(content, situation), {})


def test_a_paper_is_asked_once_with_the_strictest_need_and_the_most_copies() -> None:
    premises = next(one for one in materials_of(given.a_bundle(), NO_LICENCE) if "场所" in one.card.name)
    assert premises.uses == ((TRADE, "premises"), (FOOD, "m2"), (SIGN, "place"))
    assert (premises.card.necessity, premises.card.copies) == ("required", 3)


def test_the_predecessors_licence_comes_by_itself() -> None:
    def comes(situation: rules.Answers) -> bool:
        found = materials_of(given.a_bundle(), situation)
        return next(one.comes for one in found if one.card.licence_type == LICENCE)

    assert comes(NO_LICENCE)
    assert not comes(HAS_LICENCE)


def test_an_optional_paper_is_asked_only_with_the_answer_it_hangs_on() -> None:
    def names(lit: str) -> set[str]:
        return {one.card.name for one in materials_of(given.a_bundle(), HAS_LICENCE | {"lit": (lit,)})}

    assert "效果图" in names("yes")
    assert "效果图" not in names("no")


def test_papers_that_the_bundle_joins_are_one() -> None:
    joined = given.a_bundle(joined=[[f"{FOOD} layout", f"{FOOD} m2", f"{TRADE} premises", f"{SIGN} place"]])
    assert len(materials_of(joined, NO_LICENCE)) == len(materials_of(given.a_bundle(), NO_LICENCE)) - 1


def test_files_reach_every_item_that_needs_them() -> None:
    found = materials_of(given.a_bundle(), NO_LICENCE)
    premises = next(one for one in found if "场所" in one.card.name)
    files = {premises.key: ["f1"]}
    assert rules.files_of(TRADE, found, files) == {"premises": ("f1",)}
    assert rules.files_of(FOOD, found, files) == {"m2": ("f1",)}


# -- whatever the items ask

KEYS = st.sampled_from(["name", "place", "phone", "area", "note"])
FIELD = st.builds(
    lambda key, label, kind, source, required: given.a_field(
        key=key, label=label, kind=kind, source=source, required=required
    ),
    KEYS,
    st.sampled_from(["甲", "乙"]),
    st.sampled_from(["text", "number", "phone"]),
    st.sampled_from([None, None, "person.name", "person.phone", f"licence.{LICENCE}.name"]),
    st.booleans(),
)
FORM = st.lists(FIELD, max_size=5, unique_by=lambda one: one.key).map(tuple)
MATERIAL = st.builds(
    lambda key, name, need, copies, type_: MaterialCard(
        key, name, need, copies=copies, licence_type=type_, exempt="licence" if type_ else "none"
    ),
    st.sampled_from(["m1", "m2", "m3", "m4"]),
    st.sampled_from(["证明", "《证明》", "图", "照片"]),
    st.sampled_from(["optional", "gap", "required"]),
    st.integers(1, 5),
    st.sampled_from([None, None, LICENCE, "11990000000000019A002"]),
)
PAPERS = st.lists(MATERIAL, max_size=4, unique_by=lambda one: one.id).map(tuple)
ITEMS = st.dictionaries(
    st.sampled_from(["A", "B", "C", "D"]), st.tuples(FORM, PAPERS), min_size=1, max_size=4
)


def cards_of(told: dict[str, Any]) -> dict[str, items.ItemCard]:
    return {
        code: given.an_item_of(code, fields=fields, materials=papers)
        for code, (fields, papers) in told.items()
    }


def merged_of(cards: dict[str, items.ItemCard]) -> tuple[rules.Merged, ...]:
    return rules.merged_fields({code: card.fields for code, card in cards.items()})


@drawn(ITEMS)
def test_every_question_of_every_item_is_asked_exactly_once(told: dict[str, Any]) -> None:
    cards = cards_of(told)
    form = merged_of(cards)
    uses = [(use.item, use.field.key) for one in form for use in one.uses]
    assert sorted(uses) == sorted((code, one.key) for code, card in cards.items() for one in card.fields)
    assert len({one.key for one in form}) == len(form)
    assert all(len({use.item for use in one.uses}) == len(one.uses) for one in form)


@drawn(ITEMS)
def test_a_complete_one_form_answers_every_required_question_of_every_item(told: dict[str, Any]) -> None:
    cards = cards_of(told)
    form = merged_of(cards)
    parts = rules.Parts(cards, {}, {})
    answers = {one.key: "1" for one, card in rules.asked_form(form, parts, {}) if card.required}
    for code, card in cards.items():
        own = rules.answers_of(code, form, answers, {})
        assert {one.key for one in card.fields if one.required} <= own.keys()


@drawn(ITEMS, st.sampled_from(["A", "B", "C", "D"]))
def test_taking_an_item_away_takes_only_its_own(told: dict[str, Any], gone: str) -> None:
    """Whatever another item still asks for stays, under the same key (SIT-3)."""
    cards = cards_of(told)
    form = merged_of(cards)
    rest = {code: card for code, card in cards.items() if code != gone}
    before = {one.key for one, _card in rules.asked_form(form, rules.Parts(cards, {}, {}), {})}
    after = {one.key for one, _card in rules.asked_form(form, rules.Parts(rest, {}, {}), {})}
    own = {one.key for one in form if {use.item for use in one.uses} <= {gone}}
    assert after == before - own
    papers = {one.key for one in rules.merged_materials(form, rules.Parts(cards, {}, {}), {})}
    papers_after = {one.key for one in rules.merged_materials(form, rules.Parts(rest, {}, {}), {})}
    asked_by_rest = {
        rules.material_key(code, one)
        for code, card in rest.items()
        for one in items.needed(card.materials, {})
    }
    assert papers_after == papers & asked_by_rest


@drawn(ITEMS)
def test_every_paper_is_asked_once_as_strictly_as_the_strictest(told: dict[str, Any]) -> None:
    cards = cards_of(told)
    found = rules.merged_materials(merged_of(cards), rules.Parts(cards, {}, {}), {})
    strict = {"optional": 0, "gap": 1, "required": 2}
    uses = [use for one in found for use in one.uses]
    assert sorted(uses) == sorted(
        (code, one.id) for code, card in cards.items() for one in items.needed(card.materials, {})
    )
    for one in found:
        asked = [cards[code].material(key) for code, key in one.uses]
        assert one.card.copies == max(each.copies for each in asked if each)
        assert strict[one.card.necessity] == max(strict[each.necessity] for each in asked if each)


@drawn(st.permutations(["A", "B", "C", "D"]), st.data())
def test_predecessors_always_come_first(codes: list[str], data: st.DataObject) -> None:
    members = [
        rules.Member(
            code, code, after=tuple(data.draw(st.sets(st.sampled_from(codes[:place])))) if place else ()
        )
        for place, code in enumerate(codes)
    ]
    placed = [one.item_code for one in rules.in_order(data.draw(st.permutations(members)))]
    for one in members:
        assert all(placed.index(before) < placed.index(one.item_code) for before in one.after)


# -- where the parts stand

OPEN, YES, NO, LEFT = (
    rules.CaseSeen(False, ""),
    rules.CaseSeen(False, "approved"),
    rules.CaseSeen(True, "refused"),
    rules.CaseSeen(True, ""),
)


@pytest.mark.parametrize(
    ("reason", "trade", "food", "draft", "stands"),
    [
        ("the predecessor is being looked at", OPEN, None, False, [Stand.UNDER_WAY, Stand.WAITING]),
        ("the predecessor is refused", NO, None, False, [Stand.ENDED, Stand.STOPPED]),
        ("the predecessor was withdrawn", LEFT, None, False, [Stand.ENDED, Stand.STOPPED]),
        ("it could not go in by itself", YES, None, True, [Stand.DONE, Stand.YOURS]),
        ("it went in by itself", YES, OPEN, False, [Stand.DONE, Stand.UNDER_WAY]),
        ("both are approved", YES, YES, False, [Stand.DONE, Stand.DONE]),
        ("one branch is refused, the other is not touched", YES, NO, False, [Stand.DONE, Stand.ENDED]),
    ],
)
def test_where_a_part_stands_follows_from_its_case_and_its_predecessors(
    reason: str,
    trade: rules.CaseSeen | None,
    food: rules.CaseSeen | None,
    draft: bool,
    stands: list[Stand],
) -> None:
    found = rules.stands({TRADE: trade, FOOD: food}, {FOOD: draft}, {FOOD: [TRADE]})
    assert list(found.values()) == stands, reason


def test_what_waits_for_a_stopped_part_is_stopped_too() -> None:
    found = rules.stands({"A": NO, "B": None, "C": None}, {}, {"B": ["A"], "C": ["B"]})
    assert found["C"] == Stand.STOPPED


# -- publishing


def faults_of(**changes: Any) -> list[str]:
    return [one.text() for one in rules.content_faults(given.a_bundle(**changes), given.the_items())]


def test_a_whole_bundle_may_be_published() -> None:
    assert faults_of() == []


MEMBERS = given.PLAIN["members"]


@pytest.mark.parametrize(
    ("reason", "changes", "said"),
    [
        ("a name", {"name": " "}, "no name"),
        ("two items", {"members": MEMBERS[1:2], "questions": []}, "at least two"),
        ("an item without a code", {"members": [*MEMBERS, {"name": "税务登记"}]}, "税务登记"),
        ("an item nobody knows", {"members": [*MEMBERS, {"name": "税", "item_code": "X"}]}, "no item X"),
        ("an item twice", {"members": [*MEMBERS, MEMBERS[1]]}, "listed twice"),
        (
            "a predecessor outside",
            {"members": [MEMBERS[1], MEMBERS[2], {**MEMBERS[0], "after": ["X"]}]},
            "waits for X",
        ),
        (
            "a ring",
            {"members": [{**MEMBERS[0]}, {**MEMBERS[1], "after": [FOOD]}, MEMBERS[2]]},
            "in turn",
        ),
        (
            "a question with one answer",
            {"questions": [{"key": "k", "text": "真的吗？", "options": [{"value": "a", "label": "A"}]}]},
            "at least two different answers",
        ),
        ("a key twice", {"questions": [given.QUESTIONS[0], given.QUESTIONS[0]]}, "used twice"),
        (
            "an answer that leads nowhere",
            {"questions": [{"key": "k", "text": "?", "options": [{"value": "a", "label": "A", "items": ["X"]}, {"value": "b", "label": "B"}]}]},
            "no item of this bundle",
        ),
        (
            "an answer to a question no item asks",
            {"questions": [{"key": "k", "text": "?", "options": [{"value": "a", "label": "A", "fields": {f"{FOOD} nothing": "1"}}, {"value": "b", "label": "B"}]}]},
            "which no item asks",
        ),
        (
            "a required paper that an answer would spare",
            {"questions": [{"key": "k", "text": "?", "options": [{"value": "a", "label": "A", "materials": [f"{FOOD} layout"]}, {"value": "b", "label": "B"}]}]},
            "no answer can spare it",
        ),
        ("joined names that are nothing", {"joined": [[f"{FOOD} nothing", f"{TRADE} scope"]]}, "no question or material"),
    ],
)  # fmt: skip
def test_what_a_bundle_lacks_is_named_before_it_is_published(
    reason: str, changes: dict[str, Any], said: str
) -> None:
    assert any(said in sentence for sentence in faults_of(**changes)), (reason, faults_of(**changes))


def test_an_item_that_takes_no_applications_stops_the_bundle() -> None:
    cards = given.the_items() | {FOOD: given.an_item_of(FOOD, appliable=False)}
    said = [one.text() for one in rules.content_faults(given.a_bundle(), cards)]
    assert said == ["“食品经营许可” cannot be applied for online at present."]


# -- names


@pytest.mark.parametrize(
    ("written", "core", "full"),
    [
        ("开办餐饮店“一件事”", "开办餐饮店", "开办餐饮店一件事"),
        ("开办餐饮店一件事", "开办餐饮店", "开办餐饮店一件事"),
        ("开办餐饮店", "开办餐饮店", "开办餐饮店一件事"),
        (" 退休 “一件事” ", "退休", "退休一件事"),
        ("一件事", "", ""),
        ("新车补贴“一件事”(2025年度)", "新车补贴一件事(2025年度)", "新车补贴一件事(2025年度)"),
    ],
)
def test_lists_that_write_a_name_differently_mean_one_bundle(written: str, core: str, full: str) -> None:
    assert (rules.core_name(written), rules.full_name(written)) == (core, full)
    assert rules.listed_code(written) == rules.listed_code(core)
