"""What holds for every case: dates that only move one way, ledgers that give their rows, words in both languages."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given as every
from hypothesis import strategies as st

from tests.cases import given
from tests.cases.given import CALENDAR, CIVIL, HOUSING, REGISTRY, STREET, Story
from tests.cases.walks import WALKS, go
from tongban.cases import rules
from tongban.cases.rules import deadlines
from tongban.foundation.refusals import Refused

days = st.dates(date(2024, 1, 1), date(2026, 6, 30))
limits = st.builds(rules.Limit, st.integers(1, 60), st.sampled_from(["workday", "day"]))
CHINESE, LATIN = re.compile("[一-鿿]"), re.compile("[A-Za-z]{2}")
names = st.sampled_from(sorted(WALKS))


def accepted(start: date, promised: rules.Limit, statutory: rules.Limit, **way: Any) -> rules.CaseFacts:
    item = given.replace(given.an_item(**way), promised=promised, statutory=statutory)
    return Story(given.DECISION_ONLY, given.on(start)).submitted(item=item).facts


def a_pause(start: date, workdays: int, really: int | None) -> rules.Pause:
    """Told for so many workdays; ``really``: days until it ended, None while it is under way."""
    none = rules.Deadline(start)
    until = deadlines.ahead(start, workdays, CALENDAR)
    began = rules.SpecialStarted("appraisal", "x", rules.Limit(workdays), start, until, none, none)
    ended = None if really is None else rules.SpecialEnded("x", start + timedelta(days=really), none, none)
    return rules.Pause(began, (), ended)


pauses = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 15), st.none() | st.integers(0, 40)), max_size=4
)


@every(start=days, promised=limits, statutory=limits, stops=pauses, one=st.integers(0, 3))
def test_more_suspension_never_makes_a_date_earlier(
    start: date, promised: rules.Limit, statutory: rules.Limit, stops: list[Any], one: int
) -> None:
    facts = accepted(start, promised, statutory)
    made = [a_pause(start + timedelta(days=after), told, really) for after, told, really in stops]
    less = made[:one] + made[one + 1 :]
    longer = deadlines.decision_dues(facts, start, CALENDAR, made)
    shorter = deadlines.decision_dues(facts, start, CALENDAR, less)
    assert all(a.on >= b.on for a, b in zip(longer, shorter, strict=True))
    assert longer[0].on <= longer[1].on, "the promise keeps the law"


@every(start=days, told=st.integers(1, 15), early=st.integers(0, 30), late=st.integers(0, 30))
def test_the_longer_it_really_took_the_later_the_date_and_never_past_the_notice(
    start: date, told: int, early: int, late: int
) -> None:
    facts = accepted(start, rules.Limit(10), rules.Limit(20))
    early, late = sorted((early, late))
    first, second, open_still = (
        deadlines.decision_dues(facts, start, CALENDAR, [a_pause(start, told, really)])
        for really in (early, late, None)
    )
    assert first[0].on <= second[0].on <= open_still[0].on


@every(start=days, joint=st.booleans(), wanted=st.integers(1, 30), stops=pauses)
def test_an_extension_never_passes_what_the_law_allows(
    start: date, joint: bool, wanted: int, stops: list[Any]
) -> None:
    facts = accepted(start, rules.Limit(60), rules.Limit(60) if joint else rules.Limit(20), joint=joint)
    made = [a_pause(start + timedelta(days=after), told, really) for after, told, really in stops]
    most, limit = (15, 45) if joint else (10, 20)
    story = Story(given.DECISION_ONLY, given.on(start))
    story.submitted(item=facts.of.item).act(rules.Accept(given.the_clerk(), story.at))
    head = given.the_mayor() if joint else given.the_director()
    try:
        story.act(rules.Extend(head, story.at, wanted, "需要核实"))
    except Refused:
        assert wanted > most
        return
    assert wanted <= most
    furthest = deadlines.counted_with(
        start, rules.Limit(limit), rules.Limit(most), CALENDAR, deadlines.stops_of(made, CALENDAR)
    )
    _promised, statutory = deadlines.decision_dues(
        story.facts, start, CALENDAR, made, story.facts.extension.days if story.facts.extension else None
    )
    assert statutory.on <= furthest.on


@every(
    order=st.permutations([("housing", HOUSING), ("civil", CIVIL), ("registry", REGISTRY)]), data=st.data()
)
def test_departments_asked_at_the_same_time_may_speak_in_any_order(order: list[Any], data: Any) -> None:
    verdicts = {seat: data.draw(st.sampled_from(["agree", "disagree"])) for seat, _code in order}

    def told(sequence: Any) -> Story:
        story = Story().accepted().said("survey", STREET, "", "情况属实")
        for seat, code in sequence:
            story.said(seat, code, verdicts[seat], "理由")
        return story

    facts = [told(sequence).facts for sequence in permutations(order)]
    bare = [given.replace(one, entries=()) for one in facts]
    assert all(one == bare[0] for one in bare)
    spoken = [sorted(one.entries, key=lambda entry: entry.seat) for one in facts]
    assert all(one == spoken[0] for one in spoken)


@every(name=names, steps=st.integers(0, 14), told=st.integers(1, 20), passed=st.integers(0, 30))
def test_no_pause_makes_a_seat_or_a_clock_earlier(name: str, steps: int, told: int, passed: int) -> None:
    story = WALKS[name].told(steps)
    if story.facts.state != rules.State.ACCEPTED or story.facts.of.item.way.immediate:
        return
    seat = story.facts.seats[0]
    officer = given.an_official(seat.department, seat.permission, number=41)
    before = story.facts
    story.act(rules.StartSpecial(officer, story.at, "expert_review", told, "评审"))
    during = story.facts
    story.later(passed).act(rules.EndSpecial(officer, story.at, "通过"))
    for earlier, later in ((before, during), (before, story.facts)):
        for one, other in zip(earlier.seats, later.seats, strict=True):
            assert other.due.on >= one.due.on
        assert earlier.promised_due is not None
        assert later.promised_due is not None
        assert later.promised_due.on >= earlier.promised_due.on


@pytest.mark.parametrize("name", sorted(WALKS))
def test_at_every_step_the_ledger_gives_the_row_and_somebody_is_to_act(name: str) -> None:
    story = WALKS[name].begun()
    for step in _steps(name, story):
        go(story, step)
        links = rules.chain("c", "", story.events)
        again = rules.fold(rules.event_from(link, json.loads(link.body)) for link in links)
        assert again == story.facts
        assert rules.case_row("c", again, links[-1].hash) == rules.case_row("c", story.facts, links[-1].hash)
        if story.facts.is_open:
            running = [clock for clock in rules.clocks(story.facts, CALENDAR) if not clock.ended]
            assert running or story.facts.seats
            assert story.facts.due is not None


def _steps(name: str, story: Story) -> Any:
    yield 0
    yield from WALKS[name].steps(story)


@pytest.mark.parametrize("name", sorted(WALKS))
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_clock_and_every_line_of_the_timeline_speaks_both_languages(name: str, language: str) -> None:
    story = WALKS[name].begun()
    with translation.override(language):
        for step in _steps(name, story):
            go(story, step)
            for clock in rules.clocks(story.facts, CALENDAR):
                told = [
                    translation.gettext(clock.title),
                    *(line.text(translation.gettext) for line in clock.explain),
                ]
                for text in told:
                    assert "{" not in text
                    assert CHINESE.search(text) if language == "zh-hans" else LATIN.search(text), text


def test_the_walks_know_every_event_that_an_act_can_bring() -> None:
    happened = {event.kind for walk in WALKS.values() for event in walk.told().events}
    assert happened == set(rules.KINDS) - {rules.Recounted.KIND}


def test_the_walks_know_every_act() -> None:
    acts = {type(step) for walk in WALKS.values() for step in _acts(walk)} - {int}
    assert acts | {rules.Submit} == set(rules.POSSIBLE)


def _acts(walk: Any) -> Any:
    story = walk.begun()
    for step in walk.steps(story):
        go(story, step)
        yield step
