"""A town with the items of ``given`` and a bundle that joins them, and who applies and decides there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.apps import apps

from tests.bundles import given
from tests.bundles.given import FOOD, LICENCE, NO_LICENCE, SIGN, TRADE
from tests.cases import given as cases
from tests.cases.town import Town
from tests.files.given import a_png
from tongban.bundles import queries, services
from tongban.bundles.models import Bundle, Version
from tongban.bundles.services import versions
from tongban.bundles.work import Work, work_of
from tongban.cases import queries as case_queries
from tongban.cases import services as casework
from tongban.catalogue.content import content_sha256
from tongban.catalogue.rules import to_plain
from tongban.foundation.actors import SYSTEM, Actor
from tongban.outbox import services as outbox

CODE = "43TCN0003"
TODAY = cases.MONDAY.date()
ANSWERS = {"trade_name": "听雨小馆", "place": "梧桐路1号", "delivers": "no", "words": "听雨小馆"}
FACE = {"name": "answer.trade_name", "number": "case.number"}


class BundleTown(Town):
    """Three items: the registration of a trade leads to a licence; the food licence and the sign need it."""

    def __init__(self, **content: Any) -> None:
        super().__init__()
        apps.get_model("catalogue", "LicenceType").objects.get_or_create(
            type_code=LICENCE,
            defaults={
                "name": "营业执照",
                "definer": "市场监管部门",
                "definer_uscc": LICENCE[:18],
                "face_fields": [["name", "名称"], ["number", "编号"]],
            },
        )
        apps.get_model("org", "Department").objects.filter(pk=self.desks[cases.HOUSING].pk).update(
            uscc=LICENCE[:18]
        )
        for place, code in enumerate(given.NAMES):
            self.an_item(code, f"9901000000{place:02d}")
        self.bundle = Bundle.objects.create(
            code=CODE,
            name="开办餐饮店一件事",
            core_name="开办餐饮店",
            members_said=list(given.NAMES.values()),
        )
        self.bundle_version = self.offer(**content)

    def an_item(self, code: str, base: str) -> None:
        card = given.an_item_of(code)
        item = apps.get_model("catalogue", "ServiceItem").objects.create(
            base_code=base, code_scheme="x", name=card.name, type_code="01"
        )
        carried = apps.get_model("catalogue", "Implementation").objects.create(
            item=item,
            code=code,
            code_scheme="x",
            department=self.desks[cases.HOUSING],
            region_id="990001000000",
        )
        self.publish_item(carried, code, 1)

    def publish_item(self, carried: Any, code: str, number: int, **content: Any) -> None:
        card = given.an_item_of(code)
        told = {
            "fields": to_plain(card.fields),
            "materials": to_plain(card.materials),
            "min_level": 2,
            **({"result": {"name": "营业执照", "type_code": LICENCE, "face": FACE}} if code == TRADE else {}),
        } | content
        apps.get_model("catalogue", "Version").objects.create(
            implementation=carried,
            version_no=number,
            state="published",
            effective_on=TODAY - timedelta(days=1000 - number),
            name=card.name,
            type_code="01",
            subjects=["person", "body"],
            statutory_number=20,
            statutory_unit="workday",
            promised_number=5,
            promised_unit="workday",
            has_guide=True,
            appliable=True,
            online=True,
            content=told,
            plan=cases.DECISION_ONLY,
            content_sha256=content_sha256(told, cases.DECISION_ONLY),
            changed_at=self.at,
        )

    def change_item(self, code: str, **content: Any) -> None:
        """A new version of an item comes into force."""
        carried = apps.get_model("catalogue", "Implementation").objects.get(code=code)
        self.publish_item(carried, code, 2, **content)

    def offer(self, **content: Any) -> str:
        plain = given.PLAIN | content
        number = Version.objects.filter(bundle=self.bundle).count() + 1
        row = versions.new_version(self.bundle, plain, number, SYSTEM, self.at)
        versions.offer(row, SYSTEM, self.at)
        return str(row.pk)

    # The applicant's way, act by act, through the services

    def begun(self, situation: dict[str, tuple[str, ...]] | None = None, who: Actor | None = None) -> str:
        """An application whose situation is answered."""
        actor = who or self.citizen
        card = services.start(code=CODE, actor=actor, at=self.at)
        for key, values in (situation or NO_LICENCE).items():
            services.answer_situation(
                application=card.public_id, question=key, values=values, actor=actor, at=self.at
            )
        return card.public_id

    def complete(self, situation: dict[str, tuple[str, ...]] | None = None, who: Actor | None = None) -> str:
        """An application ready to be handed in."""
        actor = who or self.citizen
        application = self.begun(situation, actor)
        services.save_answers(
            application=application,
            answers=ANSWERS | {self.key_of(application, "联系电话", actor): "13800001234"},
            actor=actor,
            at=self.at,
        )
        for one in self.work(application, actor).missing:
            self.put_file_to(application, one.id, actor)
        return application

    def key_of(self, application: str, label: str, who: Actor | None = None) -> str:
        form = self.work(application, who).form
        return next(one.key for one in form if any(use.field.label == label for use in one.uses))

    def put_file_to(self, application: str, material: str, who: Actor | None = None) -> str:
        ref = services.attach_file(
            application=application,
            material=material,
            data=a_png(),
            name="paper.png",
            declared_type="image/png",
            actor=who or self.citizen,
            at=self.at,
        )
        return ref.public_id

    def work(self, application: str, who: Actor | None = None) -> Work:
        actor = who or self.citizen
        card = queries.application_for(actor=actor, public_id=application)
        assert card is not None
        return work_of(card, actor, self.at)

    def handed_in(self, situation: dict[str, tuple[str, ...]] | None = None) -> str:
        application = self.complete(situation)
        services.submit(application=application, actor=self.citizen, at=self.at, key="k-bundle")
        return application

    def parts(self, application: str) -> dict[str, queries.PartCard]:
        card = queries.application_for(actor=self.citizen, public_id=application)
        assert card is not None
        found = queries.parts_of(application_id=card.id, today=TODAY)
        return {one.item_code: one for one in found}

    # The officials' way

    def decide(self, application: str, code: str, approve: bool = True) -> str:
        """Accept and decide one part; the public id of its case."""
        part = self.parts(application)[code]
        assert part.case is not None
        case = part.case.public_id
        casework.accept(public_id=case, actor=self.clerk, at=self.at, key=f"accept-{code}")
        no = {"reasons": "场所不符合要求", "legal_basis": "第七条", "remedies": cases.REMEDIES}
        casework.decide(
            public_id=case,
            approve=approve,
            actor=self.head,
            at=self.at,
            key=f"decide-{code}",
            **({} if approve else no),
        )
        return case

    def deliver(self) -> None:
        """As the worker does, until nothing is left; nothing may fail."""
        for _round in range(6):
            assert outbox.deliver_due(self.at).failed == 0, list(
                apps.get_model("outbox", "Delivery")
                .objects.exclude(last_error="")
                .values_list("reaction", "last_error")
            )

    def cases(self) -> int:
        return case_queries.how_many()


__all__ = ["CODE", "FOOD", "SIGN", "TODAY", "TRADE", "BundleTown"]
