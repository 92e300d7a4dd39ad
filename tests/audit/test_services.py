"""Recording, sealing and verifying, on the database at hand."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from tests.audit import given
from tongban.audit import queries, rules, services, standalone, storage
from tongban.audit.models import Checkpoint, Leaf, Tile
from tongban.foundation import crypto
from tongban.foundation.refusals import Refused

pytestmark = pytest.mark.django_db


def published_keys() -> str:
    return json.dumps({"keys": [key.plain() for key in crypto.keyring().public_keys().values()]})


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(rules, "LEAVES_PER_CHECKPOINT", 8)
    return


def test_a_recorded_act_waits_without_a_position() -> None:
    services.record(given.an_act(), given.AT)
    row = Leaf.objects.get()
    assert row.position is None
    assert rules.fault_of(Leaf.objects.values().get()) == ""


def test_what_is_undone_leaves_no_leaf() -> None:
    with transaction.atomic():
        services.record(given.an_act(), given.AT)
        transaction.set_rollback(True)
    assert not Leaf.objects.exists()


def test_a_record_that_cannot_be_written_stops_the_act(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(storage, "insert_leaf", full)
    with pytest.raises(DatabaseError):
        services.record(given.an_act(), given.AT)


def test_sealing_gives_dense_positions_in_order_and_a_signed_root() -> None:
    given.leaves(5)
    assert services.seal(given.AT) == 1
    rows = list(Leaf.objects.order_by("position"))
    assert [row.position for row in rows] == [0, 1, 2, 3, 4]
    assert [row.pk for row in rows] == sorted(row.pk for row in rows)
    verdict = services.verify()
    assert (verdict.ok, verdict.leaves, verdict.checkpoints, verdict.unsealed) == (True, 5, 1, 0)


def test_nothing_new_makes_no_checkpoint() -> None:
    given.leaves(1)
    services.seal(given.AT)
    assert services.seal(given.AT) == 0
    assert services.seal_due(given.AT + timedelta(hours=1)) == 0


def test_the_tree_goes_on_where_it_stood(small_batches: None) -> None:
    given.leaves(11)
    assert services.seal(given.AT) == 2
    given.leaves(7, start=11)
    assert services.seal(given.AT + timedelta(minutes=1)) == 1
    verdict = services.verify()
    assert (verdict.ok, verdict.leaves, verdict.checkpoints) == (True, 18, 3)
    claims = [rules.Checkpoint.from_payload(row.payload) for row in Checkpoint.objects.order_by("number")]
    assert [claim.size for claim in claims] == [8, 11, 18]
    assert claims[2].previous == rules.checkpoint_hash(claims[1])
    assert len({claim.log for claim in claims}) == 1


def test_a_leaf_committed_late_gets_a_later_position() -> None:
    early = rules.leaf_row(given.an_act(subject_id="early"), given.AT)
    given.leaves(2)
    services.seal(given.AT)
    Leaf(**early).save(force_insert=True)
    services.seal(given.AT)
    assert Leaf.objects.get(subject_id="early").position == 2
    assert services.verify().ok


def test_a_checkpoint_is_due_after_a_minute_or_a_full_batch(small_batches: None) -> None:
    given.leaves(1)
    assert services.seal_due(given.AT) == 1
    given.leaves(7, start=1)
    assert services.seal_due(given.AT + timedelta(seconds=59)) == 0
    given.leaves(1, start=8)
    assert services.seal_due(given.AT + timedelta(seconds=59)) == 1
    given.leaves(1, start=9)
    assert services.seal_due(given.AT + timedelta(seconds=61)) == 0
    assert services.seal_due(given.AT + timedelta(seconds=119)) == 1


def test_a_switch_of_algorithm_keeps_the_old_leaves_provable(monkeypatch: pytest.MonkeyPatch) -> None:
    given.leaves(5)
    services.seal(given.AT)
    monkeypatch.setattr(services, "algorithm", lambda: "sha256")
    given.leaves(4, start=5)
    services.seal(given.AT)
    verdict = services.verify()
    assert (verdict.ok, verdict.leaves, verdict.checkpoints) == (True, 9, 2)
    for row in Leaf.objects.all():
        assert standalone.faults(queries.proof(str(row.pk)), standalone.read_keys(published_keys())) == []


def test_nothing_is_signed_on_top_of_a_changed_leaf() -> None:
    given.leaves(3)
    tampering("audit_leaf")
    leaf = Leaf.objects.order_by("id")[1]
    Leaf.objects.filter(pk=leaf.pk).update(body=leaf.body.replace("李明", "王明"))
    with pytest.raises(services.AuditBroken, match=str(leaf.pk)):
        services.seal(given.AT)
    assert not Checkpoint.objects.exists()
    assert not Leaf.objects.filter(position__isnull=False).exists()


def test_nothing_is_signed_on_top_of_a_forged_checkpoint() -> None:
    given.leaves(3)
    services.seal(given.AT)
    tampering("audit_checkpoint")
    row = Checkpoint.objects.get()
    Checkpoint.objects.update(payload=row.payload.replace('"size":3', '"size":2'))
    given.leaves(1, start=3)
    with pytest.raises(services.AuditBroken):
        services.seal(given.AT)


def tampering(*tables: str) -> None:
    """Take the database's own guards away, as someone with all rights over it could; undone with the test."""
    on = " ON {}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DROP TRIGGER {table}_keep" + on.format(table))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_leaf SET result = 'changed'",
        "UPDATE audit_leaf SET position = 7",
        "UPDATE audit_leaf SET position = NULL",
        "DELETE FROM audit_leaf",
        "UPDATE audit_checkpoint SET size = 1",
        "DELETE FROM audit_checkpoint",
        "UPDATE audit_tile SET value = ''",
        "DELETE FROM audit_tile",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete_what_was_sealed(
    statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given.leaves(1)
    services.seal(given.AT)
    Tile(algorithm="sm3", level=10, index=0, value="00").save()
    with (
        guarded(),
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


class guarded:  # noqa: N801 - reads as a word of the test
    """As in a real house: SQLite's test runs may empty their own database, others may not."""

    def __enter__(self) -> None:
        self._say(0)

    def __exit__(self, *error: object) -> None:
        self._say(1)

    def _say(self, answer: int) -> None:
        if connection.vendor == "sqlite":
            connection.connection.create_function("audit_may_be_emptied", 0, lambda: answer)


def test_an_unsealed_leaf_cannot_be_changed_while_it_gets_its_position() -> None:
    given.leaves(1)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE audit_leaf SET position = 0, result = 'changed'")


def test_a_case_s_timeline_names_its_acts_in_order() -> None:
    services.record(given.an_act(action="cases.submitted"), given.AT)
    services.record(given.an_act(action="cases.accepted"), given.AT + timedelta(hours=1))
    services.record(given.an_act(case_id="case-2"), given.AT)
    acts = queries.acts_on_case("case-1")
    assert [act.action for act in acts] == ["cases.submitted", "cases.accepted"]
    assert acts[0].detail == {"note": "窗口受理"}
    assert acts[0].actor_name == "李明"


def test_a_person_sees_who_looked_but_not_her_own_acts() -> None:
    services.record(given.a_look_at("person-1"), given.AT)
    services.record(given.a_look_at("person-2"), given.AT)
    services.record(given.an_act(about="officer-1"), given.AT)
    looks = queries.acts_about("person-1")
    assert [(look.actor_name, look.purpose) for look in looks] == [("李明", "核对户籍地址")]
    assert queries.acts_about("officer-1") == ()


def test_supervisors_page_through_the_log_newest_first() -> None:
    given.leaves(7)
    first = queries.page(limit=3)
    second = queries.page(limit=3, after=first.after)
    third = queries.page(limit=3, after=second.after)
    ids = [act.subject_id for page in (first, second, third) for act in page.acts]
    assert ids == [f"case-{n}" for n in (6, 5, 4, 3, 2, 1, 0)]
    assert third.after == ""


def test_the_log_is_filtered_by_case_actor_action_and_legal_day() -> None:
    services.record(given.an_act(), given.AT)
    services.record(given.a_look_at("person-1"), given.AT + timedelta(hours=15))
    assert [act.action for act in queries.page(action="cases.").acts] == ["cases.accepted"]
    assert [act.action for act in queries.page(action="identity.person_read").acts] == [
        "identity.person_read"
    ]
    assert len(queries.page(case_id="case-1").acts) == 1
    assert len(queries.page(actor_person="officer-1").acts) == 2
    assert len(queries.page(about="person-1").acts) == 1
    local = given.AT.date()
    assert [act.action for act in queries.page(day=local).acts] == ["cases.accepted"]
    assert [act.action for act in queries.page(day=local + timedelta(days=1)).acts] == [
        "identity.person_read"
    ]
    assert queries.actions() == ("cases.accepted", "identity.person_read")


@pytest.mark.parametrize("after", ["", "x", "2026-03-02~zz", "2026-03-02T00:00:00~" + "0" * 32, "~"])
def test_a_page_mark_that_nobody_gave_out_is_refused(after: str) -> None:
    if not after:
        assert queries.page(after=after).acts == ()
        return
    with pytest.raises(Refused, match=r"audit\.page_unknown"):
        queries.page(after=after)


@pytest.mark.parametrize("count", [1, 2, 7, 8, 9, 21])
def test_every_line_is_proved_by_the_file_for_third_parties(count: int) -> None:
    given.leaves(count)
    services.seal(given.AT)
    keys = standalone.read_keys(published_keys())
    for row in Leaf.objects.all():
        proof = queries.proof(str(row.pk))
        assert standalone.faults(proof, keys) == []
        changed = {**proof, "leaf": proof["leaf"].replace("李明", "王明")}
        assert standalone.faults(changed, keys) != []


def test_proofs_over_kept_subtrees_agree_with_the_plain_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "TILE_LEVELS", (2, 4))
    given.leaves(45)
    services.seal(given.AT)
    assert Tile.objects.filter(level=2).count() == 11
    assert Tile.objects.filter(level=4).count() == 2
    assert services.verify().ok
    keys = standalone.read_keys(published_keys())
    for row in Leaf.objects.all():
        assert standalone.faults(queries.proof(str(row.pk)), keys) == []


def test_a_witness_sees_that_the_record_only_grew(small_batches: None) -> None:
    given.leaves(21)
    services.seal(given.AT)
    keys = standalone.read_keys(published_keys())
    for size in (8, 16, 21):
        assert standalone.faults(queries.consistency(size), keys) == []
    with pytest.raises(Refused, match=r"audit\.no_checkpoint"):
        queries.consistency(9)


def test_a_person_downloads_her_own_record_and_checks_it_on_her_own_machine(tmp_path: Path) -> None:
    services.record(given.a_look_at("person-1"), given.AT)
    given.leaves(4)
    services.seal(given.AT)
    mine = queries.proofs_about("person-1")
    assert len(mine["leaves"]) == 1
    (tmp_path / "keys.json").write_text(published_keys(), encoding="utf-8")
    for change, code in ((("核对", "核对"), 0), (("核对户籍地址", "随便看看"), 1)):
        text = json.dumps(mine, ensure_ascii=False).replace(*change)
        (tmp_path / "mine.json").write_text(text, encoding="utf-8")
        command = [
            sys.executable,
            "-I",
            standalone.__file__,
            str(tmp_path / "keys.json"),
            str(tmp_path / "mine.json"),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout


def test_a_line_has_no_proof_before_it_is_sealed() -> None:
    given.leaves(1)
    leaf = Leaf.objects.get()
    with pytest.raises(Refused, match=r"audit\.not_sealed"):
        queries.proof(str(leaf.pk))
    for unknown in ("nothing", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(Refused, match=r"audit\.not_found"):
            queries.proof(unknown)


def test_the_first_proofs_of_a_new_house_are_empty() -> None:
    assert queries.proofs_about("person-1") == {"leaves": []}
    assert queries.latest_checkpoint() is None
    assert services.verify().ok


@pytest.mark.django_db(transaction=True)
def test_several_sealers_and_writers_at_once_make_one_whole_record(small_batches: None) -> None:
    def write() -> None:
        try:
            given.leaves(15)
        finally:
            connection.close()

    def seal() -> None:
        try:
            for _ in range(6):
                services.seal(given.AT)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for work in (write, seal, write, seal)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    services.seal(given.AT)
    verdict = services.verify()
    assert (verdict.ok, verdict.leaves, verdict.unsealed) == (True, 30, 0), verdict.text()
