"""Issuing: one transaction makes the record, signs it, ends what it replaces, records it and announces it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from tongban.audit import services as audit
from tongban.audit.rules import Act
from tongban.catalogue import queries as catalogue
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Refused, _
from tongban.identity import queries as identity
from tongban.licences import rules
from tongban.licences.events import LicenceIssued
from tongban.licences.models import Licence, LicenceEvent
from tongban.licences.queries import LicenceCard, card_of
from tongban.licences.rules.record import FaceValue
from tongban.licences.services.making import Order, counted_serial, lock_type, made
from tongban.outbox import services as outbox


def issue(
    *,
    holder_kind: str,
    holder_id: str,
    holder_name: str,
    type_code: str,
    face: Mapping[str, FaceValue],
    case_id: str | None,
    item_code: str,
    issuer_uscc: str,
    issuer_name: str,
    at: datetime,
    valid_from: date,
    valid_to: date | None,
    actor: Actor,
    number: str = "",
) -> LicenceCard:
    """Issue a licence to its holder; asked again for the same case and type, the licence already issued.

    number  证照号码 of the business system; empty takes year and count
    A holder's valid licence of a single-instance type lapses in the same moment (EL-1): the new one is its next
    version when the same authority issues it, and has a serial of its own otherwise.
    Refuses a holder whose name is not the register's, and to pass over a licence that is suspended.
    """
    kind = catalogue.licence_type(code=type_code)
    holder_code = _code_of_holder(holder_kind, holder_id, holder_name)
    with transaction.atomic():
        lock_type(type_code)
        existing = _issued_for(case_id, type_code, holder_kind, holder_id)
        if existing is not None:
            return card_of(existing)
        former = _former(holder_kind, holder_id, type_code) if kind.single_instance else None
        order = Order(
            type_code=type_code,
            type_name=kind.name,
            single=kind.single_instance,
            holder_kind=holder_kind,
            holder_id=holder_id,
            holder_name=holder_name,
            holder_code=holder_code,
            issuer_uscc=issuer_uscc,
            issuer_name=issuer_name,
            number=number,
            issued_on=day_of(at),
            valid_from=valid_from,
            valid_to=valid_to,
            face=face,
            case_id=case_id or None,
            item_code=item_code,
        )
        licence = _make(order, former, at)
        if former is not None:
            _end_former(former, licence, actor, at)
        licence.save(force_insert=True)
        _record_issue(licence, actor, at)
    return card_of(licence)


def _make(order: Order, former: Licence | None, at: datetime) -> Licence:
    version = (
        rules.next_version(former.version) if former and former.issuer_uscc == order.issuer_uscc else None
    )
    if former is not None and version is not None:
        licence = made(order, serial=former.serial, version=version, at=at)
    else:
        licence = made(order, serial=counted_serial(order.type_code, order.issued_on.year), version=1, at=at)
    licence.supersedes = former.identifier if former else ""
    return licence


def _code_of_holder(holder_kind: str, holder_id: str, holder_name: str) -> str:
    """The holder's own number from the register; refuses when the register names someone else."""
    if holder_kind == "body":
        body = identity.body(body_id=holder_id)
        name, code = body.name, body.uscc
    else:
        person = identity.person(person_id=holder_id)
        name, code = person.name, person.id_number
    if name != holder_name:
        raise Refused(
            "licences.holder_differs",
            _("The register names another holder than the decision does. Compare them before issuing."),
        )
    return code


def _issued_for(case_id: str | None, type_code: str, holder_kind: str, holder_id: str) -> Licence | None:
    if not case_id:
        return None
    existing = Licence.objects.filter(case_id=case_id, type_code=type_code).first()
    if existing is not None and (existing.holder_kind, existing.holder_id) != (holder_kind, holder_id):
        raise Refused(
            "licences.case_has_other_holder",
            _("This case has already led to a licence of this type for another holder."),
        )
    return existing


def _former(holder_kind: str, holder_id: str, type_code: str) -> Licence | None:
    held = Licence.objects.filter(
        holder_kind=holder_kind, holder_id=holder_id, type_code=type_code, single=True
    )
    live = held.filter(state__in=[rules.State.VALID, rules.State.SUSPENDED]).defer("sealed_record")
    standing = list(live.select_for_update())
    if any(licence.state == rules.State.SUSPENDED for licence in standing):
        raise Refused(
            "licences.suspended_stands",
            _(
                "The holder's licence of this type is suspended; restore or end it before a new one is issued."
            ),
        )
    return standing[0] if standing else None


def _end_former(former: Licence, licence: Licence, actor: Actor, at: datetime) -> None:
    """The former licence lapses before the new one enters: the database allows only one that is valid."""
    after = rules.next_state(rules.State(former.state), rules.Change.SUPERSEDE)
    Licence.objects.filter(pk=former.pk).update(state=after, superseded=True)
    _add_event(former, rules.Change.SUPERSEDE, after, licence.identifier, actor, at)


def _record_issue(licence: Licence, actor: Actor, at: datetime) -> None:
    _add_event(licence, rules.Change.ISSUE, rules.State.VALID, "", actor, at)
    audit.record(
        Act(
            actor=actor,
            action="licences.issued",
            subject_kind="licence",
            subject_id=str(licence.pk),
            case_id=licence.case_id,
            about=licence.holder_id,
            detail={
                "identifier": licence.identifier,
                "record_hash": licence.record_hash,
                "holder_kind": licence.holder_kind,
                "holder_id": licence.holder_id,
                "supersedes": licence.supersedes,
            },
        ),
        at,
    )
    event = LicenceIssued(
        licence_id=str(licence.pk),
        public_id=licence.public_id,
        holder_kind=licence.holder_kind,
        holder_id=licence.holder_id,
        type_code=licence.type_code,
        type_name=licence.type_name,
        case_id=licence.case_id or "",
        identifier=licence.identifier,
    )
    outbox.announce(event, str(licence.pk), at)


def _add_event(
    licence: Licence, change: rules.Change, state: rules.State, reason: str, actor: Actor, at: datetime
) -> None:
    LicenceEvent.objects.create(
        licence_id=licence.pk,
        change=change,
        state=state,
        reason=reason,
        basis=rules.basis_of(change),
        by_id=actor.account_id,
        by_name=actor.name,
        by_department=actor.department_name,
        at=at,
    )
