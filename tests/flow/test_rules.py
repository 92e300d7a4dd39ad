"""What a plan promises: whose turn it is, which moves are allowed, that it always ends."""

from __future__ import annotations

import uuid
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from tests.flow import given
from tongban.flow import rules
from tongban.flow.rules import (
    All,
    AnyOf,
    AtLeast,
    Branch,
    Choose,
    Each,
    In,
    Is,
    Not,
    Plan,
    Steps,
    Together,
    Verdict,
)
from tongban.foundation.refusals import Refused


def open_at(plan: Plan, entries: list[rules.Entry], **answers: object) -> list[str]:
    return [ref.instance for ref in rules.open_seats(plan, entries, answers)]


def after(plan: Plan, *seats: str) -> list[rules.Entry]:
    return [given.opinion(seat) for seat in seats]


def test_the_rent_subsidy_goes_from_survey_to_three_departments_at_once_to_the_decision() -> None:
    plan = given.rent_subsidy()
    assert open_at(plan, []) == ["survey"]
    assert open_at(plan, after(plan, "survey")) == ["street"]
    assert open_at(plan, after(plan, "survey", "street")) == ["housing", "civil", "registry"]
    assert open_at(plan, after(plan, "survey", "street", "civil")) == ["housing", "registry"]
    assert open_at(plan, after(plan, "survey", "street", "civil", "registry", "housing")) == ["decision"]


def test_the_verdict_of_the_deciding_seat_is_the_outcome_whatever_was_advised() -> None:
    plan = given.rent_subsidy()
    entries = [given.opinion(s, "disagree") for s in ("survey", "street", "housing", "civil", "registry")]
    assert rules.outcome(plan, entries, {}) is None
    ended = rules.outcome(plan, [*entries, given.opinion("decision", "agree")], {})
    assert ended is not None
    assert (ended.verdict, ended.seat) == (Verdict.AGREE, "decision")


@pytest.mark.parametrize(("need", "answered"), [("any", ["civil"]), (2, ["registry", "civil"])])
def test_a_group_that_needs_some_ends_early_and_closes_the_others(
    need: str | int, answered: list[str]
) -> None:
    plan = given.rent_subsidy(need)
    entries = after(plan, "survey", "street", *answered[:-1])
    movement = rules.moved(plan, entries, given.opinion(answered[-1]), {})
    assert [ref.instance for ref in movement.opened] == ["decision"]
    assert set(movement.closed) == {"housing", "civil", "registry"} - set(answered[:-1])


def test_the_order_of_answers_in_a_group_does_not_matter() -> None:
    plan = given.rent_subsidy()
    for order in permutations(["housing", "civil", "registry"]):
        assert open_at(plan, after(plan, "survey", "street", *order)) == ["decision"]


def test_the_first_branch_that_is_true_is_taken() -> None:
    plan = Plan(
        Steps(
            (
                Choose(
                    (
                        Branch(Is("kind", "rent"), given.seat("rent")),
                        Branch(In("kind", ("own", "rent")), given.seat("own")),
                    ),
                    given.seat("other"),
                ),
                given.seat("decision", duty="decide"),
            )
        )
    )
    assert open_at(plan, [], kind="rent") == ["rent"]
    assert open_at(plan, [], kind="own") == ["own"]
    assert open_at(plan, []) == ["other"]


def test_a_choice_without_a_true_branch_and_without_another_is_passed_over() -> None:
    plan = Plan(
        Steps((Choose((Branch(Is("a", 1), given.seat("x")),)), given.seat("decision", duty="decide")))
    )
    assert open_at(plan, []) == ["decision"]


def test_a_list_opens_one_copy_for_each_entry_in_the_department_that_the_entry_names() -> None:
    plan = Plan(
        Steps(
            (
                Each("concerned", given.seat("consulted", rules.EACH)),
                given.seat("decision", duty="decide"),
            )
        )
    )
    answers = {"concerned": ["fire", {"department": "health", "note": "kitchen"}]}
    refs = rules.open_seats(plan, [], answers)
    assert [(ref.instance, ref.department) for ref in refs] == [
        ("consulted#1", "fire"),
        ("consulted#2", "health"),
    ]
    assert open_at(plan, after(plan, "consulted#2"), **answers) == ["consulted#1"]
    assert open_at(plan, [], concerned=[]) == ["decision"]
    assert open_at(plan, []) == ["decision"]


def test_lists_within_lists_number_their_copies_from_the_outside() -> None:
    plan = Plan(Steps((Each("a", Each("b", given.seat("look"))), given.seat("decision", duty="decide"))))
    assert open_at(plan, [], a=[1, 2], b=[1, 2]) == ["look#1.1", "look#1.2", "look#2.1", "look#2.2"]


