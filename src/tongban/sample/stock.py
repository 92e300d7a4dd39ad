"""What the authorities of the sample town issued before the platform: identity cards, household registers and so on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tongban.catalogue.rules import LicenceTypeCard
from tongban.foundation.actors import SYSTEM
from tongban.foundation.clock import day_of
from tongban.identity.rules import ethnic_groups
from tongban.licences import services as licences
from tongban.licences.rules import StockLicence
from tongban.org import queries as org
from tongban.sample import items
from tongban.sample.families import Resident
from tongban.sample.people import Loaded
from tongban.sample.reading import town_file

ADULT = 16
SEXES = {"male": "男", "female": "女"}


@dataclass(frozen=True, slots=True)
class _Register:
    """The offices and types that the stock needs, found once."""

    loaded: Loaded
    types: dict[str, LicenceTypeCard]
    issuers: dict[str, tuple[str, str]]
    on: date
    first: int

    def licence(
        self, key: str, issuer: str, holder: Resident, number: str, issued_on: date, face: dict[str, str]
    ) -> StockLicence:
        kind = self.types[key]
        uscc, name = self.issuers[issuer]
        return StockLicence(
            holder_kind="person",
            holder_id=self.loaded.persons[holder.key],
            holder_name=holder.name,
            holder_code=holder.id_number,
            type_code=kind.type_code,
            type_name=kind.name,
            issuer_uscc=uscc,
            issuer_name=name,
            number=number,
            issued_on=issued_on,
            valid_from=issued_on,
            face=face,
            single=kind.single_instance,
        )


def load(loaded: Loaded, at: datetime, *, first: int = 1) -> int:
    """Enter the stock; how many licences there are. ``first`` is the first of the numbers that run on."""
    codes = {one["key"]: one["type_code"] for one in town_file("licence_types.yaml")["types"]}
    cards = {card.type_code: card for card in items.licence_types()}
    register = _Register(
        loaded=loaded,
        types={key: cards[code] for key, code in codes.items()},
        issuers={one.code: (one.uscc, one.name) for one in org.departments()},
        on=day_of(at),
        first=first,
    )
    found = [*_cards(register), *_households(register), *_marriages(register), *_births(register)]
    found += [*_doctors(register), *_firms(register)]
    return licences.backfill(licences=found, at=at, actor=SYSTEM).entered


def doctors(residents: Sequence[Resident], on: date) -> list[Resident]:
    """One adult in twelve is a doctor of Chinese medicine; a town needs its clinics."""
    return [one for one in residents if on.year - one.born_on.year >= ADULT][::12]


def _adults(register: _Register) -> list[Resident]:
    return [one for one in register.loaded.town.residents if register.on.year - one.born_on.year >= ADULT]


def _cards(register: _Register) -> Iterator[StockLicence]:
    groups = ethnic_groups()
    for one in _adults(register):
        face = {
            "name": one.name,
            "sex": SEXES[one.sex],
            "ethnic": groups.get(one.ethnic, ""),
            "born_on": one.born_on.isoformat(),
            "address": one.address,
            "id_number": one.id_number,
        }
        yield register.licence(
            "id_card", "police", one, one.id_number, register.on - timedelta(days=1500), face
        )


def _households(register: _Register) -> Iterator[StockLicence]:
    heads: dict[str, Resident] = {}
    for one in register.loaded.town.residents:
        head = heads.setdefault(one.household, one)
        if register.on.year - one.born_on.year < ADULT:
            continue
        number = f"99{head.household[1:]}"
        face = {
            "household_no": number,
            "head_name": head.name,
            "address": head.address,
            "member_name": one.name,
            "member_sex": SEXES[one.sex],
            "member_born_on": one.born_on.isoformat(),
            "relation": "户主" if one is head else "家庭成员",
            "registered_on": (register.on - timedelta(days=2000)).isoformat(),
        }
        yield register.licence(
            "household_register", "police", one, number, register.on - timedelta(days=2000), face
        )


def _marriages(register: _Register) -> Iterator[StockLicence]:
    people = {one.key: one for one in register.loaded.town.residents}
    for place, one in enumerate(register.loaded.town.marriages, register.first):
        husband, wife = people[one.husband], people[one.wife]
        number = f"J990102-{one.married_on.year}-{place:06d}"
        face = {
            "certificate_no": number,
            "husband_name": husband.name,
            "husband_id_number": husband.id_number,
            "wife_name": wife.name,
            "wife_id_number": wife.id_number,
            "registered_on": one.married_on.isoformat(),
        }
        for holder in (husband, wife):
            yield register.licence(
                "marriage_certificate", "civil-affairs", holder, number, one.married_on, face
            )


def _births(register: _Register) -> Iterator[StockLicence]:
    """A newborn has no number yet: her certificate is kept by her mother."""
    people = {one.key: one for one in register.loaded.town.residents}
    for place, one in enumerate(register.loaded.town.newborns, register.first):
        father, mother = people[one.father], people[one.mother]
        number = f"Z99{place:07d}"
        face = {
            "certificate_no": number,
            "child_name": one.name,
            "child_sex": SEXES[one.sex],
            "child_born_on": one.born_on.isoformat(),
            "born_at": one.hospital,
            "mother_name": mother.name,
            "mother_id_number": mother.id_number,
            "father_name": father.name,
            "father_id_number": father.id_number,
        }
        yield register.licence("birth_certificate", "health", mother, number, one.born_on, face)


def _doctors(register: _Register) -> Iterator[StockLicence]:
    for place, one in enumerate(doctors(register.loaded.town.residents, register.on), register.first):
        number = f"1419900000{place:05d}"
        face = {
            "certificate_no": number,
            "name": one.name,
            "category": "中医",
            "scope": "中医专业",
            "registered_on": (register.on - timedelta(days=1800)).isoformat(),
        }
        yield register.licence(
            "doctor_certificate", "health", one, number, register.on - timedelta(days=1800), face
        )


def _firms(register: _Register) -> Iterator[StockLicence]:
    people = {one.key: one for one in register.loaded.town.residents}
    kind = register.types["business_licence"]
    uscc, name = register.issuers["market"]
    for firm in register.loaded.town.firms:
        since = register.on - timedelta(days=900)
        yield StockLicence(
            holder_kind="body",
            holder_id=register.loaded.bodies[firm.uscc],
            holder_name=firm.name,
            holder_code=firm.uscc,
            type_code=kind.type_code,
            type_name=kind.name,
            issuer_uscc=uscc,
            issuer_name=name,
            number=firm.uscc,
            issued_on=since,
            valid_from=since,
            face={
                "uscc": firm.uscc,
                "name": firm.name,
                "kind": KINDS[firm.kind],
                "operator_name": people[firm.head].name,
                "address": firm.address,
                "scope": "以登记机关核准的为准(示例)",
                "registered_on": since.isoformat(),
            },
            single=kind.single_instance,
        )


KINDS = {
    "enterprise": "有限责任公司",
    "individual": "个体工商户",
    "cooperative": "农民专业合作社",
    "social": "民办非企业单位",
}
