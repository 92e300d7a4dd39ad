"""More people and more cases for a sample town that stands: as often as one likes, each time with others."""

from __future__ import annotations

import random
from datetime import datetime

from django.db import transaction

from tongban.cases import queries as case_queries
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Refused, _
from tongban.identity import queries as registers
from tongban.sample import cases, people, stock, town
from tongban.sample.families import Census, Resident, places, settle
from tongban.sample.people import Loaded, Town
from tongban.sample.reading import town_file

# A household more than the cases need: children and those who apply twice are among them.
FEWEST = 20


def grow(number: int, at: datetime) -> int:
    """Let so many more people move in and make so many more applications over the last year; how many there are more.

    Refuses a house without the sample town, and a number below one.
    """
    if number < 1:
        raise Refused("sample.number_wrong", _("Say how many cases more, at least one."))
    if not town.is_loaded():
        raise Refused("sample.no_town", _("There is no sample town here yet. Load it first."))
    before = case_queries.how_many()
    moved_in = _move_in(max(FEWEST, number), at, seed=people.SEED + before)
    stock.load(moved_in, at, first=before + 1)
    return cases.load(moved_in, at, number=number, seed=cases.SEED + before) - before


def _move_in(number: int, at: datetime, seed: int) -> Loaded:
    """New households walk into the register; nobody gets a number that someone here has."""
    census = Census(random.Random(seed), day_of(at), places(), town_file("names.yaml"))  # noqa: S311 - invented people
    settle(census, number)
    drawn = Town(
        residents=tuple(_with_free_number(census, one) for one in census.residents),
        ties=tuple(census.ties),
        marriages=tuple(census.marriages),
        newborns=tuple(census.newborns),
        officials=(),
        roles=(),
        firms=(),
        mandates=(),
    )
    with transaction.atomic():
        return Loaded(drawn, people.enter(drawn, at), bodies={}, accounts={})


def _with_free_number(census: Census, resident: Resident) -> Resident:
    while registers.person_by_id_number(id_number=resident.id_number) is not None:
        resident = census.renumbered(resident)
    return resident