def test_any_of_a_list_inside_a_group_ends_the_group() -> None:
    group = Together((Each("sites", given.seat("site")), given.seat("desk")), "any")
    plan = Plan(Steps((group, given.seat("decision", duty="decide"))))
    assert open_at(plan, after(plan, "site#2"), sites=["a", "b"]) == ["decision"]


def test_a_return_asks_the_earlier_seat_again_and_voids_what_came_after_it() -> None:
    plan = given.rent_subsidy()
    entries = after(plan, "survey", "street", "housing", "civil", "registry")
    back = given.move("return", "decision", "street")
    movement = rules.moved(plan, entries, back, {})
    assert ([ref.instance for ref in movement.opened], movement.closed) == (["street"], ("decision",))
    again = [*entries, back, given.opinion("street")]
    assert open_at(plan, again) == ["housing", "civil", "registry"]
    assert set(rules.standing_opinions(plan, again, {})) == {"survey", "street"}
    assert len(again) == 7


def test_a_return_to_one_member_of_a_group_keeps_the_opinions_of_the_others() -> None:
    plan = given.rent_subsidy()
    entries = after(plan, "survey", "street", "housing", "civil", "registry")
    entries.append(given.move("return", "decision", "civil"))
    assert open_at(plan, entries) == ["civil"]
    assert open_at(plan, [*entries, given.opinion("civil")]) == ["decision"]


def test_a_case_is_returned_only_to_a_seat_that_has_spoken_and_would_open_again() -> None:
    plan = given.rent_subsidy("any")
    entries = after(plan, "survey", "street", "civil")
    targets = rules.return_targets(plan, entries, {}, "decision")
    assert [ref.instance for ref in targets] == ["survey", "street", "civil"]
    with pytest.raises(Refused, match=r"flow\.return_not_possible"):
        rules.moved(plan, entries, given.move("return", "decision", "housing"), {})
    nested = Together((Steps((given.seat("a"), given.seat("b"))), given.seat("c")), "any")
    plan = Plan(Steps((nested, given.seat("decision", duty="decide"))))
    assert [t.instance for t in rules.return_targets(plan, after(plan, "a", "c"), {}, "decision")] == ["c"]


def test_a_delegated_seat_is_asked_in_the_other_department_until_it_is_taken_back() -> None:
    plan = given.rent_subsidy()
    passed_on = given.move("delegate", "survey", "D-other")
    movement = rules.moved(plan, [], passed_on, {})
    assert movement.closed == ("survey",)
    assert [ref.department for ref in movement.opened] == ["D-other"]
    back = rules.moved(plan, [passed_on], given.move("recall", "survey"), {})
    assert [ref.department for ref in back.opened] == ["D-survey"]


def test_an_added_seat_speaks_before_the_one_that_added_it() -> None:
    plan = given.rent_subsidy()
    entries = [given.move("add_seat", "survey", "D-police"), given.move("add_seat", "survey+1", "D-x")]
    movement = rules.moved(plan, [], entries[0], {})
    assert [(r.instance, r.department, r.asked_by) for r in movement.opened] == [
        ("survey+1", "D-police", "survey")
    ]
    with pytest.raises(Refused, match=r"flow\.cannot_add_seat"):
        rules.moved(plan, entries[:1], entries[1], {})
    assert open_at(plan, [entries[0], given.opinion("survey+1")]) == ["survey"]


def test_a_seat_added_again_after_a_return_does_not_inherit_the_voided_answer() -> None:
    plan = given.rent_subsidy()
    entries = [
        given.opinion("survey"),
        given.move("add_seat", "street", "D-police"),
        given.opinion("street+1"),
        given.move("return", "street", "survey"),
        given.opinion("survey"),
        given.move("add_seat", "street", "D-police"),
    ]
    assert open_at(plan, entries) == ["street+2"]


def test_an_opinion_may_be_taken_back_until_the_next_seat_has_spoken() -> None:
    plan = given.rent_subsidy()
    entries = after(plan, "survey", "street")
    movement = rules.moved(plan, entries, given.move("recall", "street"), {})
    assert [ref.instance for ref in movement.opened] == ["street"]
    with pytest.raises(Refused, match=r"flow\.too_late_to_recall"):
        rules.moved(plan, [*entries, given.opinion("civil")], given.move("recall", "street"), {})


def test_a_reminder_changes_nothing_and_a_stand_in_sits_for_the_holder() -> None:
    plan = given.rent_subsidy()
    assert rules.moved(plan, [], given.move("remind", "survey"), {}) == rules.Movement((), (), None)
    movement = rules.moved(plan, [], given.move("stand_in", "survey", "official 7"), {})
    assert [ref.stand_in for ref in movement.opened] == ["official 7"]


