"""The table of reactions: nothing is announced into the void without a stated reason."""

from __future__ import annotations

import dataclasses
import inspect

from tongban.cases import events
from tongban.outbox.rules import kind_of
from tongban.reactions import CHORES, NO_REACTION, REACTIONS


def test_every_announcement_of_a_case_has_a_reaction_or_a_reason_for_none() -> None:
    told = {
        kind
        for _name, kind in inspect.getmembers(events, inspect.isclass)
        if kind.__module__ == events.__name__
    }
    assert told == {kind for kind in (*REACTIONS, *NO_REACTION) if kind.__module__ == events.__name__}
    assert not set(REACTIONS) & set(NO_REACTION)


def test_a_reaction_says_in_one_sentence_what_it_is_for() -> None:
    for reactions in REACTIONS.values():
        assert all((inspect.getdoc(one) or "").endswith(".") for one in reactions)


def test_announcements_hold_ids_and_plain_values() -> None:
    assert all(dataclasses.is_dataclass(kind) and kind.__dataclass_params__.frozen for kind in REACTIONS)
    assert len({kind_of(kind) for kind in REACTIONS}) == len(REACTIONS)


def test_the_worker_has_its_chores() -> None:
    names = [chore.name for chore in CHORES]
    assert "accept by silence" in names
    assert "seal the record" in names
