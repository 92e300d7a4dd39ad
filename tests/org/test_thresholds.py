"""From when lights show and who is reminded: what can be set, by whom, and where it counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client
from hypothesis import given as drawn
from hypothesis import strategies as st

from tests.org import given
from tongban.foundation.actors import Actor
from tongban.foundation.lights import Lights, Mark
from tongban.foundation.refusals import Refused
from tongban.identity.models import Account
from tongban.org import queries, rules, services, thresholds

DAYS = st.integers(-70, 70)
MAYBE = st.none() | DAYS
LADDERS = st.builds(rules.Ladder, st.lists(DAYS, max_size=6).map(tuple), MAYBE, MAYBE, MAYBE)
MARKS = st.builds(Mark, st.none() | st.integers(-2, 70), st.none() | st.integers(-2, 120))


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> Iterator[None]:
    thresholds.forget()
    yield
    thresholds.forget()


def test_the_usual_numbers_can_be() -> None:
    assert rules.threshold_faults(rules.USUAL) == ()


@pytest.mark.parametrize(
    ("yellow", "red", "wrong"),
    [
        (Mark(workdays=3), Mark(workdays=1), ""),
        (Mark(percent=50), Mark(percent=75), ""),
        (Mark(workdays=0), None, ""),
        (Mark(percent=50), Mark(workdays=1), ""),
        (Mark(workdays=1), Mark(workdays=1), "red"),
        (Mark(workdays=1), Mark(workdays=3), "red"),
        (Mark(percent=75), Mark(percent=50), "red"),
        (Mark(workdays=61), None, "yellow"),
        (Mark(percent=100), None, "yellow"),
        (Mark(percent=0), None, "yellow"),
        (Mark(), None, "yellow"),
        (Mark(workdays=1, percent=50), None, "yellow"),
    ],
)
def test_red_begins_after_yellow(yellow: Mark, red: Mark | None, wrong: str) -> None:
    faults = rules.threshold_faults(rules.Thresholds(Lights(yellow, red)))
    assert [fault.field for fault in faults] == ([wrong] if wrong else [])


@pytest.mark.parametrize(
    ("clock", "ladder", "wrong"),
    [
        ("seat", rules.Ladder((-2, 0), 1, 3, 5), []),
        ("seat", rules.Ladder(), []),
        ("seat", rules.Ladder((), None, 1), []),
        ("seat", rules.Ladder((), 0), ["seat-head"]),
        ("seat", rules.Ladder((), 3, 1), ["seat-yellow"]),
        ("seat", rules.Ladder((), 1, 3, 3), ["seat-red"]),
        ("seat", rules.Ladder((), 1, 3, 2), ["seat-red"]),
        ("seat", rules.Ladder((-2, -2)), ["seat-remind"]),
        ("seat", rules.Ladder((-99,)), ["seat-remind"]),
        ("correction", rules.Ladder((-2, 0)), []),
        ("correction", rules.Ladder((1,)), ["correction-remind"]),
        ("gap", rules.Ladder((), None, 3), ["gap-remind"]),
    ],
)
def test_a_ladder_goes_up(clock: str, ladder: rules.Ladder, wrong: list[str]) -> None:
    wanted = rules.Thresholds(ladders={**rules.USUAL.ladders, clock: ladder})
    assert [fault.field for fault in rules.threshold_faults(wanted)] == wrong


@drawn(MARKS, st.none() | MARKS, st.dictionaries(st.sampled_from(sorted(rules.CLOCKS)), LADDERS))
def test_what_is_kept_comes_back_and_every_fault_has_its_sentence(
    yellow: Mark, red: Mark | None, ladders: dict[str, rules.Ladder]
) -> None:
    wanted = rules.Thresholds(Lights(yellow, red), {**rules.USUAL.ladders, **ladders})
    assert rules.thresholds_from(rules.to_plain(wanted)) == wanted
    assert all(fault.text().endswith(".") for fault in rules.threshold_faults(wanted))


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("1", Mark(workdays=1)),
        (" 50% ", Mark(percent=50)),
        ("75％", Mark(percent=75)),
        ("", None),
        ("0", Mark(workdays=0)),
    ],
)
def test_a_mark_is_typed_as_people_write_it(text: str, mark: Mark | None) -> None:
    assert rules.mark_typed(text) == mark
    assert rules.mark_typed(rules.mark_text(mark)) == mark


@pytest.mark.parametrize("text", ["one", "-1", "50%%", "1.5", "٣", "1000"])
def test_what_is_no_mark_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        rules.mark_typed(text)


def test_days_are_typed_with_any_separator_and_sorted() -> None:
    assert rules.days_typed("0，−2、+1; 3") == (-2, 0, 1, 3)
    assert rules.days_typed(" ") == ()
    with pytest.raises(Refused):
        rules.days_typed("two")


def test_a_division_reaches_up_to_the_house() -> None:
    assert rules.reach("990102001000") == (
        "990102001000", "990102000000", "990100000000", "990000000000", "",
    )  # fmt: skip
    assert rules.reach("") == ("",)


# -- set and found again -----------------------------------------------------------------------------------


def the_supervisor(region: str = given.CITY) -> Actor:
    return Actor(
        account_id="a", person_id="p", staff_id="s", name="李监管", role="staff", region_code=region,
        permissions=frozenset({"supervise.set"}),
    )  # fmt: skip


SLOW = replace(rules.USUAL, lights=Lights(Mark(workdays=5)))
QUICK = replace(rules.USUAL, lights=Lights(Mark(percent=50), Mark(percent=75)))


@pytest.mark.django_db
def test_a_department_counts_by_its_own_numbers_then_by_its_region_then_by_the_usual() -> None:
    department = given.a_department()

    def here() -> rules.Thresholds:
        return queries.thresholds_for(region_code=given.CITY, department_id=department.id)

    assert here() == rules.USUAL
    actor = the_supervisor()
    services.set_thresholds(wanted=SLOW, region_code=given.CITY, actor=actor, at=given.AT)
    thresholds.forget()
    assert here() == SLOW
    assert queries.thresholds_for(region_code=given.STREET) == SLOW, "a street lies in its city"
    services.set_thresholds(wanted=QUICK, department_id=department.id, actor=actor, at=given.AT)
    thresholds.forget()
    assert here() == QUICK
    assert queries.any_in_percent()
    services.unset_thresholds(department_id=department.id, actor=actor, at=given.AT)
    thresholds.forget()
    assert here() == SLOW


@pytest.mark.django_db
def test_setting_again_replaces_and_says_who() -> None:
    given.the_town()
    for wanted in (SLOW, QUICK):
        services.set_thresholds(wanted=wanted, region_code=given.CITY, actor=the_supervisor(), at=given.AT)
    card = queries.own_thresholds(region_code=given.CITY)
    assert card is not None
    assert (card.thresholds, card.set_by) == (QUICK, "李监管")
    assert len(queries.threshold_cards()) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("region", ["", "990100000000", "880100000000"])
def test_nobody_sets_it_for_another_region(region: str) -> None:
    given.the_town()
    outsider = the_supervisor("990102000000")
    with pytest.raises(Refused):
        services.set_thresholds(wanted=SLOW, region_code=region, actor=outsider, at=given.AT)


@pytest.mark.django_db
def test_numbers_that_cannot_be_are_refused_all_at_once() -> None:
    given.the_town()
    wanted = rules.Thresholds(
        Lights(Mark(workdays=1), Mark(workdays=9)), {**rules.USUAL.ladders, "seat": rules.Ladder((), 3, 1)}
    )
    with pytest.raises(Refused) as refused:
        services.set_thresholds(wanted=wanted, region_code=given.CITY, actor=the_supervisor(), at=given.AT)
    assert [fault.field for fault in refused.value.faults] == ["red", "seat-yellow"]


# -- the page ----------------------------------------------------------------------------------------------


def signed_in(*permissions: str) -> tuple[Client, str]:
    department = given.a_department()
    account, _card = given.an_official(given.a_post(department, *permissions))
    client = Client()
    client.force_login(Account.objects.get(pk=account.id))
    return client, department.id


@pytest.mark.django_db
def test_the_page_sets_what_was_typed_and_keeps_what_cannot_be() -> None:
    client, department = signed_in("supervise.set")
    page = client.get("/desk/thresholds/", {"place": department})
    assert page.status_code == 200
    typed = dict(page.context["form"].initial)
    wrong = client.post(
        f"/desk/thresholds/?place={department}", {**typed, "yellow": "soon", "seat-head": "0"}
    )
    assert wrong.status_code == 422
    assert 'value="soon"' in wrong.content.decode()
    right = client.post(
        f"/desk/thresholds/?place={department}", {**typed, "yellow": "60%", "branch-remind": "-3, 0"}
    )
    assert right.status_code == 302
    thresholds.forget()
    found = queries.thresholds_for(region_code=given.CITY, department_id=department)
    assert found.lights.yellow == Mark(percent=60)
    assert found.ladders["branch"].remind == (-3, 0)
    client.post(f"/desk/thresholds/?place={department}", {"unset": "1"})
    assert queries.own_thresholds(region_code="", department_id=department) is None


@pytest.mark.django_db
def test_without_the_permission_there_is_no_such_page() -> None:
    client, department = signed_in("supervise.read")
    assert client.get("/desk/thresholds/").status_code == 404
    assert client.post(f"/desk/thresholds/?place={department}", {}).status_code == 404


@pytest.mark.django_db
def test_a_place_elsewhere_is_no_such_page() -> None:
    client, _department = signed_in("supervise.set")
    assert client.get("/desk/thresholds/", {"place": "880100000000"}).status_code == 404
