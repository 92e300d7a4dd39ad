"""Whatever people do through the services: what is stored is what the ledgers say, once for each request.

The same law as the pure machine, told on the real database: one town for the whole run, and each example begins in it
again. A walk goes on for fifty steps, from one case to the next; every step is one act, or days that go by.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any, ClassVar

import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.calendar import given as notices
from tests.cases import given
from tests.cases.town import TASK_CODE, Town
from tests.cases.tries import BY_CLOCK, BY_OFFICE, KINDS, WAYS, People, Tries, Try
from tongban.cases import queries, rules, services, storage
from tongban.flow import queries as flow
from tongban.foundation.actors import SYSTEM
from tongban.foundation.refusals import Refused

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
EXAMPLES = int(os.environ.get("TONGBAN_EXAMPLES", "10000" if DEEP else "150"))
ENOUGH = 300
"""Walks after which no kind of act may be missing; before, a few of the rarest, done in one walk of fifty, may."""
MAY_MISS = 0 if EXAMPLES >= ENOUGH else 4
STEPS = 50
ENDS = ("Withdraw", "Terminate", "RefuseAcceptance")
DAYS = (given.MONDAY, given.on(date(2026, 2, 9)), given.on(date(2026, 12, 28)))
"""Where a walk begins: in March, before the spring festival, and before a year whose notice is not there yet."""
GOES_ON = {
    "GiveOpinion": 30, "Decide": 9, "DecideOnSpot": 3, "Accept": 3, "Deliver": 3, "HoldHearing": 9,
    "CallHearing": 9, "AskHearing": 4, "CheckPromise": 9,
}  # fmt: skip
"""What brings a case nearer to its end is chosen sooner than another move at a seat."""
DONE: Counter[str] = Counter()
"""How often each kind of act was done in the run; what was refused does not count."""
COUNTED = (
    "cases_case", "cases_caseevent", "cases_mark", "cases_matter", "cases_verifiedcopy", "flow_openseat", "flow_entry",
    "outbox_event", "outbox_request", "audit_leaf",
)  # fmt: skip
TALLY = "SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in COUNTED)
STANDS = """
SELECT id, version, head, state, due_on, (SELECT count(*) FROM flow_openseat WHERE closed_at IS NOT NULL),
(SELECT max(due_on) FROM flow_openseat WHERE closed_at IS NULL) FROM cases_case ORDER BY id
"""


class Place:
    """The town of the run: an item for each way, and the people. It is made once."""

    def __init__(self) -> None:
        self.town = Town()
        self.people = People.of(self.town)
        self.codes = {way: self._item(place, way) for place, way in enumerate(sorted(WAYS))}

    def _item(self, place: int, way: str) -> str:
        implementation = apps.get_model("catalogue", "Implementation")
        first = implementation.objects.get(code=TASK_CODE)
        code = f"{TASK_CODE[:-2]}{place + 1:02d}"
        carried = implementation.objects.create(
            item=first.item, code=code, code_scheme="x", department=first.department, region=first.region
        )
        self.town.version(carried, given.HOUSING_PLAN, 1, **WAYS[way])
        return code


class ServicesMachine(RuleBasedStateMachine):
    """One applicant's cases in the town, rolled back at the end."""

    place: ClassVar[Place]
    way: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        notices.queries.forget()
        self.town, self.people = self.place.town, self.place.people
        self.patch = pytest.MonkeyPatch()
        self.keys = 0
        self.done_here: Counter[str] = Counter()
        self.noticed = False
        self.before_pause: tuple[date, ...] = ()
        self.proved: tuple[str, int, date] | None = None

    @initialize(seed=st.integers(0, 2**32 - 1))
    def begin(self, seed: int) -> None:
        fate = Random(seed)
        self.seed, self.steps, self.town.at = seed, 0, fate.choice(DAYS)
        # On PostgreSQL half of the walks take the way of one statement, which needs no lock.
        if fate.random() < 0.5 and connection.vendor == "postgresql":
            self.patch.setattr(storage, "writes_at_once", lambda: True)
        self.apply()

    def teardown(self) -> None:
        for kind in sorted(self.done_here):
            event(kind)
        try:
            assert services.verify_cases(today=self.today).ok, "the cases before too"
            self.every_worklist_shows_its_seats()
        finally:
            self.undo()

    def undo(self) -> None:
        self.patch.undo()
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    @property
    def today(self) -> date:
        return given.rules_day(self.town.at)

    # What people do

    @rule(choice=st.integers(0, 2**32 - 1))
    def the_day_goes_on(self, choice: int) -> None:
        """One act, or days that go by; all that is left open is drawn from the choice."""
        self.steps += 1
        fate = Random(f"{self.seed} {self.steps} {choice}")
        waits = self.facts.state == rules.State.CORRECTION
        if fate.random() < (0.4 if waits else 0.2):
            self.days_go_by(fate)
        elif self.facts.state in rules.UNDER_REVIEW and fate.random() < 0.04:
            self.a_newer_plan_comes(fate)
        elif self.facts.state in rules.CLOSED and fate.random() < 0.6:
            self.apply()
        else:
            self.someone_acts(fate)

    def apply(self) -> None:
        """Apply, as the way asks; a broken promise sends one the ordinary way, and a ban nowhere."""
        town, at = self.town, self.town.at
        draft, refusal = tried(town.draft, code=self.place.codes[self.way])
        if draft is None:
            assert refusal.code == "cases.banned", refusal
            return
        who = {"draft": draft, "actor": town.citizen, "at": at}
        if self.way == "promise" and not services.broken_promise_of(applicant=town.citizen.applicant):
            services.choose_promise(promise=True, **who)
        elif self.way == "promise":
            assert self.refused(services.choose_promise, promise=True, **who) == "cases.promise_barred"
            ref = {"public_id": "e" * 26, "name": "场地证明.pdf", "size": 10, "sha256": "1" * 64}
            drafts = apps.get_model("cases", "Draft").objects.filter(public_id=draft)
            drafts.update(materials={**drafts.get().materials, "m3": [ref]})
        if self.way.startswith("gap"):
            services.choose_later(materials=frozenset({"m2"}), follow_up=True, **who)
        if self.way == "renewal":
            self.renews(draft)
        self.keys += 1
        ask = {**who, "key": f"s{self.keys}"}
        case = services.submit(**ask)
        assert services.submit(**ask) == case, "the same request is done once"
        self.case, self.case_id = case.public_id, queries.case_card(public_id=case.public_id).id
        self.note("Submit")
        self.look()

    def renews(self, draft: str) -> None:
        ends_on = (self.today + timedelta(days=40)).isoformat()
        earlier = {"purpose": "renew", "identifier": "x", "name": "许可证", "ends_on": ends_on}
        apps.get_model("cases", "Draft").objects.filter(public_id=draft).update(choice={"earlier": earlier})

    def days_go_by(self, fate: Random) -> None:
        """To the next day or the one on which a clock is over; then every chore is done, and once more for nothing."""
        coming = [clock.due.on for clock in self.clocks() if not clock.ended]
        coming += [self.facts.hearing.called.on] if self.facts.hearing and self.facts.hearing.called else []
        coming += [self.facts.renew_by] if self.facts.renew_by else []
        ahead = sorted({(day - self.today).days for day in coming if day >= self.today})
        self.town.at += timedelta(days=fate.choice([1, 1, *(days + fate.choice((0, 1)) for days in ahead)]))
        self.a_notice_comes()
        for kind, chore in CHORES:
            if chore(self.town.at):
                self.note(kind)
                before = self.stands()
                assert chore(self.town.at) == 0
                assert self.stands() == before, f"{kind}: there was nothing left to do"
        self.look()

    def a_notice_comes(self) -> None:
        """In the new year's first days the year's holidays are imported, and the dates are counted again."""
        if self.noticed or self.today < date(2026, 12, 29):
            return
        self.noticed = True
        notices.imported()
        if services.recount(actor=SYSTEM, at=self.town.at).changed:
            self.note("Recount")
        assert services.recount(actor=SYSTEM, at=self.town.at).changed == 0

    def a_newer_plan_comes(self, fate: Random) -> None:
        """The item gets a version whose plan no longer asks for the survey; running cases follow it, some go back."""
        code = self.place.codes[self.way]
        carried = apps.get_model("catalogue", "Implementation").objects.get(code=code)
        number = carried.versions.count() + 1
        plan = {**given.HOUSING_PLAN, "of": given.HOUSING_PLAN["of"][1:]}
        self.town.version(carried, fate.choice((plan, given.HOUSING_PLAN)), number, **WAYS[self.way])
        run = services.migrate(
            item_code=code,
            version_no=number,
            reason="新流程少一步",
            actor=SYSTEM,
            at=self.town.at,
            key=f"m{number}",
        )
        was, dues = self.facts, self.dues()
        self.look()
        assert self.dues() == dues, "no date moves with a plan"
        if self.facts.version > was.version:
            self.note("MovePlan")
        if fate.random() < 0.5:
            services.undo_migration(run=run, reason="新流程有误", actor=SYSTEM, at=self.town.at)
            moved = self.facts
            self.look()
            if self.facts.version > moved.version:
                self.note("RestorePlan")
                assert (self.facts.seats, self.dues()) == (was.seats, dues), "all is as it was"

    def someone_acts(self, fate: Random) -> None:
        """Somebody does one of the acts that the law knows now, the rarer ones in this walk first."""
        acts = [one for one in self.tries().all() if one.act not in ENDS or fate.random() < 0.12]
        for _attempt in range(5):
            if not acts:
                return
            kinds = sorted({one.kind for one in acts})
            rarity = [GOES_ON.get(kind, 1) / (1 + self.done_here[kind]) ** 2 for kind in kinds]
            [kind] = fate.choices(kinds, rarity)
            one = fate.choice([one for one in acts if one.kind == kind])
            if self.done(one, fate):
                return
            acts = [other for other in acts if other.kind != kind]

    def done(self, one: Try, fate: Random) -> bool:
        """Whether it was done; then it was done once, and nobody else could have."""
        said = {**one.said, **(one.prepare() if one.prepare else {})}
        ask = {"public_id": self.case, "at": self.town.at, **said}
        page, before = self.facts.version, self.stands()
        if fate.random() < 0.4:
            self.others_are_refused(one, ask, fate)
        self.keys += 1
        now = ask | {"actor": one.who, "key": f"k{self.keys}"}
        answer, refusal = tried(one.service, **now, expected_version=fate.choice((None, page)))
        if answer is None:
            assert refusal.code.split(".")[0] in {"cases", "flow"}
            assert refusal.text()
            assert self.stands() == before, f"{one.kind}: a refusal changes nothing"
            return False
        self.note(one.kind)
        after = self.stands()
        assert after != before
        assert one.service(**now) == answer, f"{one.kind}: the same request is answered the same"
        if fate.random() < 0.5:
            stale = self.refused(one.service, **ask, actor=one.who, expected_version=page)
            assert stale != "done", f"{one.kind}: a stale page"
        assert self.stands() == after, f"{one.kind}: the same request is done once"
        was = self.dues()
        self.look()
        self.no_date_is_nearer(one.kind, was)
        return True

    def dues(self) -> tuple[date, ...]:
        """Until when a decision is promised and demanded; nothing before acceptance."""
        found = (self.facts.promised_due, self.facts.statutory_due)
        return tuple(one.on for one in found if one is not None)

    def no_date_is_nearer(self, kind: str, was: tuple[date, ...]) -> None:
        """Time that is given never takes any away: neither where it begins nor, against what stood before, where it ends."""
        if kind in ("StartSpecial", "CallHearing", "AnnounceHearing", "Extend"):
            assert not later(was, self.dues()), kind
        if kind in ("StartSpecial", "CallHearing", "AnnounceHearing"):
            self.before_pause = was
        if kind in ("EndSpecial", "HoldHearing"):
            assert not later(self.before_pause, self.dues()), kind

    def others_are_refused(self, one: Try, ask: dict[str, Any], fate: Random) -> None:
        """Somebody whom it does not concern is told nothing, and a page from the future is refused."""
        before = self.stands()
        other = fate.choice(self.people.wrong)
        assert self.refused(one.service, **ask, actor=other) == "cases.not_found", one.kind
        ahead = self.facts.version + 1
        assert self.refused(one.service, **ask, actor=one.who, expected_version=ahead) != "done", one.kind
        assert self.stands() == before, f"{one.kind}: a refusal changes nothing"

    def refused(self, service: Callable[..., Any], **ask: Any) -> str:
        """With which code it is refused; ``done`` when it is not."""
        self.keys += 1
        key = {} if "draft" in ask else {"key": f"r{self.keys}"}
        _answer, refusal = tried(service, **ask, **key)
        return refusal.code if refusal else "done"

    def note(self, kind: str) -> None:
        self.done_here[kind] += 1
        DONE[kind] += 1

    def tries(self) -> Tries:
        return Tries(self.town, self.people, self.case, self.facts)

    # What stands

    def stands(self) -> tuple[Any, ...]:
        """How many rows there are of all that an act may write, and where each case stands."""
        with connection.cursor() as cursor:
            cursor.execute(TALLY)
            tally = cursor.fetchone()
            cursor.execute(STANDS)
            return (*tally, *cursor.fetchall())

    def look(self) -> None:
        """Read the case again, from its events alone."""
        self.facts = queries.refold(case_id=self.case_id)

    def clocks(self) -> tuple[rules.Clock, ...]:
        return rules.clocks(self.facts, notices.queries.calendar_for(self.facts.of.item.region_code))

    # What is true at any time

    @invariant()
    def the_law_holds(self) -> None:
        """Looked at again when the case or the day is another."""
        now = self.case, self.facts.version, self.today
        if self.proved != now:
            self.what_is_stored_is_what_the_ledger_says()
            self.an_open_case_waits_for_someone_or_a_clock()
            self.the_promise_keeps_the_law_and_waiting_brings_no_date_nearer()
        self.proved = now

    def what_is_stored_is_what_the_ledger_says(self) -> None:
        """Chain, row, seats with their dates and pauses, what waits, what is held against, and the record."""
        verdict = services.verify_cases(today=self.today, only=[self.case])
        assert (verdict.ok, verdict.cases) == (True, 1), str(verdict.sentence)

    def an_open_case_waits_for_someone_or_a_clock(self) -> None:
        facts = self.facts
        if not facts.is_open:
            assert not facts.seats
            assert facts.state in rules.CLOSED
            return
        running = [clock for clock in self.clocks() if not clock.ended and clock.due.on >= self.today]
        assert running or self.tries().someone_may()
        assert facts.state not in rules.UNDER_REVIEW or facts.seats

    def the_promise_keeps_the_law_and_waiting_brings_no_date_nearer(self) -> None:
        facts = self.facts
        if facts.promised_due is None or facts.statutory_due is None:
            return
        now = facts.promised_due.on, facts.statutory_due.on
        assert now[0] <= now[1]
        assert facts.acceptance is not None
        assert facts.acceptance.promised_due.on <= now[0]
        assert facts.acceptance.statutory_due.on <= now[1]
        for pause in facts.pauses:
            ended = pause.ended
            assert ended is None or ended.promised_due.on <= pause.began.promised_due.on
            assert (ended or pause.began).promised_due.on <= now[0]
            assert (ended or pause.began).statutory_due.on <= now[1]

    def every_worklist_shows_its_seats(self) -> None:
        desks = self.town.desks
        for permission in ("case.opinion", "case.decide"):
            lines = flow.worklist(
                department_ids=[desk.pk for desk in desks.values()],
                permissions=[permission],
                today=self.today,
            )
            asked = {
                seat.instance
                for seat in self.facts.seats
                if seat.permission == permission and not seat.stand_in
            }
            assert {line.instance for line in lines} == asked


