"""Letting a person act for a body, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from tongban.audit import services as audit
from tongban.audit.rules import Act
from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Fault, Refused, _
from tongban.identity import queries, rules
from tongban.identity.models import Body, Mandate, Person
from tongban.identity.queries import MandateCard, PersonCard


def grant_mandate(
    *,
    body_id: str,
    person_id: str,
    item_codes: Sequence[str] = (),
    may_sign: bool = False,
    valid_from: date,
    valid_to: date | None = None,
    actor: Actor,
    at: datetime,
) -> MandateCard:
    """Let a person act for a body in the items named, or in all when none is.

    Only the legal representative grants (and the system, when it enters a register). Refuses a mandate that
    ends before it begins.
    """
    scope = rules.mandate_scope(
        item_codes=item_codes, may_sign=may_sign, valid_from=valid_from, valid_to=valid_to
    )
    with transaction.atomic():
        body = _body_headed_by(actor, body_id)
        person = Person.objects.filter(pk=queries.key_of(person_id)).first()
        if person is None:
            raise queries.unknown_person()
        row = Mandate.objects.create(
            body=body,
            person=person,
            item_codes=sorted(scope.item_codes),
            may_sign=scope.may_sign,
            valid_from=scope.valid_from,
            valid_to=scope.valid_to,
            granted_by_id=actor.person_id or None,
            granted_at=at,
        )
        detail = {"mandate": str(row.pk), "person": str(person.pk), "items": sorted(scope.item_codes)}
        _record(actor, "identity.mandate_granted", str(body.pk), str(person.pk), at, detail)
        return queries.mandate_card(row)


def grant_mandate_to(
    *,
    agent: PersonCard | None,
    body_id: str,
    item_codes: Sequence[str],
    may_sign: bool,
    valid_from: date,
    valid_to: date | None,
    actor: Actor,
    at: datetime,
) -> MandateCard:
    """Grant a mandate to the person found by name and number; one refusal for every reason that nobody was found."""
    if agent is None:
        fault = Fault(
            "id_number", _("Nobody with this name and this number is registered here. Please check both.")
        )
        raise Refused("identity.agent_unknown", fault.sentence, faults=(fault,))
    return grant_mandate(
        body_id=body_id,
        person_id=agent.id,
        item_codes=item_codes,
        may_sign=may_sign,
        valid_from=valid_from,
        valid_to=valid_to,
        actor=actor,
        at=at,
    )


def revoke_mandate(*, mandate_id: str, actor: Actor, at: datetime) -> MandateCard:
    """Take a mandate back; from the next page on the agent acts for herself only. Asking again changes nothing."""
    with transaction.atomic():
        row = (
            Mandate.objects.select_related("body__legal_representative", "person")
            .filter(pk=queries.key_of(mandate_id))
            .first()
        )
        if row is None:
            raise queries.unknown_mandate()
        _body_headed_by(actor, str(row.body_id))
        if row.revoked_at is None:
            row.revoked_at = at
            row.save(update_fields=["revoked_at"])
            _record(
                actor,
                "identity.mandate_revoked",
                str(row.body_id),
                str(row.person_id),
                at,
                {"mandate": str(row.pk)},
            )
        return queries.mandate_card(row)


def _body_headed_by(actor: Actor, body_id: str) -> Body:
    body = Body.objects.select_related("legal_representative").filter(pk=queries.key_of(body_id)).first()
    headed = body is not None and str(body.legal_representative_id) == actor.person_id
    if body is None or not (headed or actor.role == "system"):
        raise queries.unknown_body()
    return body


def _record(
    actor: Actor, action: str, body_id: str, about: str, at: datetime, detail: Mapping[str, object]
) -> None:
    act = Act(actor=actor, action=action, subject_kind="body", subject_id=body_id, about=about, detail=detail)
    audit.record(act, at)
