"""The world of the identity tests, in sentences."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache

from django.contrib.auth.hashers import make_password

from tongban.foundation.actors import SYSTEM, Actor
from tongban.foundation.identifiers import uscc
from tongban.foundation.identifiers.check_characters import mod11_2
from tongban.identity import services
from tongban.identity.queries import AccountCard, BodyCard, PersonCard

AT = datetime(2026, 11, 20, 6, 40, tzinfo=UTC)
TODAY = date(2026, 11, 20)
PASSWORD = "two grey herons"


def number(born_on: date = date(1990, 5, 17), sequence: int = 1) -> str:
    """A synthetic identity number of the unassigned region 990000."""
    body = f"990000{born_on:%Y%m%d}{sequence:03d}"
    return body + mod11_2(body)


def code(sequence: int = 1) -> str:
    """A synthetic unified social credit code."""
    return uscc.build("91990000", f"MA{sequence:06d}")


def a_person(
    name: str = "王小明", *, sequence: int = 1, born_on: date = date(1990, 5, 17), phone: str = ""
) -> PersonCard:
    return services.register_person(
        name=name,
        id_number=number(born_on, sequence),
        phone=phone,
        region_code="990102001001",
        actor=SYSTEM,
        at=AT,
    )


def a_body(head: PersonCard, *, name: str = "海棠市晨光餐饮有限公司", sequence: int = 1) -> BodyCard:
    return services.register_body(
        name=name, uscc=code(sequence), legal_representative_id=head.id, actor=SYSTEM, at=AT
    )


def an_account(
    person: PersonCard,
    login_name: str = "wang",
    *,
    kind: str = "public",
    label: str = "",
    order: int | None = None,
) -> AccountCard:
    return services.open_account(
        person_id=person.id,
        login_name=login_name,
        password=None,
        encoded_password=_encoded(),
        kind=kind,
        demo_label=label,
        demo_order=order,
        actor=SYSTEM,
        at=AT,
    )


@lru_cache(maxsize=1)
def _encoded() -> str:
    """Encoded once for all tests: encoding is slow on purpose."""
    return make_password(PASSWORD)


def herself(person: PersonCard, account: AccountCard | None = None) -> Actor:
    return Actor(
        account_id=account.id if account else "",
        person_id=person.id,
        name=person.name,
        role="citizen",
        level=3,
    )


def an_official(person_id: str = "") -> Actor:
    return Actor(account_id="a", person_id=person_id, name="林晓燕", staff_id="s", role="staff")
