"""The rules of the record: what a leaf says, how the tree grows, and what a proof shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

import pytest
from hypothesis import given as having
from hypothesis import strategies as st

from tests.audit import given
from tongban.audit import rules, standalone
from tongban.foundation import crypto
from tongban.foundation.canonical import canonical_text

SHA256 = rules.hasher("sha256")
leaf_lists = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70)


def plain_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 9162, section 2.1.1, word by word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + plain_root(leaves[:split]) + plain_root(leaves[split:])).digest()


def grown(leaves: list[bytes]) -> rules.Frontier:
    frontier = rules.EMPTY
    for leaf in leaves:
        frontier, _ = frontier.add(leaf, SHA256)
    return frontier


def subtree_of(leaves: list[bytes]) -> Callable[[int, int], bytes]:
    return lambda first, last: plain_root(leaves[first:last])


def test_a_leaf_carries_everything_that_the_record_promises() -> None:
    row = rules.leaf_row(given.an_act(purpose="核对"), given.AT)
    body = json.loads(row["body"])
    assert body["actor"] == {
        "account": "account-1", "body": "", "department": "dept-1", "name": "李明",
        "person": "officer-1", "role": "staff", "staff": "staff-1",
    }  # fmt: skip
    assert (body["action"], body["case"], body["purpose"], body["result"]) == (
        "cases.accepted",
        "case-1",
        "核对",
        "ok",
    )
    assert body["at"] == "2026-03-02T01:30:00.000000Z"
    assert body["detail"] == {"note": "窗口受理"}
    assert row["leaf_hash"] == crypto.sm3(b"\x00" + row["body"].encode()).hex()
    assert set(row) == set(rules.LEAF_COLUMNS)


def test_the_text_of_a_leaf_is_canonical() -> None:
    row = rules.leaf_row(given.an_act(), given.AT)
    assert canonical_text(json.loads(row["body"])) == row["body"]


def test_a_look_at_a_person_is_about_that_person() -> None:
    assert rules.leaf_row(given.a_look_at("person-7"), given.AT)["about_id"] == "person-7"
    assert rules.leaf_row(given.an_act(about="person-8"), given.AT)["about_id"] == "person-8"
    assert rules.leaf_row(given.an_act(), given.AT)["about_id"] == ""


def test_a_whole_leaf_has_no_fault() -> None:
    for algorithm in rules.ALGORITHMS:
        assert rules.fault_of(rules.leaf_row(given.an_act(), given.AT, algorithm)) == ""


@pytest.mark.parametrize("column", [name for name in rules.LEAF_COLUMNS if name not in {"id", "at"}])
def test_a_change_in_any_column_is_a_fault(column: str) -> None:
    row = rules.leaf_row(given.an_act(), given.AT)
    assert rules.fault_of({**row, column: row[column] + "x"}) != ""


def test_a_changed_moment_or_key_is_a_fault() -> None:
    row = rules.leaf_row(given.an_act(), given.AT)
    assert rules.fault_of({**row, "at": row["at"].replace(second=1)}) == "at"
    assert rules.fault_of({**row, "id": rules.leaf_row(given.an_act(), given.AT)["id"]}) == "id"


def test_an_amount_in_floating_point_has_no_place_in_a_leaf() -> None:
    with pytest.raises(TypeError):
        rules.leaf_row(given.an_act(detail={"fee": 0.1}), given.AT)


@having(leaf_lists)
def test_the_root_that_grows_is_the_root_of_the_definition(leaves: list[bytes]) -> None:
    frontier = grown(leaves)
    assert frontier.root(SHA256) == plain_root(leaves)
    assert rules.Frontier.of_text(frontier.size, frontier.text()) == frontier


def test_the_root_over_nothing_is_the_hash_of_nothing() -> None:
    assert rules.EMPTY.root(SHA256) == hashlib.sha256(b"").digest()


def test_a_frontier_that_does_not_fit_its_size_is_not_read() -> None:
    with pytest.raises(ValueError):
        rules.Frontier.of_text(3, "00" * 32)


@having(leaf_lists, st.data())
def test_every_leaf_has_a_path_to_the_root_and_no_other_leaf_has_it(
    leaves: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = rules.inclusion_path(index, len(leaves), subtree_of(leaves))
    root = plain_root(leaves)
    size = len(leaves)
    assert rules.root_from_path(leaves[index], index, size, path, SHA256) == root
    assert standalone.root_of(leaves[index], index, size, list(path), "sha256") == root
    assert (
        rules.root_from_path(b"\xff" * 32, index, size, path, SHA256) != root or leaves[index] == b"\xff" * 32
    )
    assert rules.root_from_path(leaves[index], size, size, path, SHA256) is None
    assert rules.root_from_path(leaves[index], index, size, [*path, root], SHA256) is None


@having(leaf_lists, st.data())
def test_a_longer_record_shows_that_it_begins_with_the_shorter_one(
    leaves: list[bytes], data: st.DataObject
) -> None:
    size = len(leaves)
    old = data.draw(st.integers(1, size))
    path = rules.consistency_path(old, size, subtree_of(leaves))
    early, late = plain_root(leaves[:old]), plain_root(leaves)
    assert rules.consistency_holds(old, early, size, late, path, SHA256)
    plain = [
        {"root": root.hex(), "size": n, "algorithm": "sha256"} for root, n in ((early, old), (late, size))
    ]
    assert standalone.begins_with(plain[0], plain[1], list(path))
    if old < size:
        other = bytes([early[0] ^ 1]) + early[1:]
        assert not rules.consistency_holds(old, other, size, late, path, SHA256)
        assert not rules.consistency_holds(old, early, size, other, path, SHA256)
        assert not standalone.begins_with({**plain[0], "root": other.hex()}, plain[1], list(path))


def test_there_is_no_path_for_a_leaf_that_is_not_there() -> None:
    with pytest.raises(ValueError):
        rules.inclusion_path(3, 3, lambda first, last: b"")
    with pytest.raises(ValueError):
        rules.consistency_path(4, 3, lambda first, last: b"")


def test_full_subtrees_are_reported_where_they_stand() -> None:
    frontier, seen = rules.EMPTY, []
    leaves = [bytes([n]) * 32 for n in range(8)]
    for leaf in leaves:
        frontier, completed = frontier.add(leaf, SHA256)
        seen += completed
    assert (1, 3, plain_root(leaves[6:8])) in seen
    assert (2, 1, plain_root(leaves[4:8])) in seen
    assert (3, 0, plain_root(leaves)) in seen
    assert len(seen) == 7


@having(st.binary(max_size=300))
def test_sm3_of_the_file_for_third_parties_is_the_house_s_sm3(data: bytes) -> None:
    assert standalone.sm3_in_python(data) == crypto.sm3(data)
    assert standalone.sm3(data) == crypto.sm3(data)


def test_sm3_of_the_standard_s_own_example() -> None:
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert standalone.sm3_in_python(b"abc").hex() == expected


def test_a_checkpoint_reads_back_as_it_was_signed() -> None:
    made = rules.Checkpoint("log", 2, 17, "ab" * 32, "sm3", given.AT, "cd" * 32)
    assert rules.Checkpoint.from_payload(made.payload().decode()) == made
    assert rules.checkpoint_hash(made) == crypto.sm3(made.payload()).hex()
