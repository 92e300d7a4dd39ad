"""What a version must say before it may be published: every fault in a sentence, all at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tongban.catalogue.rules.cards import FieldCard, ItemCard, MaterialCard
from tongban.catalogue.rules.forms import ENTRY_KINDS, KINDS
from tongban.catalogue.rules.items import ITEM_TYPES, may_be_applied_for, promise_kept_within
from tongban.foundation.refusals import Fault, _

_CATCH_ALL = re.compile(r"其他(相关)?(材料|资料|证明)|等(材料|资料|证明)?$|需要的其他")
_PERSONAL = frozenset({"id-number", "phone", "address", "person"})


def content_faults(item: ItemCard) -> tuple[Fault, ...]:
    """All faults of a version as sentences; none means that it may be published.

    Sources: GB/T 39046-2020 table 4; the item checker's rules Q-01 to Q-10; Regulation on Optimizing the
    Business Environment, art. 37 and 40.
    """
    faults = list(_item_faults(item))
    if item.has_guide:
        faults += _guide_faults(item)
        for material in item.materials:
            faults += _material_faults(material)
        for one in item.fields:
            faults += _field_faults(one)
        faults += _doubled(item)
        faults += _procedure_faults(item)
    return tuple(faults)


def _item_faults(item: ItemCard) -> Iterator[Fault]:
    if not item.name.strip():
        yield Fault("name", _("The item has no name."))
    if len(item.name) > 1000:
        yield Fault("name", _("The name is longer than 1,000 characters."))
    if item.type_code not in ITEM_TYPES:
        yield Fault("type_code", _("There is no item type “{code}”."), {"code": item.type_code})
    if item.plan and not may_be_applied_for(item.type_code):
        yield Fault("plan", _("Items of this type are begun by the authority; they take no applications."))
    if item.promised and item.statutory and not promise_kept_within(item.promised, item.statutory):
        yield Fault(
            "promised", _("The promised time limit is longer than the statutory one, or its unit differs.")
        )


def _guide_faults(item: ItemCard) -> Iterator[Fault]:
    for field, what, value in (
        ("legal_basis", "设定依据", item.legal_basis),
        ("conditions", "受理条件", item.conditions),
        ("process_note", "办理流程", item.process_note),
    ):
        if not value.strip():
            yield Fault(field, _("The guide does not say: {what}."), {"what": what})
    if item.statutory is None or item.promised is None:
        yield Fault("promised", _("The guide gives no time limit."))
    if item.consult_phone and item.consult_phone == item.complaint_phone:
        yield Fault("complaint_phone", _("Questions and complaints must not go to the same number."))
    days = sum(step.days for step in item.steps)
    if item.promised and item.promised.unit == "workday" and days > item.promised.number:
        yield Fault(
            "steps",
            _("The steps take {days} workdays together, more than the {promised} promised."),
            {"days": days, "promised": item.promised.number},
        )
    if item.appliable and not item.plan:
        yield Fault("plan", _("An item that can be applied for needs a plan."))
    if item.appliable and not item.fields:
        yield Fault("fields", _("An item that can be applied for needs a form."))


def _procedure_faults(item: ItemCard) -> Iterator[Fault]:
    """What the ways of trust and haste must keep: no promise where life and property hang on it, no vague gap."""
    way = item.procedure
    if way.commitment is not None:
        if way.safety:
            yield Fault(
                "procedure", _("An item of public safety, health or property is not granted on a promise.")
            )
        if not way.commitment.terms or not way.commitment.consequences.strip():
            yield Fault("procedure", _("A promise needs its terms and its consequences."))
        for key in way.commitment.replaces:
            if item.material(key) is None:
                yield Fault(
                    "procedure",
                    _("There is no material “{key}” that a promise could stand for."),
                    {"key": key},
                )
    gaps = [one.name for one in item.materials if one.necessity == "gap"]
    if gaps and way.gap_workdays <= 0:
        yield Fault(
            "procedure",
            _("It is not said until when these materials may follow: {names}."),
            {"names": "、".join(gaps)},
        )
    if way.gap_lapse not in ("withdrawn", "refused") or (
        way.gap_lapse == "refused" and not way.gap_rule.strip()
    ):
        yield Fault("procedure", _("What follows when a material does not come needs the text that says so."))
    if way.immediate and (way.joint or gaps):
        yield Fault(
            "procedure", _("An item that is decided on the spot has neither gaps nor joint handling.")
        )


def _material_faults(material: MaterialCard) -> Iterator[Fault]:
    if _CATCH_ALL.search(material.name):
        yield Fault(material.id, _("“{name}” names no certain material."), {"name": material.name})
    if material.source == "government" and material.licence_type and material.exempt == "none":
        yield Fault(
            material.id,
            _("“{name}” can be had as an electronic licence; it must not be asked for."),
            {"name": material.name},
        )
    if material.necessity not in {"required", "optional", "gap"}:
        yield Fault(material.id, _("“{name}” does not say whether it is needed."), {"name": material.name})


def _field_faults(one: FieldCard) -> Iterator[Fault]:
    if one.kind not in KINDS:
        yield Fault(one.key, _("There is no kind of question “{kind}”."), {"kind": one.kind})
    if one.kind == "list":
        yield from _list_faults(one)
    if one.kind == "choice" and not one.choices:
        yield Fault(one.key, _("“{label}” offers nothing to choose."), {"label": one.label})
    if one.kind in _PERSONAL and not (one.purpose and one.basis):
        yield Fault(
            one.key,
            _("“{label}” asks for personal data without a purpose and a legal basis."),
            {"label": one.label},
        )


def _list_faults(one: FieldCard) -> Iterator[Fault]:
    """A list asks a few plain questions for each entry; what is kept sealed stands outside of lists."""
    if not one.of:
        yield Fault(
            one.key, _("“{label}” is a list, but asks nothing for its entries."), {"label": one.label}
        )
    if one.most and one.most < max(one.least or 0, 1):
        yield Fault(one.key, _("“{label}” allows fewer entries than it asks for."), {"label": one.label})
    for part in one.of:
        values = {"label": f"{one.label} · {part.label}"}
        if part.kind not in ENTRY_KINDS:
            sentence = _("“{label}” cannot stand in a list: no lists, identity or phone numbers there.")
            yield Fault(one.key, sentence, values)
        elif part.kind == "choice" and not part.choices:
            yield Fault(one.key, _("“{label}” offers nothing to choose."), values)
        if part.when is not None:
            yield Fault(one.key, _("“{label}” is asked for every entry; it has no condition."), values)
    if len({part.key for part in one.of}) < len(one.of):
        yield Fault(
            one.key, _("Two questions of the list “{label}” have the same key."), {"label": one.label}
        )


def _doubled(item: ItemCard) -> Iterator[Fault]:
    keys = Counter([one.key for one in item.fields] + [one.id for one in item.materials])
    for key, count in keys.items():
        if count > 1:
            yield Fault(key, _("The key “{key}” is used {count} times."), {"key": key, "count": count})
