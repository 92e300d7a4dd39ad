"""The small world of ``given`` put into the database: departments, one item with its plan, and people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps

from tests.cases import given
from tongban.cases import queries, services
from tongban.catalogue.content import content_sha256
from tongban.foundation.actors import SYSTEM, Actor
from tongban.foundation.identifiers.check_characters import mod11_2
from tongban.foundation.ids import new_key
from tongban.identity import services as identity

REGION = "990001000000"
TASK_CODE = "11990000000000019A4990100001000"
FIELDS: list[dict[str, Any]] = [
    {"key": "name", "label": "姓名", "kind": "person", "source": "person.name"},
    {"key": "id_number", "label": "身份证号", "kind": "id-number", "source": "person.id_number"},
    {"key": "household", "label": "家庭人口", "kind": "number"},
    {"key": "income", "label": "月收入", "kind": "number", "page": 2},
    {"key": "remark", "label": "备注", "kind": "long_text", "required": False, "page": 2},
]
MATERIALS: list[dict[str, Any]] = [{"id": "m1", "name": "收入证明"}]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class Town:
    """Departments by code, one item in force, and who works and lives there."""

    def __init__(
        self, plan: Mapping[str, Any] = given.HOUSING_PLAN, at: datetime = given.MONDAY, **content: Any
    ) -> None:
        self.at = at
        region, _new = apps.get_model("org", "Region").objects.get_or_create(
            pk=REGION, defaults={"name": "海棠区", "level": "county"}
        )
        self.desks = {code: self._department(code, desk.name, region) for code, desk in given.DESKS.items()}
        self.item_id, self.version_id = self._item(plan, region, content)
        self.clerk = self.official(
            given.HOUSING, "case.accept", "case.correct", "case.deliver", "case.read_department"
        )
        self.head = self.official(given.HOUSING, "case.decide", "case.read_department")
        self.approvers = {
            code: self.official(code, "case.opinion", "case.read_department") for code in self.desks
        }
        self.citizen = self.person(1, "王小明")

    def _department(self, code: str, name: str, region: Any) -> Any:
        return apps.get_model("org", "Department").objects.get_or_create(
            code=code, defaults={"name": name, "region": region}
        )[0]

    def _item(self, plan: Mapping[str, Any], region: Any, content: Mapping[str, Any]) -> tuple[str, str]:
        item = apps.get_model("catalogue", "ServiceItem").objects.get_or_create(
            base_code="990100001000",
            defaults={"code_scheme": "x", "name": "公共租赁住房租赁补贴资格确认", "type_code": "07"},
        )[0]
        carried = apps.get_model("catalogue", "Implementation").objects.create(
            item=item, code=TASK_CODE, code_scheme="x", department=self.desks[given.HOUSING], region=region
        )
        version = self.version(carried, plan, 1, **content)
        return str(carried.pk), str(version.pk)

    def version(self, carried: Any, plan: Mapping[str, Any], number: int, **content: Any) -> Any:
        """One more published version of the item; ``statutory`` and ``promised`` in workdays."""
        limits = {"statutory": 20, "promised": 10} | {
            name: content.pop(name) for name in ("statutory", "promised") if name in content
        }
        told = {"fields": FIELDS, "materials": MATERIALS, "min_level": 2} | content
        return apps.get_model("catalogue", "Version").objects.create(
            implementation=carried,
            version_no=number,
            state="published",
            effective_on=date(2020, 1, 1) + timedelta(days=number),
            name="公共租赁住房租赁补贴资格确认",
            type_code="07",
            subjects=["person"],
            statutory_number=limits["statutory"],
            statutory_unit="workday",
            promised_number=limits["promised"],
            promised_unit="workday",
            has_guide=True,
            appliable=True,
            online=True,
            content=told,
            plan=dict(plan),
            content_sha256=content_sha256(told, plan),
            changed_at=self.at,
        )

    def person(self, number: int, name: str) -> Actor:
        body = f"990001199001{number % 28 + 1:02d}{number:03d}"
        card = identity.register_person(name=name, id_number=body + mod11_2(body), actor=SYSTEM, at=self.at)
        key = str(getattr(card, "id", card))
        return Actor(account_id=str(new_key()), person_id=key, name=name, role="citizen", level=3)

    def official(self, department: str, *permissions: str) -> Actor:
        key = str(new_key())
        return Actor(
            account_id=key,
            person_id=key,
            staff_id=key,
            name="李办",
            department_id=str(self.desks[department].pk),
            department_name=self.desks[department].name,
            role="staff",
            permissions=frozenset(permissions),
            level=5,
            region_code=REGION,
        )

    def in_office(self, department: str, number: int = 500) -> Actor:
        """An official whom the register of staff knows, so that she can preside or stand in."""
        person = self.person(number, "陈主持")
        staff = apps.get_model("org", "Staff").objects.create(
            number=f"S{number}", name=person.name, person_id=person.person_id
        )
        post = apps.get_model("org", "Post").objects.create(
            department=self.desks[department], name=f"岗位{number}", permissions=[]
        )
        apps.get_model("org", "Appointment").objects.create(
            staff=staff, post=post, starts_on=date(2020, 1, 1)
        )
        return replace(
            self.official(department, "case.read_department"), staff_id=str(staff.pk), name=person.name
        )

    # The story, act by act, through the services

    def draft(self, citizen: Actor | None = None, code: str = TASK_CODE, **answers: str) -> str:
        """A complete draft, ready to be handed in."""
        who = citizen or self.citizen
        card = services.open_draft(item_code=code, actor=who, at=self.at)
        given_answers = {"household": "3", "income": "2800"} | answers
        services.save_answers(draft=card.public_id, answers=given_answers, actor=who, at=self.at)
        self.put_file(card.public_id)
        return card.public_id

    def put_file(self, draft: str) -> None:
        """A file is at the material, without looking into bytes: that is the business of ``files``."""
        ref = {"public_id": "f" * 26, "name": "收入证明.pdf", "size": 10, "sha256": "0" * 64}
        apps.get_model("cases", "Draft").objects.filter(public_id=draft).update(materials={"m1": [ref]})

    def submitted(
        self, citizen: Actor | None = None, key: str = "k-submit", **answers: str
    ) -> services.CaseResult:
        who = citizen or self.citizen
        return services.submit(draft=self.draft(who, **answers), actor=who, at=self.at, key=key)

    def accepted(self, **more: Any) -> services.CaseResult:
        case = self.submitted(**more)
        return services.accept(public_id=case.public_id, actor=self.clerk, at=self.at, key="k-accept")

    def said(
        self, case: services.CaseResult, seat: str, department: str, verdict: str = "agree"
    ) -> services.CaseResult:
        return services.record_opinion(
            public_id=case.public_id,
            seat=seat,
            verdict=verdict,
            reason="情况属实",
            actor=self.approvers[department],
            at=self.at,
            key=f"k-{seat}",
        )

    def heard(self, **more: Any) -> services.CaseResult:
        case = self.accepted(**more)
        self.said(case, "survey", given.STREET, "")
        for seat, department in (
            ("housing", given.HOUSING),
            ("civil", given.CIVIL),
            ("registry", given.REGISTRY),
        ):
            case = self.said(case, seat, department)
        return case

    def decided(self, approve: bool = True, **more: Any) -> services.CaseResult:
        case = self.heard(**more)
        no = {"reasons": "收入超过标准", "legal_basis": "第七条", "remedies": given.REMEDIES}
        return services.decide(
            public_id=case.public_id,
            approve=approve,
            actor=self.head,
            at=self.at,
            key="k-decide",
            **({} if approve else no),
        )

    def delivered(self, **more: Any) -> services.CaseResult:
        case = self.decided(**more)
        return services.deliver(
            public_id=case.public_id, method="window", actor=self.clerk, at=self.at, key="k-deliver"
        )

    def facts(self, case: services.CaseResult) -> Any:
        return queries.refold(case_id=queries.case_card(public_id=case.public_id).id)