def later(before: tuple[date, ...], now: tuple[date, ...]) -> bool:
    """Whether one of the days stood later before."""
    return any(old > new for old, new in zip(before, now, strict=True))


def tried(service: Callable[..., Any], **ask: Any) -> tuple[Any, Any]:
    """What it answers, or how it is refused."""
    try:
        return service(**ask), None
    except Refused as refused:
        return None, refused


CHORES: tuple[tuple[str, Callable[[Any], int]], ...] = (
    ("DeemAccepted", services.deem_accepted_due),
    ("Abandon", services.abandon_due),
    ("LapseGap", services.lapse_gaps_due),
    ("DeemRenewed", services.deem_renewed_due),
)


def test_every_kind_of_act_is_tried() -> None:
    assert {kind for kind, _chore in CHORES} | {"Recount"} == set(BY_CLOCK)
    assert {*BY_CLOCK, *BY_OFFICE, "Submit"} <= KINDS
    assert len(KINDS) >= 30


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(0 if DEEP else 1800)
def test_what_is_stored_is_what_the_ledgers_say_whatever_people_do() -> None:
    DONE.clear()
    with notices.nothing_remembered():
        ServicesMachine.place = Place()
        often = settings(
            max_examples=max(1, EXAMPLES // len(WAYS)),
            stateful_step_count=STEPS,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        )
        # Each way has its walks: drawn with the rest, some were met in one walk of a hundred.
        for way in sorted(WAYS):
            ServicesMachine.way = way
            run_state_machine_as_test(ServicesMachine, settings=often)
    print("\n".join(f"{times:8} {kind}" for kind, times in DONE.most_common()))
    never = sorted(KINDS - set(DONE))
    assert len(never) <= MAY_MISS, f"never done in {EXAMPLES} walks: {never}"
