"""Announcing, delivering, trying again, and answering a request once, on the database at hand."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from tests.outbox import given
from tests.outbox.given import AT, CaseClosed, CaseDecided
from tongban.foundation.actors import SYSTEM, Actor
from tongban.foundation.refusals import Refused
from tongban.outbox import queries, registry, rules, services, tasks
from tongban.outbox.models import Delivery, Event, Request
from tongban.outbox.rules import Answer, Chore

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


class Heard:
    """What reactions were told; and what should go wrong next."""

    def __init__(self) -> None:
        self.told: list[tuple[str, object]] = []
        self.failing: set[str] = set()

    def reaction(self, name: str) -> Callable[[object, datetime], None]:
        def react(event: object, at: datetime) -> None:
            Request.objects.create(
                actor_id=name, route="effect", key=str(id(event)), request_hash="", status=0, answer="", at=at
            )
            if name in self.failing:
                raise RuntimeError(f"{name} does not work")
            self.told.append((name, event))

        react.__name__ = name
        return react


@pytest.fixture
def heard() -> Iterator[Heard]:
    before, chores = registry.table(), registry.chores()
    heard = Heard()
    services.register(
        {CaseDecided: [heard.reaction("issue"), heard.reaction("tell")], CaseClosed: [heard.reaction("tell")]}
    )
    yield heard
    registry._House.table, registry._House.chores = before, chores


def test_every_reaction_is_told_once(heard: Heard) -> None:
    event = CaseDecided("case-1", due_on=AT.date(), types=("a", "b"))
    services.announce(event, "case-1", AT)
    assert queries.pending_count() == 1
    assert services.deliver_due(AT) == services.Delivered(2, 0)
    assert services.deliver_due(LATER) == services.Delivered(0, 0)
    # Reactions of one event are told in no particular order.
    assert sorted(name for name, _event in heard.told) == ["issue", "tell"]
    assert all(told == event for _name, told in heard.told)
    assert queries.pending_count() == 0
    assert queries.oldest_pending_at() is None


def test_what_is_undone_is_never_announced(heard: Heard) -> None:
    with transaction.atomic():
        services.announce(CaseClosed("case-1"), "case-1", AT)
        transaction.set_rollback(True)
    services.deliver_due(AT)
    assert heard.told == []


def test_an_event_that_nobody_listens_to_is_simply_delivered(heard: Heard) -> None:
    services.announce(given.Fee("copy", given.Decimal("2.00")), "case-1", AT)
    assert services.deliver_due(AT).n == 0
    assert queries.pending_count() == 0


def test_a_failing_reaction_does_not_hold_up_the_others(heard: Heard) -> None:
    heard.failing.add("issue")
    services.announce(CaseDecided("case-1"), "case-1", AT)
    assert services.deliver_due(AT) == services.Delivered(1, 1)
    assert [name for name, _event in heard.told] == ["tell"]


def test_a_failing_reaction_leaves_no_half_done_effect(heard: Heard) -> None:
    heard.failing.add("issue")
    services.announce(CaseDecided("case-1"), "case-1", AT)
    services.deliver_due(AT)
    assert list(Request.objects.values_list("actor_id", flat=True)) == ["tell"]


def test_a_worker_killed_in_the_middle_leaves_the_delivery_to_the_next_one(heard: Heard) -> None:
    def killed(event: object, at: datetime) -> None:
        Request.objects.create(
            actor_id="half", route="effect", key="k", request_hash="", status=0, answer="", at=at
        )
        raise SystemExit

    services.register({CaseClosed: [killed]})
    services.announce(CaseClosed("case-1"), "case-1", AT)
    with pytest.raises(SystemExit):
        services.deliver_due(AT)
    assert not Request.objects.filter(actor_id="half").exists()
    (card,) = queries.deliveries_of("case-1")
    assert (card.attempts, card.done_at) == (0, None)


def test_a_failed_delivery_waits_and_is_tried_again(heard: Heard) -> None:
    heard.failing.add("tell")
    services.announce(CaseClosed("case-1"), "case-1", AT)
    services.deliver_due(AT)
    (card,) = queries.deliveries_of("case-1")
    assert (card.attempts, card.last_error) == (1, "RuntimeError: tell does not work")
    assert card.next_at == AT + timedelta(seconds=2)
    assert services.deliver_due(AT + timedelta(seconds=1)).n == 0
    heard.failing.clear()
    assert services.deliver_due(AT + timedelta(seconds=2)).n == 1
    assert queries.deliveries_of("case-1")[0].done_at == AT + timedelta(seconds=2)


def test_order_is_kept_for_one_subject_and_reaction(heard: Heard) -> None:
    heard.failing.add("tell")
    first, second, other = CaseClosed("first"), CaseDecided("second"), CaseClosed("other")
    services.announce(first, "case-1", AT)
    services.announce(second, "case-1", AT)
    services.announce(other, "case-2", AT)
    assert services.deliver_due(AT) == services.Delivered(1, 2)
    assert heard.told == [("issue", second)]
    heard.failing.clear()
    assert services.deliver_due(LATER) == services.Delivered(3, 0)
    told = [event for name, event in heard.told if name == "tell"]
    assert told.index(first) < told.index(second)


def fail_for_good(heard: Heard) -> datetime:
    heard.failing.add("tell")
    services.announce(CaseClosed("case-1"), "case-1", AT)
    at = AT
    for _ in range(rules.ATTEMPTS_UNTIL_STUCK):
        assert services.deliver_due(at).failed == 1
        at += timedelta(hours=1)
    return at


def test_a_delivery_that_fails_ten_times_is_stuck_and_visible(heard: Heard) -> None:
    at = fail_for_good(heard)
    services.announce(CaseClosed("behind"), "case-1", at)
    assert services.deliver_due(at) == services.Delivered(0, 0)
    (card,) = queries.stuck()
    assert (card.kind, card.subject_id, card.reaction, card.attempts) == (
        "given.CaseClosed",
        "case-1",
        "tell",
        10,
    )
    assert card.last_error == "RuntimeError: tell does not work"
    assert (card.announced_at, card.behind) == (AT, 1)
    assert queries.oldest_pending_at() == AT


def test_a_stuck_delivery_is_tried_again_when_an_operator_says_so(heard: Heard) -> None:
    at = fail_for_good(heard)
    heard.failing.clear()
    operator = Actor(account_id="a", staff_id="staff-9", permissions=frozenset({"outbox.retry"}))
    services.retry(queries.stuck()[0].id, operator, at)
    assert services.deliver_due(at).n == 1
    assert queries.stuck() == ()
    assert Delivery.objects.get().retried_by == "staff-9"


def test_nobody_else_may_try_again_and_only_what_is_stuck(heard: Heard) -> None:
    at = fail_for_good(heard)
    delivery = queries.stuck()[0].id
    with pytest.raises(Refused, match=r"outbox\.may_not_retry"):
        services.retry(delivery, Actor(account_id="a"), at)
    services.retry(delivery, SYSTEM, at)
    with pytest.raises(Refused, match=r"outbox\.not_stuck"):
        services.retry(delivery, SYSTEM, at)


def test_a_reaction_that_no_longer_exists_is_a_failure_people_see(heard: Heard) -> None:
    services.announce(CaseClosed("case-1"), "case-1", AT)
    services.spread(AT)
    services.register({CaseClosed: []})
    assert services.deliver_due(AT) == services.Delivered(0, 1)
    assert queries.deliveries_of("case-1")[0].last_error == "KeyError: 'tell'"


def test_one_round_delivers_no_more_than_asked(heard: Heard) -> None:
    for number in range(5):
        services.announce(CaseClosed(str(number)), f"case-{number}", AT)
    assert services.deliver_due(AT, limit=3).n == 3
    assert services.deliver_due(AT, limit=3).n == 2


def test_the_row_of_the_rules_is_the_row_of_the_table(heard: Heard) -> None:
    row = rules.event_row(CaseClosed("case-1"), "case-1", AT)
    names, places = ", ".join(row), ", ".join(["%s"] * len(row))
    adapted = {**row, "at": connection.ops.adapt_datetimefield_value(AT)}
    if connection.vendor == "sqlite":
        adapted["id"] = row["id"].hex
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO outbox_event ({names}) VALUES ({places})", list(adapted.values()))
    assert Event.objects.get().key == row["id"]
    assert services.deliver_due(AT).n == 1


def test_a_request_is_carried_out_once_and_answered_the_same_every_time() -> None:
    acted: list[int] = []

    def act() -> Answer:
        acted.append(1)
        return Answer(201, '{"number":"1"}')

    answers = {services.answer_once("p", "/cases/", "k", b"a=1", AT, act) for _ in range(3)}
    assert answers == {Answer(201, '{"number":"1"}')}
    assert acted == [1]


def test_a_key_used_for_another_request_is_refused() -> None:
    services.answer_once("p", "/cases/", "k", b"a=1", AT, lambda: Answer(200, ""))
    with pytest.raises(Refused, match=r"outbox\.key_reused"):
        services.answer_once("p", "/cases/", "k", b"a=2", AT, lambda: Answer(200, ""))


def test_keys_of_different_people_and_routes_do_not_meet() -> None:
    for actor, route in (("p", "/a/"), ("q", "/a/"), ("p", "/b/")):
        assert services.answer_once(actor, route, "k", b"", AT, lambda: Answer(200, "")).status == 200
    assert Request.objects.count() == 3


def test_an_act_that_refuses_leaves_no_trace_and_may_be_tried_again() -> None:
    def refuse() -> Answer:
        raise Refused("cases.no", "No.")

    with pytest.raises(Refused, match=r"cases\.no"):
        services.answer_once("p", "/cases/", "k", b"", AT, refuse)
    assert services.answer_once("p", "/cases/", "k", b"", AT, lambda: Answer(200, "yes")).body == "yes"


def test_a_request_without_a_key_is_refused() -> None:
    with pytest.raises(Refused, match=r"outbox\.key_missing"):
        services.answer_once("p", "/cases/", "", b"", AT, lambda: Answer(200, ""))


def test_answers_are_kept_thirty_days_and_undelivered_events_for_ever(heard: Heard) -> None:
    services.answer_once("p", "/cases/", "k", b"", AT, lambda: Answer(200, ""))
    services.announce(CaseClosed("done"), "case-1", AT)
    services.deliver_due(AT)
    Request.objects.filter(route="effect").delete()
    heard.failing.add("tell")
    services.announce(CaseClosed("undone"), "case-2", AT)
    services.deliver_due(AT)
    assert services.purge(AT + timedelta(days=30)) == 0
    assert services.purge(AT + timedelta(days=31)) == 1
    assert services.purge(AT + timedelta(days=91)) == 2
    assert [event.subject_id for event in Event.objects.all()] == ["case-2"]


def test_chores_are_done_in_their_turn_and_one_failing_does_not_stop_the_next(heard: Heard) -> None:
    done: list[str] = []

    def fail(at: datetime) -> None:
        raise RuntimeError

    services.register_chores(
        (
            Chore("broken", 60, fail),
            Chore("rare", 60, lambda at: done.append("rare")),
            Chore("often", 0, lambda at: done.append("often")),
        )
    )
    services.announce(CaseClosed("case-1"), "case-1", AT)
    turn = tasks._Turn()
    assert tasks.work_once(turn)
    assert not tasks.work_once(turn)
    assert done == ["rare", "often", "often"]


@pytest.mark.django_db(transaction=True)
def test_the_worker_outlives_errors_and_stops_when_told(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()
    seen: list[str] = []
    real = services.deliver_due

    def sometimes(at: datetime) -> services.Delivered:
        seen.append("turn")
        if len(seen) == 1:
            raise RuntimeError("the database went away")
        delivered = real(at)
        if delivered.n:
            stop.set()
        return delivered

    monkeypatch.setattr(services, "deliver_due", sometimes)
    services.announce(CaseClosed("case-1"), "case-1", AT)
    worker = threading.Thread(target=tasks.run_worker, args=(stop, 0.01))
    worker.start()
    worker.join(timeout=20)
    assert not worker.is_alive()
    assert [event for _name, event in heard.told] == [CaseClosed("case-1")]


@pytest.mark.django_db(transaction=True)
def test_several_workers_deliver_everything_once_and_in_order(heard: Heard) -> None:
    for number in range(24):
        services.announce(CaseClosed(str(number)), f"case-{number % 4}", AT)
    workers = [threading.Thread(target=_work_until_empty) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    told = [event.case_id for _name, event in heard.told]  # type: ignore[attr-defined]
    assert sorted(told, key=int) == [str(n) for n in range(24)]
    for case in range(4):
        mine = [int(case_id) for case_id in told if int(case_id) % 4 == case]
        assert mine == sorted(mine)
    assert queries.pending_count() == 0


def _work_until_empty() -> None:
    try:
        while queries.pending_count():
            services.deliver_due(LATER)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_hundred_twins_at_once_act_once() -> None:
    acted: list[int] = []
    answers: list[object] = []

    def act() -> Answer:
        acted.append(1)
        return Answer(201, "made")

    def ask() -> None:
        try:
            answers.append(services.answer_once("p", "/cases/", "k", b"a=1", AT, act))
        except Refused as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    for _ in range(10):
        askers = [threading.Thread(target=ask) for _ in range(10)]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join(timeout=60)
    assert acted == [1]
    assert len(answers) == 100
    assert set(answers) <= {Answer(201, "made"), "outbox.in_flight"}
    assert answers.count(Answer(201, "made")) >= 90


@pytest.mark.django_db(transaction=True)
def test_a_request_whose_twin_takes_long_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    from tongban.outbox import storage

    monkeypatch.setattr(storage, "LOCK_WAIT_MILLISECONDS", 100)
    started, finish = threading.Event(), threading.Event()

    def slow() -> Answer:
        started.set()
        finish.wait(20)
        return Answer(200, "slow")

    def first() -> None:
        services.answer_once("p", "/cases/", "k", b"", AT, slow)
        connection.close()

    worker = threading.Thread(target=first)
    worker.start()
    assert started.wait(20)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 100")
    try:
        with pytest.raises(Refused, match=r"outbox\.in_flight"):
            services.answer_once("p", "/cases/", "k", b"", AT, lambda: Answer(200, "fast"))
    finally:
        finish.set()
        worker.join(timeout=20)
    assert services.answer_once("p", "/cases/", "k", b"", AT, lambda: Answer(200, "fast")).body == "slow"
    connection.close()
