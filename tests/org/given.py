"""The world of the org tests, in sentences."""

from __future__ import annotations

from datetime import date

from tests.identity import given as identity
from tongban.foundation.actors import SYSTEM
from tongban.identity.queries import AccountCard
from tongban.org import services
from tongban.org.queries import DepartmentCard, PostCard, StaffCard

AT, TODAY = identity.AT, identity.TODAY
CITY, DISTRICT, STREET = "990100000000", "990102000000", "990102001000"


def the_town() -> None:
    services.register_region(code=CITY, name="海棠市", actor=SYSTEM, at=AT)
    services.register_region(code=DISTRICT, name="听雨区", parent_code=CITY, actor=SYSTEM, at=AT)
    services.register_region(code=STREET, name="柳荫街道", parent_code=DISTRICT, actor=SYSTEM, at=AT)


def a_department(code: str = "housing", name: str = "海棠市住房和城乡建设局") -> DepartmentCard:
    the_town()
    return services.register_department(
        code=code, name=name, short_name=name.removeprefix("海棠市"), region_code=CITY, actor=SYSTEM, at=AT
    )


def a_post(department: DepartmentCard, *permissions: str, name: str = "审批岗") -> PostCard:
    return services.create_post(
        department_id=department.id, name=name, permissions=permissions, actor=SYSTEM, at=AT
    )


def an_official(
    post: PostCard,
    *,
    name: str = "徐文博",
    sequence: int = 7,
    login: str = "xuwenbo",
    starts_on: date = date(2025, 1, 1),
) -> tuple[AccountCard, StaffCard]:
    """A person with a work account, appointed to the post."""
    person = identity.a_person(name, sequence=sequence)
    account = identity.an_account(person, login, kind="work")
    staff_id = services.register_staff(
        number=f"HT{sequence:04d}", person_id=person.id, account_id=account.id, actor=SYSTEM, at=AT
    )
    card = services.appoint(staff_id=staff_id, post_id=post.id, starts_on=starts_on, actor=SYSTEM, at=AT)
    return account, card
