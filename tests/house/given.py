"""The world of the house tests: one town with one of everything, and one browser for each kind of person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.apps import apps
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.bundles.town import CODE, BundleTown
from tests.cases import given as cases
from tests.cases.town import TASK_CODE
from tests.files.given import a_pdf
from tests.identity import given as identity
from tests.licences import town as licences
from tests.notifications import given as notifications
from tongban.cases import services
from tongban.foundation.actors import SYSTEM, Actor
from tongban.foundation.ids import new_key, new_public_id
from tongban.identity import services as people
from tongban.notifications import queries as messages
from tongban.org import services as org

AT = cases.MONDAY
OFFICIALS = {
    "clerk": (cases.HOUSING, "case.accept", "case.correct", "case.deliver", "case.read_department"),
    "approver": (cases.STREET, "case.opinion", "case.read_department"),
    "decider": (cases.HOUSING, "case.decide", "case.read_department"),
    "administrator": (cases.REGISTRY, "item.edit", "item.publish"),
    "supervisor": (cases.CIVIL, "supervise.read", "supervise.set", "audit.read"),
    "operator": (cases.REGISTRY, "outbox.retry"),
    "manager": (cases.REGISTRY, "staff.manage", "establishment.keep"),
}
PEOPLE = ("citizen", "neighbour", "agent")
IDENTITIES = ("visitor", *PEOPLE, *OFFICIALS)


class World:
    """A town in which a citizen has a case, a licence and a message, and a neighbour a draft with a file.

    ids  what stands in addresses, by the name of what it is: existing ones
    """

    def __init__(self) -> None:
        self.town = BundleTown()
        self.accounts: dict[str, str] = {}
        self.actors: dict[str, Actor] = {}
        self.body = ""
        self._enter_people()
        appointment = self._enter_officials()
        self.case = self.town.accepted(citizen=self.actors["citizen"])
        self.ids = {
            "case": self.case.public_id,
            "licence": licences.issue(
                self._card("citizen"), at=AT, valid_from=AT.date(), valid_to=None
            ).public_id,
            "message": self._message(),
            "appointment": appointment,
            "version": self.town.version_id,
            "item": TASK_CODE,
            "number": self.case.number,
            "department": str(self.town.desks[cases.HOUSING].pk),
            "bundle": CODE,
            "bundle version": self.town.bundle_version,
            "application": self.town.begun(who=self.actors["neighbour"]),
            "migration": self._migration(),
        } | self._draft()

    def browser(self, who: str) -> Client:
        """The browser of one of ``IDENTITIES``, signed in for real."""
        client = Client(raise_request_exception=False)
        if who in self.accounts:
            client.force_login(apps.get_model("identity", "Account").objects.get(pk=self.accounts[who]))
        if who == "agent":
            assert client.post("/acting-for/", {"body": self.body}).status_code == 302
        return client

    def _card(self, who: str) -> Any:
        from tongban.identity import queries

        return queries.person(person_id=self.actors[who].person_id)

    def _enter_people(self) -> None:
        for number, (who, name) in enumerate(
            zip(PEOPLE, ("王小明", "赵海燕", "周立新"), strict=True), start=31
        ):
            person = identity.a_person(name, sequence=number)
            account = identity.an_account(person, f"{who}-1")
            self.accounts[who] = account.id
            self.actors[who] = identity.herself(person, account)
        head = identity.a_person("张书林", sequence=39)
        self.body = identity.a_body(head).id
        people.grant_mandate(
            body_id=self.body,
            person_id=self.actors["agent"].person_id,
            may_sign=True,
            valid_from=date(2026, 1, 1),
            actor=identity.herself(head),
            at=AT,
        )

    def _enter_officials(self) -> str:
        """One official for each row of ``OFFICIALS``; the appointment of the last."""
        appointment = ""
        for number, (who, (department, *permissions)) in enumerate(OFFICIALS.items(), start=41):
            person = identity.a_person("何志强", sequence=number)
            account = identity.an_account(person, f"{who}-1", kind="work")
            staff = org.register_staff(
                number=f"HT{number:04d}", person_id=person.id, account_id=account.id, actor=SYSTEM, at=AT
            )
            post = org.create_post(
                department_id=str(self.town.desks[department].pk),
                name=f"岗位{number}",
                permissions=permissions,
                actor=SYSTEM,
                at=AT,
            )
            held = org.appoint(
                staff_id=staff, post_id=post.id, starts_on=date(2025, 1, 1), actor=SYSTEM, at=AT
            )
            self.accounts[who], appointment = account.id, held.appointment_id
        return appointment

    def _draft(self) -> dict[str, str]:
        actor = self.actors["neighbour"]
        draft = services.open_draft(item_code=TASK_CODE, actor=actor, at=AT).public_id
        file = services.attach_file(
            draft=draft,
            material_id="m1",
            data=a_pdf(),
            name="收入证明.pdf",
            declared_type="application/pdf",
            actor=actor,
            at=AT,
        )
        return {"draft": draft, "file": file.public_id}

    def _migration(self) -> str:
        """Running cases are to be brought to the plan of the version in force: proposed, not confirmed yet."""
        return services.propose_migration(
            item_code=TASK_CODE, version_no=1, reason="统一流程", actor=SYSTEM, at=AT, key="migration"
        )

    def _message(self) -> str:
        person = self.actors["citizen"].person_id
        assert notifications.a_message(person_id=person, at=AT)
        return messages.inbox(person_id=person).messages[0].public_id


def routes() -> Iterator[tuple[str, str]]:
    """Every address of the house as its name and its pattern; addresses of the interface carry ``api``."""
    yield from _walk(get_resolver(), "", "")


def _walk(resolver: URLResolver, prefix: str, space: str) -> Iterator[tuple[str, str]]:
    for one in resolver.url_patterns:
        where = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            yield (f"{space}:{one.name}" if space else str(one.name), where)
        else:
            yield from _walk(one, where, one.namespace or space)


def made_up(name: str) -> str:
    """An id of the right shape that nothing has."""
    return {
        "appointment": str(new_key()),
        "mandate": str(new_key()),
        "version": str(new_key()),
        "department": str(new_key()),
        "leave": str(new_key()),
        "card": str(new_key()),
        "delivery": "999999999",
        "number": "990001-2020-0101-000001-0",
        "item": "11990000000000019A4999999999000",
        "bundle": "L0000000000",
        "bundle version": str(new_key()),
    }.get(name, new_public_id())


def comparable(response: HttpResponse, address: str) -> str:
    """A page without what differs from request to request: its own address and the seals of its forms."""
    html = response.content.decode()
    html = re.sub(r'"X-CSRFToken": "[^"]*"', "", html)
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", html)
    return html.replace(address, "ADDRESS")


def address(route: str, **ids: str) -> str:
    return reverse(route, kwargs=ids)
