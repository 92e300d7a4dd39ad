"""The people of the sample town, drawn by a seeded hand: the same seed and day give the same town.

Pure: reads the town's YAML, knows no database. Numbers are of the unassigned region 990000 with true check
characters; phones begin with 154, which no operator has been given; all names are invented.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from tongban.foundation.identifiers.check_characters import mod11_2
from tongban.sample.reading import town_file

REGION = "990000"
PHONE = "1540000"
HAN = "01"


@dataclass(frozen=True, slots=True)
class Place:
    """A community with what its addresses begin with."""

    region_code: str
    name: str
    prefix: str
    roads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resident:
    """A person of the town before she walks into the register; the key is the town's own."""

    key: str
    name: str
    id_number: str
    sex: str
    born_on: date
    phone: str
    address: str
    region_code: str
    ethnic: str
    household: str


@dataclass(frozen=True, slots=True)
class Tie:
    """The relative is the person's spouse, parent or child."""

    person: str
    relative: str
    kind: str


@dataclass(frozen=True, slots=True)
class Marriage:
    """Who married whom, and when."""

    husband: str
    wife: str
    married_on: date


@dataclass(frozen=True, slots=True)
class Newborn:
    """A child that is born and not yet registered: it has a birth certificate and no number."""

    key: str
    name: str
    sex: str
    born_on: date
    father: str
    mother: str
    hospital: str
    household: str


@dataclass
class Census:
    """The town as it is being drawn."""

    hand: random.Random
    today: date
    places: tuple[Place, ...]
    names: dict[str, Any]
    residents: list[Resident] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    marriages: list[Marriage] = field(default_factory=list)
    newborns: list[Newborn] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)
    households: int = 0
    rare: list[dict[str, str]] = field(default_factory=list)

    def household(self) -> str:
        self.households += 1
        return f"h{self.households:04d}"

    def place(self, name: str = "") -> Place:
        return next(p for p in self.places if p.name == name) if name else self.hand.choice(self.places)

    def address(self, place: Place) -> str:
        hand = self.hand
        room = f"{hand.randint(1, 18)}0{hand.randint(1, 4)}"
        return (
            f"{place.prefix}{hand.choice(place.roads)}{hand.randint(1, 180)}号"
            f"{hand.randint(1, 12)}栋{hand.randint(1, 3)}单元{room}室"
        )

    def born(self, age: int) -> date:
        """A birthday that makes the person this old today."""
        latest = _years_before(self.today, age)
        return latest - timedelta(days=self.hand.randint(0, 364))

    def number(self, born_on: date, sex: str) -> str:
        """A free identity number with its check character."""
        while True:
            sequence = self.hand.randint(0, 499) * 2 + (sex == "male")
            number = id_number(REGION, born_on, sequence)
            if number not in self.numbers:
                self.numbers.add(number)
                return number

    def renumbered(self, resident: Resident) -> Resident:
        """The same resident with another number, when the first is someone's in a register that the town does not see."""
        return replace(resident, id_number=self.number(resident.born_on, resident.sex))

    def add(
        self, *, name: str, sex: str, age: int, home: tuple[str, str, str], key: str = "", ethnic: str = HAN
    ) -> Resident:
        """One more resident of a household (its key, address and region)."""
        household, address, region_code = home
        born_on = self.born(age)
        count = len(self.residents)
        resident = Resident(
            key=key or f"p{count:04d}",
            name=name,
            id_number=self.number(born_on, sex),
            sex=sex,
            born_on=born_on,
            phone=f"{PHONE}{count:04d}" if age >= 12 else "",
            address=address,
            region_code=region_code,
            ethnic=ethnic,
            household=household,
        )
        self.residents.append(resident)
        return resident

    def home(self, community: str = "") -> tuple[str, str, str]:
        place = self.place(community)
        return self.household(), self.address(place), place.region_code

    def marry(self, husband: Resident, wife: Resident, years_ago: int) -> None:
        self.ties.append(Tie(husband.key, wife.key, "spouse"))
        day = _years_before(self.today, years_ago) - timedelta(days=self.hand.randint(30, 300))
        self.marriages.append(Marriage(husband.key, wife.key, day))

    def parent(self, child: Resident, *parents: Resident) -> None:
        self.ties.extend(Tie(child.key, parent.key, "parent") for parent in parents)

    def full_name(self, sex: str, surname: str = "") -> str:
        return f"{surname or self.hand.choice(self.names['surnames'])}{self.hand.choice(self.names[sex])}"

    def adult(self, sex: str, age: int, home: tuple[str, str, str], surname: str = "") -> Resident:
        """A grown-up; while rare names are left, every few carry one."""
        if not surname and self.rare and self.hand.random() < 0.4:
            given = next((entry for entry in self.rare if entry["sex"] == sex), None)
            if given is not None:
                self.rare.remove(given)
                return self.add(
                    name=given["name"], sex=sex, age=age, home=home, ethnic=given.get("ethnic", HAN)
                )
        return self.add(name=self.full_name(sex, surname), sex=sex, age=age, home=home)


