"""Whoever edits the record by hand, with all rights over the database, is found out."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from tests.audit import given
from tongban.audit import rules, services
from tongban.audit.models import Checkpoint, Leaf, Tile

pytestmark = pytest.mark.django_db
EDITS = 500 if os.environ.get("TONGBAN_DEEP") else 160
TEXTS = [name for name in rules.LEAF_COLUMNS if name not in {"id", "at"}]


def a_flipped_bit(dice: random.Random) -> str:
    column = dice.choice(TEXTS)
    row = dice.choice(list(Leaf.objects.all()))
    text = getattr(row, column)
    place = dice.randrange(len(text)) if text else 0
    changed = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :] if text else "x"
    Leaf.objects.filter(pk=row.pk).update(**{column: changed})
    return f"{column} of the leaf at {row.position}"


def a_moved_moment(dice: random.Random) -> str:
    row = dice.choice(list(Leaf.objects.all()))
    Leaf.objects.filter(pk=row.pk).update(at=row.at + timedelta(microseconds=1))
    return f"moment of the leaf at {row.position}"


def a_rewritten_leaf(dice: random.Random) -> str:
    """Body, hash and columns all changed together: only the tree can tell."""
    row = dice.choice(list(Leaf.objects.all()))
    body = row.body.replace("李明", "王明")
    Leaf.objects.filter(pk=row.pk).update(
        body=body, leaf_hash=rules.leaf_hash(body, row.algorithm).hex(), actor_name="王明"
    )
    return f"whole leaf at {row.position}"


def a_deleted_leaf(dice: random.Random) -> str:
    row = dice.choice(list(Leaf.objects.filter(position__isnull=False)))
    row.delete()
    return f"the leaf at {row.position} gone"


def two_swapped_leaves(dice: random.Random) -> str:
    one, two = dice.sample(list(Leaf.objects.filter(position__isnull=False)), 2)
    Leaf.objects.filter(pk=one.pk).update(position=None)
    Leaf.objects.filter(pk=two.pk).update(position=one.position)
    Leaf.objects.filter(pk=one.pk).update(position=two.position)
    return f"{one.position} and {two.position} swapped"


def a_closed_gap(dice: random.Random) -> str:
    row = dice.choice(list(Leaf.objects.filter(position__isnull=False).order_by("position"))[:-1])
    row.delete()
    for later in Leaf.objects.filter(position__gt=row.position).order_by("position"):
        Leaf.objects.filter(pk=later.pk).update(position=later.position - 1)
    return f"the leaf at {row.position} gone and the gap closed"


def a_cut_end(dice: random.Random) -> str:
    last = Leaf.objects.filter(position__isnull=False).count()
    cut = dice.randrange(1, last)
    Leaf.objects.filter(position__gte=cut).delete()
    return f"cut back to {cut} leaves"


def a_return_to_yesterday(dice: random.Random) -> str:
    """The record as it truly was at an earlier checkpoint: only a witness can tell."""
    kept = dice.choice(list(Checkpoint.objects.order_by("number"))[:-1])
    Checkpoint.objects.filter(number__gt=kept.number).delete()
    Leaf.objects.filter(position__gte=kept.size).delete()
    for tile in Tile.objects.all():
        if (tile.index + 1) << tile.level > kept.size:
            tile.delete()
    return f"back to checkpoint {kept.number}"


def an_unsealed_leaf_put_in(dice: random.Random) -> str:
    end = Leaf.objects.filter(position__isnull=False).count()
    row = rules.leaf_row(given.an_act(action="cases.never_happened"), given.AT)
    Leaf(**row, position=end).save(force_insert=True)
    return f"a leaf put in at {end}"


def a_changed_checkpoint(dice: random.Random) -> str:
    row = dice.choice(list(Checkpoint.objects.all()))
    column = dice.choice(["payload", "frontier", "signature", "key_id", "signature_algorithm"])
    text = getattr(row, column)
    place = dice.randrange(len(text))
    changed = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
    Checkpoint.objects.filter(pk=row.pk).update(**{column: changed})
    return f"{column} of checkpoint {row.number}"


def a_deleted_checkpoint(dice: random.Random) -> str:
    row = dice.choice(list(Checkpoint.objects.all()))
    number = row.number
    row.delete()
    return f"checkpoint {number} gone"


def a_changed_subtree(dice: random.Random) -> str:
    tile = dice.choice(list(Tile.objects.all()))
    if dice.random() < 0.5:
        Tile.objects.filter(pk=tile.pk).update(value="00" * 32)
    else:
        tile.delete()
    return f"subtree {tile.level}/{tile.index}"


EDITORS: list[Callable[[random.Random], str]] = [
    a_flipped_bit,
    a_flipped_bit,
    a_flipped_bit,
    a_moved_moment,
    a_rewritten_leaf,
    a_deleted_leaf,
    two_swapped_leaves,
    a_closed_gap,
    a_cut_end,
    a_return_to_yesterday,
    an_unsealed_leaf_put_in,
    a_changed_checkpoint,
    a_deleted_checkpoint,
    a_changed_subtree,
]


def without_guards() -> None:
    on = " ON {}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_leaf_once" + on.format("audit_leaf"))
        for table in ("audit_leaf", "audit_checkpoint", "audit_tile"):
            cursor.execute(f"DROP TRIGGER {table}_keep" + on.format(table))
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER {table}_whole")


def test_every_single_edit_is_found_and_its_place_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "LEAVES_PER_CHECKPOINT", 10)
    monkeypatch.setattr(rules, "TILE_LEVELS", (2, 4))
    given.leaves(37)
    services.seal(given.AT)
    witnessed = list(Checkpoint.objects.order_by("number").values_list("payload", flat=True))
    without_guards()
    assert services.verify(witnessed).ok
    seed = random.randrange(1 << 32)
    dice = random.Random(seed)
    for _ in range(EDITS):
        editor = dice.choice(EDITORS)
        with transaction.atomic():
            what = editor(dice)
            verdict = services.verify(witnessed)
            transaction.set_rollback(True)
        assert not verdict.ok, f"seed {seed}: {what} was not noticed"
        assert verdict.first_bad, f"seed {seed}: {what} has no place"
        assert verdict.text()
    assert services.verify(witnessed).ok


def test_the_first_bad_position_is_named() -> None:
    given.leaves(9)
    services.seal(given.AT)
    without_guards()
    Leaf.objects.filter(position=4).update(result="refused")
    Leaf.objects.filter(position=7).update(result="refused")
    verdict = services.verify()
    assert (verdict.ok, verdict.first_bad) == (False, "4")
    assert verdict.text() == "The leaf at position 4 was changed (result)."


def test_a_changed_leaf_that_waits_for_its_seal_is_found_too() -> None:
    given.leaves(2)
    without_guards()
    leaf = Leaf.objects.order_by("id")[0]
    Leaf.objects.filter(pk=leaf.pk).update(actor_name="王明")
    verdict = services.verify()
    assert (verdict.ok, verdict.first_bad) == (False, str(leaf.pk))


def test_a_line_that_the_witness_cannot_have_seen_is_named() -> None:
    given.leaves(2)
    services.seal(given.AT)
    assert services.verify([]).ok
    assert services.verify(["no checkpoint"]).first_bad == "witness"


@pytest.mark.django_db(transaction=True)
def test_this_machine_keeps_each_checkpoint_outside_the_database() -> None:
    given.leaves(3)
    services.seal(given.AT)
    row = Checkpoint.objects.get()
    log = rules.Checkpoint.from_payload(row.payload).log
    assert services.witnessed_here(log) == (row.payload,)
    assert services.witnessed_here("another") == ()
    assert services.verify().ok