def test_advice_may_be_waived_and_the_decision_may_not() -> None:
    plan = Plan(Steps((given.seat("advice"), given.seat("decision", duty="decide"))))
    waived = given.move("waive", "advice")
    assert [r.instance for r in rules.moved(plan, [], waived, {}).opened] == ["decision"]
    with pytest.raises(Refused, match=r"flow\.decision_not_waived"):
        rules.moved(plan, [waived], given.move("waive", "decision"), {})


@pytest.mark.parametrize(
    ("why", "entry", "code"),
    [
        ("a department cannot speak before its turn", given.opinion("housing"), "flow.seat_not_open"),
        ("a seat that is not in the plan", given.opinion("nobody"), "flow.seat_not_open"),
        ("a review needs a verdict", given.opinion("street", None), "flow.verdict_missing"),
        ("no needs a reason", given.opinion("street", "disagree", reason=" "), "flow.reason_missing"),
        ("a return needs a reason", given.move("return", "street", "survey", ""), "flow.reason_missing"),
        (
            "a return goes back, not forward",
            given.move("return", "street", "housing"),
            "flow.return_not_possible",
        ),
        (
            "a delegation goes elsewhere",
            given.move("delegate", "street", "D-street"),
            "flow.delegate_to_another",
        ),
        ("a stand-in has a name", given.move("stand_in", "street"), "flow.stand_in_missing"),
        ("what was not said is not taken back", given.move("recall", "street"), "flow.too_late_to_recall"),
    ],
)
def test_a_move_that_is_not_allowed_is_refused(why: str, entry: rules.Entry, code: str) -> None:
    plan = given.rent_subsidy()
    with pytest.raises(Refused) as refused:
        rules.moved(plan, [given.opinion("survey")], entry, {})
    assert refused.value.code == code, why


def test_a_survey_may_report_facts_without_a_verdict() -> None:
    plan = given.rent_subsidy()
    assert [r.instance for r in rules.moved(plan, [], given.opinion("survey", None), {}).opened] == ["street"]


def test_nothing_is_said_after_the_decision() -> None:
    plan = Plan(given.seat("decision", duty="decide"))
    decided = given.opinion("decision", "disagree")
    assert rules.moved(plan, [], decided, {}).outcome == rules.outcome(plan, [decided], {})
    with pytest.raises(Refused, match=r"flow\.ended"):
        rules.moved(plan, [decided], given.opinion("decision"), {})


@pytest.mark.parametrize(
    ("when", "true", "false"),
    [
        (Is("a", "y"), {"a": "y"}, {"a": "n"}),
        (Is("a", True), {"a": True}, {"a": 1}),
        (In("a", ("x", "y")), {"a": "y"}, {}),
        (AtLeast("n", Decimal(3)), {"n": "3"}, {"n": "2.9"}),
        (AtLeast("n", Decimal(3)), {"n": 4}, {"n": "many"}),
        (AtLeast("n", Decimal(3)), {"n": "10"}, {"n": "Infinity"}),
        (All((Is("a", 1), Is("b", 2))), {"a": 1, "b": 2}, {"a": 1}),
        (AnyOf((Is("a", 1), Is("b", 2))), {"b": 2}, {}),
        (Not(Is("a", 1)), {}, {"a": 1}),
    ],
)
def test_conditions_read_the_answers(
    when: rules.When, true: dict[str, object], false: dict[str, object]
) -> None:
    assert rules.holds(when, true)
    assert not rules.holds(when, false)


@example(given.plans(), given.answers(), st.data())
def test_answering_every_open_seat_always_ends_the_plan(
    plan: Plan, answers: dict[str, object], data: st.DataObject
) -> None:
    entries: list[rules.Entry] = []
    ceiling = len(rules.every_seat(plan, answers))
    while refs := rules.open_seats(plan, entries, answers):
        assert rules.outcome(plan, entries, answers) is None
        verdict = data.draw(st.sampled_from(["agree", "disagree"]))
        entry = given.opinion(data.draw(st.sampled_from(refs)), verdict)
        movement = rules.moved(plan, entries, entry, answers)
        entries.append(entry)
        assert movement.outcome == rules.outcome(plan, entries, answers)
        assert len(entries) <= ceiling
    ended = rules.outcome(plan, entries, answers)
    assert ended is not None
    assert ended.verdict == entries[-1].verdict


@example(given.plans(), given.answers(), st.data())
def test_seats_open_at_the_same_time_may_answer_in_any_order(
    plan: Plan, answers: dict[str, object], data: st.DataObject
) -> None:
    refs = rules.open_seats(plan, [], answers)
    order = data.draw(st.permutations(refs))
    one, other = [given.opinion(ref) for ref in refs], [given.opinion(ref) for ref in order]
    assert rules.open_seats(plan, one, answers) == rules.open_seats(plan, other, answers)


