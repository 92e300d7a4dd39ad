"""A year of cases of the sample town, in every state, lived through the services in the order of their days."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from tongban.cases import queries as case_queries
from tongban.cases import services as cases
from tongban.cases.rules.provisions import JOINT_DECISION_WORKDAYS
from tongban.catalogue import queries as catalogue
from tongban.catalogue.rules import ItemCard
from tongban.flow import rules as flow
from tongban.foundation.actors import SYSTEM, Actor
from tongban.foundation.clock import day_of
from tongban.foundation.provisions import in_force
from tongban.foundation.workdays import Period, due, national_calendar
from tongban.identity import services as identity
from tongban.org import queries as org
from tongban.outbox import services as outbox
from tongban.sample import plan, stock
from tongban.sample.families import Resident
from tongban.sample.people import Loaded
from tongban.sample.plan import Fate
from tongban.sample.stories import Script, Story, World

CASES = plan.WHOLE
DAYS = 360
# Holidays may put a first day off; the town's items count from the first of the year.
LONGEST_AGO = DAYS - 15
LONG_ENOUGH_TO_END = 50
JUST_PROMISED = 30
TODAY = timedelta(hours=5)
SEED = 20261121
DAYS_BETWEEN_DELIVERIES = 3
ADULT = 20
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def load(loaded: Loaded, at: datetime, *, number: int = CASES, seed: int = SEED) -> int:
    """Live through a year of applications until now; how many cases the house has then."""
    world = _world(loaded, at, seed)
    stories = list(_stories(world, number))
    _live(world, stories)
    _settle(at)
    cases.deem_accepted_due(at)
    _settle(at)
    for story in stories:
        # After everything else: what follows a decision has not happened yet when the town opens its doors.
        if story.fate.end == "decided":
            story.moment = _later(world, story.moment, 0.0)
            story.decide_now()
        elif story.case and story.fate.twist:
            story.moment = _later(world, max(story.moment, at - TODAY), 0.0)
            story.twist_now()
    return case_queries.how_many()


def _live(world: World, stories: list[Story]) -> None:
    """Tell all stories at once, step by step in the order of time."""
    order = itertools.count()
    clockwork: list[tuple[datetime, int, Script, Story]] = []
    for story in stories:
        heapq.heappush(clockwork, (story.moment, next(order), story.told(), story))
    settled_on: date | None = None
    while clockwork:
        moment, _place, script, story = heapq.heappop(clockwork)
        if settled_on is None or (day_of(moment) - settled_on).days >= DAYS_BETWEEN_DELIVERIES:
            _settle(moment)
            settled_on = day_of(moment)
        story.moment = moment
        wait = next(script, None)
        if wait is not None:
            heapq.heappush(clockwork, (_later(world, moment, wait), next(order), script, story))


def _settle(at: datetime) -> None:
    """Deliver everything announced so far, as the worker would have done by the evening."""
    while outbox.deliver_due(at, limit=500).n:
        pass


def _world(loaded: Loaded, at: datetime, seed: int) -> World:
    officials: dict[tuple[str, str], list[Actor]] = {}
    regions = {one.id: one.region_code for one in org.departments()}
    for card in org.all_staff(on=day_of(at)):
        actor = Actor(
            account_id=card.account_id, person_id=card.person_id, name=card.name, staff_id=card.id,
            department_id=card.department_id, department_name=card.department_name, role="staff",
            permissions=card.permissions, region_code=regions[card.department_id],
        )  # fmt: skip
        for permission in card.permissions:
            officials.setdefault((card.department_id, permission), []).append(actor)
            if "case.window" in card.permissions:
                officials.setdefault(("window", permission), []).append(actor)
    offered = catalogue.appliable_items(on=day_of(at))
    items = {line.name: catalogue.version(version_id=line.version_id) for line in offered}
    return World(loaded, random.Random(seed), at, officials, items)  # noqa: S311 - an invented town


def _stories(world: World, number: int) -> Iterator[Story]:
    """Who applies for what and when: nobody twice for one item, newborns by their mothers, clinics by doctors."""
    pools = _pools(world)
    born = {birth.mother: birth.born_on for birth in world.loaded.town.newborns}
    accounts = {world.loaded.persons[role.resident]: "" for role in world.loaded.town.roles}
    for fate in plan.fates(number, {name: len(pool) for name, pool in pools.items()}, world.hand):
        resident, item = pools[fate.item].pop(), world.items[fate.item]
        applicant = _applicant(world, resident, accounts)
        start, pace = _beginning(
            world, fate, item, born.get(resident.key) if fate.item == plan.NEWBORN else None
        )
        yield Story(world, applicant, item, fate, pace, start)


def _pools(world: World) -> dict[str, list[Resident]]:
    """Who may apply for what, in random order. The roles of the demonstration begin with a clean table."""
    town = world.loaded.town
    taken = {role.resident for role in town.roles}
    free = [one for one in town.residents if one.key not in taken]
    by_key = {one.key: one for one in free}
    adults = [one for one in free if world.now.year - one.born_on.year > ADULT]
    pools = {name: list(adults) for name in plan.SHARES}
    pools[plan.CLINIC] = [one for one in stock.doctors(town.residents, day_of(world.now)) if one in adults]
    pools[plan.NEWBORN] = [by_key[birth.mother] for birth in town.newborns if birth.mother in by_key]
    for pool in pools.values():
        world.hand.shuffle(pool)
    return pools


def _applicant(world: World, resident: Resident, accounts: dict[str, str]) -> Actor:
    person = world.loaded.persons[resident.key]
    if person not in accounts:
        accounts[person] = identity.open_account(
            person_id=person, login_name=f"haitang{person[-12:]}", password=None, actor=SYSTEM, at=world.now
        ).id
    return Actor(
        account_id=accounts[person], person_id=person, name=resident.name, role="citizen", level=4,
        region_code=resident.region_code,
    )  # fmt: skip


def _beginning(world: World, fate: Fate, item: ItemCard, born_on: date | None) -> tuple[datetime, float]:
    """When an application was made, and how fast it goes if it is not over."""
    hand, today = world.hand, day_of(world.now)
    if fate.end == "promised":
        return _opening(world, today - timedelta(days=JUST_PROMISED)), 0.0
    if fate.is_over:
        # Denser towards today: a town learns to use its platform.
        days = round(hand.triangular(LONG_ENOUGH_TO_END, LONGEST_AGO, LONG_ENOUGH_TO_END))
        if born_on is not None:
            days = min(days, max(1, (today - born_on).days - 1))
        return _opening(world, today - timedelta(days=days)), 0.0
    if fate.end == "waiting":
        return _opening(world, today - timedelta(days=hand.randint(0, 1))), 0.0
    if fate.end == "correction":
        return _opening(world, today - timedelta(days=hand.randint(3, 8))), 1.0
    if fate.margin < 0:
        accepted_on = _accepted_on(item, today, fate.margin)
        return _opening(world, accepted_on), min(3.0, (today - accepted_on).days / 8)
    steps, workdays = _way_to(item, fate.seat or "decide")
    margin = (
        fate.margin
        if steps or item.promised is None
        else max(fate.margin, item.promised.number - workdays + 1)
    )
    accepted_on = _accepted_on(item, today, margin)
    # The first step is acceptance, on the same day; the others share the time until the last seat opened, which still has some.
    left = (today - accepted_on).days - hand.uniform(0, 0.6) * workdays
    return _opening(world, accepted_on), max(0.1, left / max(1, steps))


def _way_to(item: ItemCard, seat: str) -> tuple[int, int]:
    """How many seats speak before this one opens, and how many workdays it has itself."""
    whole = flow.plan_as_it_stands(item.plan)
    said: list[flow.Entry] = []
    while True:
        now = flow.open_seats(whole, said, {})
        reached = next((one.seat.workdays for one in now if one.seat.key == seat), None)
        if reached is not None:
            return len(said), reached
        said.append(
            flow.Entry(flow.EntryKind.OPINION, now[0].instance, flow.Verdict.AGREE, "", "", _ANY_TIME)
        )


def _promised(item: ItemCard, today: date) -> Period | None:
    """What the item promises; joint handling takes no longer than the law lets it, whatever is promised (art. 42(2))."""
    if item.promised is None or not item.procedure.joint:
        return item.promised
    longest = in_force(JOINT_DECISION_WORKDAYS, today).value
    return Period(min(item.promised.number, longest), item.promised.unit)


def _accepted_on(item: ItemCard, today: date, margin: int) -> date:
    """The workday on which an application was accepted that is due so many workdays from today."""
    promised = _promised(item, today)
    if promised is None:
        return today
    calendar = national_calendar().estimating(today.year - 1, today.year + 1)
    best = day = today
    while True:
        if calendar.is_workday(day):
            due_on = due(day, promised, calendar).on
            if margin >= 0 and due_on < today:
                return best
            if calendar.between(today, due_on) <= margin:
                return day
            best = day
        day -= timedelta(days=1)


def _opening(world: World, day: date) -> datetime:
    """An office hour of that day, or of the last workday before it, that is not yet to come."""
    while True:
        if national_calendar().is_workday(day):
            midnight = world.now.replace(hour=0, minute=0, second=0, microsecond=0)
            moment = _office_hour(world, midnight + timedelta(days=(day - day_of(midnight)).days))
            if moment < world.now:
                return moment
        day -= timedelta(days=1)


def _later(world: World, moment: datetime, days: float) -> datetime:
    """So many days later within office hours; always later than before, and always before now."""
    then = _office_hour(world, moment + timedelta(days=days))
    if then <= moment:
        then = moment + timedelta(minutes=world.hand.randint(5, 40))
    return then if then < world.now else moment + (world.now - moment) / 2


def _office_hour(world: World, moment: datetime) -> datetime:
    """The same day, or the next workday, between nine and five."""
    calendar = national_calendar()
    day = moment
    while not calendar.is_workday(day_of(day)):
        day += timedelta(days=1)
    return day.replace(hour=1, minute=0, second=0, microsecond=0) + timedelta(
        minutes=world.hand.randint(0, 479), seconds=world.hand.randint(0, 59)
    )
