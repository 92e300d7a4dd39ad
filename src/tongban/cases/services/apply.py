"""Drafts: an application that is being written. It saves itself, survives every device, and expires."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import IO, Any

from django.db import connection, transaction
from django.db.models import F

from tongban.audit import services as record
from tongban.audit.rules import Act
from tongban.cases import queries, rules, sealing
from tongban.cases.models import Counter, Draft
from tongban.cases.queries import DraftCard
from tongban.cases.rules import provisions
from tongban.cases.services import known, marks
from tongban.catalogue import queries as catalogue
from tongban.catalogue import rules as items
from tongban.files import services as files
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.ids import new_key, new_public_id
from tongban.foundation.provisions import in_force
from tongban.foundation.refusals import Fault, Refused, _
from tongban.identity import queries as identity

FILES_OF_A_MATERIAL = 20
CODE_MINUTES = 30
WRONG_CODES_AN_HOUR = 10
LONGEST_ANSWER = 20_000


def open_draft(*, item_code: str, actor: Actor, at: datetime) -> DraftCard:
    """The applicant's draft for this item: the one already begun, or a new one filled with what is known.

    A draft begun under an earlier version of the item goes on under the present one.
    Refuses an item that cannot be applied for here, by this kind of applicant, or without a stronger identity.
    """
    item = catalogue.item_in_force(code=item_code, on=day_of(at))
    check_may_apply(item=item, actor=actor, at=at)
    check_not_banned(item=item, actor=actor, at=at)
    with transaction.atomic():
        draft = _own_drafts(actor).filter(implementation_id=item.id).order_by("-updated_at").first()
        if draft is None:
            draft = fresh_draft(item, actor, at)
            draft.save(force_insert=True)
        elif str(draft.version_id) != item.version_id:
            draft.version_id, draft.item_name = item.version_id, item.name
            draft.save(update_fields=["version_id", "item_name"])
    return queries.draft_card(draft)


def check_not_banned(*, item: catalogue.ItemCard, actor: Actor, at: datetime) -> None:
    """Refuse an applicant whom an earlier deceit bars from this item, before any work is done on it (arts. 78, 79)."""
    if not item.procedure.safety:
        return
    ban = marks.ban_against(actor=actor, implementation_id=item.id, on=day_of(at))
    if ban is not None:
        raise rules.barred_until(ban)


def check_may_apply(*, item: catalogue.ItemCard, actor: Actor, at: datetime) -> None:
    """Refuse who may not apply for this item now, before any work is done on it."""
    if not actor.is_signed_in or actor.is_staff:
        raise Refused("cases.sign_in_to_apply", _("Please sign in as the applicant first."))
    if not item.appliable:
        raise Refused("cases.not_offered", _("This item cannot be applied for online at present."))
    if actor.body_id and "body" not in item.subjects:
        raise Refused("cases.for_persons_only", _("This item is for persons. Please apply in your own name."))
    if not actor.body_id and "person" not in item.subjects:
        raise Refused(
            "cases.for_bodies_only",
            _("This item is for legal entities. Please choose whom you act for, then apply."),
        )
    if actor.level < item.min_level:
        raise Refused(
            "cases.level_too_low",
            _("This item needs a proof of identity of level {level}; yours is level {yours}."),
            level=item.min_level,
            yours=actor.level,
        )
    if actor.body_id and not identity.may_act_for(
        person_id=actor.person_id, body_id=actor.body_id, item_code=item.code, on=day_of(at)
    ):
        raise Refused("cases.mandate_too_narrow", _("Your mandate for this entity does not cover this item."))


def check_may_sign(*, item: catalogue.ItemCard, actor: Actor, at: datetime) -> None:
    """Refuse an agent whose mandate does not let her sign and hand in for the entity."""
    if actor.body_id and not identity.may_act_for(
        person_id=actor.person_id, body_id=actor.body_id, item_code=item.code, on=day_of(at), signing=True
    ):
        raise Refused(
            "cases.may_not_sign",
            _("Your mandate lets you prepare this application, not sign and hand it in for the entity."),
        )


def fresh_draft(item: catalogue.ItemCard, actor: Actor, at: datetime) -> Draft:
    """A new draft, filled with what is known and not yet stored."""
    kind, key = actor.applicant
    answers = known.plain_answers(known.known_fields(fields=item.fields, actor=actor, at=at))
    return Draft(
        id=new_key(),
        public_id=new_public_id(),
        account_id=actor.account_id,
        applicant_kind=kind,
        applicant_id=key,
        implementation_id=item.id,
        version_id=item.version_id,
        item_code=item.code,
        item_name=item.name,
        region_code=item.region_code,
        answers=sealing.seal(answers, item.fields),
        submission_key=new_public_id(),
        opened_at=at,
        updated_at=at,
        expires_on=_expires_on(at),
    )


def save_answers(
    *, draft: str, answers: Mapping[str, Any], actor: Actor, at: datetime, page: str = ""
) -> tuple[Fault, ...]:
    """Keep what was typed, wrong or right, and say what is wrong with the questions answered.

    Unknown questions are dropped. What is wrong is kept too, so that nobody types twice.
    """
    with transaction.atomic():
        row = held_draft(draft, actor, at)
        item = catalogue.version(version_id=str(row.version_id))
        given = clean_answers(answers, item)
        row.answers = sealing.seal({**row.answers, **given}, item.fields, row.answers)
        row.page = page or row.page
        _touch(row, at)
        row.save(update_fields=["answers", "page", "updated_at", "expires_on"])
    everything = sealing.unseal(row.answers)
    asked_now = [one for one in item.fields if one.key in given]
    return items.answers_faults(asked_now, {**everything, **given}, day_of(at))


def clean_answers(answers: Mapping[str, Any], item: catalogue.ItemCard) -> dict[str, Any]:
    """The answers to questions that the item asks, as text without control characters."""
    keys = {one.key for one in item.fields}
    return {key: _clean(value) for key, value in answers.items() if key in keys}


def _clean(value: Any) -> str:
    text = str(value if value is not None else "")[:LONGEST_ANSWER]
    return "".join(mark for mark in text if mark.isprintable() or mark in "\n\t").strip()


def attach_file(
    *,
    draft: str,
    material_id: str,
    data: bytes | IO[bytes],
    name: str,
    declared_type: str,
    actor: Actor,
    at: datetime,
) -> rules.FileRef:
    """Put a file to a material of a draft. Refuses a material the item does not ask for, and what ``files`` refuses."""
    with transaction.atomic():
        row = held_draft(draft, actor, at)
        if catalogue.version(version_id=str(row.version_id)).material(material_id) is None:
            raise Refused("cases.material_unknown", _("This item does not ask for this material."))
        held = list(row.materials.get(material_id, ()))
        if len(held) >= FILES_OF_A_MATERIAL:
            raise Refused(
                "cases.too_many_files",
                _("At most {most} files for one material, please."),
                most=FILES_OF_A_MATERIAL,
            )
        card = files.store(
            data=data,
            name=name,
            owner_kind="draft",
            owner_id=row.public_id,
            actor=actor,
            at=at,
            declared_type=declared_type,
        )
        ref = rules.FileRef(card.public_id, card.name, card.size, card.sha256)
        row.materials[material_id] = [*held, rules.to_plain(ref)]
        _touch(row, at)
        row.save(update_fields=["materials", "updated_at", "expires_on"])
    return ref


def drop_file(*, draft: str, material_id: str, file: str, actor: Actor, at: datetime) -> None:
    """Take a file away from a material of a draft; nothing happens when it is gone already."""
    with transaction.atomic():
        row = held_draft(draft, actor, at)
        kept = [one for one in row.materials.get(material_id, ()) if one["public_id"] != file]
        row.materials[material_id] = kept
        _touch(row, at)
        row.save(update_fields=["materials", "updated_at", "expires_on"])


def discard_draft(*, draft: str, actor: Actor, at: datetime) -> None:
    """Delete a draft for good. Refuses one that was submitted, as one that does not exist."""
    with transaction.atomic():
        held_draft(draft, actor, at).delete()


def pickup_code(*, draft: str, actor: Actor, at: datetime) -> tuple[str, datetime]:
    """A code of six digits by which a clerk takes up this draft, and until when; it works once."""
    until = at + timedelta(minutes=CODE_MINUTES)
    with transaction.atomic():
        row = held_draft(draft, actor, at)
        code = f"{secrets.randbelow(1_000_000):06d}"
        while Draft.objects.filter(
            pickup_code=sealing.index_of("pickup", code), pickup_until__gte=at
        ).exists():
            code = f"{secrets.randbelow(1_000_000):06d}"
        row.pickup_code, row.pickup_until, row.helper = sealing.index_of("pickup", code), until, ""
        row.save(update_fields=["pickup_code", "pickup_until", "helper"])
    return code, until


def pick_up(*, code: str, actor: Actor, at: datetime) -> DraftCard:
    """The draft of a code, for a clerk at the window, who may help with it until the code runs out.

    The look is recorded. Refuses a wrong or used code, and more than ten wrong ones by one clerk in an hour.
    """
    if not actor.may("case.accept"):
        raise rules.not_found()
    counter = f"pickup:{actor.staff_id}:{at:%Y%m%d%H}"
    if Counter.objects.filter(name=counter, value__gte=WRONG_CODES_AN_HOUR).exists():
        raise Refused("cases.too_many_codes", _("Too many wrong codes. Please wait an hour."))
    with transaction.atomic():
        found = Draft.objects.select_for_update().filter(
            pickup_code=sealing.index_of("pickup", code), pickup_until__gte=at, submitted_case="", helper=""
        )
        row = found.first()
        if row is not None:
            row.pickup_code, row.helper = "", actor.staff_id
            row.save(update_fields=["pickup_code", "helper"])
            record.record(_looked(row, actor), at)
            return queries.draft_card(row)
    Counter.objects.get_or_create(name=counter, defaults={"value": 0})
    Counter.objects.filter(name=counter).update(value=F("value") + 1)
    raise Refused("cases.code_wrong", _("This code is wrong, used or too old. Please ask for a new one."))


def _looked(row: Draft, actor: Actor) -> Act:
    return Act(
        actor=actor,
        action="cases.draft_taken_up",
        subject_kind="draft",
        subject_id=str(row.pk),
        purpose=_("Helps with the application at the window"),
        about=str(row.applicant_id) if row.applicant_kind == "person" else "",
        detail={"item_code": row.item_code},
    )


# A draft saves itself at every page: written out, because building the statement costs more than running it.
_HELD = (
    f"SELECT {', '.join(str(field.column) for field in Draft._meta.fields)} FROM cases_draft "  # noqa: S608
    "WHERE public_id = %s AND submitted_case = ''"
)


def held_draft(public_id: str, actor: Actor, at: datetime) -> Draft:
    """The draft for its applicant, or for the clerk who took it up; held until the transaction ends."""
    held = _HELD + (" FOR UPDATE" if connection.vendor == "postgresql" else "")
    row = next(iter(Draft.objects.raw(held, [public_id])), None)
    if row is None or not queries.may_write(row, actor, at):
        raise rules.not_found()
    return row


def _own_drafts(actor: Actor) -> Any:
    return Draft.objects.select_for_update().filter(queries.own(actor), submitted_case="")


def _touch(row: Draft, at: datetime) -> None:
    row.updated_at, row.expires_on = at, _expires_on(at)


def _expires_on(at: datetime) -> Any:
    today = day_of(at)
    return today + timedelta(days=in_force(provisions.DRAFT_DAYS, today).value)