@example(given.plans(), given.answers(), st.data())
def test_returning_always_opens_the_seat_returned_to_and_closes_the_one_that_returned(
    plan: Plan, answers: dict[str, object], data: st.DataObject
) -> None:
    entries: list[rules.Entry] = []
    while refs := rules.open_seats(plan, entries, answers):
        ref = data.draw(st.sampled_from(refs))
        for target in rules.return_targets(plan, entries, answers, ref.instance):
            back = given.move("return", ref.instance, target.instance)
            movement = rules.moved(plan, entries, back, answers)
            assert target.instance in [opened.instance for opened in movement.opened]
            assert ref.instance in movement.closed
        entries.append(given.opinion(ref))


@example(given.plans())
def test_a_plan_is_written_down_and_read_back_the_same(plan: Plan) -> None:
    assert rules.validate(plan, given.FIELDS + given.NUMBERS + given.LISTS) == ()
    assert rules.plan_from(rules.plan_to(plan)) == plan


def test_a_wrong_plan_is_refused_with_all_its_faults_at_once() -> None:
    wrong = {
        "kind": "steps",
        "of": [
            {
                "kind": "seat",
                "key": "",
                "name": "Survey",
                "department": "D",
                "workdays": "3",
                "duty": "guess",
            },
            {"kind": "together", "need": "some", "of": "everyone"},
            {"kind": "choose", "branches": [{"when": {"field": "x"}, "then": None}]},
            {"kind": "loop"},
            7,
        ],
    }
    with pytest.raises(Refused) as refused:
        rules.plan_from(wrong)
    assert refused.value.code == "flow.plan_wrong"
    assert [fault.field for fault in refused.value.faults] == [
        "/of/1/duty",
        "/of/1/workdays",
        "/of/1/key",
        "/of/2/of",
        "/of/2/need",
        "/of/3/branches/1/when",
        "/of/3/branches/1/then",
        "/of/4",
        "/of/5",
    ]
    assert all(fault.text() for fault in refused.value.faults)


DECISION = given.seat("decision", duty="decide")


@pytest.mark.parametrize(
    ("sentence", "root"),
    [
        ("Exactly one seat must decide", given.seat("a")),
        ("Exactly one seat must decide", Steps((DECISION, given.seat("a")))),
        ("Exactly one seat must decide", Steps((Together((DECISION, given.seat("a"))), given.seat("b")))),
        ("Exactly one seat must decide", Choose((Branch(Is("a", 1), DECISION),))),
        ("Exactly one seat must decide", Each("a", DECISION)),
        ("Exactly one seat must decide", Steps((given.seat("d1", duty="decide"), DECISION))),
        ("is used by 2 seats", Steps((given.seat("a"), given.seat("a", "E"), DECISION))),
        ("cannot wait for 3 answers", Steps((Together((given.seat("a"), given.seat("b")), 3), DECISION))),
        ("cannot wait for 0 answers", Steps((Together((given.seat("a"),), 0), DECISION))),
        ("A group holds no seat", Steps((Together(()), DECISION))),
        ("A row of steps holds no step", Steps((Steps(()), DECISION))),
        ("A choice holds no branch", Steps((Choose((), given.seat("a")), DECISION))),
        ("it answers once", Steps((Together((given.seat("a", "D"), given.seat("b", "D"))), DECISION))),
        ("but is in no list", Steps((given.seat("a", rules.EACH), DECISION))),
        ("fewer than 0 workdays", Steps((given.seat("a", workdays=-1), DECISION))),
        ("contains # + . or a space", Steps((given.seat("a#1", "D"), DECISION))),
        ("The form has no field “z”", Steps((Choose((Branch(Is("z", 1), given.seat("a")),)), DECISION))),
        ("The form has no field “z”", Steps((Each("z", given.seat("a")), DECISION))),
    ],
)
def test_an_unsound_plan_is_named_as_such(sentence: str, root: rules.Node) -> None:
    faults = [fault.text() for fault in rules.validate(Plan(root), ["a"])]
    assert any(sentence in fault for fault in faults), faults


def test_the_columns_of_an_entry_give_the_entry_back() -> None:
    entry = given.opinion("survey", "disagree")
    row = rules.entry_row(row_id=uuid.UUID(int=1), subject_id=uuid.UUID(int=2), seq=1, entry=entry)
    columns = {name: value for name, value in row.items() if name not in ("id", "subject_id", "seq")}
    assert rules.entry_of(**columns) == entry