def id_number(region: str, born_on: date, sequence: int) -> str:
    """An identity number with its check character (GB 11643-1999)."""
    body = f"{region}{born_on:%Y%m%d}{sequence:03d}"
    return body + mod11_2(body)


def places() -> tuple[Place, ...]:
    """The communities and villages of the town."""
    return tuple(_places(town_file("regions.yaml")))


def settle(census: Census, people: int) -> None:
    """Fill the town with households until it counts so many people."""
    kinds = (
        _newborn_family,
        _school_family,
        _school_family,
        _three_generations,
        _elders,
        _elder_alone,
        _single,
        _one_parent,
    )
    while len(census.residents) < people - 5:
        census.hand.choice(kinds)(census)
    while len(census.residents) < people:
        _single(census)


def _newborn_family(census: Census) -> None:
    home = census.home()
    father, mother = _couple(census, home, census.hand.randint(25, 36))
    sex = census.hand.choice(("male", "female"))
    born_on = census.today - timedelta(days=census.hand.randint(5, 300))
    count = len(census.newborns)
    census.newborns.append(
        Newborn(
            key=f"n{count:03d}",
            name=surname_of(father.name) + census.hand.choice(census.names[sex]),
            sex=sex,
            born_on=born_on,
            father=father.key,
            mother=mother.key,
            hospital="海棠市妇幼保健院",
            household=home[0],
        )
    )


def _school_family(census: Census) -> None:
    home = census.home()
    father, mother = _couple(census, home, census.hand.randint(34, 46))
    for age in sorted(census.hand.sample(range(3, 12), census.hand.randint(1, 2))):
        _child(census, home, age, father, mother)


def _three_generations(census: Census) -> None:
    home = census.home()
    father, mother = _couple(census, home, census.hand.randint(30, 42))
    _child(census, home, census.hand.randint(1, 8), father, mother)
    for sex in ("male", "female"):
        surname = surname_of(father.name) if sex == "male" else ""
        elder = census.adult(sex, census.hand.randint(60, 72), home, surname)
        census.parent(father, elder)


def _elders(census: Census) -> None:
    home = census.home()
    age = census.hand.randint(61, 88)
    husband, wife = (
        census.adult("male", age, home),
        census.adult("female", age - census.hand.randint(0, 3), home),
    )
    census.marry(husband, wife, age - census.hand.randint(23, 28))


def _elder_alone(census: Census) -> None:
    census.adult(census.hand.choice(("male", "female")), census.hand.randint(66, 97), census.home())


def _single(census: Census) -> None:
    census.adult(census.hand.choice(("male", "female")), census.hand.randint(20, 58), census.home())


def _one_parent(census: Census) -> None:
    home = census.home()
    mother = census.adult("female", census.hand.randint(30, 45), home)
    _child(census, home, census.hand.randint(4, 10), mother)


def _couple(census: Census, home: tuple[str, str, str], age: int) -> tuple[Resident, Resident]:
    husband = census.adult("male", age, home)
    wife = census.adult("female", age - census.hand.randint(0, 3), home)
    census.marry(husband, wife, census.hand.randint(1, max(1, age - 24)))
    return husband, wife


def _child(census: Census, home: tuple[str, str, str], age: int, *parents: Resident) -> Resident:
    sex = census.hand.choice(("male", "female"))
    name = census.full_name(sex, surname_of(parents[0].name))
    child = census.add(name=name, sex=sex, age=age, home=home)
    census.parent(child, *parents)
    return child


def surname_of(name: str) -> str:
    """The surname of a Chinese name, double surnames too; of a name with a dot its first part is not one, so a common one."""
    doubles = ("欧阳", "诸葛", "上官", "司马", "亓官", "第五", "尉迟")
    if "·" in name or len(name) < 2:
        return "安"
    return name[:2] if name.startswith(doubles) else name[:1]


def _years_before(day: date, years: int) -> date:
    if (day.month, day.day) == (2, 29):
        day -= timedelta(days=1)
    return day.replace(year=day.year - years)


def _places(regions: dict[str, Any]) -> Iterator[Place]:
    city = regions["city"]["name"]
    for district in regions["districts"]:
        for number, street in enumerate(district["streets"], start=1):
            for part, community in enumerate(street["communities"], start=1):
                yield Place(
                    region_code=f"{district['code'][:6]}{number:03d}{part:03d}",
                    name=community,
                    prefix=f"{city}{district['name']}{street['name']}",
                    roads=tuple(district["roads"]),
                )
